"""Extraction: the row is the truth, whatever becomes of messages and workers."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.models import Claim, Event, Extraction
from claims.pipeline import extraction
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db

TEXT = (
    "Mayor Ada Moreno vowed to build 400 homes within two years. "
    "“We built 250 homes in 2024,” Moreno told reporters."
)


@pytest.fixture
def queued() -> Extraction:
    return make.document(TEXT).extractions.get()


def expire(row: Extraction) -> None:
    """The worker that held this row is gone."""
    past = timezone.now() - dt.timedelta(seconds=1)
    Extraction.objects.filter(pk=row.pk).update(lease_until=past, wake_at=past)


def taken(row: Extraction) -> Extraction:
    mine = extraction.take_over(row.pk)
    assert mine
    return mine


def test_a_worker_reads_the_document_and_every_quote_stands_in_its_text(queued):
    found = extraction.run(taken(queued))
    queued.refresh_from_db()
    assert (queued.state, queued.claims_found, queued.percent) == ("done", found, 100)
    assert found == Claim.objects.count() >= 2
    for claim in Claim.objects.for_list():
        for occurrence in claim.occurrences.all():
            assert TEXT[occurrence.start : occurrence.end] == occurrence.quote
    promise = Claim.objects.get(kinds__contains=["promise"])
    assert promise.claimant_names == "Ada Moreno"
    assert promise.reasons


def test_only_one_worker_can_take_it(queued):
    taken(queued)
    assert extraction.take_over(queued.pk) is None


def test_a_message_that_comes_twice_does_nothing_the_second_time(queued):
    extraction.run(taken(queued))
    assert extraction.take_over(queued.pk) is None
    assert Event.objects.filter(action="extraction.done").count() == 1


def test_an_expired_lease_may_be_taken_and_the_first_worker_stores_nothing(queued):
    first = taken(queued)
    expire(queued)
    second = taken(queued)
    assert second.attempt == 2
    with pytest.raises(extraction.LostLease):
        extraction.run(first)
    found = extraction.run(second)
    assert Claim.objects.count() == found


def test_progress_reaches_the_row_and_a_worker_that_lost_it_is_told(queued):
    first = taken(queued)
    report = extraction._reporter(first)
    report(9, 9)
    queued.refresh_from_db()
    assert (queued.sentences_done, queued.sentences_total, queued.percent) == (9, 9, 100)

    expire(queued)
    taken(queued)
    with pytest.raises(extraction.LostLease):
        report(9, 9)


def test_an_error_is_told_with_what_to_do(queued):
    extraction.give_up(taken(queued), RuntimeError("no memory"), final=True)
    queued.refresh_from_db()
    assert "no memory" in queued.error
    assert "Try again" in queued.error


def test_a_text_that_takes_too_long_fails_at_once_with_advice(queued):
    extraction.give_up(taken(queued), TimeoutError(), final=True)
    queued.refresh_from_db()
    assert "Split it" in queued.error


def test_a_text_that_brings_workers_down_is_given_up(queued):
    for _ in range(extraction.MAX_ATTEMPTS):
        taken(queued)
        expire(queued)
    assert extraction.take_over(queued.pk) is None
    queued.refresh_from_db()
    assert queued.state == "failed"
    assert "stopped 4 times" in queued.error


def test_a_failed_extraction_can_be_retried_and_a_finished_one_cannot(queued, alice):
    extraction.give_up(taken(queued), RuntimeError("no memory"), final=True)
    again = extraction.queue(queued.document, by=alice)
    assert (again.state, again.attempt) == ("queued", 0)
    with pytest.raises(Conflict, match="being read"):
        extraction.queue(queued.document, by=alice)
    extraction.run(taken(again))
    with pytest.raises(Conflict, match="is read"):
        extraction.queue(queued.document, by=alice)


def test_the_sweep_finds_what_is_due(queued):
    past = timezone.now() - dt.timedelta(seconds=1)
    Extraction.objects.filter(pk=queued.pk).update(wake_at=past)
    assert extraction.sweep() == 1
    assert extraction.sweep() == 0, "a message was sent a moment ago"


def test_the_database_refuses_two_active_extractions_of_a_document(queued):
    with pytest.raises(DatabaseError, match="one_active"), transaction.atomic():
        Extraction.objects.create(document=queued.document)


def test_the_database_refuses_a_failure_without_a_message(queued):
    with pytest.raises(DatabaseError, match="failed_with_a_message"), transaction.atomic():
        Extraction.objects.filter(pk=queued.pk).update(state="failed", finished_at=timezone.now())
