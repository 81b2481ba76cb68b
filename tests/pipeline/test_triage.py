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
        {"state": "new", "assignee": None},
        {"state": "checking", "assignee": "Alice Adler"},
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


def test_a_new_wording_is_a_new_revision_and_the_quote_stays(alice):
    claim = make.claim()
    quote = claim.occurrences.get().quote
    triage.edit(claim, by=alice, statement="The city built homes.", kind="promise", revision=1)
    claim.refresh_from_db()
    assert (claim.statement, claim.revision, claim.kind) == ("The city built homes.", 2, "promise")
    assert claim.kinds == ["promise", "statistic"]
    assert claim.occurrences.get().quote == quote
    assert list(Revision.objects.values_list("number", "by__username")) == [(2, "alice"), (1, None)]


def test_an_edit_of_a_wording_that_has_changed_is_a_conflict_that_shows_both(alice, bob):
    claim = make.claim()
    triage.edit(claim, by=alice, statement="Alice’s wording.", revision=1)
    with pytest.raises(Conflict, match=r"Alice’s wording\..*Bob’s wording\."):
        triage.edit(claim, by=bob, statement="Bob’s wording.", revision=1)


def test_an_edit_that_changes_nothing_leaves_no_trace(alice):
    claim = make.claim()
    triage.edit(claim, by=alice, statement=claim.statement, kind=claim.kind, revision=1)
    assert not Event.objects.filter(action="claim.edited").exists()


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
