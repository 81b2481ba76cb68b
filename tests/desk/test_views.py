"""Views: those that every desk has, those that people save, and their counts."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from claims.desk import people, views
from claims.desk.filters import Filters
from claims.models import Claim, SavedView, User
from claims.pipeline import intake, triage
from tests import make


def listing(user: User, query: str = "") -> dict[str, list[views.View]]:
    request: Any = SimpleNamespace(user=user)
    groups = views.listing(request, Filters.read(QueryDict(query))).groups
    return {group.label: group.views for group in groups}


def counts(user: User, group: str = "Desk", query: str = "") -> dict[str, str]:
    return {view.label: view.count for view in listing(user, query)[group]}


def test_the_desks_views_count_what_they_show(alice: User, bob: User) -> None:
    make.claim()
    make.checking(alice)
    make.submitted(bob)
    make.published(alice, bob)
    triage.dismiss(make.claim(), by=alice, reason="vague")
    assert counts(alice) == {
        "Came back": "0",
        "New": "1",
        "Mine": "1",
        "Unassigned": "1",
        "Due": "0",
        "In review": "1",
        "Approved": "0",
        "Published": "1",
        "Parked": "0",
        "Dismissed": "1",
        "All": "5",
    }


def test_counts_are_capped(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "CAP", 2)
    row = make.claim()
    assert counts(alice)["New"] == "1"
    make.claims_like(row, 3)
    assert counts(alice)["New"] == "2+"


def test_the_view_that_is_open_is_marked_however_it_is_sorted(alice: User) -> None:
    def current(query: str) -> list[str]:
        return [view.label for view in listing(alice, query)["Desk"] if view.is_current]

    assert current("") == current("sort=oldest") == ["New"]
    assert current("state=all&due=soon") == ["Due"]
    assert current("state=open&assignee=me") == ["Mine"]
    assert current("kind=law") == []


def test_dismissed_claims_are_counted_by_reason(alice: User) -> None:
    for reason in ("vague", "vague", "opinion"):
        triage.dismiss(make.claim(), by=alice, reason=reason)
    assert "Why dismissed" not in listing(alice)
    reasons = listing(alice, "reason=vague")["Why dismissed"]
    assert {view.label: view.count for view in reasons if view.count != "0"} == {
        "Opinion": "1",
        "Too vague to check": "2",
    }
    assert [view.query for view in reasons if view.is_current] == ["?reason=vague"]


def test_people_see_their_own_views_and_the_shared_ones(alice: User, bob: User, dana: User) -> None:
    make.claim(statement="The tax rose.")
    SavedView.objects.create(owner=alice, name="Tax", query="state=all&q=tax")
    SavedView.objects.create(owner=bob, name="Mine too", query="assignee=me", is_shared=True)
    SavedView.objects.create(owner=bob, name="Secret", query="kind=law")
    tax, shared = listing(alice, "state=all&q=tax")["Saved"]
    assert (tax.label, tax.query, tax.count) == ("Tax", "?state=all&q=tax", "1")
    assert (tax.is_current, tax.is_shared, tax.owner, tax.may_remove) == (True, False, "", True)
    assert (shared.label, shared.is_shared, shared.owner) == ("Mine too", True, "Bob Brandt")
    assert not shared.may_remove
    assert [view.may_remove for view in listing(dana)["Saved"]] == [True]


def test_what_is_mine_is_counted_for_everybody_apart(alice: User, bob: User) -> None:
    make.checking(alice)
    SavedView.objects.create(
        owner=bob, name="My work", query="state=open&assignee=me", is_shared=True
    )
    assert counts(alice, "Saved") == {"My work": "1"}
    assert counts(bob, "Saved") == {"My work": "0"}


def test_counts_of_saved_views_are_kept_for_a_while_and_the_desks_are_not(alice: User) -> None:
    SavedView.objects.create(owner=alice, name="All of it", query="state=all")
    row = make.claim()
    assert counts(alice, "Saved") == {"All of it": "1"}
    make.claims_like(row, 1)
    assert counts(alice, "Saved") == {"All of it": "1"}
    assert counts(alice)["All"] == "2"
    caches["process"].clear()
    assert counts(alice, "Saved") == {"All of it": "2"}
    SavedView.objects.update(query="state=parked")
    assert counts(alice, "Saved") == {"All of it": "0"}


def test_two_queries_however_many_views(alice: User) -> None:
    make.claim()
    alice.get_all_permissions()
    for number in range(9):
        SavedView.objects.create(owner=alice, name=str(number), query=f"state=all&tag=t{number}")
    with CaptureQueriesContext(connection) as captured:
        listing(alice, "state=dismissed")
    assert len(captured) == 2
    with CaptureQueriesContext(connection) as captured:
        listing(alice, "state=dismissed")
    assert len(captured) == 2


def test_a_saved_view_with_nonsense_in_it_is_no_error(alice: User) -> None:
    query = "claimant=999999999&document=999999999&q=%00%22&kind=x&due=y&sort=z&state=q"
    SavedView.objects.create(owner=alice, name="Odd", query=query)
    assert counts(alice, "Saved") == {"Odd": "0"}


def test_all_tags_are_known(alice: User) -> None:
    rows = [make.claim(), make.claim(), make.claim()]
    Claim.objects.filter(pk=rows[0].pk).update(tags=["water", "budget"])
    Claim.objects.filter(pk=rows[1].pk).update(tags=["budget"])
    assert views.tags() == ["budget", "water"]


def test_tags_of_hidden_claims_alone_are_not_known(alice: User, dana: User) -> None:
    hidden = make.claim()
    triage.tag(hidden, by=alice, add=["secret"])
    triage.tag(make.claim(), by=alice, add=["budget"])
    intake.hide_document(hidden.occurrences.get().document, by=dana, reason="Private data.")
    assert views.tags() == ["budget"]


def test_people_in_menus_cost_no_query_for_some_seconds(alice: User, bob: User) -> None:
    assert people.on_desk() == [alice, bob]
    with CaptureQueriesContext(connection) as captured:
        assert people.on_desk() == [alice, bob]
    assert len(captured) == 0
