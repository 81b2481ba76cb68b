"""Races: of twenty who do the same thing in the same moment one succeeds, and is recorded once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from claims.models import (
    Autosave,
    Claim,
    Document,
    Event,
    Export,
    Extraction,
    Publication,
    SavedView,
    User,
)
from claims.pipeline import (
    autosave,
    bulk,
    editing,
    exporting,
    extraction,
    intake,
    publication,
    triage,
    undo,
    verdicts,
    views,
)
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


def test_one_of_twenty_merges_a_claim(editors):
    claim, into = make.claim(), make.claim()
    one_wins(lambda n: editing.merge(claim, into=into, by=editors[n], seen="new"), "claim.merged")
    assert into.occurrences.count() == 2


def test_of_twenty_who_merge_two_claims_both_ways_at_once_one_succeeds(editors):
    pair = make.claim(), make.claim()

    def merge(n: int) -> None:
        editing.merge(pair[n % 2], into=pair[1 - n % 2], by=editors[n], seen="new")

    one_wins(merge, "claim.merged")
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["dismissed", "new"]


def test_a_ring_of_merges_at_once_neither_hangs_nor_loses_a_claim(editors):
    ring = [make.claim() for _ in range(5)]
    merged, raised = race(
        lambda n: editing.merge(ring[n % 5], into=ring[(n + 1) % 5], by=editors[n], seen="new")
    )
    assert {type(error) for error in raised} == {Conflict}
    assert 1 <= len(merged) < 5
    assert Claim.objects.filter(state="new").count() == 5 - len(merged)


def test_reopening_and_merging_at_once_neither_hang_nor_leave_halves(editors):
    one, two = make.claim(), make.claim()
    editing.merge(two, into=one, by=editors[0], seen="new")
    two.refresh_from_db()

    def act(n: int) -> None:
        if n % 2:
            triage.reopen(two, by=editors[n])
        else:
            editing.merge(one, into=two, by=editors[n], seen="new")

    _, raised = race(act)
    assert {type(error) for error in raised} == {Conflict}
    for claim in Claim.objects.all():
        lent = claim.occurrences.exclude(merged_from=None)
        assert {row.merged_from for row in lent} == set(claim.merged.all())


def test_one_of_twenty_undoes_a_decision(alice, editors):
    claim = make.claim()
    triage.dismiss(claim, by=alice, reason="vague")
    event = Event.objects.get(action="claim.dismissed")
    one_wins(lambda n: undo.undo(event, by=editors[n]), "claim.undone")
    assert Claim.objects.get().state == "new"


def test_one_of_twenty_undoes_a_merge(alice, editors):
    claim, into = make.claim(), make.claim()
    editing.merge(claim, into=into, by=alice, seen="new")
    event = Event.objects.get(action="claim.merged")
    one_wins(lambda n: undo.undo(event, by=editors[n]), "claim.undone")
    assert into.occurrences.count() == 1


def test_twenty_who_decide_on_the_same_claims_at_once_do_it_once_each(editors):
    chosen = {make.claim().pk: "new" for _ in range(10)}
    backwards = dict(reversed(chosen.items()))
    outcomes, raised = race(
        lambda n: bulk.dismiss((chosen, backwards)[n % 2], reason="vague", by=editors[n])
    )
    assert not raised
    assert sum(outcome.done for outcome in outcomes) == 10
    assert Event.objects.filter(action="claim.dismissed").count() == 10


def test_one_of_twenty_edits_a_wording(editors):
    claim = make.claim()
    returned, raised = race(
        lambda n: editing.edit(claim, by=editors[n], statement=f"Wording {n}.", revision=1)
    )
    assert (len(returned), {type(error) for error in raised}) == (1, {editing.Stale})


def test_a_form_that_is_kept_twenty_times_at_once_is_kept_once(alice):
    _, raised = race(lambda n: autosave.keep(by=alice, place="new", content={"a": str(n)}))
    assert not raised
    assert Autosave.objects.count() == 1


def test_a_view_that_is_saved_twenty_times_at_once_is_one_view(alice):
    saved, raised = race(lambda n: views.save(by=alice, name="Budget", query=f"page={n}"))
    assert not raised
    assert SavedView.objects.get() in saved


def test_a_claim_that_was_missed_is_added_once(editors: list[User]) -> None:
    document = make.document("Rents fell in May. It rained.")
    facts = {"quote": "Rents fell in May", "statement": "Rents fell.", "kind": "event"}
    one_wins(lambda number: editing.add(document, by=editors[number], **facts), "claim.added")


def test_a_claim_is_split_off_once(editors: list[User]) -> None:
    claim = make.claim(make.document("Rents fell and wages rose. It rained."))
    facts = {
        "revision": 1,
        "keeps": claim.statement,
        "statement": "Wages rose.",
        "quote": "wages rose",
        "document": claim.occurrences.get().document,
    }
    one_wins(lambda number: editing.split(claim, by=editors[number], **facts), "claim.split")


def test_of_twenty_workers_one_takes_an_export(alice):
    export = exporting.ask(by=alice, format="csv")
    returned, raised = race(lambda _: exporting.take_over(export.pk))
    assert raised == []
    assert len([one for one in returned if one]) == 1
    assert Event.objects.filter(action="export.started").count() == 1


def test_whoever_asks_twenty_times_at_once_has_three_under_way(alice):
    returned, raised = race(lambda _: exporting.ask(by=alice, format="csv"))
    assert len(returned) == exporting.MOST
    assert {type(error) for error in raised} == {Conflict}
    assert Export.objects.active().count() == exporting.MOST


def test_of_twenty_who_remove_an_export_one_does(alice):
    export = exporting.ask(by=alice, format="csv")
    one_wins(lambda _: exporting.remove(export, by=alice) or True, "export.removed")
