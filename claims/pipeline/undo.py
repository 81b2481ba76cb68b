"""Undo: an editor takes back a decision, the moment after or whenever the history is read.

A decision can be undone while what it set is still so: nothing since has changed the same fields,
but for changes that were undone themselves, and nobody has begun a verdict on the strength of it.
Undoing is a change like any other, with an Event that names the one it undoes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from claims.models import Claim, Event, User
from claims.pipeline import bulk, merging
from claims.pipeline.changes import BY_ID, Conflict, applied, change, plain, take

# What can be undone, and what the history calls it: “undid the dismissal”.
UNDOABLE = {
    "claim.accepted": "the start of checking",
    "claim.assigned": "the assignment",
    "claim.dismissed": "the dismissal",
    "claim.parked": "the parking",
    "claim.reopened": "the reopening",
    "claim.tagged": "the change of tags",
    "claim.merged": "the merge",
}
# Who begins a verdict relies on the claim being theirs to check.
_OPENS = {"claim.accepted", "claim.assigned", "claim.reopened"}
_BEGUN = "verdict.begun"
# What else in a claim's history decides whether a change can be undone.
_MATTERS = Q(object_type="claim") | Q(action=_BEGUN)
# A claim with more changes than this has long been somewhere else.
_LOOK_BACK = 100


@transaction.atomic
def undo(event: Event, *, by: User) -> Claim:
    """Put back what one decision changed, and return the claim as it is then.

    Raises Conflict when it can't be undone (any more); the message says why.
    """
    claim = event.claim
    if claim is None or event.action not in UNDOABLE:
        raise Conflict("This can’t be undone. Change it by hand instead.")
    other = event.before.get("merged_into_id")
    merging.hold(claim, *Claim.objects.filter(pk=other))
    locked = take(claim)
    event = Event.objects.select_related("by").get(pk=event.pk)
    if refusal := _obstacle(event, locked, _since(event)):
        raise Conflict(refusal)
    into = locked.merged_into
    values = _values(event, _people([event]))
    change(locked, **_undoing(event, by), **values)
    if "merged_into" in values:
        if into:
            merging.take_back(locked, into=into, by=by)
        if locked.merged_into:
            merging.take_in(locked, into=locked.merged_into, by=by)
    return locked


@transaction.atomic
def undo_batch(batch: UUID, *, by: User) -> bulk.Outcome:
    """Undo what one call of `bulk` did, of each claim on which that is still possible."""
    rows = Event.objects.filter(batch=batch, action__in=UNDOABLE).select_related("by")
    events = {event.claim_id: event for event in rows.order_by("id") if event.claim_id}
    if not events:
        return bulk.Outcome(None, 0, 0)
    claims = bulk.held(events)
    trails = _trails(events)
    people = _people(events.values())
    done = {
        claim: applied(claim, **_undoing(event, by), **_values(event, people))
        for claim in claims
        if not _obstacle(event := events[claim.pk], claim, trails[claim.pk])
    }
    return bulk.write(done, asked=len(events))


def last(claim: Claim) -> Event | None:
    """The newest decision on a claim that can be undone now."""
    trail = list(claim.events.filter(_MATTERS).select_related("by").order_by("-id")[:_LOOK_BACK])
    return next((event for event in trail if _can(event, claim, trail)), None)


def can(events: Iterable[Event]) -> set[int]:
    """The ids of those of one claim's events that can be undone now. Two queries, or three."""
    asked = [event for event in events if event.action in UNDOABLE]
    if not asked:
        return set()
    claim = Claim.objects.select_related("assignee", "merged_into").get(events=asked[0])
    trail = _since(min(asked, key=lambda event: event.pk))
    return {event.pk for event in asked if _can(event, claim, trail)}


def _can(event: Event, claim: Claim, trail: Sequence[Event]) -> bool:
    return event.action in UNDOABLE and not _obstacle(event, claim, trail)


