"""What feeds tell of a fact-check, a correction, a promise that was rated, and one that is due."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from claims.models import Correction, Kind, Newsroom, PromiseStatus, Publication
from claims.public.syndication import Entry
from claims.templatetags.public import correction_kind, promise_label

# How long before its day a promise is told to fall due.
AHEAD = dt.timedelta(days=30)


def fact_check(row: Publication, newsroom: Newsroom) -> Entry:
    check = row.snapshot
    rating = check["rating"]
    entries = [one for one in check.get("corrections", []) if one["what"]]
    told = f" Corrected: {entries[-1]['what']}" if entries else ""
    picture = reverse("fact-check-picture", args=[row.claim_id])
    return Entry(
        id=_at(row, newsroom),
        address=_at(row, newsroom),
        title=f"{rating['label']}: {check['statement']}" if rating else check["statement"],
        summary=f"{check['summary']}{told}",
        published=row.first_published_at,
        updated=row.published_at,
        language=check["language"],
        tags=(*([rating["label"]] if rating else []), *_kinds(row)),
        picture=newsroom.absolute(f"{picture}?version={row.number}"),
    )


def correction(row: Correction, newsroom: Newsroom) -> Entry:
    assert row.at
    kind = correction_kind(row.kind)
    # What was wrong in a statement is not to be said once more.
    check = (row.publication or row.corrects).snapshot
    return Entry(
        id=f"{_at(row.corrects, newsroom)}#correction-{row.pk}",
        address=_at(row.corrects, newsroom),
        title=f"{kind}: {check['statement']}",
        summary=f"{row.what} {row.why}".strip(),
        published=row.at,
        updated=row.at,
        language=check["language"],
        tags=(kind,),
    )


def standing(row: PromiseStatus, live: Publication, newsroom: Newsroom) -> Entry:
    # What was known before is told to readers with the fact-check.
    told = max(row.at, live.first_published_at)
    label = promise_label(row.status)
    return Entry(
        id=f"{_at(live, newsroom)}#standing-{row.pk}",
        address=_at(live, newsroom),
        title=f"{label}: {live.snapshot['statement']}",
        summary=f"{label} since {_day(row.on)}. {row.note}",
        published=told,
        updated=told,
        language=live.snapshot["language"],
        tags=(label, *_kinds(live)),
    )


def due(row: Publication, newsroom: Newsroom) -> Entry:
    on = parse_date(row.snapshot["due_on"])
    assert on
    told = max(begin(on - AHEAD, newsroom), row.first_published_at)
    stands = promise_label(row.promise_status)
    yardstick = row.snapshot.get("yardstick", "")
    return Entry(
        id=f"{_at(row, newsroom)}#due-{on}",
        address=_at(row, newsroom),
        title=f"Due {_day(on)}: {row.snapshot['statement']}",
        summary=f"{stands}. {f'How we will know: {yardstick}' if yardstick else ''}".strip(),
        published=told,
        updated=max(told, row.published_at),
        language=row.snapshot["language"],
        tags=(stands, *_kinds(row)),
    )


def _at(row: Publication, newsroom: Newsroom) -> str:
    return newsroom.absolute(row.get_absolute_url())


def _kinds(row: Publication) -> list[str]:
    known = dict(Kind.choices)
    return [str(known.get(kind, kind)) for kind in row.snapshot["kinds"]]


def begin(day: dt.date, newsroom: Newsroom) -> dt.datetime:
    """The moment at which a day begins where the newsroom is."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()), newsroom.tzinfo)


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
