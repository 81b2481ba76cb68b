"""The desk's days: what falls due, is looked at again, goes out, or comes back from parking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.models import Claim, Publication, Verdict

State = Claim.State

# Of each sort so many at most: a calendar with more says nothing to anybody.
MOST = 2_000
# What each entry is, in the order in which one day has them.
KINDS = {
    "scheduled": "Goes out",
    "due": "Due",
    "review": "Look again",
    "parked": "Back from parking",
}


@dataclass(frozen=True)
class Entry:
    """One thing on one day. `at` where it has a time; `note` is how a promise stands, if told."""

    kind: str
    on: dt.date
    claim: Claim
    changed: dt.datetime
    at: dt.datetime | None = None
    note: str = ""

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def order(self) -> tuple[dt.date, int, float, int]:
        time = self.at.timestamp() if self.at else 0.0
        return (self.on, list(KINDS).index(self.kind), time, self.claim.pk)


def between(first: dt.date, last: dt.date) -> list[Entry]:
    """What is on these days, in their order, in three queries. Nothing that is hidden."""
    found = [*_of_claims(first, last), *_reviews(first, last), *_scheduled(first, last)]
    return sorted(found, key=lambda entry: entry.order)


def _of_claims(first: dt.date, last: dt.date) -> Iterator[Entry]:
    days = (first, last)
    due = Q(due_on__range=days) & ~Q(state__in=(State.DISMISSED, State.RETRACTED))
    parked = Q(state=State.PARKED, parked_until__range=days)
    rows = (
        Claim.objects.visible()
        .filter(due | parked)
        .order_by(Coalesce("parked_until", "due_on"), "pk")
    )
    names = ("statement", "state", "due_on", "parked_until", "promise_status", "updated_at")
    for row in rows.only(*names)[: 2 * MOST]:
        if row.due_on and first <= row.due_on <= last:
            status = row.get_promise_status_display()
            yield Entry("due", row.due_on, row, row.updated_at, note=status)
        if row.state == State.PARKED and row.parked_until and first <= row.parked_until <= last:
            yield Entry("parked", row.parked_until, row, row.updated_at)


def _reviews(first: dt.date, last: dt.date) -> Iterator[Entry]:
    rows = Publication.objects.live().filter(
        review_by__range=(first, last), claim__in=Claim.objects.visible().order_by().values("pk")
    )
    names = ("review_by", "changed_at", "claim__statement")
    for row in rows.select_related("claim").only(*names).order_by("pk")[:MOST]:
        assert row.review_by
        yield Entry("review", row.review_by, row.claim, row.changed_at)


def _scheduled(first: dt.date, last: dt.date) -> Iterator[Entry]:
    zone = timezone.get_current_timezone()
    begin = dt.datetime.combine(first, dt.time.min, zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone)
    rows = Verdict.objects.filter(
        scheduled_for__gte=begin,
        scheduled_for__lt=end,
        claim__in=Claim.objects.visible().order_by().values("pk"),
    )
    names = ("scheduled_for", "approved_at", "claim__statement")
    for row in rows.select_related("claim").only(*names).order_by("pk")[:MOST]:
        assert row.scheduled_for
        on = timezone.localtime(row.scheduled_for).date()
        changed = row.approved_at or row.scheduled_for
        yield Entry("scheduled", on, row.claim, changed, at=row.scheduled_for)
