"""Watch: the calendar brings claims back, each once for its day."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from claims.engine.candidate import Kind
from claims.models import Alert, Claim, Document, Event, Notification, Publication, User
from claims.pipeline import (
    alerts,
    corrections,
    editing,
    merging,
    promises,
    publication,
    triage,
    verdicts,
    watch,
)
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db


def in_days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def promise(due: int = 0, by: User | None = None) -> Claim:
    """A promise that is due in so many days; `by`: being checked by them."""
    claim = make.checking(by, kinds=(Kind.PROMISE,)) if by else make.claim(kinds=(Kind.PROMISE,))
    Claim.objects.filter(pk=claim.pk).update(due_on=in_days(due))
    claim.refresh_from_db()
    return claim


def hide(claim: Claim, by: User | None) -> None:
    facts = {"hidden_at": by and timezone.now(), "hidden_by": by, "hidden_reason": by and "A name."}
    facts["hidden_reason"] = facts["hidden_reason"] or ""
    Document.objects.filter(occurrences__claim=claim).update(**facts)


def old(alice: User, bob: User, review: int = 0, **facts: object) -> Publication:
    """Something published that is to be looked at again in so many days."""
    live = make.published(alice, bob, **facts)
    Publication.objects.filter(pk=live.pk).update(review_by=in_days(review))
    live.refresh_from_db()
    return live


def edit(claim: Claim, by: User, due: int) -> None:
    editing.edit(
        claim,
        by=by,
        statement=claim.statement,
        revision=claim.revision,
        due_on=in_days(due),
    )


def test_a_promise_comes_back_on_its_day_with_the_reason_and_an_event():
    claim = promise(due=1)
    assert watch.return_due_claims() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert watch.return_due_claims() == 1
    alert = Alert.objects.get()
    assert (alert.claim, alert.kind, alert.on) == (claim, "due", in_days(1))
    assert "fell due on" in alert.words
    assert Event.objects.get(action="alert.raised").claim == claim


def test_it_comes_back_once_for_its_day():
    claim = promise()
    watch.return_due_claims()
    assert watch.return_due_claims() == 0
    alerts.close(Alert.objects.get(), by=make.user(), outcome="Not yet.")
    assert watch.return_due_claims() == 0
    assert Alert.objects.filter(claim=claim).count() == 1


def test_a_parked_promise_returns_to_the_queue_on_its_due_day(alice):
    claim = promise(by=alice)
    triage.park(claim, by=alice, until=in_days(40))
    watch.return_due_claims()
    claim.refresh_from_db()
    assert (claim.state, claim.parked_until, claim.assignee) == ("checking", None, alice)


def test_what_is_dismissed_merged_retracted_or_settled_stays_away(alice, bob):
    dismissed, merged, settled = promise(), promise(), promise()
    triage.dismiss(dismissed, by=alice, reason="trivial")
    merging.merge(merged, into=make.claim(), by=alice, seen="new")
    promises.rate(settled, by=bob, status="kept", note="It sails.")
    live = make.published(alice, bob, promise(by=alice))
    publication.retract(live, by=bob, reason="Another city.")
    assert watch.return_due_claims() == 0


def test_what_is_hidden_comes_back_once_it_is_restored(alice, bob):
    claim, live = promise(), old(alice, bob)
    hide(claim, alice)
    hide(live.claim, alice)
    assert (watch.return_due_claims(), watch.return_old_verdicts()) == (0, 0)
    hide(claim, None)
    hide(live.claim, None)
    assert (watch.return_due_claims(), watch.return_old_verdicts()) == (1, 1)


def test_a_due_day_that_is_put_off_ends_the_alert_and_brings_it_back_on_the_new_day(alice):
    claim = promise(by=alice)
    watch.return_due_claims()
    edit(claim, alice, due=5)
    alert = Alert.objects.get()
    assert alert.closed_by == alice
    assert watch.return_due_claims() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        assert watch.return_due_claims() == 1


def test_a_due_day_that_is_put_off_by_mistake_and_set_back_counts_again(alice):
    claim = promise(by=alice)
    watch.return_due_claims()
    edit(claim, alice, due=5)
    claim.refresh_from_db()
    edit(claim, alice, due=0)
    assert watch.return_due_claims() == 1
    assert Alert.objects.open().count() == 1


def test_an_edit_that_leaves_the_day_leaves_the_alert(alice):
    claim = promise(by=alice)
    watch.return_due_claims()
    editing.edit(claim, by=alice, statement="The ferry will sail.", revision=claim.revision)
    assert Alert.objects.open().count() == 1


def test_more_claims_than_are_held_at_once_all_come_back(monkeypatch):
    monkeypatch.setattr(watch, "BATCH", 2)
    for _ in range(5):
        promise()
    assert watch.return_due_claims() == 5


def test_a_promise_that_was_over_when_its_document_came_in_waits_for_somebody(alice):
    """Old texts are no news: they would bury what falls due today."""
    claim = promise(due=-3)
    assert watch.return_due_claims() == 0
    triage.accept(claim, by=alice)
    assert watch.return_due_claims() == 1


def test_the_claims_that_are_back_already_hold_up_nobody_else(monkeypatch, alice):
    """An open alert for an earlier day must not fill the batch again and again."""
    monkeypatch.setattr(watch, "BATCH", 1)
    first = promise(due=-3, by=alice)
    watch.return_due_claims()
    Claim.objects.filter(pk=first.pk).update(due_on=in_days(-1))
    second = promise()
    assert watch.return_due_claims() == 1
    assert list(Alert.objects.values_list("claim", flat=True)) == [first.pk, second.pk]


def test_an_old_verdict_comes_back_and_is_stale_for_readers(alice, bob):
    live = old(alice, bob, review=1)
    assert watch.return_old_verdicts() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert watch.return_old_verdicts() == 1
        assert watch.return_old_verdicts() == 0
    live.refresh_from_db()
    assert live.stale == ["review"]
    assert Notification.objects.get(kind="due").user == alice


def test_looking_at_it_again_closes_the_alert_and_sets_the_next_day(alice, bob):
    live = old(alice, bob)
    watch.return_old_verdicts()
    watch.reviewed(live, by=bob, review_by=in_days(90), note="The register is as it was.")
    live.refresh_from_db()
    assert (live.review_by, live.stale) == (in_days(90), [])
    assert Alert.objects.get().outcome == "The register is as it was."
    event = Event.objects.get(action="publication.reviewed")
    assert (event.by, event.after["review_by"]) == (bob, in_days(90).isoformat())
    assert watch.return_old_verdicts() == 0


def test_it_may_never_be_looked_at_again(alice, bob):
    live = old(alice, bob)
    watch.return_old_verdicts()
    watch.reviewed(live, by=bob, review_by=None)
    assert not Alert.objects.open().exists()
    assert watch.return_old_verdicts() == 0


def test_looking_at_it_again_before_its_day_is_recorded_too(alice, bob):
    live = make.published(alice, bob)
    watch.reviewed(live, by=bob, review_by=None, note="Still right.")
    assert Event.objects.get(action="publication.reviewed").note == "Still right."


def test_a_day_that_has_come_is_no_day_to_look_again(alice, bob):
    live = old(alice, bob)
    with pytest.raises(ValidationError, match="after today"):
        watch.reviewed(live, by=bob, review_by=in_days(0))


def test_what_is_not_live_any_more_cannot_be_confirmed(alice, bob):
    live = old(alice, bob)
    publication.retract(live, by=bob, reason="Another city.")
    with pytest.raises(Conflict):
        watch.reviewed(live, by=bob, review_by=in_days(9))


def test_a_source_that_is_gone_stays_open_when_the_verdict_is_confirmed(alice, bob):
    live = old(alice, bob)
    source = live.verdict.sources.get()
    alerts.raise_(live.claim, kind="source_gone", words="It is gone.", on=in_days(0), source=source)
    watch.return_old_verdicts()
    watch.reviewed(live, by=bob, review_by=None)
    live.refresh_from_db()
    assert live.stale == ["source_gone"]


def test_an_old_verdict_under_correction_comes_back_and_leaves_with_the_correction(alice, bob):
    live = old(alice, bob)
    draft = corrections.begin(live, by=alice)
    assert watch.return_old_verdicts() == 1
    corrections.describe(draft, by=alice, kind="typo", what="A letter.", why="We mistyped.")
    corrections.publish(draft, by=alice)
    assert not Alert.objects.open().exists()
    assert watch.return_old_verdicts() == 0


def test_who_has_a_parked_claim_is_told_that_it_is_back(alice):
    claim = make.checking(alice)
    triage.park(claim, by=alice, until=in_days(1))
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert watch.return_parked_claims() == 1
    assert "It was parked until" in Notification.objects.get().note


@pytest.mark.django_db(transaction=True)
def test_two_workers_bring_each_claim_back_once():
    for _ in range(6):
        promise()

    def work(_: int) -> int:
        try:
            return watch.return_due_claims()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(6))) == 6
    assert Alert.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_an_editor_holds_is_left_for_the_next_time():
    claim = promise()

    def work() -> int:
        try:
            return watch.return_due_claims()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Claim.objects.select_for_update().get(pk=claim.pk)
            assert pool.submit(work).result(timeout=20) == 0
        assert pool.submit(work).result(timeout=20) == 1


def test_what_is_scheduled_goes_out_by_the_task(alice, bob):
    from claims import tasks

    verdict = make.approved(alice, bob)
    publication.schedule(verdict, by=bob, at=timezone.now() + dt.timedelta(hours=1))
    tasks.publish_scheduled()
    assert not Publication.objects.exists()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        tasks.publish_scheduled()
    assert Publication.objects.get().published_by == bob


def test_beat_has_every_task_of_the_watch(settings):
    from factcheck.celery import app

    app.loader.import_default_modules()
    asked = {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked <= set(app.tasks)
    names = ("return_due_claims", "return_old_verdicts", "return_parked_claims")
    assert {f"claims.tasks.{name}" for name in (*names, "publish_scheduled", "send_mail")} <= asked


def test_a_verdict_is_begun_on_what_came_back(alice):
    claim = promise(by=alice)
    watch.return_due_claims()
    assert verdicts.begin(claim, by=alice)
