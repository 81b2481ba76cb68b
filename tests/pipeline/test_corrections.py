"""Corrections: one act changes what is published, and every trace of it follows from that act."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.models import Claim, Correction, Event, Publication, Rating, Source, Verdict
from claims.pipeline import (
    corrections,
    editing,
    intake,
    merging,
    publication,
    triage,
    undo,
    verdicts,
)
from claims.pipeline.changes import Conflict
from tests import make


@pytest.fixture
def live(alice, bob) -> Publication:
    return make.published(alice, bob)


def rating(label: str) -> Rating:
    return Rating.objects.get(scale__name="Truth scale", label=label)


def write(draft: Verdict, *, by, kind: str, **facts) -> None:
    """Save the draft of a correction with some facts changed, and say what and why."""
    values = {
        name: getattr(draft, name)
        for name in ("rating", "summary", "explanation", "as_of", "review_by", "not_found")
    }
    revision = draft.claim.revision
    verdicts.save(draft, by=by, revision=revision, **(values | facts))
    corrections.describe(draft, by=by, kind=kind, what="One tower.", why="We misread a table.")


def test_a_correction_begins_with_all_that_was_published(live, bob):
    draft = corrections.begin(live, by=bob)
    assert (draft.summary, draft.rating) == (live.verdict.summary, live.verdict.rating)
    assert [source.title for source in draft.sources.all()] == ["Register of permits"]
    live.claim.refresh_from_db()
    assert (live.claim.state, live.claim.is_live) == ("checking", True)
    live.refresh_from_db()
    assert live.state == "live"


def test_a_changed_rating_needs_a_second_person_again(live, alice, bob, carol):
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="verdict", rating=rating("False"))
    with pytest.raises(ValidationError, match="second person"):
        corrections.publish(draft, by=bob)
    verdicts.submit(draft, by=bob)
    with pytest.raises(ValidationError, match="you wrote this"):
        verdicts.approve(draft, by=bob)
    verdicts.approve(draft, by=carol)
    new = publication.publish(draft, by=bob)
    live.refresh_from_db()
    assert (live.state, new.state, new.number) == ("superseded", "live", 2)
    entry = new.snapshot["corrections"][0]
    assert (entry["kind"], entry["what"], entry["corrects"]) == ("verdict", "One tower.", 1)
    assert entry["approved_by"] == "Carol Cruz"
    row = Correction.objects.out().get()
    assert (row.publication, row.corrects, row.at) == (new, live, new.published_at)
    assert Event.objects.filter(action="publication.corrected", object_id=new.pk).exists()


def test_a_typo_goes_out_at_once(live, bob):
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="typo", summary="The city’s figures agree, but for one tower.")
    new = corrections.publish(draft, by=bob)
    assert new.snapshot["summary"] == "The city’s figures agree, but for one tower."
    assert new.snapshot["first_published_at"] is not None
    draft.refresh_from_db()
    assert (draft.state, draft.is_minor, draft.approved_by) == ("approved", True, None)


def test_another_wording_of_the_claim_is_no_minor_correction(live, bob):
    draft = corrections.begin(live, by=bob)
    editing.edit(live.claim, by=bob, statement="The city built homes.", revision=1)
    draft.refresh_from_db()
    write(draft, by=bob, kind="clarification")
    with pytest.raises(ValidationError, match="second person"):
        corrections.publish(draft, by=bob)


def test_a_correction_says_what_and_why_and_is_of_the_right_kind(live, bob):
    draft = corrections.begin(live, by=bob)
    with pytest.raises(ValidationError, match="Say what is changed"):
        corrections.publish(draft, by=bob)
    write(draft, by=bob, kind="typo", rating=rating("False"))
    with pytest.raises(ValidationError, match="the verdict is changed"):
        verdicts.submit(draft, by=bob)
    write(draft, by=bob, kind="verdict", rating=live.verdict.rating)
    with pytest.raises(ValidationError, match="The verdict is as it was"):
        corrections.publish(draft, by=bob)


def test_nobody_is_asked_to_sign_off_a_correction_that_says_nothing(live, bob):
    draft = corrections.begin(live, by=bob)
    with pytest.raises(ValidationError, match="Say what is changed"):
        verdicts.submit(draft, by=bob)
    write(draft, by=bob, kind="typo", rating=rating("False"))
    with pytest.raises(ValidationError, match="the verdict is changed"):
        verdicts.submit(draft, by=bob)


def test_what_is_published_changes_in_no_other_way(live, alice, bob):
    claim = live.claim
    with pytest.raises(Conflict):
        verdicts.begin(claim, by=alice)
    with pytest.raises(Conflict):
        publication.publish(live.verdict, by=bob)
    draft = corrections.begin(live, by=bob)
    with pytest.raises(Conflict):
        corrections.begin(live, by=bob)
    claim.refresh_from_db()
    with pytest.raises(Conflict, match="can’t be put aside"):
        triage.dismiss(claim, by=bob, reason="trivial")
    with pytest.raises(DatabaseError, match="live_until"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(state="parked", parked_until="2030-01-01")
    with pytest.raises(DatabaseError, match="not signed off"), transaction.atomic():
        Verdict.objects.filter(pk=draft.pk).update(
            state="approved",
            is_minor=True,
            rating=rating("False"),
            submitted_at=draft.created_at,
            approved_at=draft.created_at,
        )


def test_a_dropped_correction_leaves_what_is_published(live, alice, bob):
    draft = corrections.begin(live, by=bob)
    verdicts.drop(draft, by=bob)
    live.claim.refresh_from_db()
    draft.refresh_from_db()
    assert (live.claim.state, draft.state) == ("published", "dropped")
    assert not Correction.objects.exists()
    assert corrections.begin(live, by=alice)


def test_retracting_while_a_correction_waits_leaves_its_draft(live, bob, carol):
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="verdict", rating=rating("False"))
    verdicts.submit(draft, by=bob)
    publication.retract(live, by=carol, reason="It was about another tower.")
    draft = Verdict.objects.get(pk=draft.pk)
    assert (draft.state, draft.open_correction) == ("draft", None)
    live.claim.refresh_from_db()
    assert (live.claim.state, live.claim.is_live) == ("retracted", False)
    row = Correction.objects.out().get()
    assert (row.kind, row.why) == ("retraction", "It was about another tower.")
    triage.reopen(live.claim, by=bob)
    verdicts.submit(draft, by=bob)
    verdicts.approve(draft, by=carol)
    again = publication.publish(draft, by=carol)
    assert [entry["kind"] for entry in again.snapshot["corrections"]] == ["retraction"]


def test_a_correction_that_is_out_is_frozen(live, bob):
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="typo")
    corrections.publish(draft, by=bob)
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(what="Nothing.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.all().delete()


def test_only_the_pages_of_what_is_live_are_watched(live, bob):
    assert live.verdict.sources.get().fetch_at
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="typo")
    new = corrections.publish(draft, by=bob)
    assert live.verdict.sources.get().fetch_at is None
    assert new.verdict.sources.get().fetch_at
    publication.retract(new, by=bob, reason="Wrong tower.")
    assert not Source.objects.filter(fetch_at__isnull=False).exists()


def test_whom_a_claim_is_put_on_is_no_minor_correction(live, bob):
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="typo", summary="The figures agree.")
    editing.edit(
        live.claim,
        by=bob,
        statement=live.claim.statement,
        revision=live.claim.revision,
        claimants=["Jonas Okafor"],
    )
    with pytest.raises(ValidationError, match="second person"):
        corrections.publish(Verdict.objects.get(pk=draft.pk), by=bob)


def test_an_embargo_does_not_hold_up_what_readers_have_already(live, bob):
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="typo", summary="The figures agree.")
    until = timezone.now() + dt.timedelta(days=1)
    intake.set_embargo(live.claim.occurrences.get().document, by=bob, until=until)
    assert corrections.publish(draft, by=bob).number == 2


UNTIL = dt.datetime(2999, 5, 4, 6, tzinfo=dt.UTC)
SECRET = "The minister said the state sold 90 homes."


def merged(live: Publication, by, speaker: str = "Ben Ito") -> Claim:
    """A claim of a document under embargo, by now merged into a published one."""
    document = make.document(SECRET, title="Draft budget", embargo_until=UNTIL)
    claim = make.claim(document, speakers=(speaker,), roles=("",))
    merging.merge(claim, into=live.claim, by=by, seen="new")
    claim.refresh_from_db()
    return claim


def signed(live: Publication, by, second) -> Verdict:
    """A correction with another rating, signed off."""
    draft = corrections.begin(live, by=by)
    write(draft, by=by, kind="verdict", rating=rating("False"))
    verdicts.submit(draft, by=by)
    verdicts.approve(draft, by=second)
    return Verdict.objects.get(pk=draft.pk)


def test_what_a_merge_brings_from_under_an_embargo_waits_for_its_end(live, alice, bob, carol):
    claim = merged(live, alice)
    verdict = signed(live, bob, carol)
    with pytest.raises(ValidationError, match="This correction would tell more of it"):
        publication.publish(verdict, by=bob)
    assert [row.pk for row in Publication.objects.live()] == [live.pk]
    with time_machine.travel(UNTIL + dt.timedelta(minutes=1)):
        new = publication.publish(verdict, by=bob)
    assert [place["quote"] for place in new.snapshot["occurrences"]][1:] == [
        claim.occurrences.get().quote
    ]


def test_a_minor_correction_waits_for_the_end_of_an_embargo_as_well(live, alice, bob):
    merged(live, alice, "Ada Moreno")
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="typo", summary="The figures agree.")
    with pytest.raises(ValidationError, match="under embargo until"):
        corrections.publish(draft, by=bob)
    draft.refresh_from_db()
    assert (draft.state, Publication.objects.count()) == ("draft", 1)


def test_a_merge_that_was_taken_back_holds_nothing_up(live, alice, bob, carol):
    claim = merged(live, alice)
    verdict = signed(live, bob, carol)
    undo.undo(claim.events.get(action="claim.merged"), by=alice)
    new = publication.publish(verdict, by=bob)
    assert new.snapshot["occurrences"] == live.snapshot["occurrences"]
    assert new.snapshot["claimants"] == live.snapshot["claimants"]


def test_a_hidden_document_under_embargo_gives_away_no_claimant_either(live, alice, bob, carol):
    claim = merged(live, alice)
    intake.hide_document(claim.occurrences.get().document, by=carol, reason="It is not out yet.")
    with pytest.raises(ValidationError, match="under embargo until"):
        publication.publish(signed(live, bob, carol), by=bob)


def test_another_quote_from_what_readers_have_waits_for_the_end_of_an_embargo(live, alice, bob):
    document = live.claim.occurrences.get().document
    intake.set_embargo(document, by=bob, until=UNTIL)
    rain = make.claim(document, "It rained in May")
    merging.merge(rain, into=live.claim, by=alice, seen="new")
    draft = corrections.begin(live, by=bob)
    write(draft, by=bob, kind="typo", summary="The figures agree.")
    with pytest.raises(ValidationError, match="under embargo until"):
        corrections.publish(draft, by=bob)


def test_what_went_out_with_a_correction_is_no_secret_any_more(live, alice, bob):
    claim = merged(live, alice, "Ada Moreno")
    document = claim.occurrences.get().document
    intake.set_embargo(document, by=bob, until=None)
    second = make.corrected(live, bob)
    intake.set_embargo(document, by=bob, until=UNTIL)
    assert make.corrected(second, bob).number == 3


def test_once_it_is_retracted_an_embargo_holds_the_whole_claim_back(live, alice, bob):
    intake.set_embargo(live.claim.occurrences.get().document, by=bob, until=UNTIL)
    publication.retract(live, by=bob, reason="Wrong city.")
    live.claim.refresh_from_db()
    triage.reopen(live.claim, by=alice)
    live.claim.refresh_from_db()
    verdict = make.approved(alice, bob, live.claim)
    with pytest.raises(ValidationError, match="Schedule it for then or later"):
        publication.publish(verdict, by=bob)
    with pytest.raises(ValidationError, match="Schedule it for then or later"):
        publication.schedule(verdict, by=bob, at=UNTIL - dt.timedelta(seconds=1))
