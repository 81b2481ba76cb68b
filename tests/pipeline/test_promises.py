"""Promises: each word on how one stands is kept, and told."""

import pytest

from claims.engine.candidate import Kind
from claims.models import Event
from claims.pipeline import promises
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
