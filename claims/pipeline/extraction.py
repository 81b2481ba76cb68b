"""Extraction: a worker runs the engine over a document, and stores what it finds.

The row is the truth: how it is taken, held and ended is `claims.pipeline.leases`.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.engine.choice import chosen
from claims.models import Document, Extraction, User
from claims.pipeline import leases, matching
from claims.pipeline.changes import Conflict, record
from claims.pipeline.leases import MAX_ATTEMPTS, LostLease
from claims.pipeline.messages import wake_on_commit

TASK = "extract_document"
State = Extraction.State

# How long a worker may be silent before its document is given to another one.
LEASE = dt.timedelta(seconds=settings.EXTRACTION_LEASE_SECONDS)
# A message that was sent but didn't lead to work is sent again after this long.
RESEND_AFTER = dt.timedelta(seconds=settings.EXTRACTION_RESEND_SECONDS)
# At most so many progress reports a second reach the database.
REPORT_EVERY = 0.25
_VERSION = Extraction._meta.get_field("engine_version").max_length


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
    wake_on_commit(TASK, extraction.pk)
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
            leases.fail(
                extraction,
                f"The worker stopped {MAX_ATTEMPTS} times while reading this text. "
                "Try again; if it happens again, ask your administrator for the worker's log.",
            )
            return None
        leases.begin(
            extraction,
            LEASE,
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
    with leases.kept(extraction, LEASE, every=LEASE.total_seconds() / 4):
        reading = chosen(settings.LANGUAGE_MODEL).extract(
            document.text, published=document.published_on, progress=_reporter(extraction)
        )
    with transaction.atomic():
        mine = leases.still_mine(extraction)
        mine.document = document
        claims = matching.store(mine, reading.candidates)
        mine.note = reading.note
        mine.save(update_fields=["note"])  # `change` keeps a note for the Event alone
        leases.finish(
            mine,
            note=reading.note,
            claims_found=len(claims),
            sentences_done=mine.sentences_total,
            engine_version=reading.version[:_VERSION],
        )
    return len(claims)


def give_up(extraction: Extraction, error: BaseException, *, final: bool = False) -> None:
    """Record that this attempt failed: to be tried again later, or for good."""
    leases.give_up(extraction, describe(error), final=final)


def sweep() -> int:
    """Wake a worker for whatever is due. Returns how many were found."""
    return leases.wake_due(Extraction.objects.all(), task=TASK, resend_after=RESEND_AFTER)


def describe(error: BaseException) -> str:
    """What an editor is told about an exception."""
    if isinstance(error, TimeoutError):
        return "Reading this text took too long and was stopped. Split it and add the parts."
    return (
        f"The engine stopped with an error ({type(error).__name__}: {error}). "
        "Try again; if it happens again, tell your administrator."
    )


def _reporter(extraction: Extraction) -> Callable[[int, int], None]:
    """A progress callback that writes to the row and notices when the lease is lost."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < REPORT_EVERY:
            return
        last = now
        if not leases.update_mine(extraction, sentences_done=done, sentences_total=total):
            raise LostLease

    return report