def _since(event: Event) -> list[Event]:
    """What happened to the event's claim after it."""
    later = Event.objects.filter(_MATTERS, claim=event.claim_id, pk__gt=event.pk)
    return list(later.select_related("by").order_by("id"))


def _trails(events: Mapping[int, Event]) -> dict[int, list[Event]]:
    """What happened to each of these claims after its event."""
    first = min(event.pk for event in events.values())
    later = Event.objects.filter(_MATTERS, claim__in=events, pk__gt=first).select_related("by")
    trails: dict[int, list[Event]] = defaultdict(list)
    for event in later.order_by("id"):
        assert event.claim_id
        trails[event.claim_id].append(event)
    return trails


def _obstacle(event: Event, claim: Claim, trail: Iterable[Event]) -> str:
    """Why `event` can't be undone on `claim`, whose later events are in `trail`; or nothing."""
    later = [one for one in trail if one.pk > event.pk]
    undone = {one.after["undoes"]: one for one in later if "undoes" in one.after}
    if event.pk in undone:
        return f"{_who(undone[event.pk])} has undone this already."
    for one in later:
        if one.action == _BEGUN and event.action in _OPENS:
            return f"{_who(one)} has begun a verdict since, so this can’t be undone any more."
        counts = one.action != "claim.undone" and one.pk not in undone
        if counts and one.object_type == "claim" and event.after.keys() & one.after.keys():
            return (
                f"{_who(one)} has moved this claim on since, so this can’t be undone any more. "
                "Look at its history, then decide anew."
            )
    if not _stands(event, claim) or not _is_known(event):
        return "The claim is no longer as it was left then, so this can’t be undone any more."
    return _obstacle_to_merge(event, claim)


def _obstacle_to_merge(event: Event, claim: Claim) -> str:
    if event.action == "claim.merged" and claim.merged_into and claim.merged_into.merged_into_id:
        return merging.nested(claim.merged_into)
    if before := event.before.get("merged_into_id"):
        return merging.refusal_to_take_in(Claim.objects.get(pk=before))
    return ""


def _stands(event: Event, claim: Claim) -> bool:
    """Whether the claim still has what the event set."""
    return all(
        _now(claim, name) == value
        for name, value in event.after.items()
        # People and claims by their ids, where those are kept: names change.
        if f"{name}_id" not in event.after
    )


def _now(claim: Claim, name: str) -> Any:
    value = plain(claim, name)
    return value.isoformat() if isinstance(value, dt.date) else value


def _is_known(event: Event) -> bool:
    """Whether the event says who it was before; the oldest ones have a name only."""
    return all(f"{name}_id" in event.before or not event.before.get(name) for name in BY_ID)


def _values(event: Event, people: Mapping[int, User]) -> dict[str, Any]:
    """What the event's fields were before it, as a row holds them."""
    values = {name: value for name, value in event.before.items() if not name.endswith("_id")}
    if "assignee" in values:
        values["assignee"] = people.get(event.before.get("assignee_id") or 0)
    if "merged_into" in values:
        before = event.before.get("merged_into_id")
        values["merged_into"] = Claim.objects.get(pk=before) if before else None
    if values.get("parked_until"):
        values["parked_until"] = dt.date.fromisoformat(values["parked_until"])
    return values


def _people(events: Iterable[Event]) -> dict[int, User]:
    ids = {event.before["assignee_id"] for event in events if event.before.get("assignee_id")}
    return User.objects.in_bulk(ids) if ids else {}


def _undoing(event: Event, by: User) -> dict[str, Any]:
    """What the new Event says: what was undone, and whose decision it was."""
    whose = f" by {event.by.name}" if event.by and event.by != by else ""
    return {
        "action": "claim.undone",
        "by": by,
        "note": f"{UNDOABLE[event.action]}{whose}",
        "beside": {"undoes": (None, event.pk)},
    }


def _who(event: Event) -> str:
    return event.by.name if event.by else "Factcheck"
