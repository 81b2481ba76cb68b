"""Which published verdicts a search finds, and what is told of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import caches
from django.db.models import DateTimeField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from claims.exports.records import record
from claims.google.parameters import Search, site_of, token
from claims.models import Newsroom, Publication
from claims.models.publication import PublicationQuerySet

# Languages are only ever added, and the one that the newsroom has by now is known anyhow.
KEPT_SECONDS = 3600


def answer(asked: Search, newsroom: Newsroom) -> dict[str, Any]:
    """A page of what is found, the last publication first, in Google's form.

    Pages are cut by keyset: what is published meanwhile moves nothing from one to the next.
    """
    rows = _found(asked, newsroom).newest_first()
    if asked.after:
        rows = rows.filter(pk__lt=asked.after)
    page = list(rows[asked.offset : asked.offset + asked.size + 1])
    shown = page[: asked.size]
    return _known(
        claims=[_claim(row, newsroom) for row in shown],
        nextPageToken=token(shown[-1].pk) if len(page) > asked.size else "",
    )


def _found(asked: Search, newsroom: Newsroom) -> PublicationQuerySet:
    rows = Publication.objects.live()
    if asked.site and asked.site != site_of(newsroom.address):
        return rows.none()
    if asked.words:
        rows = rows.search(asked.words)
    if asked.days:
        rows = _since(rows, timezone.now() - dt.timedelta(days=asked.days))
    if asked.language:
        rows = _in_language(rows, asked.language, newsroom)
    return rows


def _since(rows: PublicationQuerySet, moment: dt.datetime) -> PublicationQuerySet:
    """Those reviewed at this moment or later.

    Age is by the newer of claim date and review date, and a claim is made before it is reviewed.
    The column, which no correction moves back, spares unpacking what is older anyhow.
    """
    said = Cast(KeyTextTransform("first_published_at", "snapshot"), DateTimeField())
    first = Coalesce(said, "published_at")
    return rows.filter(published_at__gte=moment).alias(first=first).filter(first__gte=moment)


def _in_language(rows: PublicationQuerySet, code: str, newsroom: Newsroom) -> PublicationQuerySet:
    """Those in this language, and script where it is given, whatever the region."""
    known = _languages(newsroom)
    fitting = {language for language in known if _is_same(language, code)}
    if not fitting:
        return rows.none()
    if fitting == known:
        return rows
    any_of = Q()
    for language in fitting:
        any_of |= Q(snapshot__contains={"language": language})
    return rows.filter(any_of)


def _languages(newsroom: Newsroom) -> set[str]:
    """All that anything live is in, and the newsroom's own."""
    cache = caches["process"]
    if (kept := cache.get("languages")) is None:
        language = KeyTextTransform("language", "snapshot")
        live = Publication.objects.live().order_by()
        kept = set(live.values_list(language, flat=True).distinct())
        cache.set("languages", kept, KEPT_SECONDS)
    return kept | {newsroom.language}


def _is_same(one: str, other: str) -> bool:
    mine, theirs = _parts(one), _parts(other)
    return mine[0] == theirs[0] and (not mine[1] or not theirs[1] or mine[1] == theirs[1])


def _parts(code: str) -> tuple[str, str]:
    """The language and the script of a BCP-47 code, the latter "" where it names none."""
    first, *others = code.lower().split("-")
    return first, next((part for part in others if len(part) == 4 and part.isalpha()), "")


def _claim(row: Publication, newsroom: Newsroom) -> dict[str, Any]:
    check = record(row, newsroom)
    said_on = [place["said_on"] for place in check["occurrences"] if place["said_on"]]
    day = min(said_on, default="")
    return _known(
        text=check["statement"],
        claimant=" and ".join(person["name"] for person in check["claimants"]),
        claimDate=f"{day}T00:00:00Z" if day else "",
        claimReview=[_review(check, newsroom)],
    )


def _review(check: dict[str, Any], newsroom: Newsroom) -> dict[str, Any]:
    """The fact-check. On a scale without ratings the one-sentence summary is the verdict."""
    rating = check["rating"]
    label = f"{rating['label']}: " if rating else ""
    return _known(
        publisher=_known(name=newsroom.name, site=site_of(newsroom.address)),
        url=check["url"],
        title=f"{label}{check['statement']}",
        # To the second, as Google has it.
        reviewDate=f"{check['first_published_at'][:19]}Z",
        textualRating=rating["label"] if rating else check["summary"],
        languageCode=check["language"],
    )


def _known(**facts: Any) -> dict[str, Any]:
    """What is empty is absent."""
    return {name: value for name, value in facts.items() if value}
