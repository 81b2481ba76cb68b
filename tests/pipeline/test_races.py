"""Races: of twenty who do the same thing in the same moment one succeeds, and is recorded once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from claims.models import Claim, Document, Event, Extraction, Publication, User
from claims.pipeline import extraction, intake, publication, triage, verdicts
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 20


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make.user("alice", role="Reporter")


@pytest.fixture
def editors(transactional_db: None) -> list[User]:
    return [make.user(f"editor{number}", role="Editor") for number in range(MANY)]


def race(act: Callable[[int], Any]) -> tuple[list[Any], list[Exception]]:
    """Run `act(0)` … `act(19)` at the same moment; what they returned and what they raised."""
    start = threading.Barrier(MANY)
    returned: list[Any] = []
    raised: list[Exception] = []

    def run(number: int) -> None:
        try:
            start.wait()
            returned.append(act(number))
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return returned, raised


def one_wins(act: Callable[[int], Any], action: str) -> None:
    returned, raised = race(act)
    assert len(returned) == 1
    assert {type(error) for error in raised} == {Conflict}
    assert all(str(error) for error in raised)
    assert Event.objects.filter(action=action).count() == 1


def test_one_of_twenty_accepts_a_claim(editors):
    claim = make.claim()
    one_wins(lambda n: triage.accept(claim, by=editors[n]), "claim.accepted")
    winner = Event.objects.get(action="claim.accepted").by
    assert Claim.objects.get().assignee == winner


def test_one_of_twenty_begins_the_verdict(alice, editors):
    claim = make.checking(alice)
    one_wins(lambda n: verdicts.begin(claim, by=editors[n]), "verdict.begun")


def test_one_of_twenty_signs_off_a_verdict(alice, editors):
    verdict = make.submitted(alice)
    one_wins(lambda n: verdicts.approve(verdict, by=editors[n]), "verdict.approved")


def test_one_of_twenty_publishes_a_verdict(alice, editors):
    verdict = make.approved(alice, editors[0])
    one_wins(lambda n: publication.publish(verdict, by=editors[n]), "publication.published")
    assert Publication.objects.count() == 1


def test_one_of_twenty_retries_a_failed_extraction(alice, editors):
    row = make.document().extractions.get()
    taken = extraction.take_over(row.pk)
    extraction.give_up(taken, RuntimeError("no memory"), final=True)
    returned, raised = race(lambda n: extraction.queue(row.document, by=editors[n]))
    assert (len(returned), {type(error) for error in raised}) == (1, {Conflict})
    assert Extraction.objects.active().count() == 1


def test_one_of_twenty_workers_takes_an_extraction(transactional_db):
    row = make.document().extractions.get()
    taken, raised = race(lambda n: extraction.take_over(row.pk))
    assert not raised
    assert sum(extraction is not None for extraction in taken) == 1


def test_twenty_who_bring_the_same_text_end_with_one_document(editors):
    returned, raised = race(
        lambda n: intake.add_document(text="Prices fell by 3 percent.", title="A", by=editors[n])
    )
    assert not raised
    assert len({document.pk for document, _ in returned}) == 1
    assert sum(created for _, created in returned) == 1
    assert Document.objects.count() == Extraction.objects.count() == 1
    assert Event.objects.filter(action="document.added").count() == 1
