"""Autosave: what somebody types is kept, for them alone, until they send or discard it."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.models import Autosave, Event
from claims.pipeline import autosave

pytestmark = pytest.mark.django_db

PLACE = "claim-12-edit"


def find(user, place):
    return Autosave.objects.filter(user=user, place=place).first()


def test_what_was_typed_last_is_kept_for_whoever_typed_it(alice, bob):
    autosave.keep(by=alice, place=PLACE, content={"statement": "First"})
    kept = autosave.keep(by=alice, place=PLACE, content={"statement": "Second", "kind": "event"})
    found = find(alice, PLACE)
    assert found.content == {"statement": "Second", "kind": "event"}
    assert (found.pk, found.saved_at) == (kept.pk, kept.saved_at)
    assert find(bob, PLACE) is None
    assert find(alice, "claim-13-edit") is None
    assert Autosave.objects.count() == 1
    assert not Event.objects.exists()


def test_each_keeping_has_its_own_time(alice):
    first = autosave.keep(by=alice, place=PLACE, content={}).saved_at
    autosave.keep(by=alice, place=PLACE, content={})
    assert find(alice, PLACE).saved_at > first


def test_what_is_sent_or_discarded_is_forgotten(alice, bob):
    for person in (alice, bob):
        autosave.keep(by=person, place=PLACE, content={"statement": "x"})
    for _ in range(2):
        autosave.forget(by=alice, place=PLACE)
    assert find(alice, PLACE) is None
    assert find(bob, PLACE)


def test_a_whole_document_can_be_kept(alice):
    autosave.keep(by=alice, place="document-new", content={"text": "x" * 500_000})
    assert len(find(alice, "document-new").content["text"]) == 500_000


def test_what_no_database_can_hold_is_left_out(alice):
    autosave.keep(by=alice, place=PLACE, content={"statement": "a\0b \ud83d 👍"})
    assert find(alice, PLACE).content == {"statement": "ab ? 👍"}


@pytest.mark.parametrize(
    ("place", "content", "field"),
    [
        ("", {}, "place"),
        ("x" * 61, {}, "place"),
        ("a/b", {}, "place"),
        ("a\n", {}, "place"),
        (PLACE, {"text": "x" * 600_000}, "content"),
        (PLACE, {"text": ["x"]}, "content"),
        (PLACE, {"text": None}, "content"),
    ],
)
def test_what_is_no_form_or_too_long_is_refused(alice, place, content, field):
    with pytest.raises(ValidationError) as refused:
        autosave.keep(by=alice, place=place, content=content)
    assert list(refused.value.message_dict) == [field]
    assert not Autosave.objects.exists()


def test_what_nobody_came_back_to_for_a_season_is_dropped(alice, bob):
    with time_machine.travel(timezone.now() - dt.timedelta(days=91)):
        autosave.keep(by=alice, place=PLACE, content={"statement": "Old"})
    autosave.keep(by=bob, place=PLACE, content={"statement": "New"})
    assert autosave.sweep() == 1
    assert Autosave.objects.get().user == bob
