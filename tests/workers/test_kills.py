"""Real workers, really killed; a real broker, really stopped and flushed."""

import pytest

from claims.models import Document, Event, Extraction, Occurrence
from tests.worker import wait_for

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

SHORT = "Mayor Ada Moreno vowed to build 400 homes within two years. Rents rose by 3 percent."


def text_of(paragraphs: int) -> str:
    return "\n\n".join(
        f"Mayor Ada Moreno said that the city built {number} homes in district {number}, "
        f"{number} more than the year before."
        for number in range(1, paragraphs)
    )


# Long enough that a worker is still reading when it is killed.
LONG = text_of(800)


def extraction_of(document: Document) -> Extraction:
    return document.extractions.get()


def wait_until_done(document: Document) -> None:
    wait_for(lambda: extraction_of(document).state == "done", what="the extraction's end")


def assert_extracted_once(document: Document) -> None:
    extraction = extraction_of(document)
    done = Event.objects.filter(action="extraction.done", document=document)
    assert done.count() == 1
    places = list(Occurrence.objects.values_list("start", "end", "claim__statement"))
    assert len(places) == len(set(places)) >= extraction.claims_found > 0


def test_a_worker_killed_in_the_middle_loses_nothing_and_nothing_is_there_twice(
    ingest, start_worker
):
    worker = start_worker().wait_until_ready()
    document = ingest(LONG)
    wait_for(lambda: extraction_of(document).sentences_done, what="the first sentences")
    worker.kill()
    assert extraction_of(document).state == "running"
    assert not Occurrence.objects.exists()

    start_worker()
    wait_until_done(document)
    assert extraction_of(document).attempt >= 2
    assert_extracted_once(document)


def test_a_document_added_while_the_broker_is_down_is_read_when_it_is_back(
    ingest, start_worker, broker
):
    broker.stop()
    document = ingest(SHORT)
    assert extraction_of(document).state == "queued"
    broker.start()
    start_worker()
    wait_until_done(document)
    assert_extracted_once(document)


def test_a_worker_outlives_a_restart_of_the_broker(ingest, start_worker, broker):
    start_worker().wait_until_ready()
    broker.stop()
    document = ingest(SHORT)
    broker.start()
    wait_until_done(document)
    assert_extracted_once(document)


def test_a_flushed_broker_loses_messages_and_the_sweep_finds_the_document(
    ingest, start_worker, broker
):
    document = ingest(SHORT)
    broker.flush()
    start_worker()
    wait_until_done(document)
    assert_extracted_once(document)


def test_a_text_that_takes_too_long_fails_with_advice_and_the_worker_goes_on(
    ingest, start_worker, variables
):
    # The short one has time enough on a slow machine, and the long one too little on a quick one.
    variables["EXTRACTION_SOFT_SECONDS"] = "6"
    # Nobody is killed here, so nobody is to take over from a worker that was slow for a moment.
    variables["EXTRACTION_LEASE_SECONDS"] = "60"
    start_worker().wait_until_ready()
    long, short = ingest(text_of(4000)), ingest(SHORT)
    wait_until_done(short)
    wait_for(lambda: extraction_of(long).state == "failed", what="the end of its time")
    assert "took too long" in extraction_of(long).error
    assert extraction_of(long).attempt == 1
