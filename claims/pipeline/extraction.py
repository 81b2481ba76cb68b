"""Extraction: a worker runs the engine over a document. The row is the truth.

Celery's messages only say "there may be work". Who gets one takes the row by a conditional
change, holds a lease that is extended while it lives, and stores everything in one transaction at
the end, on condition that the row is still theirs. So a message that is lost, late or delivered
twice, or a worker that is killed, costs time and nothing else: the sweep finds the row and wakes
a worker.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from claims.engine.choice import chosen
from claims.models import Document, Extraction, User
from claims.pipeline import matching
from claims.pipeline.changes import Conflict, change, record, take

logger = logging.getLogger(__name__)

State = Extraction.State

# How long a worker may be silent before its document is given to another one.
LEASE = dt.timedelta(seconds=settings.EXTRACTION_LEASE_SECONDS)
# A message that was sent but didn't lead to work is sent again after this long.
RESEND_AFTER = dt.timedelta(seconds=settings.EXTRACTION_RESEND_SECONDS)
# Seconds before the second, third and fourth attempt.
BACK_OFF = (5, 30, 120)
MAX_ATTEMPTS = len(BACK_OFF) + 1
# At most so many progress reports a second reach the database.
REPORT_EVERY = 0.25
_VERSION = Extraction._meta.get_field("engine_version").max_length


class LostLease(Exception):
    """Somebody else has taken this extraction; whatever this worker found is not needed."""


@transaction.atomic
def queue(document: Document, *, by: User | None) -> Extraction:
    """Queue a document that was never read, or whose last extraction failed.

    Raises Conflict when it is being read or has been read.
    """
    done = document.extractions.exclude(state=State.FAILED).first()
    if done:
        raise Conflict(
            "This document is being read already." if done.is_active else "This document is read."
        )
    try:
        with transaction.atomic():
            extraction = Extraction.objects.create(
                document=document, wake_at=timezone.now() + RESEND_AFTER
            )
    except IntegrityError as error:
        raise Conflict("This document is being read already.") from error
    record(extraction, action="extraction.queued", by=by)
    _wake_on_commit(extraction.pk)
    return extraction


def take_over(extraction_id: int) -> Extraction | None:
    """Make the extraction this worker's own; None when there is nothing to do.

    One that was interrupted `MAX_ATTEMPTS` times is failed instead: a text that brings workers
    down must not bring them down for ever.
    """
    with transaction.atomic():
        extraction = (
            Extraction.objects.takeable()
            .select_for_update(skip_locked=True)
            .filter(pk=extraction_id)
            .first()
        )
        if extraction is None:
            return None
        if extraction.attempt >= MAX_ATTEMPTS:
            _fail(
                extraction,
                f"The worker stopped {MAX_ATTEMPTS} times while reading this text. "
                "Try again; if it happens again, ask your administrator for the worker's log.",
            )
            return None
        change(
            extraction,
            action="extraction.started",
            by=None,
            state=State.RUNNING,
            attempt=extraction.attempt + 1,
            lease_until=timezone.now() + LEASE,
            started_at=timezone.now(),
            engine_version=chosen(settings.LANGUAGE_MODEL).version[:_VERSION],
            sentences_done=0,
            sentences_total=0,
        )
    return extraction


def run(extraction: Extraction) -> int:
    """Read the document and store what is found. Returns the number of claims.

    `extraction` is what `take_over` returned. Raises LostLease when another worker has it now;
    whatever the engine raises goes through, for the caller to hand to `give_up`.
    """
    document = extraction.document
    with _lease_kept(extraction):
        reading = chosen(settings.LANGUAGE_MODEL).extract(
            document.text, published=document.published_on, progress=_reporter(extraction)
        )
    with transaction.atomic():
        mine = _still_mine(extraction)
        mine.document = document
        claims = matching.store(mine, reading.candidates)
        mine.note = reading.note
        mine.save(update_fields=["note"])  # `change` keeps a note for the Event alone
        change(
            mine,
            action="extraction.done",
            by=None,
            note=reading.note,
            state=State.DONE,
            lease_until=None,
            finished_at=timezone.now(),
            claims_found=len(claims),
            sentences_done=mine.sentences_total,
            engine_version=reading.version[:_VERSION],
            error="",
        )
    return len(claims)


def give_up(extraction: Extraction, error: BaseException, *, final: bool = False) -> None:
    """Record that this attempt failed: to be tried again later, or for good."""
    with transaction.atomic():
        try:
            mine = _still_mine(extraction)
        except LostLease:
            return
        if final or mine.attempt >= MAX_ATTEMPTS:
            _fail(mine, describe(error))
            return
        change(
            mine,
            action="extraction.postponed",
            by=None,
            note=describe(error),
            state=State.QUEUED,
            lease_until=None,
            wake_at=timezone.now() + dt.timedelta(seconds=BACK_OFF[mine.attempt - 1]),
            error=describe(error),
        )


def sweep() -> int:
    """Wake a worker for whatever is due: lost messages, expired leases, waits that are over.

    Returns how many were found. Several sweeps at once share the work.
    """
    now = timezone.now()
    with transaction.atomic():
        due = list(
            Extraction.objects.takeable()
            .filter(wake_at__lte=now)
            .select_for_update(skip_locked=True)
            .order_by("wake_at")
            .values_list("pk", flat=True)[:500]
        )
        Extraction.objects.filter(pk__in=due).update(wake_at=now + RESEND_AFTER)
        for extraction_id in due:
            _wake_on_commit(extraction_id)
    return len(due)


def describe(error: BaseException) -> str:
    """What an editor is told about an exception."""
    if isinstance(error, TimeoutError):
        return "Reading this text took too long and was stopped. Split it and add the parts."
    return (
        f"The engine stopped with an error ({type(error).__name__}: {error}). "
        "Try again; if it happens again, tell your administrator."
    )


def _fail(extraction: Extraction, message: str) -> None:
    change(
        extraction,
        action="extraction.failed",
        by=None,
        note=message,
        state=State.FAILED,
        lease_until=None,
        finished_at=timezone.now(),
        error=message,
    )


def _still_mine(extraction: Extraction) -> Extraction:
    try:
        return take(extraction, state=State.RUNNING, attempt=extraction.attempt)
    except Conflict as error:
        raise LostLease from error


@contextmanager
def _lease_kept(extraction: Extraction) -> Iterator[None]:
    """Extend the lease for as long as this process lives and the block runs.

    By a clock of its own, as no engine promises to report in time; one that hangs is ended by the
    task's time limit.
    """
    over = threading.Event()

    def extend() -> None:
        while not over.wait(LEASE.total_seconds() / 4):
            try:
                _update_mine(extraction, lease_until=timezone.now() + LEASE)
            except DatabaseError as error:
                logger.warning("The lease of extraction %s: %s", extraction.pk, error)
                connection.close()
        connection.close()

    clock = threading.Thread(target=extend, name="lease", daemon=True)
    clock.start()
    try:
        yield
    finally:
        over.set()
        clock.join()


def _update_mine(extraction: Extraction, **values: Any) -> bool:
    """Update the row if it is still this worker's; return whether it is."""
    mine = Extraction.objects.filter(
        pk=extraction.pk, state=State.RUNNING, attempt=extraction.attempt
    )
    return mine.update(**values) == 1


def _reporter(extraction: Extraction) -> Callable[[int, int], None]:
    """A progress callback that writes to the row and notices when the lease is lost."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < REPORT_EVERY:
            return
        last = now
        if not _update_mine(extraction, sentences_done=done, sentences_total=total):
            raise LostLease

    return report


def _wake_on_commit(extraction_id: int) -> None:
    def wake() -> None:
        from claims.tasks import extract_document

        try:
            extract_document.delay(extraction_id)
        except OperationalError as error:
            # The row is stored all the same, and the sweep wakes a worker when the broker is back.
            logger.warning("No message for extraction %s: %s", extraction_id, error)

    transaction.on_commit(wake, robust=True)
