"""Races between different acts: whoever is first wins, and the other finds the row moved."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.utils import timezone

from claims.models import (
    Alert,
    Claim,
    Correction,
    Event,
    Newsroom,
    Publication,
    Rating,
    User,
    Verdict,
)
from claims.pipeline import alerts, corrections, publication, verdicts
from claims.pipeline.changes import Conflict
from tests import make
from tests.pipeline.test_races import one_wins, race
from tests.workflow.laws import Laws
from tests.workflow.moves import gone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make.user("alice", role="Reporter")


@pytest.fixture
def editors(transactional_db: None) -> list[User]:
    return [make.user(f"editor{number}", role="Editor") for number in range(20)]


def lawful() -> None:
    Laws().hold(Claim.objects.values_list("pk", flat=True))


def only_conflicts(raised: list[Exception]) -> None:
    assert {type(error) for error in raised} <= {Conflict}, raised


def correction_that_waits(live: Publication, editors: list[User]) -> Verdict:
    """A correction with another rating, signed off."""
    draft = corrections.begin(live, by=editors[0])
    rating = Rating.objects.get(scale__name="Truth scale", label="False")
    facts = {name: getattr(draft, name) for name in ("summary", "explanation", "as_of")}
    verdicts.save(draft, by=editors[0], revision=1, rating=rating, **facts)
    corrections.describe(draft, by=editors[0], kind="verdict", what="A tower.", why="Misread.")
    verdicts.submit(draft, by=editors[0])
    verdicts.approve(draft, by=editors[1])
    return Verdict.objects.get(pk=draft.pk)


def test_publishing_a_correction_and_retracting_at_once_leave_one_or_the_other(alice, editors):
    live = make.published(alice, editors[0])
    verdict = correction_that_waits(live, editors)

    def act(number: int) -> None:
        if number % 2:
            publication.retract(live, by=editors[number], reason="Wrong city.")
        else:
            publication.publish(verdict, by=editors[number])

    returned, raised = race(act)
    assert len(returned) == 1
    only_conflicts(raised)
    states = sorted(Publication.objects.values_list("state", flat=True))
    assert states in (["live", "superseded"], ["retracted"])
    assert Correction.objects.out().count() == 1
    lawful()


def test_one_of_twenty_begins_a_correction(alice, editors):
    live = make.published(alice, editors[0])
    one_wins(lambda n: corrections.begin(live, by=editors[n]), "correction.begun")
    lawful()


def test_a_correction_is_sent_off_or_published_and_nobody_waits_for_ever(alice, editors):
    draft = corrections.begin(make.published(alice, editors[0]), by=editors[0])
    corrections.describe(draft, by=editors[0], kind="typo", what="A comma.", why="We slipped.")

    def act(number: int) -> None:
        (verdicts.submit, corrections.publish)[number % 2](draft, by=editors[0])

    returned, raised = race(act)
    assert len(returned) == 1
    only_conflicts(raised)
    lawful()


def test_what_is_sent_back_at_its_time_is_published_or_a_draft(alice, editors):
    verdict = make.approved(alice, editors[0])
    soon = timezone.now() + dt.timedelta(milliseconds=50)
    publication.schedule(verdict, by=editors[0], at=soon)
    verdict.refresh_from_db()
    threading.Event().wait(0.1)

    def act(number: int) -> int:
        if number % 2:
            verdicts.send_back(verdict, by=editors[number], note="Wait.")
            return 1
        return publication.publish_scheduled()

    returned, raised = race(act)
    only_conflicts(raised)
    assert sum(returned) == 1
    lawful()


def test_what_can_not_be_published_and_is_sent_back_at_once_ends_no_sweep(alice, editors):
    verdict = make.approved(alice, editors[0])
    soon = timezone.now() + dt.timedelta(milliseconds=50)
    publication.schedule(verdict, by=editors[0], at=soon)
    document = verdict.claim.occurrences.get().document
    document.embargo_until = timezone.now() + dt.timedelta(days=1)
    document.save()
    verdict.refresh_from_db()
    threading.Event().wait(0.1)

    def act(number: int) -> Any:
        if number == 0:
            return verdicts.send_back(verdict, by=editors[0], note="Wait.")
        return publication.publish_scheduled()

    returned, raised = race(act)
    assert not raised
    assert set(returned) <= {None, 0}
    lawful()


def test_of_twenty_who_sign_off_where_two_are_needed_two_do(alice, editors):
    Newsroom.objects.update(approvals=2)
    verdict = make.submitted(alice)
    returned, raised = race(lambda n: verdicts.approve(verdict, by=editors[n]))
    assert len(returned) == 2
    only_conflicts(raised)
    assert verdict.approvals.count() == 2
    for action in ("verdict.signed", "verdict.approved"):
        assert Event.objects.filter(action=action).count() == 1
    lawful()


def test_one_of_twenty_closes_an_alert(alice, editors):
    source = make.published(alice, editors[0]).verdict.sources.get()
    alert = gone(source, Alert.Kind.SOURCE_GONE, timezone.localdate())
    one_wins(lambda n: alerts.close(alert, by=editors[n], outcome="Moved."), "alert.closed")
    assert Publication.objects.get().stale == []
    lawful()
