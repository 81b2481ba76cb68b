"""Bulk: one decision on many claims at once, in one transaction and with an Event for each.

`chosen` maps the ids of claims to the states in which the person saw them. Claims that have moved
since, that are gone, or to which the decision doesn't apply are left alone, and counted. All
Events of one call have one `batch`, by which it can be undone (`undo.undo_batch`). The number of
queries is the same for one claim and for 500.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.models import Claim, Event, User
from claims.pipeline import notices, triage
from claims.pipeline.changes import applied, save_events, stamps

LIMIT = 500


@dataclass(frozen=True)
class Outcome:
    """How many claims are as was asked, and how many were left alone. No batch: nothing changed."""

    batch: UUID | None
    done: int
    left: int


@transaction.atomic
def assign(chosen: Mapping[int, str], *, to: User, by: User) -> Outcome:
    """Give claims that are new or being checked to somebody."""
    values = triage.assigned(to)
    done = _decided(chosen, lambda _: values, action="claim.assigned", by=by)
    notices.assigned([row for row, event in done.items() if event], to=to, by=by)
    return write(done, asked=len(chosen))


@transaction.atomic
def dismiss(chosen: Mapping[int, str], *, reason: str, note: str = "", by: User) -> Outcome:
    """Decide not to check claims, all for one reason."""
    values = triage.dismissed(reason, note)
    aside = partial(_unless_live, values)
    return _decide(chosen, aside, action="claim.dismissed", by=by, note=note)


@transaction.atomic
def park(chosen: Mapping[int, str], *, until: dt.date, by: User) -> Outcome:
    """Put claims aside until a date."""
    values = triage.parked(until)
    return _decide(chosen, partial(_unless_live, values), action="claim.parked", by=by)


@transaction.atomic
def tag(chosen: Mapping[int, str], *, add: Iterable[str], by: User) -> Outcome:
    """Put tags on claims in any state. Those that would have too many are left alone."""
    words = triage.tags(add)
    if not words:
        raise ValidationError({"add": "Type a tag."})
    states = Claim.State.values
    return _decide(chosen, lambda row: _tagged(row, words), states, action="claim.tagged", by=by)


def _unless_live(values: dict[str, Any], row: Claim) -> dict[str, Any] | None:
    """What readers have before them is never put aside."""
    return None if row.is_live else values


def _tagged(row: Claim, words: list[str]) -> dict[str, Any] | None:
    try:
        return {"tags": triage.tagged(row, words, ())}
    except ValidationError:
        return None


def _decide(chosen: Mapping[int, str], *args: Any, **event: Any) -> Outcome:
    """Set what `_decided` sets, and store it."""
    return write(_decided(chosen, *args, **event), asked=len(chosen))


def _decided(
    chosen: Mapping[int, str],
    values: Callable[[Claim], dict[str, Any] | None],
    states: Collection[str] = triage.UNDECIDED,
    **event: Any,
) -> dict[Claim, Event | None]:
    """Set `values(claim)`, in memory, on each claim that is as it was seen and in `states`."""
    if len(chosen) > LIMIT:
        raise ValidationError(f"At most {LIMIT} claims at once; these are {len(chosen)}.")
    return {
        row: applied(row, **event, **given)
        for row in held(chosen)
        if row.state == chosen[row.pk] and row.state in states and (given := values(row))
    }


def held(ids: Iterable[int]) -> list[Claim]:
    """These claims, locked in the order of their ids; not those that moderation has hidden."""
    rows = Claim.objects.visible().filter(pk__in=list(ids)).select_related("assignee")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def write(done: Mapping[Claim, Event | None], *, asked: int) -> Outcome:
    """Store held claims that were changed in memory, and their Events as one batch."""
    changes = {row: event for row, event in done.items() if event}
    if not changes:
        return Outcome(None, len(done), asked - len(done))
    batch, now = uuid4(), timezone.now()
    columns = {field.name for field in Claim._meta.fields}
    names = {name for event in changes.values() for name in event.after} & columns
    for row, event in changes.items():
        event.batch = batch
        row.updated_at = now
    Claim.objects.bulk_update(changes, [*sorted(names), *stamps(next(iter(changes)))])
    save_events(changes.values())
    return Outcome(batch, len(done), asked - len(done))
