"""Watch: what the calendar brings back to the desk."""

from __future__ import annotations

from django.db import transaction

from claims.models import Claim, Newsroom
from claims.pipeline.changes import change


@transaction.atomic
def return_parked_claims() -> int:
    """Return claims to the queue whose day has come. Returns how many."""
    due = (
        Claim.objects.select_for_update(skip_locked=True)
        .filter(state=Claim.State.PARKED, parked_until__lte=Newsroom.current().today())
        .order_by("pk")[:500]
    )
    for claim in due:
        change(
            claim,
            action="claim.returned",
            by=None,
            state=Claim.State.CHECKING if claim.assignee_id else Claim.State.NEW,
            parked_until=None,
        )
    return len(due)
