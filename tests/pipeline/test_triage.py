"""Triage: each function is one door for one change of state."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.models import Claim, Event, Revision
from claims.pipeline import triage, watch
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db


def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


def test_accepting_a_new_claim_assigns_it_to_whoever_accepts(alice):
    claim = make.claim()
    triage.accept(claim, by=alice)
    claim.refresh_from_db()
    assert (claim.state, claim.assignee) == ("checking", alice)
    event = Event.objects.get(action="claim.accepted")
    assert (event.by, event.claim) == (alice, claim)
    assert (event.before, event.after) == (
        {"state": "new", "assignee": None, "assignee_id": None},
        {"state": "checking", "assignee": "Alice Adler", "assignee_id": alice.pk},
    )


def test_a_claim_that_somebody_accepted_is_a_conflict_that_names_them(alice, bob):
    claim = make.claim()
    triage.accept(claim, by=alice)
    with pytest.raises(Conflict, match="“Checking”, by Alice Adler"):
        triage.accept(claim, by=bob)


def test_a_claim_is_assigned_and_assigned_again(alice, bob):
    claim = make.claim()
    triage.assign(claim, to=alice, by=bob)
    claim.refresh_from_db()
    triage.assign(claim, to=bob, by=bob)
    claim.refresh_from_db()
    assert (claim.state, claim.assignee) == ("checking", bob)


def test_nothing_is_assigned_to_somebody_who_has_left(alice, bob):
    alice.is_active = False
    alice.save()
    with pytest.raises(ValidationError, match="no active account"):
        triage.assign(make.claim(), to=alice, by=bob)


def test_nobody_dismisses_what_a_colleague_has_begun_to_check_meanwhile(alice, bob):
    claim = make.claim()
    triage.accept(Claim.objects.get(), by=alice)
    with pytest.raises(Conflict, match="“Checking”, by Alice Adler"):
        triage.dismiss(claim, by=bob, reason="vague")


def test_a_dismissal_keeps_its_reason_and_note(alice):
    claim = make.claim()
    triage.dismiss(claim, by=alice, reason="figure_of_speech", note="A castle in the air")
    claim.refresh_from_db()
    assert (claim.state, claim.dismissal_reason) == ("dismissed", "figure_of_speech")
    assert Event.objects.get(action="claim.dismissed").note == "A castle in the air"


@pytest.mark.parametrize("reason", ["", "boring"])
def test_a_dismissal_needs_one_of_the_reasons(alice, reason):
    with pytest.raises(ValidationError, match="Choose why"):
        triage.dismiss(make.claim(), by=alice, reason=reason)


def test_a_note_that_is_too_long_is_refused_before_anything_is_changed(alice):
    claim = make.claim()
    with pytest.raises(ValidationError, match="At most 500"):
        triage.dismiss(claim, by=alice, reason="vague", note="x" * 501)
    claim.refresh_from_db()
    assert claim.state == "new"


def test_a_dismissed_claim_is_reopened_by_whoever_checks_it_then(alice, bob):
    claim = make.claim()
    triage.dismiss(claim, by=alice, reason="vague")
    claim.refresh_from_db()
    triage.reopen(claim, by=bob)
    claim.refresh_from_db()
    assert (claim.state, claim.assignee, claim.dismissal_reason) == ("checking", bob, "")


def test_a_parked_claim_comes_back_on_its_day_to_where_it_was(alice, time_machine):
    time_machine.move_to("2026-05-01 09:00Z", tick=False)
    new, checked = make.claim(), make.checking(alice)
    for claim in (new, checked):
        triage.park(claim, by=alice, until=dt.date(2026, 5, 3))
    assert watch.return_parked_claims() == 0
    time_machine.move_to("2026-05-03 00:01Z", tick=False)
    assert watch.return_parked_claims() == 2
    assert Claim.objects.get(pk=new.pk).state == "new"
    assert Claim.objects.get(pk=checked.pk).state == "checking"
    assert Event.objects.filter(action="claim.returned", by=None).count() == 2


def test_a_claim_is_not_parked_until_today(alice):
    with pytest.raises(ValidationError, match="after today"):
        triage.park(make.claim(), by=alice, until=timezone.localdate())


def test_an_assignment_to_somebody_of_the_same_name_is_recorded(alice, bob):
    namesake = make.user("alice2", role="Reporter", first_name="Alice", last_name="Adler")
    claim = make.checking(alice)
    triage.assign(claim, to=namesake, by=bob)
    event = Event.objects.get(action="claim.assigned")
    assert event.before == {"assignee": "Alice Adler", "assignee_id": alice.pk}
    assert event.after == {"assignee": "Alice Adler", "assignee_id": namesake.pk}


def test_tags_are_kept_in_one_form_each_once_in_the_order_they_came(alice):
    claim = make.claim()
    triage.tag(claim, by=alice, add=["  Budget\t 2025 ", "housing", "BUDGET 2025", " "])
    triage.tag(claim, by=alice, add=["housing", "mayor"], remove=["Budget 2025", "unknown"])
    claim.refresh_from_db()
    assert claim.tags == ["housing", "mayor"]
    first, second = Event.objects.filter(action="claim.tagged").order_by("id")
    assert (first.before, first.after) == ({"tags": []}, {"tags": ["budget 2025", "housing"]})
    assert second.after == {"tags": ["housing", "mayor"]}


def test_a_claim_is_tagged_in_any_state_and_a_tag_that_it_has_leaves_no_trace(alice, bob):
    claim = make.published(alice, bob).claim
    for _ in range(2):
        triage.tag(claim, by=alice, add=["budget"])
    assert Event.objects.filter(action="claim.tagged").count() == 1


@pytest.mark.parametrize(
    ("add", "says"),
    [
        ([], "Type a tag"),
        (["  "], "Type a tag"),
        (["x" * 41], "at most 40 characters"),
        ([f"tag {n}" for n in range(21)], "at most 20 tags"),
    ],
)
def test_tags_that_cant_be_are_refused(alice, add, says):
    claim = make.claim()
    with pytest.raises(ValidationError, match=says):
        triage.tag(claim, by=alice, add=add)
    assert not Event.objects.filter(action="claim.tagged").exists()


@pytest.mark.parametrize(
    "values",
    [
        {"state": "checking"},
        {"state": "dismissed"},
        {"state": "parked"},
        {"state": "lost"},
        {"parked_until": dt.date(2030, 1, 1)},
        {"dismissal_reason": "vague"},
        {"kind": "promise"},
        {"score": 1.5},
        {"statement": ""},
    ],
    ids=str,
)
def test_the_database_refuses_a_claim_that_must_never_be(values):
    claim = make.claim()
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**values)


def test_events_and_revisions_are_never_changed_nor_deleted():
    make.claim()
    for model, values in ((Event, {"note": "x"}), (Revision, {"statement": "x"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**values)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")
