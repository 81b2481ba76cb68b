"""Triage: editors decide what becomes of a claim."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from claims import permissions
from claims.models import Claim, DismissalReason, Kind, Newsroom, Revision, User
from claims.pipeline.changes import Conflict, change, require, take, take_as_read

State = Claim.State
UNDECIDED = (State.NEW, State.CHECKING)
MAX_STATEMENT = 2_000


@transaction.atomic
def accept(claim: Claim, *, by: User) -> None:
    """Start checking a new claim: it is assigned to whoever accepts it."""
    locked = take(claim, state=State.NEW)
    change(locked, action="claim.accepted", by=by, state=State.CHECKING, assignee=by)


@transaction.atomic
def assign(claim: Claim, *, to: User, by: User) -> None:
    """Give a claim that is new or being checked to somebody."""
    locked = take_as_read(claim, *UNDECIDED)
    if not to.has_perm(permissions.TRIAGE):
        raise ValidationError({"assignee": f"{to.name} has no active account with a role."})
    change(locked, action="claim.assigned", by=by, state=State.CHECKING, assignee=to)


@transaction.atomic
def dismiss(claim: Claim, *, by: User, reason: str, note: str = "") -> None:
    """Decide not to check a claim, for one of the reasons that are counted."""
    if reason not in DismissalReason.values:
        raise ValidationError({"reason": "Choose why the claim is dismissed."})
    _within(note, "note", Claim._meta.get_field("dismissal_note").max_length)
    locked = take_as_read(claim, *UNDECIDED)
    change(
        locked,
        action="claim.dismissed",
        by=by,
        note=note,
        state=State.DISMISSED,
        dismissal_reason=reason,
        dismissal_note=note,
    )


@transaction.atomic
def park(claim: Claim, *, by: User, until: dt.date) -> None:
    """Put a claim aside until a date; the watch brings it back on that day."""
    if until <= Newsroom.current().today():
        raise ValidationError({"until": "Choose a day after today."})
    locked = take_as_read(claim, *UNDECIDED)
    change(locked, action="claim.parked", by=by, state=State.PARKED, parked_until=until)


@transaction.atomic
def reopen(claim: Claim, *, by: User) -> None:
    """Check a claim after all: one that was dismissed, parked or retracted."""
    locked = take_as_read(claim, State.DISMISSED, State.PARKED, State.RETRACTED)
    change(
        locked,
        action="claim.reopened",
        by=by,
        state=State.CHECKING,
        assignee=by,
        dismissal_reason="",
        dismissal_note="",
        parked_until=None,
    )


@transaction.atomic
def edit(claim: Claim, *, by: User, statement: str, kind: str | None = None, revision: int) -> None:
    """Reword a claim, or change its main kind. The quote stays; a new wording is a new revision.

    `revision` is the one that the editor read. Raises Conflict when the claim was reworded since.
    """
    statement = require(statement, "statement", "A claim needs a statement.")
    _within(statement, "statement", MAX_STATEMENT)
    locked = take(claim, state=(*UNDECIDED, State.IN_REVIEW))
    if locked.revision != revision:
        raise Conflict(
            "Somebody reworded this claim while you were editing. "
            f"It now reads: “{locked.statement}” Yours was: “{statement}”"
        )
    values: dict[str, Any] = {}
    if kind and kind != locked.kind:
        if kind not in Kind.values:
            raise ValidationError({"kind": "Choose one of the kinds."})
        values |= {"kind": kind, "kinds": [kind, *(k for k in locked.kinds if k != kind)]}
    if statement != locked.statement:
        values |= {"statement": statement, "revision": revision + 1}
        Revision.objects.create(claim=locked, number=revision + 1, statement=statement, by=by)
    if values:
        change(locked, action="claim.edited", by=by, **values)


def _within(text: str, field: str, limit: int | None) -> None:
    if limit is not None and len(text) > limit:
        raise ValidationError({field: f"At most {limit} characters; these are {len(text)}."})
