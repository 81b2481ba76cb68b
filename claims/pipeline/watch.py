"""Watch: what the calendar brings back to the desk. (What the web does is in `fetching`.)

What moderation has hidden stays away until it is restored; so does what was dismissed or retracted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.formats import date_format

from claims.models import Alert, Claim, Newsroom, PromiseStatus, Publication, User
from claims.models.alert import AlertQuerySet
from claims.models.claim import ClaimQuerySet
from claims.pipeline import alerts, notices
from claims.pipeline.changes import change, record, take

State = Claim.State
# Claims that are held at once, so that nobody's own work waits long, and rounds at one sweep.
BATCH, ROUNDS = 100, 50


def return_parked_claims() -> int:
    """Return claims to the queue whose day has come. Returns how many."""
    return _all(_return_parked)


def return_due_claims() -> int:
    """Bring back promises and predictions that can be judged now. Returns how many.

    Each comes once for a due day, wherever it stands; a parked one returns to the queue. Left
    alone are those whose status is final.
    """
    return _all(_return_due)


def return_old_verdicts() -> int:
    """Bring back what is published and was to be looked at again by now. Returns how many."""
    return _all(_return_old)


@transaction.atomic
def reviewed(
    publication: Publication, *, by: User, review_by: dt.date | None, note: str = ""
) -> None:
    """Say that what is published still stands, and when to look again; None: not again.

    Raises ValidationError when that day has come already, and Conflict when it isn't live any more.
    """
    if review_by and review_by <= Newsroom.current().today():
        raise ValidationError({"review_by": "Choose a day after today."})
    claim = take(publication.claim, is_live=True)
    live = take(publication, state=Publication.State.LIVE)
    note = note.strip()
    if not change(live, action="publication.reviewed", by=by, note=note, review_by=review_by):
        record(live, action="publication.reviewed", by=by, note=note)
    outcome = note or "It still stands."
    alerts.close_all(claim, by=by, outcome=outcome, kinds=(Alert.Kind.REVIEW,))


def _all(some: Callable[[], int]) -> int:
    """Do some after some until there are no more."""
    done = 0
    for _ in range(ROUNDS):
        found = some()
        done += found
        if found < BATCH:
            break
    return done


@transaction.atomic
def _return_parked() -> int:
    due = _held(Claim.objects.filter(state=State.PARKED, parked_until__lte=_today()))
    for claim in due:
        assert claim.parked_until
        words = f"It was parked until {date_format(claim.parked_until, 'j F Y')}."
        _unpark(claim)
        notices.came_back(claim, words)
    return len(due)


@transaction.atomic
def _return_due() -> int:
    told = _told(Alert.Kind.DUE, claim="pk", day="due_on")
    due = _held(
        Claim.objects.filter(~Exists(told), due_on__lte=_today())
        .exclude(state__in=(State.DISMISSED, State.RETRACTED))
        .exclude(promise_status__in=PromiseStatus.FINAL)
        # Nobody has taken up what was over already when its document came in.
        .exclude(state=State.NEW, due_on__lt=TruncDate("created_at"))
    )
    for claim in due:
        assert claim.due_on
        words = f"It fell due on {date_format(claim.due_on, 'j F Y')}: what became of it?"
        alerts.raise_(claim, kind=Alert.Kind.DUE, words=words, on=claim.due_on)
        if claim.state == State.PARKED:
            _unpark(claim)
    return len(due)


@transaction.atomic
def _return_old() -> int:
    told = _told(Alert.Kind.REVIEW, claim="claim", day="review_by")
    old = Publication.objects.live().filter(~Exists(told), review_by__lte=_today())
    claims = _held(Claim.objects.filter(is_live=True, pk__in=old.order_by().values("claim")))
    for claim in claims:
        # Now that the claim is held: somebody may have published a correction just before.
        review_by = claim.publications.get(state=Publication.State.LIVE).review_by
        if review_by and review_by <= _today():
            day = date_format(review_by, "j F Y")
            words = f"It was to be looked at again by {day}: is the verdict still right?"
            alerts.raise_(claim, kind=Alert.Kind.REVIEW, words=words, on=review_by)
    return len(claims)


def _held(rows: ClaimQuerySet) -> list[Claim]:
    """Some of these claims, locked, without waiting for those that others hold."""
    free = rows.visible().select_for_update(skip_locked=True, of=("self",))
    return list(free.order_by("pk")[:BATCH])


def _told(kind: str, *, claim: str, day: str) -> AlertQuerySet:
    """Alerts of a kind that a claim had for its day, or still has for another one."""
    for_its_day = Q(on=OuterRef(day)) & ~Q(outcome=alerts.MOVED)
    return Alert.objects.filter(for_its_day | Q(closed_at=None), claim=OuterRef(claim), kind=kind)


def _today() -> dt.date:
    return Newsroom.current().today()


def _unpark(claim: Claim) -> None:
    change(
        claim,
        action="claim.returned",
        by=None,
        state=State.CHECKING if claim.assignee_id else State.NEW,
        parked_until=None,
    )
