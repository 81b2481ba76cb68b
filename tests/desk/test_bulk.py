"""Several claims at once, and the way back."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.engine.candidate import Kind
from claims.models import Claim, Event, User
from claims.pipeline import triage
from tests import make
from tests.desk.conftest import Enter


@pytest.fixture
def desk(alice: User, enter: Enter) -> Client:
    return enter(alice)


def told(client: Client, address: str = "/queue/") -> str:
    html = client.get(address).content.decode()
    notices = re.search(r'id="notices".*?\n</div>', html, re.S)
    assert notices
    return " ".join(re.sub(r"<[^>]+>", " ", notices[0].partition(">")[2]).split())


def chosen(*rows: Claim) -> list[str]:
    return [f"{row.pk}.{row.state}" for row in rows]


def test_dismissing_three_at_once_and_taking_it_back(desk: Client) -> None:
    rows = [make.claim() for _ in range(3)]
    data = {"chosen": chosen(*rows), "reason": "trivial", "then": "/queue/"}
    assert desk.post("/claims/bulk/", data)["Location"] == "/queue/"
    assert set(Claim.objects.values_list("state", "dismissal_reason")) == {("dismissed", "trivial")}
    html = desk.get("/queue/").content.decode()
    assert "3 claims dismissed: trivial." in html
    batch = re.search(r'name="batch" value="([^"]+)"', html)
    assert batch
    assert set(Event.objects.filter(batch=batch[1]).values_list("claim", flat=True)) == {
        row.pk for row in rows
    }
    desk.post("/undo/", {"batch": batch[1], "then": "/queue/"})
    assert "3 claims put back as before." in told(desk)
    assert set(Claim.objects.values_list("state", flat=True)) == {"new"}


def test_what_a_colleague_was_quicker_with_is_left_alone_and_counted(
    desk: Client, bob: User
) -> None:
    rows = [make.claim() for _ in range(2)]
    choice = chosen(*rows)
    triage.accept(rows[0], by=bob)
    desk.post("/claims/bulk/", {"chosen": choice, "reason": "vague"})
    words = told(desk)
    assert "1 claim dismissed: too vague to check." in words
    assert "1 claim was left alone" in words
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].assignee) == ("checking", bob)


def test_assigning_parking_and_tagging(desk: Client, bob: User) -> None:
    rows = [make.claim() for _ in range(2)]
    desk.post("/claims/bulk/", {"chosen": chosen(*rows), "do": "assign", "to": bob.pk})
    assert "2 claims assigned to Bob Brandt." in told(desk)
    assert set(Claim.objects.values_list("assignee", flat=True)) == {bob.pk}
    for row in rows:
        row.refresh_from_db()
    desk.post("/claims/bulk/", {"chosen": chosen(*rows), "do": "tag", "add": "Budget, rail"})
    assert "2 claims tagged “budget” and “rail”." in told(desk)
    assert [row.tags for row in Claim.objects.all()] == [["budget", "rail"]] * 2
    desk.post("/claims/bulk/", {"chosen": chosen(*rows), "do": "park", "until": "2999-01-02"})
    assert "2 claims parked until 2 January 2999." in told(desk)


def test_all_that_match_beyond_this_page(desk: Client) -> None:
    first = make.claim()
    make.claims_like(first, 60)
    other = make.claim(kinds=(Kind.PROMISE,))
    data = {"all": "1", "query": "?kind=statistic", "reason": "trivial"}
    with CaptureQueriesContext(connection) as captured:
        desk.post("/claims/bulk/", data)
    assert Claim.objects.filter(state="dismissed").count() == 61
    assert len(captured) < 30
    other.refresh_from_db()
    assert other.state == "new"


def test_nothing_selected_is_said(desk: Client) -> None:
    desk.post("/claims/bulk/", {"do": "tag", "add": "x"})
    assert "No claim was selected" in told(desk)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "park", "until": "2001-01-01"}, "Choose a day after today."),
        ({"do": "assign", "to": "0"}, "Nothing was done."),
        ({"reason": "because"}, "Choose why the claim is dismissed."),
        ({"do": "tag", "add": " , "}, "Nothing was done."),
    ],
)
def test_what_is_refused_says_why_and_does_nothing(
    desk: Client, data: dict[str, str], words: str
) -> None:
    row = make.claim()
    desk.post("/claims/bulk/", {"chosen": chosen(row), **data})
    assert words in told(desk)
    row.refresh_from_db()
    assert row.state == "new"


def test_nonsense_is_no_error(desk: Client) -> None:
    assert desk.post("/claims/bulk/", {"do": "explode", "chosen": "1.new"}).status_code == 404
    assert desk.post("/claims/bulk/", {"reason": "vague", "chosen": "x.new"}).status_code == 302
    assert desk.post("/undo/", {"batch": "x"}).status_code == 404
    assert desk.post("/undo/", {"event": "x"}).status_code == 404
    assert desk.get("/claims/bulk/").status_code == 405


def test_a_decision_offers_the_way_back_and_selects_the_claim_again(desk: Client) -> None:
    first, _second = make.claim(score=0.9), make.claim(score=0.8)
    desk.post(f"/claims/{first.pk}/dismiss/", {"reason": "vague", "then": "/queue/"})
    html = desk.get("/queue/").content.decode()
    event = re.search(r'name="event" value="(\d+)"', html)
    assert event
    answer = desk.post("/undo/", {"event": event[1], "then": "/queue/?kind=statistic"})
    assert answer["Location"] == f"/queue/?kind=statistic&claim={first.pk}"
    first.refresh_from_db()
    assert first.state == "new"


def test_what_came_after_is_not_undone(desk: Client, bob: User) -> None:
    row = make.claim()
    triage.accept(row, by=bob)
    event = row.events.get(action="claim.accepted")
    make.draft(bob, row)
    desk.post("/undo/", {"event": event.pk})
    assert "Bob Brandt has begun a verdict since" in told(desk)


def test_nobody_without_a_role_acts(charlie: User, enter: Enter) -> None:
    row = make.claim()
    client = enter(charlie)
    assert client.post("/claims/bulk/", {"chosen": chosen(row)}).status_code == 403
    assert client.post("/undo/", {"event": 1}).status_code == 403


def test_what_changed_nothing_offers_no_undo(desk: Client, alice: User) -> None:
    """Else Z would take back what was done before."""
    row = make.checking(alice)
    address = f"/claims/{row.pk}/tag/"
    desk.post(address, {"add": "budget", "then": "/queue/?state=all"})
    assert re.search(r'name="event"', desk.get("/queue/?state=all").content.decode())
    desk.post(address, {"add": "budget", "then": "/queue/?state=all"})
    html = desk.get("/queue/?state=all").content.decode()
    assert "nothing was changed" in html
    assert not re.search(r'name="event"', html)


def test_the_undo_that_is_offered_is_of_this_decision(desk: Client) -> None:
    row = make.claim()
    desk.post(f"/claims/{row.pk}/accept/", {"then": "/queue/"})
    html = desk.get("/queue/").content.decode()
    event = re.search(r'name="event" value="(\d+)"', html)
    assert event
    assert int(event[1]) == row.events.get(action="claim.accepted").pk
