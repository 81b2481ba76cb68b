"""The history is read by administrators and changed by nobody, not even by the database's owner."""

import pytest
from django.db import DatabaseError, transaction

from claims.models import Event
from tests import make
from tests.admin.pages import list_of, page_of


def test_an_event_shows_who_did_what_before_and_after(admin_door, alice):
    event = make.checking(alice).events.get(action="claim.accepted")
    page = admin_door.get(page_of(event)).content.decode()
    for words in ("claim.accepted", "Alice Adler", "checking", "new"):
        assert words in page


def test_the_list_says_what_changed_in_one_line(admin_door, alice):
    make.checking(alice)
    page = admin_door.get(list_of("event"), {"q": "claim.accepted"}).content.decode()
    assert "state: new → checking" in page


def test_the_list_finds_what_one_person_did(admin_door, alice, bob):
    make.checking(alice)
    make.checking(bob)
    page = admin_door.get(list_of("event"), {"by__id__exact": bob.pk})
    assert {event.by for event in page.context["cl"].result_list} == {bob}


def test_an_event_about_a_row_that_is_gone_is_still_shown(admin_door):
    event = Event.objects.create(action="thing.done", object_type="thing", object_id=7)
    page = admin_door.get(page_of(event))
    assert page.status_code == 200
    assert "thing 7" in page.content.decode()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_the_history(alice, change):
    make.checking(alice)
    everything = Event.objects.all()
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        everything.update(note="Never happened") if change == "update" else everything.delete()


def test_the_list_names_people_and_not_their_ids(admin_door, alice):
    make.checking(alice)
    page = admin_door.get(list_of("event"), {"q": "claim.accepted"}).content.decode()
    assert "assignee: none → Alice Adler" in page
    assert "assignee id" not in page
