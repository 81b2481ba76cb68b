"""Triage: editors decide what becomes of a claim.

Each decision returns its Event, by which it can be undone, or None where it changed nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from claims import permissions
from claims.models import Claim, DismissalReason, Event, Newsroom, User
from claims.pipeline import merging, notices
from claims.pipeline.changes import Conflict, change, take, take_as_read, within

State = Claim.State
UNDECIDED = (State.NEW, State.CHECKING)
LIVE = "This claim is published, and being corrected. Correct or retract it; it can’t be put aside."
MAX_TAGS = 20
MAX_TAG = 40


@transaction.atomic
def accept(claim: Claim, *, by: User) -> Event | None:
    """Start checking a new claim: it is assigned to whoever accepts it."""
    locked = take(claim, state=State.NEW)
    return change(locked, action="claim.accepted", by=by, state=State.CHECKING, assignee=by)


@transaction.atomic
def assign(claim: Claim, *, to: User, by: User) -> Event | None:
    """Give a claim that is new or being checked to somebody."""
    locked = take_as_read(claim, *UNDECIDED)
    event = change(locked, action="claim.assigned", by=by, **assigned(to))
    if event:
        notices.assigned([locked], to=to, by=by)
    return event


@transaction.atomic
def dismiss(claim: Claim, *, by: User, reason: str, note: str = "") -> Event | None:
    """Decide not to check a claim, for one of the reasons that are counted."""
    values = dismissed(reason, note)
    locked = _unpublished(take_as_read(claim, *UNDECIDED))
    return change(locked, action="claim.dismissed", by=by, note=note, **values)


@transaction.atomic
def park(claim: Claim, *, by: User, until: dt.date) -> Event | None:
    """Put a claim aside until a date; the watch brings it back on that day."""
    values = parked(until)
    locked = _unpublished(take_as_read(claim, *UNDECIDED))
    return change(locked, action="claim.parked", by=by, **values)


@transaction.atomic
def reopen(claim: Claim, *, by: User) -> Event | None:
    """Check a claim after all: one that was dismissed, parked or retracted.

    One that was merged into another is a claim of its own again.
    """
    merging.hold(claim)
    locked = take_as_read(claim, State.DISMISSED, State.PARKED, State.RETRACTED)
    into = locked.merged_into
    event = change(
        locked,
        action="claim.reopened",
        by=by,
        state=State.CHECKING,
        assignee=by,
        dismissal_reason="",
        dismissal_note="",
        parked_until=None,
        merged_into=None,
    )
    if into:
        merging.take_back(locked, into=into, by=by)
    return event


@transaction.atomic
def tag(
    claim: Claim, *, by: User, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> Event | None:
    """Put words of the newsroom's own on a claim, in any state, or take them off."""
    add, remove = tags(add), tags(remove, "remove")
    if not add and not remove:
        raise ValidationError({"add": "Type a tag."})
    locked = take(claim)
    return change(locked, action="claim.tagged", by=by, tags=tagged(locked, add, remove))


def _unpublished(claim: Claim) -> Claim:
    """The claim, unless readers have it before them."""
    if claim.is_live:
        raise Conflict(LIVE)
    return claim


# What each decision sets, once its input is checked: for one claim here, for many in `bulk`.


def assigned(to: User) -> dict[str, Any]:
    """Raises ValidationError when `to` may not check claims."""
    if not to.has_perm(permissions.TRIAGE):
        raise ValidationError({"assignee": f"{to.name} has no active account with a role."})
    return {"state": State.CHECKING, "assignee": to}


def dismissed(reason: str, note: str) -> dict[str, Any]:
    """Raises ValidationError when the reason isn't one that is counted."""
    if reason not in DismissalReason.values:
        raise ValidationError({"reason": "Choose why the claim is dismissed."})
    within(note, "note", Claim._meta.get_field("dismissal_note").max_length)
    return {"state": State.DISMISSED, "dismissal_reason": reason, "dismissal_note": note}


def parked(until: dt.date) -> dict[str, Any]:
    """Raises ValidationError when the day has come already."""
    if until <= Newsroom.current().today():
        raise ValidationError({"until": "Choose a day after today."})
    return {"state": State.PARKED, "parked_until": until}


def tags(words: Iterable[str], field: str = "add") -> list[str]:
    """Tags in their one form: lower case, single spaces, each once. Blank ones are left out.

    Raises ValidationError on `field` when one is too long.
    """
    found = dict.fromkeys(" ".join(word.split()).lower() for word in words)
    found.pop("", None)
    for word in found:
        if len(word) > MAX_TAG:
            raise ValidationError({field: f"A tag has at most {MAX_TAG} characters: “{word}”"})
    return list(found)


def tagged(claim: Claim, add: Sequence[str], remove: Sequence[str]) -> list[str]:
    """The claim's tags afterwards. Raises ValidationError when they are too many."""
    kept = [word for word in claim.tags if word not in remove or word in add]
    found = [*kept, *(word for word in add if word not in kept)]
    if len(found) > max(MAX_TAGS, len(claim.tags)):
        raise ValidationError({"add": f"A claim has at most {MAX_TAGS} tags."})
    return found
