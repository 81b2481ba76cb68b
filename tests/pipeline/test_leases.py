"""Leases: who may take a row, for how long, and what becomes of an attempt."""

import datetime as dt
import threading

import pytest
from django.db import transaction
from django.utils import timezone

from claims.models import Event, Export, Extraction, User
from claims.models.leased import Leased
from claims.pipeline import exporting, leases
from tests import make

LEASE = dt.timedelta(seconds=60)
AGAIN = dt.timedelta(seconds=15)


@pytest.fixture(params=[Extraction, Export])
def row(request: pytest.FixtureRequest, alice: User) -> Leased:
    """Something that waits for a worker, of each table."""
    if request.param is Extraction:
        return make.document().extractions.get()
    return exporting.ask(by=alice, format="ndjson")


def fresh(row: Leased) -> Leased:
    return type(row).objects.get(pk=row.pk)


def begun(row: Leased, lease: dt.timedelta = LEASE) -> Leased:
    """The row as a worker has it that took it now."""
    mine = type(row).objects.takeable().get(pk=row.pk)
    leases.begin(mine, lease)
    return mine


def expire(row: Leased) -> None:
    """The worker that held this row is gone."""
    past = timezone.now() - dt.timedelta(seconds=1)
    type(row).objects.filter(pk=row.pk).update(lease_until=past, wake_at=past)


def actions(row: Leased) -> list[str]:
    events = Event.objects.filter(object_type=row._meta.model_name, object_id=row.pk)
    return [
        action.split(".")[1] for action in events.order_by("pk").values_list("action", flat=True)
    ]


def wake(row: Leased) -> int:
    return leases.wake_due(type(row).objects.all(), task="any", resend_after=AGAIN)


def test_what_is_held_is_nobody_elses_until_its_lease_is_over(row):
    first = begun(row)
    assert not type(row).objects.takeable().exists()
    expire(row)
    second = begun(row)
    assert (first.attempt, second.attempt) == (1, 2)
    with pytest.raises(leases.LostLease):
        leases.still_mine(first)
    assert not leases.update_mine(first, error="late")
    assert leases.still_mine(second) == row
    assert fresh(row).error == ""


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_extended_for_as_long_as_the_worker_lives(row):
    short = dt.timedelta(seconds=0.4)
    with leases.kept(begun(row, short), short, every=0.1) as lost:
        threading.Event().wait(1)
        assert not type(row).objects.takeable().exists()
        assert not lost.is_set()
    threading.Event().wait(0.5)
    assert type(row).objects.takeable().exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_row_is_told(row):
    mine = begun(row)
    with leases.kept(mine, LEASE, every=0.02) as lost:
        with transaction.atomic():
            leases.fail(leases.still_mine(mine), "It was stopped.")
        assert lost.wait(10)
    assert fresh(row).lease_until is None


def test_what_failed_is_tried_again_later_and_in_the_end_told(row):
    for number, seconds in enumerate(leases.BACK_OFF, start=1):
        mine = begun(row)
        assert mine.attempt == number
        leases.give_up(mine, "No luck.", final=False)
        assert (fresh(row).state, fresh(row).error) == ("queued", "No luck.")
        wait = (fresh(row).wake_at - timezone.now()).total_seconds()
        assert seconds - 5 < wait <= seconds
    leases.give_up(begun(row), "No luck.", final=False)
    assert (fresh(row).state, fresh(row).error) == ("failed", "No luck.")
    assert actions(row)[1:] == ["started", "postponed"] * 3 + ["started", "failed"]


def test_what_cannot_go_well_fails_at_once(row):
    leases.give_up(begun(row), "It is too long.", final=True)
    assert (fresh(row).state, fresh(row).error) == ("failed", "It is too long.")
    assert fresh(row).finished_at


def test_who_lost_a_row_has_nothing_to_give_up(row):
    first = begun(row)
    expire(row)
    begun(row)
    leases.give_up(first, "No luck.", final=True)
    assert fresh(row).state == "running"


def test_the_sweep_finds_what_is_due_and_leaves_it_alone_for_a_while(
    row, django_capture_on_commit_callbacks
):
    assert wake(row) == 0, "the first message is still on its way"
    past = timezone.now() - dt.timedelta(seconds=1)
    type(row).objects.filter(pk=row.pk).update(wake_at=past)
    with django_capture_on_commit_callbacks() as messages:
        assert wake(row) == 1
    assert len(messages) == 1
    assert wake(row) == 0, "a message was sent a moment ago"
    begun(row)
    expire(row)
    assert wake(row) == 1, "its worker is gone"


def test_what_is_done_is_not_swept(row):
    leases.fail(leases.still_mine(begun(row)), "It is too long.")
    type(row).objects.filter(pk=row.pk).update(wake_at=timezone.now() - LEASE)
    assert wake(row) == 0
