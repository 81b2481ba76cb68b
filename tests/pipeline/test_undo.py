"""Undo: a decision is taken back while what it set is still so."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.desk import history
from claims.models import Claim, Event, Occurrence
from claims.pipeline import bulk, editing, triage, undo, verdicts, watch
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db


def soon(days=9):
    return timezone.localdate() + dt.timedelta(days=days)


def newest(action=""):
    events = Event.objects.filter(action=action) if action else Event.objects.all()
    return events.latest("id")


def row(claim):
    """Everything that a claim has, but when it was changed."""
    [values] = Claim.objects.filter(pk=claim.pk).values()
    names = ("document", "start", "end", "merged_from", "said_on")
    return {
        **values,
        "updated_at": None,
        "places": set(Occurrence.objects.filter(claim=claim).values_list(*names)),
        "claimants": set(claim.claimants.values_list("pk", flat=True)),
    }


def fresh(claim):
    return Claim.objects.get(pk=claim.pk)


# How each decision is made, from which claim.
DECISIONS = {
    "claim.accepted": (make.claim, triage.accept),
    "claim.assigned": (make.claim, lambda claim, by: triage.assign(claim, to=by, by=by)),
    "claim.dismissed": (make.claim, partial(triage.dismiss, reason="vague", note="Why?")),
    "claim.parked": (make.claim, lambda claim, by: triage.park(claim, until=soon(), by=by)),
    "claim.tagged": (make.claim, partial(triage.tag, add=["budget"])),
    "claim.reopened": (lambda: _dismissed(), triage.reopen),
    "claim.merged": (
        lambda: make.claim(speakers=("Ben Ito",), roles=("",)),
        lambda claim, by: editing.merge(claim, into=make.claim(), by=by, seen="new"),
    ),
}


def _dismissed():
    claim = make.claim()
    triage.dismiss(claim, by=make.user(), reason="opinion", note="Says who?")
    return fresh(claim)


def test_every_decision_of_which_it_is_said_can_be_undone():
    assert DECISIONS.keys() == undo.UNDOABLE.keys()


@pytest.mark.parametrize("action", DECISIONS)
def test_a_decision_is_undone_as_if_it_had_never_been_made(alice, bob, action):
    begin, decide = DECISIONS[action]
    claim = begin()
    before = row(claim)
    decide(claim, by=alice)
    assert row(claim) != before
    event = newest(action)
    assert undo.last(fresh(claim)) == event
    assert undo.can(claim.events.all()) >= {event.pk}
    assert undo.undo(event, by=bob).pk == claim.pk
    assert row(claim) == before
    assert undo.last(fresh(claim)) != event
    assert event.pk not in undo.can(claim.events.all())


@pytest.mark.parametrize("action", DECISIONS)
def test_the_history_says_what_was_undone_and_whose_decision_it_was(alice, bob, action):
    begin, decide = DECISIONS[action]
    claim = begin()
    decide(claim, by=alice)
    event = newest(action)
    undo.undo(event, by=bob)
    undone = newest("claim.undone")
    assert (undone.by, undone.claim) == (bob, claim)
    assert undone.after["undoes"] == event.pk
    (entry,) = history.of([undone])
    assert entry.what == f"undid {undo.UNDOABLE[action]} by Alice Adler"
    assert (entry.who, entry.note) == ("Bob Brandt", "")
    assert "undoes" not in {change.label.lower() for change in entry.changes}
    assert entry.changes


def test_what_one_undoes_of_ones_own_names_nobody(alice):
    claim = make.claim()
    triage.accept(claim, by=alice)
    undo.undo(newest("claim.accepted"), by=alice)
    assert newest("claim.undone").note == "the start of checking"


def test_a_decision_is_undone_once(alice, bob):
    triage.accept(make.claim(), by=alice)
    event = newest("claim.accepted")
    undo.undo(event, by=bob)
    with pytest.raises(Conflict, match="Bob Brandt has undone this already"):
        undo.undo(event, by=alice)


def test_decisions_are_undone_from_the_last(alice, bob):
    claim = make.claim()
    before = row(claim)
    triage.accept(claim, by=alice)
    triage.tag(claim, by=bob, add=["budget"])
    triage.assign(fresh(claim), to=bob, by=alice)
    accepted, tagged, assigned = claim.events.exclude(action="claim.extracted").order_by("id")
    with pytest.raises(Conflict, match="Alice Adler has moved this claim on since"):
        undo.undo(accepted, by=bob)
    assert undo.can(claim.events.all()) == {tagged.pk, assigned.pk}
    for event in (assigned, accepted, tagged):
        undo.undo(event, by=bob)
    assert row(claim) == before


def test_a_decision_that_was_made_again_is_not_undone_by_the_first_of_them(alice):
    claim = make.claim()
    triage.dismiss(claim, by=alice, reason="vague")
    triage.reopen(fresh(claim), by=alice)
    triage.dismiss(fresh(claim), by=alice, reason="vague", note="Really.")
    first, second = claim.events.filter(action="claim.dismissed").order_by("id")
    assert undo.can([first, second]) == {second.pk}
    with pytest.raises(Conflict):
        undo.undo(first, by=alice)


@pytest.mark.parametrize("action", ["claim.accepted", "claim.assigned", "claim.reopened"])
def test_nobody_takes_away_a_claim_on_which_a_verdict_was_begun(alice, bob, action):
    begin, decide = DECISIONS[action]
    claim = begin()
    decide(claim, by=alice)
    event = newest(action)
    verdicts.begin(fresh(claim), by=alice)
    assert event.pk not in undo.can(claim.events.all())
    with pytest.raises(Conflict, match="Alice Adler has begun a verdict since"):
        undo.undo(event, by=bob)


def test_a_claim_that_came_back_on_its_day_is_not_brought_back_again(alice, time_machine):
    claim = make.claim()
    triage.park(claim, by=alice, until=soon(2))
    time_machine.move_to(timezone.now() + dt.timedelta(days=3), tick=False)
    watch.return_parked_claims()
    with pytest.raises(Conflict, match="Factcheck has moved this claim on since"):
        undo.undo(newest("claim.parked"), by=alice)


def test_what_was_changed_beside_the_history_is_not_undone(alice, bob):
    claim = make.checking(alice)
    Claim.objects.filter(pk=claim.pk).update(assignee=bob)
    with pytest.raises(Conflict, match="no longer as it was left"):
        undo.undo(newest("claim.accepted"), by=bob)


@pytest.mark.parametrize("action", ["claim.edited", "claim.extracted", "verdict.begun"])
def test_what_is_no_decision_cant_be_undone(alice, action):
    claim = make.checking(alice)
    verdicts.begin(claim, by=alice)
    editing.edit(claim, by=alice, statement="Clearer.", revision=1)
    with pytest.raises(Conflict, match="can’t be undone"):
        undo.undo(newest(action), by=alice)
    assert newest(action).pk not in undo.can(claim.events.all())


def test_an_assignment_from_before_ids_were_kept_is_undone_if_it_was_nobodys(alice, bob):
    claim = make.claim()
    Claim.objects.filter(pk=claim.pk).update(state="checking", assignee=alice)
    facts = {"object_type": "claim", "object_id": claim.pk, "claim": claim}
    from_nobody = Event.objects.create(
        action="claim.accepted",
        before={"state": "new", "assignee": None},
        after={"state": "checking", "assignee": "Alice Adler"},
        **facts,
    )
    undo.undo(from_nobody, by=bob)
    assert (fresh(claim).state, fresh(claim).assignee) == ("new", None)
    Claim.objects.filter(pk=claim.pk).update(state="checking", assignee=alice)
    from_bob = Event.objects.create(
        action="claim.assigned",
        before={"assignee": "Bob Brandt"},
        after={"assignee": "Alice Adler"},
        **facts,
    )
    with pytest.raises(Conflict):
        undo.undo(from_bob, by=bob)


def test_a_merge_into_what_was_merged_itself_is_undone_from_the_last(alice):
    one, two, three = make.claim(), make.claim(), make.claim()
    editing.merge(one, into=two, by=alice, seen="new")
    first = newest("claim.merged")
    editing.merge(two, into=three, by=alice, seen="new")
    assert undo.last(fresh(one)) is None
    with pytest.raises(Conflict, match="Reopen that one first"):
        undo.undo(first, by=alice)
    undo.undo(newest("claim.merged"), by=alice)
    undo.undo(first, by=alice)
    assert two.occurrences.count() == three.occurrences.count() == 1


def test_undoing_the_reopening_of_a_merged_claim_merges_it_again(alice, bob):
    one, two = make.claim(speakers=("Ben Ito",), roles=("",)), make.claim()
    editing.merge(one, into=two, by=alice, seen="new")
    merged = (row(one), row(two))
    triage.reopen(fresh(one), by=bob)
    undo.undo(newest("claim.reopened"), by=bob)
    places = {place[:3] for place in row(two)["places"]}
    assert row(one) == merged[0]
    assert places == {place[:3] for place in merged[1]["places"]}
    undo.undo(newest("claim.merged"), by=alice)
    assert (fresh(one).state, two.occurrences.count(), two.claimants.count()) == ("new", 1, 1)
    triage.dismiss(two, by=alice, reason="vague")
    triage.dismiss(fresh(one), by=alice, reason="vague")


def test_a_merged_claim_isnt_merged_again_into_what_is_dismissed_by_now(alice):
    one, two = make.claim(), make.claim()
    editing.merge(one, into=two, by=alice, seen="new")
    triage.reopen(fresh(one), by=alice)
    triage.dismiss(fresh(two), by=alice, reason="vague")
    with pytest.raises(Conflict, match="nothing can be merged into it"):
        undo.undo(newest("claim.reopened"), by=alice)


def test_tags_of_a_merged_claim_are_undone_without_touching_the_merge(alice):
    one, two = make.claim(), make.claim()
    editing.merge(one, into=two, by=alice, seen="new")
    triage.tag(one, by=alice, add=["budget"])
    events = Event.objects.filter(action="claim.grown").count()
    undo.undo(newest("claim.tagged"), by=alice)
    assert Event.objects.filter(action="claim.grown").count() == events
    assert fresh(one).merged_into == two


def test_what_can_be_undone_is_known_in_a_constant_number_of_queries(
    alice, bob, django_assert_max_num_queries
):
    claim = make.checking(alice)
    for number in range(12):
        triage.assign(fresh(claim), to=(bob, alice)[number % 2], by=alice)
    events = list(claim.events.for_history())
    with django_assert_max_num_queries(3):
        assert undo.can(events) == {events[0].pk}
    claim = Claim.objects.select_related("assignee").get()
    with django_assert_max_num_queries(1):
        assert undo.last(claim) == events[0]


def test_the_history_knows_what_can_be_undone(alice):
    claim = make.checking(alice)
    triage.tag(claim, by=alice, add=["budget"])
    events = list(claim.events.for_history())
    entries = history.of(events, undo.can(events))
    assert [entry.undo for entry in entries] == [events[0].pk, events[1].pk, None]


def test_of_a_batch_what_moved_since_is_left_alone(alice, bob):
    claims = [make.claim() for _ in range(3)]
    outcome = bulk.assign({claim.pk: "new" for claim in claims}, to=alice, by=bob)
    triage.dismiss(fresh(claims[0]), by=alice, reason="vague")
    verdicts.begin(fresh(claims[1]), by=alice)
    undone = undo.undo_batch(outcome.batch, by=bob)
    assert (undone.done, undone.left) == (1, 2)
    assert [fresh(claim).state for claim in claims] == ["dismissed", "checking", "new"]


# Whatever editors do in whatever order: undoing all of it from the last is as if nothing had been.

STEPS = {
    "accept": triage.accept,
    "assign": lambda claim, by: triage.assign(claim, to=by, by=by),
    "dismiss": partial(triage.dismiss, reason="vague", note="Why?"),
    "park": lambda claim, by: triage.park(claim, until=soon(), by=by),
    "reopen": triage.reopen,
    "tag": partial(triage.tag, add=["budget"]),
    "untag": partial(triage.tag, remove=["budget"]),
    "more tags": partial(triage.tag, add=["tax", "homes"]),
}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from([*STEPS, "merge", "undo"]), st.booleans()), max_size=12))
def test_whatever_was_done_is_undone_step_by_step(alice, bob, steps):
    claim, other = make.claim(), make.claim()
    rows = [row(claim)]
    for name, by_alice in steps:
        person, now = (alice if by_alice else bob), fresh(claim)
        try:
            if name == "undo":
                _undo_and_compare(claim, rows, person)
            elif name == "merge":
                editing.merge(now, into=other, by=person, seen=now.state)
            else:
                STEPS[name](now, by=person)
        except Conflict:
            continue
        if name != "undo" and row(claim) != rows[-1]:
            rows.append(row(claim))
    while undo.last(fresh(claim)):
        _undo_and_compare(claim, rows, alice)
    assert len(rows) == 1


def _undo_and_compare(claim, rows, by):
    event = undo.last(fresh(claim))
    if event is None:
        return
    undo.undo(event, by=by)
    rows.pop()
    assert row(claim) == rows[-1]
