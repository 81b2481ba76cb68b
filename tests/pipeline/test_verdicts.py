"""Verdicts: one person writes and submits, a second person signs off."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from claims.models import Approval, Event, Newsroom, Rating, Scale, Source, Verdict
from claims.pipeline import editing, replies, sources, verdicts
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db


def save(verdict, by, **facts):
    values = {"revision": 1, "rating": None, "summary": "", "explanation": "", "as_of": None}
    verdicts.save(verdict, by=by, **(values | facts))


def state(verdict: Verdict) -> tuple[str, str]:
    verdict = Verdict.objects.select_related("claim").get(pk=verdict.pk)
    return verdict.state, verdict.claim.state


def test_a_verdict_goes_from_draft_to_submitted_to_approved(alice, bob):
    verdict = make.draft(alice)
    assert state(verdict) == ("draft", "checking")
    verdicts.submit(verdict, by=alice)
    assert state(verdict) == ("submitted", "in_review")
    verdicts.approve(verdict, by=bob)
    assert state(verdict) == ("approved", "approved")
    actions = Event.objects.filter(object_type="verdict").order_by("id")
    assert [event.action for event in actions] == [
        "verdict.begun",
        "verdict.saved",
        "verdict.submitted",
        "verdict.approved",
    ]


def test_only_a_claim_that_is_being_checked_gets_a_verdict(alice):
    with pytest.raises(Conflict):
        verdicts.begin(make.claim(), by=alice)


def test_a_second_draft_is_refused_with_the_name_of_who_writes_the_first(alice, bob):
    verdict = make.draft(alice)
    with pytest.raises(Conflict, match="Alice Adler is writing"):
        verdicts.begin(verdict.claim, by=bob)


def test_only_the_author_writes_until_somebody_takes_over(alice, bob):
    verdict = make.draft(alice)
    with pytest.raises(Conflict, match="Alice Adler is writing"):
        save(verdict, bob)
    verdicts.take_over(verdict, by=bob)
    save(verdict, bob, summary="Bob’s words.")
    verdict.refresh_from_db()
    assert (verdict.author, verdict.summary) == (bob, "Bob’s words.")


def test_an_incomplete_draft_is_saved_and_everything_missing_is_named_on_submission(alice):
    verdict = verdicts.begin(make.checking(alice), by=alice)
    save(verdict, alice, summary=" ")
    with pytest.raises(ValidationError) as caught:
        verdicts.submit(verdict, by=alice)
    assert caught.value.message_dict.keys() == {"rating", "summary", "explanation", "sources"}
    assert state(verdict) == ("draft", "checking")


def test_on_a_scale_without_ratings_the_sentence_is_the_verdict(alice):
    verdict = make.draft(alice)
    Newsroom.objects.update(scale=Scale.objects.get(name="One-sentence verdict"))
    save(verdict, alice, summary="Half of it.", explanation="Because.")
    verdicts.submit(verdict, by=alice)
    assert state(verdict)[0] == "submitted"


def test_a_rating_of_another_scale_is_refused(alice):
    other = Rating.objects.get(label="Pants on Fire")
    with pytest.raises(ValidationError, match="newsroom’s scale"):
        save(make.draft(alice), alice, rating=other)


def test_the_author_never_signs_off(bob):
    verdict = make.submitted(bob)
    with pytest.raises(ValidationError, match="second person"):
        verdicts.approve(verdict, by=bob)
    with pytest.raises(DatabaseError, match="not signed off by enough"), transaction.atomic():
        Verdict.objects.update(state="approved", approved_by=bob, approved_at=verdict.created_at)


def test_a_verdict_is_sent_back_with_a_note_and_submitted_again(alice, bob):
    verdict = make.submitted(alice)
    with pytest.raises(ValidationError, match="Say what"):
        verdicts.send_back(verdict, by=bob, note="")
    verdicts.send_back(verdict, by=bob, note="Which register?")
    verdict.refresh_from_db()
    assert (verdict.state, verdict.send_back_note) == ("draft", "Which register?")
    verdicts.submit(verdict, by=alice)
    assert state(verdict) == ("submitted", "in_review")


def test_an_approved_verdict_can_be_sent_back_until_it_is_published(alice, bob):
    verdict = make.approved(alice, bob)
    verdicts.send_back(verdict, by=bob, note="One more source, please")
    assert state(verdict) == ("draft", "checking")


def test_withdrawing_what_was_signed_off_meanwhile_does_not_undo_the_sign_off(alice, bob):
    verdict = make.submitted(alice)
    verdicts.approve(Verdict.objects.get(), by=bob)
    with pytest.raises(Conflict, match="“Approved”, by Bob Brandt"):
        verdicts.send_back(verdict, by=alice, note="I found a mistake")


def test_saving_what_is_saved_already_leaves_no_trace(alice):
    verdict = make.draft(alice)
    facts = {name: getattr(verdict, name) for name in ("rating", "summary", "explanation", "as_of")}
    save(verdict, alice, **facts)
    assert Event.objects.filter(action="verdict.saved").count() == 1


def test_sign_off_of_an_outdated_wording_is_refused_with_both_wordings(alice, bob):
    verdict = make.submitted(alice)
    editing.edit(verdict.claim, by=bob, statement="Another wording.", revision=1)
    with pytest.raises(Conflict, match="Another wording"):
        verdicts.approve(verdict, by=bob)


def test_saving_on_a_wording_that_has_changed_is_refused_and_on_the_new_one_it_is_taken(alice, bob):
    verdict = make.draft(alice)
    editing.edit(verdict.claim, by=bob, statement="Another wording.", revision=1)
    with pytest.raises(Conflict, match="Another wording"):
        save(verdict, alice, revision=1)
    save(verdict, alice, revision=2)
    verdict.refresh_from_db()
    assert verdict.revision.number == 2


@pytest.mark.parametrize(
    "address",
    [
        "https://gazette.example/homes",
        "http://www.gazette.example/homes/?utm_source=newsletter#top",
        "https://gazette.example./homes",
    ],
)
def test_the_document_being_checked_is_no_source(alice, address):
    document = make.document(url="https://gazette.example/homes")
    verdict = make.draft(alice, make.checking(alice, row=document))
    with pytest.raises(ValidationError, match="document being checked"):
        sources.add(verdict, by=alice, title="The article", url=address)


def test_a_page_of_our_own_is_no_source(alice):
    Newsroom.objects.update(address="https://check.example")
    with pytest.raises(ValidationError, match="our own site"):
        sources.add(
            make.draft(alice), by=alice, title="Us", url="https://www.check.example/fact-checks/1/"
        )


@pytest.mark.parametrize(
    "facts", [{}, {"url": "https://a.example/", "withheld_reason": "Because"}], ids=["none", "both"]
)
def test_a_source_has_a_link_or_a_reason_to_withhold_it(alice, facts):
    verdict = make.draft(alice)
    with pytest.raises(ValidationError, match="Give a link"):
        sources.add(verdict, by=alice, title="A paper", **facts)
    with pytest.raises(DatabaseError), transaction.atomic():
        Source.objects.create(verdict=verdict, title="A paper", **facts)


def test_a_link_that_runs_a_script_is_refused(alice):
    with pytest.raises(ValidationError):
        sources.add(make.draft(alice), by=alice, title="X", url="javascript:alert(1)")


def test_a_removed_source_stays_in_the_history(alice):
    verdict = make.draft(alice)
    sources.remove(verdict.sources.get(), by=alice)
    event = Event.objects.get(action="source.removed")
    assert (event.claim, event.before["title"]) == (verdict.claim, "Register of permits")


def test_a_submitted_verdict_keeps_its_sources(alice):
    verdict = make.submitted(alice)
    with pytest.raises(Conflict):
        sources.remove(verdict.sources.get(), by=alice)


def test_the_database_refuses_a_submitted_verdict_without_a_source(alice):
    verdict = make.draft(alice)
    sources.remove(verdict.sources.get(), by=alice)
    with pytest.raises(DatabaseError, match="no source"), transaction.atomic():
        Verdict.objects.update(state="submitted", submitted_at=verdict.created_at)


def test_who_wrote_a_part_of_it_never_signs_off(bob, carol):
    verdict = make.draft(bob)
    verdicts.take_over(verdict, by=carol)
    verdicts.submit(verdict, by=carol)
    with pytest.raises(ValidationError, match="you wrote this"):
        verdicts.approve(verdict, by=bob)
    with pytest.raises(DatabaseError, match="by its author"), transaction.atomic():
        Approval.objects.create(verdict=verdict, by=bob)


def test_the_database_keeps_what_was_handed_on_as_it_was(alice, bob):
    verdict = make.draft(alice)
    replies.ask(verdict, by=alice, whom="The mayor’s office")
    verdicts.submit(verdict, by=alice)
    for rows in (verdict.sources, verdict.replies):
        with pytest.raises(DatabaseError, match="no draft any more"), transaction.atomic():
            rows.all().delete()
    with pytest.raises(DatabaseError, match="no draft any more"), transaction.atomic():
        verdict.sources.update(url="https://elsewhere.example/")
    with pytest.raises(DatabaseError, match="no draft any more"), transaction.atomic():
        Source.objects.create(verdict=verdict, title="Another", url="https://another.example/")
