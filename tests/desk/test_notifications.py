"""The page of notifications, and the number in the bar."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Document, Notification, User
from claims.pipeline import notices, triage, verdicts
from tests import make
from tests.desk.conftest import Enter
from tests.desk.test_query_counts import growing


def give(to: User, by: User, number: int = 1) -> None:
    for claim in make.claims_like(make.claim(), number):
        triage.assign(claim, to=to, by=by)


def page(client: Client, address: str = "/notifications/") -> str:
    return client.get(address).content.decode()


def test_the_bar_says_how_many_are_unread(alice: User, bob: User, enter: Enter) -> None:
    client = enter(alice)
    assert 'aria-label="Notifications"' in page(client, "/queue/")
    give(alice, bob, 2)
    assert 'aria-label="Notifications: 2 unread"' in page(client, "/queue/")
    give(alice, bob, 100)
    assert 'aria-label="Notifications: 99+ unread"' in page(client, "/queue/")


def test_the_newest_is_on_top_and_older_ones_follow(alice: User, bob: User, enter: Enter) -> None:
    give(alice, bob, 51)
    html = page(enter(alice))
    ids = list(Notification.objects.order_by("-id").values_list("pk", flat=True))
    assert html.index(f"/notifications/{ids[0]}/") < html.index(f"/notifications/{ids[1]}/")
    assert f"/notifications/{ids[50]}/" not in html
    assert f"/notifications/{ids[50]}/" in page(enter(alice), f"/notifications/?after={ids[49]}")


def test_opening_one_marks_it_read_and_goes_to_the_claim(
    alice: User, bob: User, enter: Enter
) -> None:
    give(alice, bob)
    row = Notification.objects.get()
    client = enter(alice)
    response = client.get(f"/notifications/{row.pk}/")
    assert response["Location"] == f"/claims/{row.claim_id}/"
    assert 'aria-label="Notifications"' in page(client)


def test_a_verdict_sent_back_shows_its_note_and_leads_to_it(
    alice: User, bob: User, enter: Enter
) -> None:
    verdict = make.submitted(alice)
    verdicts.send_back(verdict, by=bob, note="Which <register>?")
    client = enter(alice)
    assert "Which &lt;register&gt;?" in page(client)
    row = Notification.objects.get(kind="sent_back")
    assert client.get(f"/notifications/{row.pk}/")["Location"] == f"/verdicts/{verdict.pk}/"


def test_all_can_be_marked_as_read_at_once(alice: User, bob: User, enter: Enter) -> None:
    give(alice, bob, 3)
    client = enter(alice)
    newest = Notification.objects.latest("id")
    assert f'name="up_to" value="{newest.pk}"' in page(client)
    client.post("/notifications/read/", {"up_to": newest.pk})
    assert not Notification.objects.unread().exists()


@pytest.mark.parametrize("up_to", ["", "x", "9" * 30])
def test_a_number_that_is_none_marks_nothing(
    alice: User, bob: User, enter: Enter, up_to: str
) -> None:
    give(alice, bob)
    assert enter(alice).post("/notifications/read/", {"up_to": up_to}).status_code == 302
    assert Notification.objects.unread().exists()


def test_what_others_are_told_is_not_there(alice: User, bob: User, enter: Enter) -> None:
    give(alice, bob)
    row = Notification.objects.get()
    client = enter(bob)
    assert client.get(f"/notifications/{row.pk}/").status_code == 404
    assert f"/notifications/{row.pk}/" not in page(client)
    assert Notification.objects.unread().exists()


def test_a_claim_that_is_hidden_is_not_told_of(alice: User, bob: User, enter: Enter) -> None:
    give(alice, bob)
    row = Notification.objects.get()
    Document.objects.filter(occurrences__claim=row.claim).update(
        hidden_at=timezone.now(), hidden_by=bob, hidden_reason="A name."
    )
    client = enter(alice)
    html = page(client)
    assert row.claim.statement not in html
    assert 'aria-label="Notifications"' in html
    assert client.get(f"/notifications/{row.pk}/").status_code == 404


def test_what_is_told_by_mail_alone_is_not_on_the_page(
    alice: User, bob: User, enter: Enter
) -> None:
    User.objects.filter(pk=alice.pk).update(email="alice@ledger.example")
    notices.choose(alice, in_page=[], by_mail=["assigned"])
    give(User.objects.get(pk=alice.pk), bob)
    assert Notification.objects.get().by_mail
    assert "Nothing yet" in page(enter(alice))


def test_each_person_chooses(alice: User, enter: Enter) -> None:
    client = enter(alice)
    client.post("/notifications/choose/", {"in_page": ["assigned", "due"], "by_mail": ["due"]})
    alice.refresh_from_db()
    # What only administrators are told of stays as it is, for when she becomes one.
    assert alice.told_in_page == ["assigned", "due", "webhook"]
    assert alice.told_by_mail == ["due", "webhook"]
    html = page(client)
    assert 'name="in_page" value="due" checked' in html
    assert 'name="by_mail" value="assigned" aria' in html
    client.post("/notifications/choose/", {"in_page": ["weather"]})
    alice.refresh_from_db()
    assert alice.told_in_page == ["assigned", "due", "webhook"]


def test_the_page_takes_as_many_queries_for_many_as_for_few(
    alice: User, bob: User, enter: Enter
) -> None:
    growing(lambda count: give(alice, bob, count // 5), enter(alice), "/notifications/")


def test_the_number_costs_a_page_one_query(alice: User, bob: User, enter: Enter) -> None:
    give(alice, bob, 3)
    client = enter(alice)
    with CaptureQueriesContext(connection) as captured:
        client.get("/documents/new/")
    assert sum("claims_notification" in query["sql"] for query in captured) == 1


def test_strangers_and_people_without_a_role_are_told_nothing(
    charlie: User, client: Client, enter: Enter
) -> None:
    assert client.get("/notifications/").status_code == 302
    assert enter(charlie).get("/notifications/").status_code == 403
