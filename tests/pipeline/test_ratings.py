"""A rating that is removed gives way to another one, and what was published keeps its words."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Event, Rating, Scale, Verdict
from claims.pipeline import corrections, newsroom, publication, triage, verdicts
from claims.pipeline.changes import Conflict
from tests import make


def rating(label: str) -> Rating:
    return Rating.objects.get(scale__name="Truth scale", label=label)


def test_drafts_and_published_verdicts_get_the_other_one_with_an_event_each(alice, bob, dana):
    live, draft = make.published(alice, bob), make.draft(alice)
    newsroom.remove(rating("Mostly true"), by=dana, replacement=rating("Half true"))
    for verdict in (live.verdict, draft):
        verdict.refresh_from_db()
        assert verdict.rating == rating("Half true")
        event = Event.objects.get(action="verdict.rating_replaced", object_id=verdict.pk)
        assert (event.by, event.claim_id) == (dana, verdict.claim_id)
        assert event.before == {"rating": "Mostly true"}
        assert event.after == {"rating": "Half true"}
    assert not Rating.objects.filter(scale__name="Truth scale", label="Mostly true").exists()
    removed = Event.objects.get(action="rating.removed")
    assert (removed.before["label"], removed.after) == ("Mostly true", {"replacement": "Half true"})


def test_what_was_published_keeps_the_words_that_it_was_published_with(alice, bob, dana):
    live = make.published(alice, bob)
    newsroom.remove(rating("Mostly true"), by=dana, replacement=rating("False"))
    live.refresh_from_db()
    assert live.snapshot["rating"]["label"] == "Mostly true"


def test_a_rating_in_use_isnt_removed_without_another_one(alice, dana):
    verdict = make.draft(alice)
    with pytest.raises(ValidationError, match="1 verdict has this rating"):
        newsroom.remove(rating("Mostly true"), by=dana)
    with pytest.raises(ValidationError, match="of the same scale"):
        newsroom.remove(rating("Mostly true"), by=dana, replacement=rating("Mostly true"))
    other = Rating.objects.get(scale__name="AFP style", label="True")
    with pytest.raises(ValidationError, match="of the same scale"):
        newsroom.remove(rating("Mostly true"), by=dana, replacement=other)
    verdict.refresh_from_db()
    assert verdict.rating == rating("Mostly true")


def test_what_waits_for_sign_off_or_publication_is_named_and_nothing_is_changed(alice, bob, dana):
    draft = make.draft(alice)
    waiting = [make.submitted(alice), make.submitted(alice), make.approved(alice, bob)]
    Verdict.objects.filter(pk=waiting[0].pk).update(summary="The first of them.")
    with pytest.raises(ValidationError) as refused:
        newsroom.remove(rating("Mostly true"), by=dana, replacement=rating("False"))
    (words,) = refused.value.messages
    assert "3 verdicts with it wait for sign-off or publication: “The first of them.”" in words
    for verdict in (draft, *waiting):
        verdict.refresh_from_db()
        assert verdict.rating == rating("Mostly true")
    assert not Event.objects.filter(action="verdict.rating_replaced").exists()


def test_once_what_waited_is_out_or_back_it_can_be_removed(alice, bob, dana):
    submitted, approved = make.submitted(alice), make.approved(alice, bob)
    verdicts.send_back(submitted, by=bob, note="Which year?")
    with pytest.raises(ValidationError, match="1 verdict with it waits"):
        newsroom.remove(rating("Mostly true"), by=dana, replacement=rating("False"))
    publication.publish(approved, by=bob)
    newsroom.remove(rating("Mostly true"), by=dana, replacement=rating("False"))
    assert set(Verdict.objects.values_list("rating__label", flat=True)) == {"False"}


def test_a_verdict_from_before_a_retraction_waits_for_nothing(alice, bob, dana):
    live = make.published(alice, bob)
    publication.retract(live, by=bob, reason="Wrong.")
    live.claim.refresh_from_db()
    triage.reopen(live.claim, by=alice)
    live.claim.refresh_from_db()
    later = make.draft(alice, live.claim)
    newer = {"rating": rating("False"), "summary": "No.", "explanation": "See there."}
    verdicts.save(later, by=alice, revision=1, as_of=None, **newer)
    verdicts.submit(later, by=alice)
    verdicts.approve(later, by=bob)
    newsroom.remove(rating("Mostly true"), by=dana, replacement=rating("Half true"))
    live.verdict.refresh_from_db()
    assert live.verdict.rating == rating("Half true")


def test_a_rating_and_its_replacement_that_are_gone_are_a_conflict(alice, dana):
    make.draft(alice)
    gone = rating("Satire")
    newsroom.remove(rating("Satire"), by=dana)
    with pytest.raises(Conflict, match="Somebody removed “Satire” meanwhile"):
        newsroom.remove(rating("Mostly true"), by=dana, replacement=gone)
    with pytest.raises(Conflict, match="already"):
        newsroom.remove(gone, by=dana, replacement=rating("True"))


def test_a_correction_that_brings_the_other_rating_before_readers_needs_a_second_person(
    alice, bob, dana
):
    live = make.published(alice, bob)
    newsroom.remove(rating("Mostly true"), by=dana, replacement=rating("False"))
    with pytest.raises(ValidationError, match="second person"):
        make.corrected(live, bob)


def test_a_correction_under_another_name_of_the_rating_needs_a_second_person(alice, bob, dana):
    live = make.published(alice, bob)
    newsroom.edit(rating("Mostly true"), by=dana, label="Largely true")
    draft = corrections.begin(live, by=bob)
    assert not corrections.is_minor(draft.correction, draft)


def test_replacing_asks_as_many_questions_for_many_verdicts_as_for_few(alice, bob, dana):
    def questions(old: str, new: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            newsroom.remove(rating(old), by=dana, replacement=rating(new))
        return len(asked)

    make.draft(alice)
    few = questions("Mostly true", "Half true")
    scale = Scale.objects.get(name="Truth scale")
    newsroom.add(Rating(scale=scale, label="Mostly true", number=4, tone="mostly_true"), by=dana)
    for _ in range(4):
        make.draft(alice)
    assert questions("Mostly true", "False") == few
