"""Promises: how a promise or prediction stands, apart from whether what was said is true."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from claims.models import Alert, Claim, Kind, Newsroom, PromiseStatus, Publication, User
from claims.pipeline import alerts
from claims.pipeline.changes import change, check_fields, record, require, take

State = Claim.State
LOOKS_AHEAD = (Kind.PROMISE, Kind.PREDICTION)
# Where nobody works on the claim, and readers don't have it before them.
CLOSED = (State.DISMISSED, State.RETRACTED)


@transaction.atomic
def rate(
    claim: Claim,
    *,
    by: User,
    status: str,
    note: str,
    on: dt.date | None = None,
    url: str = "",
    due_on: dt.date | None = None,
) -> PromiseStatus:
    """Say how a promise stands as of a day (today when none is given), and why.

    It is added to its history. When no later day is told there already it shows with what is
    published, and answers what fell due. `due_on` is when it comes back next, where that is
    another day. Raises ValidationError by field; Conflict when the claim is dismissed or retracted.
    """
    locked = take(claim, state=tuple(state for state in State if state not in CLOSED))
    if not set(LOOKS_AHEAD).intersection(locked.kinds):
        raise ValidationError("Only promises and predictions have such a status.")
    note = require(note, "note", "Say why: readers will see this.")
    today = Newsroom.current().today()
    on = on or today
    if on > today:
        raise ValidationError({"on": "Choose a day up to today."})
    if due_on and due_on <= today:
        raise ValidationError({"due_on": "Choose a day after today."})
    if status not in PromiseStatus.Status.values:
        raise ValidationError({"status": "Choose how the promise stands."})
    check_fields(PromiseStatus, url=url)
    row = PromiseStatus.objects.create(
        claim=locked, status=status, on=on, note=note, url=url.strip(), by=by
    )
    action = "claim.promise_rated"
    last = locked.promise_statuses.last()
    assert last
    # Before the Event, with which webhooks are told how it stands.
    for live in locked.publications.filter(state=Publication.State.LIVE):
        live.promise_status = last.status
        live.save(update_fields=["promise_status", "changed_at"])
    values: dict[str, Any] = {"promise_status": last.status, "due_on": due_on or locked.due_on}
    if not change(locked, action=action, by=by, note=note, **values):
        record(locked, action=action, by=by, note=note)
    if row == last:
        outcome = f"{row.get_status_display()}."
        alerts.close_all(locked, by=by, outcome=outcome, kinds=(Alert.Kind.DUE,))
    return row
