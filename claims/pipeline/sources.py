"""Sources: the evidence of a draft. Adding a link has a worker read the page (`fetching`)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.models import Newsroom, Source, User, Verdict
from claims.pipeline import addresses
from claims.pipeline.changes import change, check_fields, plain, record, take
from claims.pipeline.verdicts import open_draft, show

FIELDS = (
    "title",
    "url",
    "publisher",
    "published_on",
    "kind",
    "stance",
    "passage",
    "locator",
    "read_on",
    "withheld_reason",
)


@transaction.atomic
def add(
    verdict: Verdict,
    *,
    by: User,
    title: str = "",
    url: str = "",
    publisher: str = "",
    published_on: dt.date | None = None,
    kind: str = Source.Kind.PRIMARY,
    stance: str = Source.Stance.CONTEXT,
    passage: str = "",
    locator: str = "",
    read_on: dt.date | None = None,
    withheld_reason: str = "",
) -> Source:
    """Add a piece of evidence to a draft of one's own.

    Title, publisher and day of a link are read from its page where they are blank. Raises
    ValidationError when it has neither a link nor a reason to withhold it (or both), or when the
    link is the document under review or a page of this newsroom's own site.
    """
    claim, locked = open_draft(verdict, by)
    values = _checked(
        locked,
        title=title,
        url=url,
        publisher=publisher,
        published_on=published_on,
        kind=kind,
        stance=stance,
        passage=passage,
        locator=locator,
        read_on=read_on,
        withheld_reason=withheld_reason,
    )
    source = Source.objects.create(verdict=locked, **values, **_to_fetch(str(values["url"])))
    record(source, action="source.added", by=by, after=facts(source))
    show(locked, claim)
    return source


@transaction.atomic
def edit(source: Source, *, by: User, **given: Any) -> None:
    """Set some of `FIELDS` of a source of a draft of one's own; as `add` otherwise.

    Another link or passage has the page read again.
    """
    claim, verdict = open_draft(source.verdict, by)
    locked = take(source, refusal="Somebody removed this source already.")
    values = _checked(verdict, **{name: getattr(locked, name) for name in FIELDS} | given)
    moved = values["url"] != locked.url
    again = moved or (values["url"] and values["passage"] != locked.passage)
    if change(locked, action="source.edited", by=by, **values):
        show(verdict, claim)
    if again:
        fetch = _to_fetch(str(values["url"])) | ({"copy": None} if moved else {})
        Source.objects.filter(pk=locked.pk).update(**fetch)


@transaction.atomic
def remove(source: Source, *, by: User) -> None:
    """Take a piece of evidence out of a draft; the history keeps what it was."""
    claim, verdict = open_draft(source.verdict, by)
    locked = take(source, refusal="Somebody removed this source already.")
    record(locked, action="source.removed", by=by, before=facts(locked))
    locked.delete()
    show(verdict, claim)


def copy(verdict: Verdict, *, to: Verdict) -> None:
    """Give a new draft the sources of another verdict, with what is known of their pages."""
    known = ("copy", "fetch_state", "fetched_at", "fetch_problem", "passage_found")
    unread = (Source.Fetch.WAITING, Source.Fetch.FETCHING)
    for source in verdict.sources.all():
        values = {name: getattr(source, name) for name in (*FIELDS, *known)}
        if source.fetch_state in unread:
            values |= _to_fetch(source.url)
        Source.objects.create(verdict=to, **values)


def circular(verdict: Verdict, url: str) -> str:
    """Why a link can't be a source for this verdict, in a sentence; empty when it can."""
    occurrences = verdict.claim.occurrences.select_related("document").defer("document__text")
    checked = {addresses.page(row.document.url) for row in occurrences if row.document.url}
    if addresses.page(url) in checked:
        return "This is the document being checked. It can’t be a source for itself."
    if addresses.host(url) == addresses.host(Newsroom.current().address):
        return "This is a page of our own site. Give the source that it rests on."
    return ""


def facts(source: Source) -> dict[str, Any]:
    """What an Event keeps of a source: what is filled in."""
    return {name: value for name in FIELDS if (value := plain(source, name))}


def _to_fetch(url: str) -> dict[str, Any]:
    """What has a worker read the page of a link soon."""
    state = Source.Fetch.WAITING if url else Source.Fetch.NONE
    return {
        "fetch_state": state,
        "fetch_at": timezone.now() if url else None,
        "fetch_problem": "",
        "fetch_failures": 0,
        "passage_found": None,
    }


def _checked(verdict: Verdict, **given: Any) -> dict[str, Any]:
    """The values as they are stored. Raises ValidationError with a message by field."""
    values = {
        name: value.strip() if isinstance(value, str) else value for name, value in given.items()
    }
    check_fields(Source, **values)
    url, reason = str(values["url"]), str(values["withheld_reason"])
    if bool(url) == bool(reason):
        raise ValidationError({"url": "Give a link, or the reason why the source is withheld."})
    if reason and not values["title"]:
        raise ValidationError({"title": "Say what it is, as far as that can be told."})
    if url and (refusal := circular(verdict, url)):
        raise ValidationError({"url": refusal})
    return values
