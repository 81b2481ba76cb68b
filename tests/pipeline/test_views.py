"""Views: filters of the queue under a name, one's own or shared."""

import pytest
from django.core.exceptions import ValidationError

from claims.models import Event, SavedView
from claims.pipeline import views
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db


def told():
    return list(Event.objects.order_by("id").values_list("action", flat=True))


def test_a_view_is_kept_and_one_of_the_same_name_replaced(alice, bob):
    first = views.save(by=alice, name="  Budget \t 2025", query="?state=new&tag=budget")
    again = views.save(by=alice, name="BUDGET 2025", query="state=all")
    other = views.save(by=bob, name="Budget 2025", query="state=new")
    assert first == again != other
    first.refresh_from_db()
    assert (first.name, first.query, first.is_shared) == ("BUDGET 2025", "state=all", False)
    assert list(SavedView.objects.for_person(alice)) == [first]
    assert told() == []


def test_what_is_shared_is_told_until_it_is_shared_no_more(alice, bob):
    view = views.save(by=alice, name="Budget", query="tag=budget", is_shared=True)
    assert list(SavedView.objects.for_person(bob)) == [view]
    views.save(by=alice, name="Budget", query="tag=budget", is_shared=True)
    assert told() == ["view.saved"]
    views.save(by=alice, name="Budget", query="tag=tax", is_shared=True)
    views.save(by=alice, name="Budget", query="tag=tax")
    views.remove(view, by=alice)
    assert told() == ["view.saved", "view.saved", "view.removed"]
    event = Event.objects.filter(action="view.saved").latest("id")
    assert (event.by, event.before["query"], event.after["query"]) == (
        alice,
        "tag=budget",
        "tag=tax",
    )


def test_only_an_administrator_removes_a_shared_view_of_somebody_else(alice, bob, dana):
    shared = views.save(by=alice, name="Shared", query="", is_shared=True)
    own = views.save(by=alice, name="Own", query="")
    for view, person in ((shared, bob), (own, bob), (own, dana)):
        with pytest.raises(ValidationError, match="Alice Adler"):
            views.remove(view, by=person)
    views.remove(shared, by=dana)
    assert told() == ["view.saved", "view.removed"]
    assert Event.objects.latest("id").before == {"name": "Shared", "query": ""}
    assert list(SavedView.objects.all()) == [own]


def test_a_view_that_is_gone_is_a_conflict(alice):
    view = views.save(by=alice, name="Budget", query="")
    SavedView.objects.all().delete()
    with pytest.raises(Conflict, match="removed this view already"):
        views.remove(view, by=alice)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"query": "x" * 1_001}, "query"),
    ],
)
def test_a_view_that_cant_be_is_refused(alice, facts, field):
    with pytest.raises(ValidationError) as refused:
        views.save(by=alice, **({"name": "Budget", "query": ""} | facts))
    assert list(refused.value.message_dict) == [field]


def test_names_of_any_script_are_the_same_as_the_database_says(db):
    person = make.user()
    for name in ("İpek", "STRAẞE", "Straße"):
        assert views.save(by=person, name=name, query="a") == views.save(
            by=person, name=name, query="b"
        )
