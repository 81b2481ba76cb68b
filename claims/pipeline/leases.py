"""Leases: how workers take a row, keep it while they live, and end their attempt.

Celery's messages only say "there may be work". Who gets one takes the row by a conditional change,
holds a lease that is extended while it lives, and stores everything in one transaction at the end,
on condition that the row is still theirs. So a message that is lost, late or delivered twice, or a
worker that is killed, costs time and nothing else: the sweep finds the row and wakes a worker.

Retries are the row's (`wake_at`, with back-off), not the message's: they outlive the broker.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from claims.models.leased import DONE, FAILED, QUEUED, RUNNING, Leased, LeasedQuerySet
from claims.pipeline.changes import Conflict, change, take
from claims.pipeline.messages import wake_on_commit

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Leased)

# Seconds before the second, third and fourth attempt.
BACK_OFF = (5, 30, 120)
MAX_ATTEMPTS = len(BACK_OFF) + 1


class LostLease(Exception):
    """Somebody else has this row now, or it was removed: what this worker found isn't needed."""


def begin(row: Leased, lease: dt.timedelta, **facts: Any) -> None:
    """Make a row that is locked, and takeable, this worker's own."""
    now = timezone.now()
    change(
        row,
        action=f"{_noun(row)}.started",
        by=None,
        state=RUNNING,
        attempt=row.attempt + 1,
        lease_until=now + lease,
        started_at=now,
        error="",
        **facts,
    )


def still_mine(row: Row) -> Row:
    """Lock the row that this worker began; raises LostLease when it is somebody else's."""
    try:
        return take(row, state=RUNNING, attempt=row.attempt)
    except Conflict as error:
        raise LostLease from error


def finish(mine: Leased, *, note: str = "", **facts: Any) -> None:
    """End a row that `still_mine` returned: it is done."""
    _end(mine, DONE, note=note, error="", **facts)


def fail(mine: Leased, message: str) -> None:
    """End a row that is locked: it failed for good, for a reason that a person can act on."""
    _end(mine, FAILED, note=message, error=message)


@transaction.atomic
def give_up(row: Leased, message: str, *, final: bool) -> None:
    """Record that this worker's attempt failed: to be tried again later, or for good."""
    try:
        mine = still_mine(row)
    except LostLease:
        return
    if final or mine.attempt >= MAX_ATTEMPTS:
        fail(mine, message)
        return
    change(
        mine,
        action=f"{_noun(mine)}.postponed",
        by=None,
        note=message,
        state=QUEUED,
        lease_until=None,
        wake_at=timezone.now() + dt.timedelta(seconds=BACK_OFF[mine.attempt - 1]),
        error=message,
    )


@transaction.atomic
def wake_due(rows: LeasedQuerySet[Any], *, task: str, resend_after: dt.timedelta) -> int:
    """Wake workers for what is due of these: lost messages, expired leases, waits that are over.

    A message that leads to no work is sent again after `resend_after`. Returns how many were found.
    Several sweeps at once share the work.
    """
    now = timezone.now()
    due = rows.takeable().filter(wake_at__lte=now).select_for_update(skip_locked=True)
    found = list(due.order_by("wake_at").values_list("pk", flat=True)[:500])
    rows.filter(pk__in=found).update(wake_at=now + resend_after)
    for pk in found:
        wake_on_commit(task, pk)
    return len(found)


def update_mine(row: Leased, **values: Any) -> bool:
    """Update the row, without an Event, if it is still this worker's; return whether it is."""
    mine = type(row)._default_manager.filter(pk=row.pk, state=RUNNING, attempt=row.attempt)
    return mine.update(**values) == 1


@contextmanager
def kept(
    row: Leased,
    lease: dt.timedelta,
    *,
    every: float,
    progress: Callable[[], dict[str, Any]] = dict,
) -> Iterator[threading.Event]:
    """Extend the lease, and report progress, while this process lives and the block runs.

    By a clock of its own that ticks `every` so many seconds, on a connection of its own: whoever
    works promises no report in time, and may be busy with the worker's. What hangs is ended by the
    task's time limit. Yields what is set once the row is somebody else's.
    """
    lost, over = threading.Event(), threading.Event()

    def extend() -> None:
        while not over.wait(every):
            try:
                if not update_mine(row, lease_until=timezone.now() + lease, **progress()):
                    lost.set()
            except DatabaseError as error:
                logger.warning("The lease of %s %s: %s", _noun(row), row.pk, error)
                connection.close()
        connection.close()

    clock = threading.Thread(target=extend, name="lease", daemon=True)
    clock.start()
    try:
        yield lost
    finally:
        over.set()
        clock.join()


def _end(mine: Leased, state: str, *, note: str, **facts: Any) -> None:
    change(
        mine,
        action=f"{_noun(mine)}.{state}",
        by=None,
        note=note,
        state=state,
        lease_until=None,
        finished_at=timezone.now(),
        **facts,
    )


def _noun(row: Leased) -> str:
    """What Events call it."""
    return row._meta.model_name or ""
