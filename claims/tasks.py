"""Doors for workers. A task takes ids, calls the pipeline and owns the retries."""

import datetime as dt
import logging
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_init
from django.conf import settings

from claims import engine
from claims.pipeline import (
    autosave,
    delivering,
    exporting,
    extraction,
    fetching,
    mail,
    publication,
    watch,
)

logger = logging.getLogger(__name__)


@worker_init.connect
def load_engine(**_: Any) -> None:
    """Load the models before the pool forks: its processes share them, and none starts cold."""
    engine.warm()


@shared_task
def extract_document(extraction_id: int) -> None:
    """Run an extraction, if it is there to be taken.

    Retries are the row's (`wake_at`, with back-off), not the message's: they outlive the broker.
    """
    taken = extraction.take_over(extraction_id)
    if taken is None:
        return
    try:
        found = extraction.run(taken)
    except extraction.LostLease:
        logger.info("Extraction %s went on elsewhere.", extraction_id)
    except SoftTimeLimitExceeded:
        extraction.give_up(taken, TimeoutError(), final=True)
    except Exception as error:
        logger.exception("Extraction %s failed in attempt %s.", extraction_id, taken.attempt)
        extraction.give_up(taken, error)
    else:
        logger.info("Extraction %s found %s claims.", extraction_id, found)


@shared_task
def sweep_extractions() -> None:
    """Find documents whose message or worker was lost, and wake a worker for them."""
    if found := extraction.sweep():
        logger.info("The sweep woke workers for %s extractions.", found)


@shared_task
def fetch_source(source_id: int, lease: str) -> None:
    """Look at the page of a source, if it is still this message's turn."""
    source = fetching.take_over(source_id, dt.datetime.fromisoformat(lease))
    if source is None:
        return
    try:
        fetching.look(source)
    except fetching.Overtaken:
        logger.info("Source %s was changed while its page was read.", source_id)


@shared_task
def sweep_sources() -> None:
    """Find the pages that are to be looked at by now, and wake workers for them."""
    if found := fetching.sweep():
        logger.info("The sweep woke workers for the pages of %s sources.", found)


@shared_task(
    soft_time_limit=settings.EXPORT_SOFT_SECONDS, time_limit=settings.EXPORT_SOFT_SECONDS + 60
)
def write_export(export_id: int) -> None:
    """Write the file of an export, if it is there to be taken.

    Retries are the row's (`wake_at`, with back-off), not the message's: they outlive the broker.
    """
    export = exporting.take_over(export_id)
    if export is None:
        return
    try:
        written = exporting.run(export)
    except exporting.LostLease:
        logger.info("Export %s was removed, or went on elsewhere.", export_id)
    except SoftTimeLimitExceeded:
        exporting.give_up(export, TimeoutError(), final=True)
    except exporting.NoRoom as error:
        logger.warning("Export %s: the disk of the exports is full.", export_id)
        exporting.give_up(export, error, final=True)
    except Exception as error:
        logger.exception("Export %s failed in attempt %s.", export_id, export.attempt)
        exporting.give_up(export, error)
    else:
        logger.info("Export %s has %s bytes.", export_id, written)
    exporting.wake_next()


@shared_task
def sweep_exports() -> None:
    """Find exports whose message or worker was lost, and remove files whose days are over."""
    if found := exporting.sweep():
        logger.info("The sweep woke workers for %s exports.", found)


@shared_task
def return_parked_claims() -> None:
    """Bring back the claims whose parking is over."""
    watch.return_parked_claims()


@shared_task
def return_due_claims() -> None:
    """Bring back the promises and predictions that can be judged now."""
    if found := watch.return_due_claims():
        logger.info("%s claims fell due.", found)


@shared_task
def return_old_verdicts() -> None:
    """Bring back what is published and is to be looked at again."""
    if found := watch.return_old_verdicts():
        logger.info("%s verdicts are to be looked at again.", found)


@shared_task
def publish_scheduled() -> None:
    """Put out what is scheduled to be out by now."""
    if done := publication.publish_scheduled():
        logger.info("Published %s scheduled verdicts.", done)


@shared_task
def send_mail() -> None:
    """Send what people are told by e-mail. What can't be sent now is tried again later."""
    if sent := mail.send_waiting():
        logger.info("Sent %s messages.", sent)


@shared_task
def deliver_webhooks() -> None:
    """Deliver what webhooks are to be told by now. What doesn't arrive is tried again later."""
    if made := delivering.run():
        logger.info("Webhooks: %s attempts were made.", made)


@shared_task
def tidy_deliveries() -> None:
    """Remove what was delivered long ago."""
    if removed := delivering.tidy():
        logger.info("Removed %s old deliveries of webhooks.", removed)


@shared_task
def sweep_autosaves() -> None:
    """Drop what was typed long ago and never sent."""
    autosave.sweep()
