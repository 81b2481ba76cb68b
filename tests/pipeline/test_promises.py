"""Promises: each word on how one stands is kept, and told."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.engine.candidate import Kind
from claims.models import Event
from claims.pipeline import alerts, promises, watch
from tests import make

pytestmark = pytest.mark.django_db


def test_a_status_that_is_given_again_is_told_again(alice, bob):
    claim = make.claim(kinds=(Kind.PROMISE,))
    promises.rate(claim, by=alice, status="stalled", note="Nothing was built.")
    promises.rate(claim, by=bob, status="stalled", note="Still nothing.")
    told = Event.objects.filter(action="claim.promise_rated").order_by("id")
    assert [(event.by, event.note) for event in told] == [
        (alice, "Nothing was built."),
        (bob, "Still nothing."),
    ]
    assert claim.promise_statuses.count() == 2


def test_the_status_of_the_latest_day_counts_whenever_it_is_told(alice, bob):
    live = make.published(alice, bob, make.checking(alice, kinds=(Kind.PROMISE,)))
    promises.rate(live.claim, by=bob, status="kept", note="The bridge is open.")
    before = dt.date(2020, 5, 13)
    promises.rate(live.claim, by=bob, status="stalled", note="Nothing was built.", on=before)
    for row in (live, live.claim):
        row.refresh_from_db()
        assert row.promise_status == "kept"
    assert [row.status for row in live.claim.promise_statuses.all()] == ["stalled", "kept"]


def test_what_is_told_of_an_earlier_day_does_not_answer_what_fell_due(alice, bob):
    claim = make.claim(kinds=(Kind.PROMISE,))
    promises.rate(claim, by=bob, status="in_the_works", note="Work has begun.")
    alerts.raise_(claim, kind="due", words="It fell due.", on=dt.date(2020, 5, 14))
    before = dt.date(2020, 5, 13)
    promises.rate(claim, by=bob, status="stalled", note="Nothing was built.", on=before)
    assert claim.alerts.open().exists()
    promises.rate(claim, by=bob, status="kept", note="It is open.")
    assert not claim.alerts.open().exists()


def test_a_promise_that_is_in_the_works_comes_back_on_another_day(alice, bob):
    claim = make.published(alice, bob, make.checking(alice, kinds=(Kind.PROMISE,))).claim
    with pytest.raises(ValidationError, match="after today"):
        rate(claim, bob, due_on=timezone.localdate())
    rate(claim, bob, due_on=timezone.localdate() + dt.timedelta(days=30))
    assert watch.return_due_claims() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert watch.return_due_claims() == 1
        rate(claim, bob)
        assert watch.return_due_claims() == 0
    claim.refresh_from_db()
    assert claim.due_on == timezone.localdate() + dt.timedelta(days=30)


def rate(claim, by, **facts):
    promises.rate(claim, by=by, status="in_the_works", note="The bill is drafted.", **facts)
