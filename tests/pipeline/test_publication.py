"""Publication: what goes out is a numbered snapshot that never changes."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.models import (
    Claim,
    Document,
    Event,
    Newsroom,
    Notification,
    Publication,
    Rating,
)
from claims.pipeline import intake, publication, triage, verdicts
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db


def test_publishing_makes_a_live_snapshot_in_the_words_of_the_day(alice, bob):
    published = make.published(alice, bob)
    assert (published.number, published.state) == (1, "live")
    snapshot = published.snapshot
    assert snapshot["rating"] == {
        "scale": "Truth scale",
        "label": "Mostly true",
        "description": "The point stands, though a detail is off or missing.",
        "tone": "mostly_true",
        "number": 4,
        "best": 5,
        "worst": 1,
    }
    claimant = published.claim.claimants.get()
    assert snapshot["claimants"] == [{"id": claimant.pk, "name": "Ada Moreno", "role": "Mayor"}]
    assert snapshot["sources"][0]["publisher"] == "City of Example"
    assert Claim.objects.get().state == "published"


def test_a_snapshot_keeps_its_words_when_the_rating_is_renamed(alice, bob):
    published = make.published(alice, bob)
    Rating.objects.filter(label="Mostly true").update(label="Nearly right")
    published.refresh_from_db()
    assert published.snapshot["rating"]["label"] == "Mostly true"


def test_only_an_approved_verdict_is_published_and_only_once(alice, bob):
    with pytest.raises(Conflict):
        publication.publish(make.submitted(alice), by=bob)
    published = make.published(alice, bob)
    with pytest.raises(Conflict):
        publication.publish(published.verdict, by=bob)


def test_retracting_needs_a_reason_and_keeps_the_snapshot(alice, bob):
    published = make.published(alice, bob)
    with pytest.raises(ValidationError, match="readers will see"):
        publication.retract(published, by=bob, reason="  ")
    publication.retract(published, by=bob, reason="Wrong year")
    published.refresh_from_db()
    assert (published.state, published.retraction_reason) == ("retracted", "Wrong year")
    assert published.snapshot["statement"]
    assert Event.objects.get(action="publication.retracted").note == "Wrong year"
    with pytest.raises(Conflict):
        publication.retract(published, by=bob, reason="Again")


def test_what_was_retracted_can_be_checked_again_and_becomes_the_next_number(alice, bob):
    first = make.published(alice, bob)
    publication.retract(first, by=bob, reason="Wrong year")
    claim = Claim.objects.get()
    triage.reopen(claim, by=alice)
    second = make.published(alice, bob, claim)
    assert second.number == 2
    assert list(Publication.objects.live()) == [second]


def test_the_database_never_lets_a_snapshot_change_or_go(alice, bob):
    published = make.published(alice, bob)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.update(snapshot={"statement": "Something else"})
    with pytest.raises(DatabaseError), transaction.atomic():
        published.delete()


def test_the_database_refuses_two_live_snapshots_of_a_claim(alice, bob):
    published = make.published(alice, bob)
    with pytest.raises(DatabaseError, match="one_live"), transaction.atomic():
        Publication.objects.create(
            claim=published.claim,
            verdict=published.verdict,
            number=2,
            snapshot={},
            line="-",
            csv_line="-",
            csv_more="-",
            published_at=published.published_at,
            published_by=bob,
        )


def test_nothing_goes_out_under_an_embargo(alice, bob):
    verdict = make.approved(alice, bob)
    document = Document.objects.get()
    until = timezone.now() + dt.timedelta(hours=3)
    intake.set_embargo(document, by=bob, until=until)
    with pytest.raises(ValidationError, match="under embargo until"):
        publication.publish(verdict, by=bob)
    with pytest.raises(ValidationError, match="under embargo until"):
        publication.schedule(verdict, by=bob, at=until - dt.timedelta(hours=1))
    intake.set_embargo(document, by=bob, until=None)
    assert publication.publish(verdict, by=bob).state == "live"


def test_the_end_of_an_embargo_is_told_in_the_time_of_the_newsroom(alice, bob):
    Newsroom.objects.update(time_zone="Pacific/Kiritimati")
    verdict = make.approved(alice, bob)
    until = dt.datetime(2099, 12, 31, 12, 30, tzinfo=dt.UTC)
    intake.set_embargo(Document.objects.get(), by=bob, until=until)
    with pytest.raises(ValidationError, match="until 1 January 2100, 02:30"):
        publication.publish(verdict, by=bob)


def test_an_embargo_ends_in_the_future(alice, bob):
    with pytest.raises(ValidationError, match="time to come"):
        intake.set_embargo(make.document(), by=bob, until=timezone.now())


def test_a_scheduled_verdict_goes_out_at_its_time_and_not_before(alice, bob):
    verdict = make.approved(alice, bob)
    at = timezone.now() + dt.timedelta(hours=1)
    publication.schedule(verdict, by=bob, at=at)
    assert publication.publish_scheduled() == 0
    assert not Publication.objects.exists()
    with time_machine.travel(at + dt.timedelta(seconds=1)):
        assert publication.publish_scheduled() == 1
        assert publication.publish_scheduled() == 0
    row = Publication.objects.get()
    assert (row.state, row.published_by) == ("live", bob)
    verdict.refresh_from_db()
    assert verdict.scheduled_for is None


def test_a_time_that_has_passed_is_no_schedule(alice, bob):
    with pytest.raises(ValidationError, match="time to come"):
        publication.schedule(make.approved(alice, bob), by=bob, at=timezone.now())


def test_what_is_sent_back_or_taken_off_the_schedule_stays_in(alice, bob):
    first, second = make.approved(alice, bob), make.approved(alice, bob)
    at = timezone.now() + dt.timedelta(hours=1)
    for verdict in (first, second):
        publication.schedule(verdict, by=bob, at=at)
    verdicts.send_back(first, by=bob, note="Wait for the new figures.")
    publication.unschedule(second, by=bob)
    with pytest.raises(Conflict, match="not scheduled any more"):
        publication.unschedule(second, by=bob)
    with time_machine.travel(at + dt.timedelta(hours=1)):
        assert publication.publish_scheduled() == 0


def test_a_schedule_that_meets_an_embargo_is_taken_back_with_the_reason(alice, bob):
    verdict = make.approved(alice, bob)
    at = timezone.now() + dt.timedelta(hours=1)
    publication.schedule(verdict, by=bob, at=at)
    intake.set_embargo(Document.objects.get(), by=bob, until=at + dt.timedelta(days=1))
    with time_machine.travel(at + dt.timedelta(minutes=1)):
        assert publication.publish_scheduled() == 0
    event = Event.objects.get(action="verdict.unscheduled")
    assert "under embargo" in event.note
    told = Notification.objects.get(user=bob, kind="due")
    assert "It was not published at its time." in told.note
    verdict.refresh_from_db()
    assert (verdict.state, verdict.scheduled_for) == ("approved", None)


def test_what_was_hidden_since_it_was_scheduled_stays_in(alice, bob):
    verdict = make.approved(alice, bob)
    at = timezone.now() + dt.timedelta(hours=1)
    publication.schedule(verdict, by=bob, at=at)
    intake.hide_document(Document.objects.get(), by=bob, reason="It names a child.")
    with time_machine.travel(at + dt.timedelta(minutes=1)):
        assert publication.publish_scheduled() == 0
    assert "hidden" in Event.objects.get(action="verdict.unscheduled").note
    assert not Publication.objects.exists()
