"""Alerts: why a claim came back to the desk, and what came of it.

`raise_` and `close_all` run in the caller's transaction, with the claim locked.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from claims.models import Alert, Claim, Event, EventType, Publication, Source, User
from claims.pipeline import notices, outbox
from claims.pipeline.changes import change, record, require, take

# What came of an alert whose day was put off: then it may be raised for that day again.
MOVED = "It is due on another day."


def raise_(
    claim: Claim, *, kind: str, words: str, on: dt.date, source: Source | None = None
) -> Alert | None:
    """Bring a claim back to the desk for a reason; None when it is back for it already."""
    if claim.alerts.open().filter(kind=kind, source=source).exists():
        return None
    alert = Alert.objects.create(claim=claim, kind=kind, words=words, on=on, source=source)
    event = record(
        alert, action="alert.raised", by=None, note=words, after={"kind": kind, "on": on}
    )
    _show(claim, event)
    notices.came_back(claim, words)
    return alert


@transaction.atomic
def close(alert: Alert, *, by: User | None, outcome: str) -> None:
    """Say what came of looking at it. `by` is None when what it was about is over by itself."""
    outcome = require(outcome, "outcome", "Say what came of it, for whoever asks later.")
    claim = take(alert.claim)
    locked = take(alert, closed_at=None, refusal="Somebody has dealt with this already.")
    _show(claim, _close(locked, by=by, outcome=outcome))


def close_all(claim: Claim, *, by: User | None, outcome: str, kinds: tuple[str, ...] = ()) -> None:
    """Close what is open on a claim, or what of it is of these kinds."""
    rows = claim.alerts.open().select_for_update()
    event = None
    for alert in rows.filter(kind__in=kinds) if kinds else rows:
        event = _close(alert, by=by, outcome=outcome)
    _show(claim, event)


def _close(alert: Alert, *, by: User | None, outcome: str) -> Event | None:
    return change(
        alert,
        action="alert.closed",
        by=by,
        note=outcome,
        closed_at=timezone.now(),
        closed_by=by,
        outcome=outcome,
    )


def _show(claim: Claim, because: Event | None) -> None:
    """Let the live publication say why it is stale, tell webhooks if it is because of an Event,
    and let pages see that something has changed."""
    stale = sorted(set(claim.alerts.open().values_list("kind", flat=True)))
    live = claim.publications.filter(state=Publication.State.LIVE).exclude(stale=stale).first()
    if live:
        live.stale = stale
        live.save(update_fields=["stale", "changed_at"])
        if because:
            outbox.tell(EventType.STALE, because)
    claim.save(update_fields=["updated_at"])
