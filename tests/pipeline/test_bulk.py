"""Bulk: one decision on many claims, with an Event for each."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claim, Event
from claims.pipeline import bulk, intake, triage, undo
from tests import make

pytestmark = pytest.mark.django_db


def soon():
    return timezone.localdate() + dt.timedelta(days=9)


def new(number):
    first = make.claim()
    return {claim.pk: "new" for claim in make.claims_like(first, number)}


# Name, what is given, action, and what every claim is then.
DECISIONS = (
    ("assign", lambda people: {"to": people[1]}, "claim.assigned", "checking"),
    ("dismiss", lambda _: {"reason": "vague", "note": "No year."}, "claim.dismissed", "dismissed"),
    ("park", lambda _: {"until": soon()}, "claim.parked", "parked"),
    ("tag", lambda _: {"add": ["Budget"]}, "claim.tagged", "new"),
)


@pytest.mark.parametrize(("name", "given", "action", "state"), DECISIONS)
def test_five_hundred_claims_cost_as_many_queries_as_three(alice, bob, name, given, action, state):
    decide, facts = getattr(bulk, name), given((alice, bob))
    bob.get_all_permissions()
    counts = []
    for number in (3, bulk.LIMIT):
        chosen = new(number)
        with CaptureQueriesContext(connection) as queries:
            outcome = decide(chosen, by=alice, **facts)
        counts.append(len(queries))
        assert (outcome.done, outcome.left) == (number, 0)
        assert set(Claim.objects.filter(pk__in=chosen).values_list("state", flat=True)) == {state}
        events = Event.objects.filter(batch=outcome.batch)
        assert set(events.values_list("action", "by")) == {(action, alice.pk)}
        assert set(events.values_list("claim", flat=True)) == set(chosen)
        assert events.count() == number
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(("name", "given", "action", "state"), DECISIONS)
def test_a_batch_is_undone_as_a_whole_in_as_many_queries(alice, bob, name, given, action, state):
    counts = []
    for number in (3, bulk.LIMIT):
        chosen = new(number)
        before = list(Claim.objects.filter(pk__in=chosen).order_by("pk").values())
        outcome = getattr(bulk, name)(chosen, by=alice, **given((alice, bob)))
        with CaptureQueriesContext(connection) as queries:
            undone = undo.undo_batch(outcome.batch, by=bob)
        counts.append(len(queries))
        assert (undone.done, undone.left) == (number, 0)
        after = list(Claim.objects.filter(pk__in=chosen).order_by("pk").values())
        assert [{**row, "updated_at": 0} for row in after] == [
            {**row, "updated_at": 0} for row in before
        ]
        assert Event.objects.filter(batch=undone.batch, action="claim.undone").count() == number
        assert undo.undo_batch(outcome.batch, by=bob) == bulk.Outcome(None, 0, number)
    assert counts[0] == counts[1] <= 12


def test_claims_that_moved_since_they_were_seen_are_left_alone(alice, bob, dana):
    free, taken, hidden = make.claim(), make.claim(), make.claim()
    published = make.published(alice, bob).claim
    triage.accept(taken, by=bob)
    intake.hide_document(hidden.occurrences.get().document, by=dana, reason="Private.")
    chosen = {row.pk: "new" for row in (free, taken, hidden)}
    chosen |= {published.pk: "published", 999_999: "new"}
    outcome = bulk.dismiss(chosen, reason="vague", by=alice)
    assert (outcome.done, outcome.left) == (1, 4)
    assert list(Event.objects.filter(batch=outcome.batch).values_list("claim")) == [(free.pk,)]
    taken.refresh_from_db()
    assert (taken.state, taken.assignee) == ("checking", bob)


def test_claims_in_both_open_states_are_decided_together_each_with_what_it_was(alice, bob):
    free, mine = make.claim(), make.checking(alice)
    outcome = bulk.assign({free.pk: "new", mine.pk: "checking"}, to=bob, by=alice)
    events = Event.objects.filter(batch=outcome.batch).order_by("claim")
    assert [event.before for event in events] == [
        {"state": "new", "assignee": None, "assignee_id": None},
        {"assignee": "Alice Adler", "assignee_id": alice.pk},
    ]


def test_what_is_so_already_is_done_and_leaves_no_trace(alice):
    mine = make.checking(alice)
    outcome = bulk.assign({mine.pk: "checking"}, to=alice, by=alice)
    assert outcome == bulk.Outcome(None, 1, 0)
    assert not Event.objects.filter(action="claim.assigned").exists()


def test_published_claims_are_tagged_as_well_and_full_ones_left_alone(alice, bob):
    published, full = make.published(alice, bob).claim, make.claim()
    triage.tag(full, by=alice, add=[f"tag {n}" for n in range(20)])
    outcome = bulk.tag({published.pk: "published", full.pk: "new"}, add=["x", "tag 3"], by=alice)
    assert (outcome.done, outcome.left) == (1, 1)
    published.refresh_from_db()
    assert published.tags == ["x", "tag 3"]


def test_nothing_chosen_is_nothing_done(alice):
    assert bulk.dismiss({}, reason="vague", by=alice) == bulk.Outcome(None, 0, 0)


def test_too_many_and_bad_input_are_refused_before_anything_is_changed(alice, charlie):
    claim = make.claim()
    chosen = {claim.pk: "new"}
    for refused in (
        lambda: bulk.dismiss(dict.fromkeys(range(501), "new"), reason="vague", by=alice),
        lambda: bulk.dismiss(chosen, reason="boring", by=alice),
        lambda: bulk.assign(chosen, to=charlie, by=alice),
        lambda: bulk.park(chosen, until=timezone.localdate(), by=alice),
        lambda: bulk.tag(chosen, add=[" "], by=alice),
        lambda: bulk.tag(chosen, add=["x" * 41], by=alice),
    ):
        with pytest.raises(ValidationError):
            refused()
    assert not Event.objects.exclude(batch=None).exists()


def test_a_claim_is_changed_when_it_is_decided_with_others(alice, time_machine):
    claim = make.claim()
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1), tick=False)
    bulk.dismiss({claim.pk: "new"}, reason="vague", by=alice)
    claim.refresh_from_db()
    assert claim.updated_at == timezone.now()
