"""The calendar: a month of the desk's days, and the same for calendar programs."""

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar, Event

from claims.engine.candidate import Kind
from claims.models import Claim, Document, Newsroom, Publication, User
from claims.models import Event as Record
from claims.pipeline import calendars, promises, publication, triage
from tests import make
from tests.desk.conftest import Enter

NOON = dt.datetime(2026, 11, 16, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def due(on: dt.date, **facts: object) -> Claim:
    claim = make.claim(kinds=(Kind.PROMISE,), **facts)
    Claim.objects.filter(pk=claim.pk).update(due_on=on)
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def month(alice: User, bob: User) -> dict[str, Claim]:
    """One of each sort in November."""
    parked = make.checking(alice)
    triage.park(parked, by=alice, until=dt.date(2026, 11, 23))
    live = make.published(alice, bob)
    Publication.objects.filter(pk=live.pk).update(review_by=dt.date(2026, 11, 25))
    verdict = make.approved(alice, bob)
    at = dt.datetime(2026, 11, 18, 23, 30, tzinfo=dt.UTC)
    publication.schedule(verdict, by=bob, at=at)
    return {
        "due": due(dt.date(2026, 11, 20)),
        "parked": parked,
        "review": live.claim,
        "scheduled": verdict.claim,
    }


def read(client: Client, address: str = "/calendar/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def day(html: str, on: str) -> str:
    """What stands in a day of the page."""
    return html.split(f'<time datetime="{on}"')[1].split("<time")[0]


def test_each_day_has_what_is_on_it(alice: User, month: dict[str, Claim], enter: Enter) -> None:
    html = read(enter(alice))
    assert "<h1>November 2026</h1>" in html
    for on, kind, words in (
        ("2026-11-18", "scheduled", "Goes out 23:30"),
        ("2026-11-20", "due", "<b>Due</b>"),
        ("2026-11-23", "parked", "Back from parking"),
        ("2026-11-25", "review", "Look again"),
    ):
        assert words in day(html, on)
        assert month[kind].get_absolute_url() in day(html, on)
    assert "Today" in day(html, "2026-11-16")
    assert html.count('class="entry') == 4


def test_a_time_stands_on_the_day_that_it_is_where_the_newsroom_is(
    alice: User, month: dict[str, Claim], enter: Enter
) -> None:
    Newsroom.objects.update(time_zone="Europe/Berlin")
    assert "Goes out 00:30" in day(read(enter(alice)), "2026-11-19")


def test_months_follow_each_other_over_the_years(alice: User, enter: Enter) -> None:
    html = read(enter(alice), "/calendar/?month=2026-12")
    assert 'href="/calendar/?month=2026-11"' in html
    assert 'href="/calendar/?month=2027-01"' in html
    assert html.count('<li class="day') == 31
    assert "Nothing is due in December" in html


@pytest.mark.parametrize("asked", ["", "x", "2026-13", "0001-01", "9999-12", "2026-11-01"])
def test_what_is_no_month_shows_this_one(alice: User, enter: Enter, asked: str) -> None:
    assert "<h1>November 2026</h1>" in read(enter(alice), f"/calendar/?month={asked}")


def test_the_first_day_stands_under_its_weekday(alice: User, enter: Enter) -> None:
    # The first of November 2026 is a Sunday.
    assert 'style="--from:7"' in read(enter(alice))


def test_a_full_day_shows_some_and_the_rest_when_asked(alice: User, enter: Enter) -> None:
    for _ in range(6):
        due(dt.date(2026, 11, 20))
    html = day(read(enter(alice)), "2026-11-20")
    assert "<summary>2 more</summary>" in html
    assert html.count('class="entry for-due"') == 6


def test_a_promise_says_how_it_stands(bob: User, enter: Enter) -> None:
    claim = due(dt.date(2026, 11, 20))
    promises.rate(claim, by=bob, status="in_the_works", note="The hull is laid.")
    assert "<b>Due, in the works</b>" in read(enter(bob))


def test_what_is_hidden_dismissed_or_superseded_is_on_no_day(
    alice: User, bob: User, month: dict[str, Claim], enter: Enter
) -> None:
    triage.dismiss(month["due"], by=alice, reason="trivial")
    publication.retract(
        Publication.objects.get(claim=month["review"]), by=bob, reason="Another city."
    )
    Document.objects.filter(occurrences__claim__in=[month["parked"], month["scheduled"]]).update(
        hidden_at=timezone.now(), hidden_by=bob, hidden_reason="A name."
    )
    assert 'class="entry' not in read(enter(alice))


def test_the_page_takes_at_most_six_queries_however_full(
    alice: User, month: dict[str, Claim], enter: Enter
) -> None:
    client = enter(alice)
    client.get("/calendar/")
    for number in range(1, 25):
        due(dt.date(2026, 11, number))
    with CaptureQueriesContext(connection) as captured:
        client.get("/calendar/")
    assert len(captured) <= 6


def test_only_who_works_on_the_desk_sees_it(charlie: User, client: Client, enter: Enter) -> None:
    assert client.get("/calendar/").status_code == 302
    assert enter(charlie).get("/calendar/").status_code == 403
    assert enter(charlie).post("/calendar/address/").status_code == 403


# The feed


def subscribe(client: Client) -> str:
    """The path of a new address, as the page shows it."""
    html = client.post("/calendar/address/").content.decode()
    found = re.search(r'value="http://127\.0\.0\.1:8000(/calendar/[^"]+\.ics)"', html)
    assert found
    return found[1]


def events(client: Client, address: str) -> dict[str, Event]:
    """What a calendar program reads there, by the sort of entry."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content)
    assert found["VERSION"] == "2.0"
    assert found["PRODID"]
    assert not found.errors
    return {str(event["UID"]).split("-")[0]: event for event in found.events}


def test_a_program_without_a_login_reads_the_days(
    alice: User, month: dict[str, Claim], client: Client, enter: Enter
) -> None:
    found = events(client, subscribe(enter(alice)))
    assert found.keys() == {"due", "parked", "review", "scheduled"}
    promise = found["due"]
    assert promise.start == dt.date(2026, 11, 20)
    assert promise["DTSTART"].params["VALUE"] == "DATE"
    assert promise["SUMMARY"] == f"Due: {month['due'].statement}"
    assert promise["URL"] == f"http://127.0.0.1:8000/claims/{month['due'].pk}/"
    assert promise["UID"] == f"due-{month['due'].pk}@127.0.0.1"
    assert promise.DTSTAMP.tzinfo is not None
    assert found["scheduled"].start == dt.datetime(2026, 11, 18, 23, 30, tzinfo=ZoneInfo("UTC"))


def test_an_entry_keeps_its_name_when_its_day_moves(
    alice: User, client: Client, enter: Enter
) -> None:
    claim = due(dt.date(2026, 11, 20))
    address = subscribe(enter(alice))
    before = events(client, address)["due"]
    Claim.objects.filter(pk=claim.pk).update(due_on=dt.date(2026, 12, 1))
    after = events(client, address)["due"]
    assert after["UID"] == before["UID"]
    assert after.start == dt.date(2026, 12, 1)


def test_words_can_not_break_out_of_their_line(alice: User, client: Client, enter: Enter) -> None:
    words = "A, b; c \\ “d”\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:forged " + "ü" * 200
    due(dt.date(2026, 11, 20), statement=words)
    address = subscribe(enter(alice))
    [event] = events(client, address).values()
    assert event["SUMMARY"] == f"Due: {words}"
    lines = client.get(address).content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)


def test_what_is_hidden_is_not_in_the_feed(
    alice: User, month: dict[str, Claim], client: Client, enter: Enter
) -> None:
    address = subscribe(enter(alice))
    Document.objects.update(hidden_at=timezone.now(), hidden_by=alice, hidden_reason="A name.")
    assert events(client, address) == {}


def test_the_address_is_shown_once_and_kept_as_a_hash(alice: User, enter: Enter) -> None:
    client = enter(alice)
    address = subscribe(client)
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    alice.refresh_from_db()
    assert alice.calendar_sha256 == calendars.digest(secret)
    assert secret not in read(client)
    assert client.post("/calendar/address/")["Cache-Control"] == "no-store"
    [first, second] = Record.objects.filter(action="user.calendar_made")
    assert (first.by, first.after) == (alice, {})
    assert second.pk > first.pk


def test_a_new_address_ends_the_old_one(alice: User, client: Client, enter: Enter) -> None:
    desk = enter(alice)
    old, new = subscribe(desk), subscribe(desk)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    desk.post("/calendar/address/", {"do": "remove"})
    assert client.get(new).status_code == 404
    assert "Make an address" in read(desk)


def test_who_has_left_or_lost_their_role_reads_nothing(
    alice: User, client: Client, enter: Enter
) -> None:
    address = subscribe(enter(alice))
    alice.groups.clear()
    assert client.get(address).status_code == 404
    alice.groups.add(*make.user(role="Reporter").groups.all())
    assert client.get(address).status_code == 200
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("secret", ["x", "-", "a" * 43])
def test_an_address_of_nobody_is_not_there(db: None, client: Client, secret: str) -> None:
    make.user("dora", role="Reporter")
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
