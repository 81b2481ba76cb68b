"""Fetching: workers read the pages that verdicts rest on, and go on looking while they are out.

As with extractions the row is the truth, and a message only says that there may be work. `fetch_at`
is when a source is to be looked at. Who looks has moved it on to the end of a lease, which is also
the proof that the source is still theirs: whatever moves it again (an editor with another link, a
second worker) makes that first look worthless, and nothing else.

A page is read once, for its copy. From then on it is only checked, for as long as it is before
readers: the copy stays the one that the verdict rests on. Somebody may ask for a look at any time.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from claims.fetching import NotModified, Page, Refused, fetch, stands_in
from claims.models import (
    Alert,
    ArchivedCopy,
    Claim,
    Event,
    Newsroom,
    Publication,
    Source,
    User,
    Verdict,
)
from claims.pipeline import addresses, alerts, sources, verdicts
from claims.pipeline.changes import Conflict, change, record, take
from claims.pipeline.messages import wake_on_commit

Reader = Callable[..., Page | NotModified]
Kind = Alert.Kind
State = Source.Fetch

# How long the pages of a live publication are left alone: between looks, and when one went wrong.
EVERY = dt.timedelta(days=7)
AGAIN = dt.timedelta(days=1)
# Looks that have to go wrong in a row before the desk is told: sites have bad days.
PATIENCE = 3
# Several times what the slowest page takes.
LEASE = dt.timedelta(minutes=2)
# How long a page of a draft is left alone after its first, second and third failure.
BACK_OFF = (dt.timedelta(seconds=30), dt.timedelta(minutes=5), dt.timedelta(minutes=30))
# At most so many sites are asked by one sweep, each for one page.
MOST_SITES = 20
# Not looked at yet, or only by workers that never came back.
UNREAD = (State.WAITING, State.FETCHING)


class Overtaken(Exception):
    """The source was changed while a worker looked at its page."""


def watch(verdict: Verdict) -> None:
    """Look at the pages of a verdict again and again, from now on.

    Those that are still to be read for the first time keep their turn.
    """
    for source in verdict.sources.filter(fetch_at=None).exclude(url=""):
        source.fetch_at = _in(EVERY)
        source.save(update_fields=["fetch_at"])


def unwatch(verdict: Verdict) -> None:
    """Leave the pages of a verdict alone, read or not: it is no longer before readers."""
    cited = Source.objects.filter(verdict=verdict)
    if cited.filter(fetch_state__in=UNREAD).update(fetch_state=State.NONE):
        verdicts.show(verdict)
    cited.update(fetch_at=None)


@transaction.atomic
def again(source: Source, *, by: User) -> None:
    """Have the page of a source looked at now.

    While its verdict is a draft it is read anew, so that the copy is the page as its author sees
    it. Later it is only checked, unless there is no copy yet. Raises Conflict when there is nothing
    to read, nobody rests on it any more, or the page is looked at already.
    """
    claim, verdict = take(source.verdict.claim), take(source.verdict)
    mine = take(source, refusal="Somebody removed this source already.")
    if not mine.url:
        raise Conflict("This source is withheld: there is no page to read.")
    if not is_of_use(verdict):
        raise Conflict("This verdict is no longer in use, so its pages are left alone.")
    if mine.fetch_state in UNREAD or is_due(mine):
        raise Conflict("The page is being read already.")
    if mine.copy_id is None or verdict.state == Verdict.State.DRAFT:
        mine.fetch_state, mine.fetch_problem, mine.fetch_failures = State.WAITING, "", 0
    mine.fetch_at = timezone.now()
    mine.save(update_fields=["fetch_state", "fetch_problem", "fetch_failures", "fetch_at"])
    record(mine, action="source.asked", by=by)
    verdicts.show(verdict, claim)


def is_of_use(verdict: Verdict) -> bool:
    """Whether a verdict is before readers, or may still come before them."""
    states = set(verdict.publications.values_list("state", flat=True))
    if states:
        return Publication.State.LIVE in states
    return verdict.state != Verdict.State.DROPPED


def is_due(source: Source) -> bool:
    """Whether it waits for the sweep to wake a worker, whatever was known of it before."""
    return source.fetch_at is not None and source.fetch_at <= timezone.now()


@transaction.atomic
def sweep() -> int:
    """Wake workers for what is to be looked at now, one page of each site. Returns how many."""
    due = (
        Source.objects.select_for_update(skip_locked=True)
        .filter(fetch_at__lte=timezone.now())
        .order_by("fetch_at")[:500]
    )
    one_a_site: dict[str, Source] = {}
    for source in due:
        one_a_site.setdefault(addresses.host(source.url), source)
    chosen = list(one_a_site.values())[:MOST_SITES]
    for source in chosen:
        source.fetch_at = timezone.now() + LEASE
        source.save(update_fields=["fetch_at"])
        wake_on_commit("fetch_source", source.pk, source.fetch_at.isoformat())
    return len(chosen)


def take_over(source_id: int, lease: dt.datetime) -> Source | None:
    """Make a source this worker's own; None when its turn is over or somebody else's.

    One that was never read though several workers were at it is given up: a page that brings
    workers down must not bring them down for ever.
    """
    with transaction.atomic():
        source = (
            Source.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("verdict__claim", "copy")
            .defer("copy__warc")
            .filter(pk=source_id, fetch_at=lease)
            .first()
        )
        if source is None:
            return None
        interrupted = source.fetch_state == State.FETCHING
        source.fetch_failures += interrupted
        # A check that is interrupted has time; an editor waits for the first read.
        source.fetch_at = timezone.now() + (LEASE if source.fetch_state in UNREAD else AGAIN)
        if source.fetch_state == State.WAITING:
            source.fetch_state = State.FETCHING
        source.save(update_fields=["fetch_at", "fetch_state", "fetch_failures"])
    if interrupted and source.fetch_failures > len(BACK_OFF):
        _failed(source, "Reading the page was interrupted several times.", wait=None)
        return None
    return source


def look(source: Source, *, read: Reader = fetch) -> None:
    """Look at the page of a source that `take_over` returned, and record what became of it.

    Raises Overtaken when somebody has changed the source meanwhile; it will be looked at again.
    """
    # Without text nobody could tell whether the passage is in what hasn't changed.
    known = source.copy if source.copy and source.copy.text else None
    try:
        page = read(
            source.url,
            agent=_agent(),
            refuse=lambda url: sources.circular(source.verdict, url),
            etag=known.etag if known else "",
            last_modified=known.last_modified if known else "",
        )
    except Refused as refused:
        wait = dt.timedelta(seconds=refused.retry_after or 0)
        _failed(source, refused.reason, wait=None if refused.is_permanent else wait)
        return
    text = page.text if isinstance(page, Page) else known.text if known else ""
    stands = stands_in(source.passage, text) if source.passage and text else None
    if source.copy is None or source.fetch_state in UNREAD:
        _read(source, page, stands)
    else:
        _checked(source, page, stands)


def _read(source: Source, page: Page | NotModified, stands: bool | None) -> None:
    """Keep a copy of the page, and fill in what was left blank."""
    with _locked(source) as (mine, claim, verdict):
        facts: dict[str, Any] = {"passage_found": stands}
        beside = {}
        if isinstance(page, Page) and not (mine.copy and mine.copy.sha256 == page.sha256):
            before = mine.copy.sha256 if mine.copy else ""
            mine.copy = _copy_of(page)
            mine.save(update_fields=["copy"])
            beside = {"copy": (before, page.sha256)}
        # Once others have read a verdict, a page changes nothing of it any more.
        if isinstance(page, Page) and verdict.state == Verdict.State.DRAFT:
            facts |= _blanks_filled_in(mine, page)
        _there(mine, page, failures=0, fetch_at=_in(EVERY) if _is_out(verdict) else None)
        _show(mine, claim, verdict, page, beside=beside, **facts)


def _checked(source: Source, page: Page | NotModified, stands: bool | None) -> None:
    """Say whether the page still has what is quoted from it."""
    with _locked(source) as (mine, claim, verdict):
        is_out = _is_out(verdict)
        is_lost = is_out and mine.passage_found is True and stands is False
        # A page that was away, or is for the first time without the passage, begins a new count.
        streak = mine.fetch_failures if mine.fetch_state == State.KEPT else 0
        failures = streak + 1 if is_lost else 0
        if is_lost and streak and _asked_for(mine):
            failures = streak
        facts: dict[str, Any] = {}
        if stands is not None and not 0 < failures < PATIENCE:
            facts["passage_found"] = stands
        wait = AGAIN if 0 < failures < PATIENCE else EVERY
        _there(mine, page, failures=failures, fetch_at=_in(wait) if is_out else None)
        _show(mine, claim, verdict, page, **facts)
        _settle(mine, claim, Kind.SOURCE_GONE, "The page can be read again.")
        if stands:
            _settle(mine, claim, Kind.PASSAGE_GONE, "The passage is on the page again.")
        if failures == PATIENCE:
            words = f"What is quoted from {_named(mine)} is no longer on its page."
            _tell(mine, claim, Kind.PASSAGE_GONE, words)


def _failed(source: Source, reason: str, *, wait: dt.timedelta | None) -> None:
    """Say on the source why its page can't be read.

    `wait` is how long the site wants to be left alone; None where asking again is no use, which is
    done all the same for what is before readers.
    """
    with _locked(source) as (mine, claim, verdict):
        # What was there until now, be it without the passage, begins a new count.
        failures = 1 if mine.fetch_state == State.KEPT else mine.fetch_failures + 1
        if mine.fetch_failures and _asked_for(mine):
            failures = mine.fetch_failures
        is_out = _is_out(verdict)
        mine.fetch_failures = failures
        mine.fetch_at = _next_try(failures, wait, is_out=is_out)
        mine.save(update_fields=["fetch_failures", "fetch_at"])
        facts: dict[str, Any] = {"fetch_state": State.FAILED, "fetch_problem": reason}
        if change(mine, action="source.unreadable", by=None, note=reason, **facts):
            verdicts.show(verdict, claim)
        # What could never be read isn't gone: whoever gave the link knew it.
        if is_out and mine.copy and failures == PATIENCE:
            words = f"The page of {_named(mine)} can’t be read any more. {reason}"
            _tell(mine, claim, Kind.SOURCE_GONE, words)


def _asked_for(mine: Source) -> bool:
    """Whether somebody has asked for this look: pressing a button makes no days go by."""
    since = timezone.now() - 5 * LEASE
    asked = Event.objects.filter(object_type="source", object_id=mine.pk, action="source.asked")
    return asked.filter(at__gte=since).exists()


def _next_try(failures: int, wait: dt.timedelta | None, *, is_out: bool) -> dt.datetime | None:
    """When to ask again for a page that could not be read."""
    if is_out:
        pause = AGAIN if failures < PATIENCE else EVERY
        return _in(max(pause, wait or pause))
    if wait is None or failures > len(BACK_OFF):
        return None
    return _in(max(BACK_OFF[failures - 1], wait))


@contextmanager
def _locked(source: Source) -> Iterator[tuple[Source, Claim, Verdict]]:
    """A transaction with the source as `take_over` left it, locked with its claim and verdict."""
    with transaction.atomic():
        claim, verdict = take(source.verdict.claim), take(source.verdict)
        try:
            mine = take(source, fetch_at=source.fetch_at)
        except Conflict as error:
            raise Overtaken from error
        yield mine, claim, verdict


def _is_out(verdict: Verdict) -> bool:
    return verdict.publications.filter(state=Publication.State.LIVE).exists()


def _there(
    mine: Source, page: Page | NotModified, *, failures: int, fetch_at: dt.datetime | None
) -> None:
    """What only workers need to know after a look at a page that was there."""
    mine.fetched_at = page.fetched_at
    mine.fetch_failures = failures
    mine.fetch_at = fetch_at
    mine.save(update_fields=["fetched_at", "fetch_failures", "fetch_at"])


def _show(
    mine: Source,
    claim: Claim,
    verdict: Verdict,
    page: Page | NotModified,
    *,
    beside: dict[str, tuple[Any, Any]] | None = None,
    **facts: Any,
) -> None:
    """Record what is new about a page that was there, and let pages of the desk see it.

    Programs are told of every look: when it was is part of what they are given.
    """
    facts["fetch_state"] = State.KEPT
    facts["fetch_problem"] = page.note if isinstance(page, Page) else ""
    event = change(mine, action="source.read", by=None, beside=beside, **facts)
    verdicts.show(verdict, claim if event else None)


def _copy_of(page: Page) -> ArchivedCopy:
    return ArchivedCopy.objects.create(
        url=page.url,
        final_url=page.final_url,
        status=page.status,
        content_type=page.content_type,
        title=page.title[:300],
        publisher=page.publisher[:200],
        published_on=page.published_on,
        text=page.text,
        sha256=page.sha256,
        warc=page.warc,
        etag=page.etag,
        last_modified=page.last_modified,
        fetched_at=page.fetched_at,
    )


def _blanks_filled_in(mine: Source, page: Page) -> dict[str, Any]:
    said = {
        "title": page.title[:300],
        "publisher": page.publisher[:200],
        "published_on": page.published_on,
    }
    return {name: value for name, value in said.items() if value and not getattr(mine, name)}


def _tell(mine: Source, claim: Claim, kind: str, words: str) -> None:
    """Bring the claim back to the desk, once for each time that something goes."""
    assert mine.copy
    newsroom = Newsroom.current()
    day = date_format(mine.copy.fetched_at.astimezone(newsroom.tzinfo), "j F Y")
    words += f" The copy of {day} is kept."
    alerts.raise_(claim, kind=kind, words=words, on=newsroom.today(), source=mine)


def _settle(mine: Source, claim: Claim, kind: str, outcome: str) -> None:
    """Close what has come right by itself."""
    for alert in claim.alerts.open().filter(source=mine, kind=kind):
        alerts.close(alert, by=None, outcome=outcome)


def _named(mine: Source) -> str:
    """The source in a sentence that has other things to say."""
    name = str(mine)
    return f"“{name if len(name) <= 200 else f'{name[:199]}…'}”"


def _in(wait: dt.timedelta) -> dt.datetime:
    """A little after `wait`, so that what was done together isn't done together again."""
    return timezone.now() + wait * (1 + random.random() / 7)  # noqa: S311


def _agent() -> str:
    """Who asks, and where a site's owner can see what for."""
    address = Newsroom.current().address.encode("ascii", "ignore").decode()
    return f"Mozilla/5.0 (compatible; Factcheck; +{address})"
