"""Watch: what the calendar brings back to the desk. (What the web does is in `fetching`.)"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format

from claims.models import Alert, Claim, Newsroom, PromiseStatus, Publication
from claims.pipeline import alerts
from claims.pipeline.changes import change

State = Claim.State
BATCH = 500


@transaction.atomic
def return_parked_claims() -> int:
    """Return claims to the queue whose day has come. Returns how many."""
    due = (
        Claim.objects.select_for_update(skip_locked=True)
        .filter(state=State.PARKED, parked_until__lte=Newsroom.current().today())
        .order_by("pk")[:BATCH]
    )
    for claim in due:
        _unpark(claim)
    return len(due)


@transaction.atomic
def return_due_claims() -> int:
    """Bring back promises and predictions that can be judged now. Returns how many.

    Each comes once for a due day, wherever it stands; a parked one returns to the queue. Left
    alone are those that were dismissed or retracted, and those whose status is final.
    """
    told = Alert.objects.filter(claim=OuterRef("pk"), kind=Alert.Kind.DUE, on=OuterRef("due_on"))
    due = (
        Claim.objects.select_for_update(skip_locked=True)
        .filter(~Exists(told), due_on__lte=Newsroom.current().today())
        .exclude(state__in=(State.DISMISSED, State.RETRACTED))
        .exclude(promise_status__in=PromiseStatus.FINAL)
        .order_by("pk")[:BATCH]
    )
    for claim in due:
        assert claim.due_on
        words = f"It fell due on {date_format(claim.due_on, 'j F Y')}: what became of it?"
        alerts.raise_(claim, kind=Alert.Kind.DUE, words=words, on=claim.due_on)
        if claim.state == State.PARKED:
            _unpark(claim)
    return len(due)


@transaction.atomic
def return_old_verdicts() -> int:
    """Bring back what is published and was to be looked at again by now. Returns how many."""
    told = Alert.objects.filter(
        claim=OuterRef("claim"), kind=Alert.Kind.REVIEW, on=OuterRef("review_by")
    )
    due: Iterable[Publication] = (
        Publication.objects.live()
        .filter(~Exists(told), review_by__lte=Newsroom.current().today())
        .select_related("claim")
        .order_by("pk")[:BATCH]
    )
    done = 0
    for publication in due:
        claim = Claim.objects.select_for_update().get(pk=publication.claim_id)
        assert publication.review_by
        day = date_format(publication.review_by, "j F Y")
        words = f"It was to be looked at again by {day}: is the verdict still right?"
        on = publication.review_by
        done += bool(alerts.raise_(claim, kind=Alert.Kind.REVIEW, words=words, on=on))
    return done


def _unpark(claim: Claim) -> None:
    change(
        claim,
        action="claim.returned",
        by=None,
        state=State.CHECKING if claim.assignee_id else State.NEW,
        parked_until=None,
    )
