"""Webhooks: what they are told, in which order, and what becomes of those that don't answer."""

import base64
import datetime as dt
import random
import re
import textwrap
import threading
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
import standardwebhooks
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.engine.candidate import Kind
from claims.fetching import Answer
from claims.models import Attempt, Delivery, Event, EventType, Notification, User, Webhook
from claims.pipeline import (
    alerts,
    delivering,
    mail,
    notices,
    promises,
    publication,
    verdicts,
    watch,
    webhooks,
)
from claims.pipeline.changes import Conflict
from tests import make, web_server
from tests.receiver import Receiver, opened
from tests.web_server import leads_to, sends
from tests.worker import wait_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with web_server.running() as server:
        yield Receiver(server)


@pytest.fixture
def webhook(receiver: Receiver, dana: User) -> Webhook:
    return receiver.webhook(dana)


def deliver(receiver: Receiver) -> int:
    return delivering.run(send=receiver.send)


def pass_time(**period: float) -> None:
    """Let time go by: for the rows everything is so much longer ago."""
    ago = dt.timedelta(**period)
    Delivery.objects.filter(wake_at__isnull=False).update(wake_at=F("wake_at") - ago)
    Delivery.objects.update(tried_since=F("tried_since") - ago)
    Webhook.objects.update(
        failing_since=F("failing_since") - ago, rests_until=F("rests_until") - ago
    )


def waiting_time(row: Delivery) -> float:
    row.refresh_from_db()
    assert row.wake_at
    return (row.wake_at - timezone.now()).total_seconds()


# What is told


def test_what_is_published_is_told_as_the_record_that_the_api_gives(
    client, webhook, receiver, alice, bob
):
    live = make.published(alice, bob)
    assert deliver(receiver) == 1
    (message,) = receiver.messages(webhook)
    assert message["type"] == "publication.published"
    assert message["timestamp"].endswith("Z")
    assert message["data"] == client.get(f"/api/v1/verdicts/{live.claim_id}/").json()


def test_a_claims_whole_life_before_readers_is_told(client, webhook, receiver, alice, bob):
    claim = make.checking(alice, kinds=(Kind.PROMISE,))
    live = make.published(alice, bob, claim)
    promises.rate(claim, by=bob, status="stalled", note="No vote yet.")
    alerts.raise_(claim, kind="review", words="Look.", on=timezone.localdate())
    live.refresh_from_db()
    watch.reviewed(live, by=bob, review_by=None)
    live.refresh_from_db()
    corrected = make.corrected(live, alice)
    publication.retract(corrected, by=bob, reason="A forged letter.")
    deliver(receiver)
    told = receiver.messages(webhook)
    assert [one["type"].removeprefix("publication.") for one in told] == [
        "published",
        "promise_rated",
        "stale",
        "reviewed",
        "stale",
        "corrected",
        "retracted",
    ]
    assert told[1]["data"]["promise_status"] == "stalled"
    assert [one["data"]["stale"] for one in told[2:5]] == [["review"], ["review"], []]
    assert told[5]["data"]["number"] == 2
    assert told[5]["data"]["corrections"][0]["what"] == "A letter."
    changes = client.get("/api/v1/verdicts/", {"updated_since": "2000-01-01T00:00:00Z"}).json()
    assert told[6]["data"] == changes["results"][-1]
    assert told[6]["data"]["reason"] == "A forged letter."
    assert "statement" not in told[6]["data"]


def test_nothing_is_told_of_what_readers_dont_have_before_them(webhook, alice, bob):
    claim = make.checking(alice, kinds=(Kind.PROMISE,))
    verdict = make.approved(alice, bob, claim)
    verdicts.send_back(verdict, by=bob, note="Why?")
    promises.rate(claim, by=bob, status="stalled", note="No vote yet.")
    alerts.raise_(claim, kind="due", words="It fell due.", on=timezone.localdate())
    assert not Delivery.objects.exists()


def test_a_webhook_is_told_only_of_what_it_wants(receiver, dana, alice, bob):
    receiver.webhook(dana, name="Archive", types=["publication.retracted"])
    receiver.webhook(dana, name="All")
    live = make.published(alice, bob)
    publication.retract(live, by=bob, reason="Wrong.")
    rows = Delivery.objects.order_by("webhook__name", "id").values_list("webhook__name", "type")
    assert list(rows) == [
        ("All", "publication.published"),
        ("All", "publication.retracted"),
        ("Archive", "publication.retracted"),
    ]


def test_what_is_taken_back_before_it_is_stored_is_told_to_nobody(webhook, alice, bob):
    verdict = make.approved(alice, bob)
    with transaction.atomic():
        publication.publish(verdict, by=bob)
        assert Delivery.objects.exists()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_without_a_webhook_publishing_asks_one_question_more_and_other_acts_none(alice, bob):
    def about_webhooks(act) -> int:
        with CaptureQueriesContext(connection) as asked:
            act()
        tables = ("claims_webhook", "claims_delivery")
        return sum(any(f'"{name}"' in query["sql"] for name in tables) for query in asked)

    claim = make.claim()
    assert about_webhooks(lambda: make.approved(alice, bob, make.checking(alice))) == 0
    verdict = make.approved(alice, bob)
    assert about_webhooks(lambda: publication.publish(verdict, by=bob)) == 1
    assert claim.pk


def test_many_webhooks_cost_an_editor_no_more_questions_than_one(receiver, dana, alice, bob):
    def questions() -> int:
        verdict = make.approved(alice, bob)
        with CaptureQueriesContext(connection) as asked:
            publication.publish(verdict, by=bob)
        return len(asked)

    receiver.webhook(dana)
    one = questions()
    for _ in range(5):
        receiver.webhook(dana)
    assert questions() == one


# How it is sent


def test_a_message_is_signed_by_the_standard(webhook, receiver, alice, bob):
    make.published(alice, bob)
    deliver(receiver)
    (request,) = receiver.taken
    row = Delivery.objects.get()
    assert request.headers["webhook-id"] == row.message_id
    assert row.message_id.startswith("msg_")
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"].startswith("Factcheck-Webhooks (+http")
    assert request.message.decode() == row.payload
    other = webhooks.new_secret()
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        opened(request, other)


def test_a_secret_is_as_long_as_the_standard_wants(webhook):
    kind, _, key = webhook.secret.partition("_")
    assert kind == "whsec"
    assert 24 <= len(base64.b64decode(key)) <= 64


def test_after_a_change_of_the_secret_both_sign_for_a_day(webhook, receiver, dana):
    before = webhook.secret
    now = webhooks.rotate_secret(webhook, by=dana)
    webhooks.ping(webhook, by=dana)
    deliver(receiver)
    assert opened(receiver.taken[0], before) == opened(receiver.taken[0], now)
    Webhook.objects.update(secret_before_until=timezone.now())
    webhooks.ping(webhook, by=dana)
    deliver(receiver)
    assert opened(receiver.taken[1], now)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        opened(receiver.taken[1], before)


def test_every_try_has_the_same_id_and_the_same_words(webhook, receiver, alice, bob):
    make.published(alice, bob)
    receiver.fails()
    deliver(receiver)
    pass_time(minutes=1)
    deliver(receiver)
    first, second = receiver.tried
    assert first.message == second.message
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_redirect_is_not_followed(webhook, receiver, alice, bob):
    make.published(alice, bob)
    receiver.answers.append(leads_to("/elsewhere"))
    deliver(receiver)
    assert receiver.server.paths == ["/hook"]
    assert Attempt.objects.get().error == (
        "It answered with a redirect (status 302), which is not followed."
    )
    assert Delivery.objects.get().state == "waiting"


def test_each_attempt_is_logged_with_what_came_back(webhook, receiver, alice, bob):
    make.published(alice, bob)
    receiver.fails(status=503, body=b"x\0" * 5000)
    receiver.answers.append(lambda request: request.connection.close())
    deliver(receiver)
    pass_time(minutes=1)
    deliver(receiver)
    pass_time(minutes=1)
    deliver(receiver)
    down, broken, taken = Attempt.objects.order_by("id")
    assert (down.status, down.error, len(down.body)) == (503, "", Attempt.KEPT)
    assert broken.status is None
    assert broken.error.endswith(".")
    assert (taken.status, taken.body) == (200, "Thank you.")
    assert all(row.seconds is not None for row in (down, broken, taken))


def test_a_success_with_a_body_that_never_ends_is_a_success(webhook, receiver, alice, bob):
    make.published(alice, bob)
    receiver.answers.append(web_server.drips_body)
    deliver(receiver)
    assert Delivery.objects.get().state == "delivered"
    assert set(Attempt.objects.get().body) == {"."}


def test_a_receiver_that_hangs_is_left_after_its_time(webhook, receiver, alice, bob, monkeypatch):
    monkeypatch.setattr(delivering, "PATIENCE", 0.3)
    make.published(alice, bob)
    receiver.answers.append(web_server.drips_headers)
    deliver(receiver)
    assert Attempt.objects.get().error == "No answer came within 0.3 seconds."


# Whom it may be sent to


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://[::1]/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://10.1.2.3:8080/hook",
        "http://2130706433/",
        "ftp://cms.example/hook",
        "https://user:password@cms.example/hook",
        "https://cms.example:25/hook",
        "no address",
        "",
    ],
)
def test_an_address_that_may_not_be_told_is_refused_at_once(dana, url):
    with pytest.raises(ValidationError) as refused:
        webhooks.add(by=dana, name="CMS", url=url)
    assert "url" in refused.value.message_dict
    assert not Webhook.objects.exists()


def test_a_port_that_may_not_be_told_is_refused_with_those_that_may(dana):
    with pytest.raises(ValidationError, match="80, 443 or one from 1024 on"):
        webhooks.add(by=dana, name="CMS", url="https://cms.example:25/hook")
    webhooks.add(by=dana, name="CMS", url="https://cms.example:8443/hook")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_to_an_inner_network_is_told_nothing(
    webhook, receiver, alice, bob, address
):
    make.published(alice, bob)
    receiver.web.names["cms.example"] = [[address]]
    receiver.web.trusted_hops = 0
    deliver(receiver)
    assert "WEBHOOK_NETWORKS" in Attempt.objects.get().error
    assert receiver.server.requests == []


def test_a_network_of_ones_own_is_told_when_it_is_named(receiver, dana, settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("fd00::/8")]
    url = f"http://127.0.0.1:{receiver.server.port}/hook"
    webhook = webhooks.add(by=dana, name="CMS", url=url)
    webhooks.ping(webhook, by=dana)
    delivering.run()
    assert receiver.messages(webhook)[0]["type"] == "webhook.ping"
    with pytest.raises(ValidationError):
        webhooks.add(by=dana, name="CMS", url="http://10.0.0.1/hook")


# Order, and trying again


def test_a_claims_later_delivery_waits_for_the_former_one_and_other_claims_dont(
    webhook, receiver, alice, bob
):
    stuck, other = make.published(alice, bob), make.published(alice, bob)
    publication.retract(stuck, by=bob, reason="Wrong.")
    receiver.refuses.add(stuck.claim_id)
    for _ in range(3):
        deliver(receiver)
        pass_time(hours=1)
    assert receiver.told(webhook) == [(other.claim_id, "publication.published")]
    assert [row.state for row in Delivery.objects.filter(claim=stuck.claim_id).order_by("id")] == [
        "waiting"
    ] * 2
    receiver.refuses.clear()
    deliver(receiver)
    assert receiver.told(webhook)[1:] == [
        (stuck.claim_id, "publication.published"),
        (stuck.claim_id, "publication.retracted"),
    ]


def test_one_webhooks_failures_keep_no_other_waiting(receiver, dana, alice, bob):
    receiver.webhook(dana, url="http://cms.example/gone", name="Old")
    webhook = receiver.webhook(dana)
    live = make.published(alice, bob)
    deliver(receiver)
    assert receiver.told(webhook) == [(live.claim_id, "publication.published")]


def test_the_pauses_grow_from_seconds_to_hours(webhook, receiver, alice, bob):
    make.published(alice, bob)
    receiver.fails(99)
    row = Delivery.objects.get()
    waits = []
    for _ in range(9):
        deliver(receiver)
        waits.append(waiting_time(row))
        pass_time(seconds=waits[-1] + 1)
    seconds = [step.total_seconds() for step in delivering.BACK_OFF]
    for step, waited in zip([*seconds, seconds[-1]], waits, strict=True):
        assert step * 0.9 <= waited <= step * 1.2


def test_a_receiver_that_asks_to_be_left_alone_is(webhook, receiver, alice, bob):
    make.published(alice, bob)
    receiver.answers.append(sends(b"", 429, Retry_After="600"))
    deliver(receiver)
    assert 590 < waiting_time(Delivery.objects.get()) <= 600


def test_a_message_that_fails_for_a_day_while_others_arrive_is_given_up_and_the_next_follows(
    webhook, receiver, alice, bob, dana
):
    live = make.published(alice, bob)
    receiver.refuses.add(live.claim_id)
    deliver(receiver)
    webhooks.ping(webhook, by=dana)
    deliver(receiver)
    pass_time(hours=25)
    publication.retract(live, by=bob, reason="Wrong.")
    receiver.refuses.clear()
    receiver.fails()
    deliver(receiver)
    first, _, last = Delivery.objects.order_by("id")
    assert (first.state, last.state) == ("failed", "delivered")
    webhook.refresh_from_db()
    assert (webhook.state, webhook.failing_since) == ("active", None)


def test_where_nobody_answers_all_that_waits_is_left_alone_for_a_while(
    webhook, receiver, alice, bob
):
    for _ in range(2):
        make.published(alice, bob)
    receiver.answers += [lambda request: request.connection.close()] * 2
    deliver(receiver)
    make.published(alice, bob)
    assert deliver(receiver) == 0
    pass_time(minutes=1)
    deliver(receiver)
    assert len(receiver.taken) == 3


def test_the_first_success_after_an_outage_lets_all_that_waits_go_at_once(
    webhook, receiver, alice, bob
):
    make.published(alice, bob)
    make.published(alice, bob)
    receiver.fails(99)
    for _ in range(7):
        deliver(receiver)
        pass_time(hours=2.5)
    row = Delivery.objects.earliest("id")
    deliver(receiver)
    receiver.answers.clear()
    assert waiting_time(row) > 3600
    webhooks.ping(webhook, by=bob)
    deliver(receiver)
    assert len(receiver.taken) == 3


@pytest.mark.parametrize("seed", range(6))
def test_whatever_fails_and_when_each_claims_messages_arrive_in_order(
    webhook, receiver, alice, bob, seed
):
    chance = random.Random(seed)
    claims = [make.checking(alice, kinds=(Kind.PROMISE,)) for _ in range(3)]
    lives = {claim.pk: make.published(alice, bob, claim) for claim in claims}
    for _ in range(12):
        claim = chance.choice(claims)
        status = chance.choice(["stalled", "in_the_works", "kept"])
        promises.rate(claim, by=bob, status=status, note="So it is.")
        for _ in range(chance.randrange(3)):
            receiver.answers.append(
                chance.choice(
                    [sends(b"", 500), sends(b"", 200), lambda request: request.connection.close()]
                )
            )
        if chance.random() < 0.5:
            deliver(receiver)
            pass_time(seconds=chance.choice([1, 60, 600]))
    for live in lives.values():
        publication.retract(live, by=bob, reason="All of it.")
    receiver.answers = [answer for answer in receiver.answers if chance.random() < 0.5]
    while Delivery.objects.open().exists():
        deliver(receiver)
        pass_time(hours=1)
    arrived = list(
        Attempt.objects.filter(status=200).order_by("id").values_list("delivery__claim", "delivery")
    )
    for claim in claims:
        of_claim = [delivery for one, delivery in arrived if one == claim.pk]
        written = Delivery.objects.filter(claim=claim).order_by("id").values_list("pk", flat=True)
        assert of_claim == list(written)


# A worker that is gone


def test_what_a_lost_worker_held_is_sent_once_its_lease_is_over(webhook, receiver, alice, bob):
    make.published(alice, bob)
    (held,) = delivering.take_due(10)
    assert deliver(receiver) == 0
    pass_time(seconds=delivering.LEASE.total_seconds() + 1)
    deliver(receiver)
    assert len(receiver.taken) == 1
    lost, taken = Attempt.objects.order_by("id")
    assert lost.error == "The worker was stopped before an answer came."
    assert taken.status == 200
    assert held.tries == 1


def test_an_answer_that_comes_after_the_lease_settles_nothing(webhook, receiver, alice, bob):
    make.published(alice, bob)
    (late,) = delivering.take_due(10)
    pass_time(seconds=delivering.LEASE.total_seconds() + 1)
    (held,) = delivering.take_due(10)
    delivering.settle(late, delivering.Outcome(timezone.now(), 30.0, 200))
    held.refresh_from_db()
    assert held.state == "sending"
    assert Attempt.objects.count() == 2


def test_a_lease_is_longer_than_the_longest_request():
    assert delivering.LEASE.total_seconds() > delivering.PATIENCE


def test_no_more_than_two_are_sent_to_one_webhook_at_once_and_one_while_it_fails(
    receiver, dana, alice, bob
):
    first, second = receiver.webhook(dana), receiver.webhook(dana)
    for _ in range(4):
        make.published(alice, bob)
    taken = delivering.take_due(100)
    assert sorted(row.webhook_id for row in taken) == [first.pk] * 2 + [second.pk] * 2
    assert delivering.take_due(100) == []
    delivering.settle(taken[0], delivering.Outcome(timezone.now(), 0.1, 500))
    assert delivering.take_due(100) == []
    delivering.settle(taken[1], delivering.Outcome(timezone.now(), 0.1, 500))
    assert len(delivering.take_due(100)) == 1


def test_a_second_process_leaves_the_work_to_the_first(webhook, receiver, alice, bob):
    make.published(alice, bob)
    delivering.cache.add(delivering.COURIER, 1, 20)
    try:
        assert deliver(receiver) == 0
    finally:
        delivering.cache.delete(delivering.COURIER)
    assert deliver(receiver) == 1


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_hangs_keeps_no_other_process_from_its_shift(
    webhook, receiver, alice, bob, dana, monkeypatch
):
    monkeypatch.setattr(delivering, "SHIFT", 0.5)
    hangs, over = threading.Event(), threading.Event()

    def send(*_, **__):
        hangs.set()
        assert over.wait(30)
        return Answer(200, b"", None)

    def first_process():
        delivering.run(send=send)
        connection.close()

    make.published(alice, bob)
    process = threading.Thread(target=first_process)
    process.start()
    try:
        assert hangs.wait(10)
        other = webhooks.add(by=dana, name="App", url=receiver.web.url("/hook", host="app.example"))
        webhooks.ping(other, by=dana)
        wait_for(lambda: deliver(receiver) == 1, what="the other process's shift")
    finally:
        over.set()
        process.join()
    assert not Delivery.objects.open().exists()


def test_what_cannot_be_recorded_costs_no_other_delivery(
    webhook, receiver, alice, bob, dana, monkeypatch
):
    def settle(delivery, outcome):
        if delivery.type == EventType.PING:
            raise DatabaseError("The row is gone.")
        settled(delivery, outcome)

    settled = delivering.settle
    monkeypatch.setattr(delivering, "settle", settle)
    webhooks.ping(webhook, by=dana)
    make.published(alice, bob)
    assert deliver(receiver) == 2
    assert {row.type: row.state for row in Delivery.objects.all()} == {
        "webhook.ping": "sending",
        "publication.published": "delivered",
    }


# Pausing


def test_a_webhook_that_fails_for_a_day_is_paused_and_administrators_are_told(
    webhook, receiver, alice, bob, dana
):
    User.objects.filter(pk=dana.pk).update(email="dana@ledger.example")
    live = make.published(alice, bob)
    receiver.fails(99)
    for _ in range(12):
        deliver(receiver)
        pass_time(hours=2)
    deliver(receiver)
    webhook.refresh_from_db()
    assert (webhook.state, webhook.paused_by) == ("paused", None)
    why = "Nothing could be delivered to it for 24 hours. The last time: It answered with status"
    assert webhook.paused_because.startswith(why)
    told = Notification.objects.filter(kind="webhook")
    assert {row.user.username for row in told} == {"dana"}
    assert told[0].sentence.startswith("The webhook “Website” was paused. Nothing could be")
    assert told[0].by_mail
    assert Event.objects.get(action="webhook.paused").by is None
    assert Delivery.objects.get().state == "waiting"
    # What happens meanwhile waits, and goes out in order.
    publication.retract(live, by=bob, reason="Wrong.")
    receiver.answers.clear()
    assert deliver(receiver) == 0
    webhooks.resume(webhook, by=dana)
    deliver(receiver)
    assert [kind for _, kind in receiver.told(webhook)] == [
        "publication.published",
        "publication.retracted",
    ]


def test_a_receiver_that_is_gone_for_good_is_paused_at_once(webhook, receiver, alice, bob):
    make.published(alice, bob)
    receiver.fails(status=410)
    deliver(receiver)
    webhook.refresh_from_db()
    assert webhook.state == "paused"
    assert "410" in webhook.paused_because
    assert Notification.objects.filter(kind="webhook").count() == 1


def test_the_notice_goes_by_mail_and_stands_on_the_page(
    client, webhook, receiver, dana, alice, mailoutbox
):
    User.objects.filter(pk=dana.pk).update(email="dana@ledger.example")
    webhooks.ping(webhook, by=dana)
    receiver.fails(status=410)
    deliver(receiver)
    assert mail.send_waiting() == 1
    (message,) = mailoutbox
    assert message.subject == "Webhook paused: Website"
    page = f"/admin/claims/webhook/{webhook.pk}/change/"
    assert page in message.body
    client.force_login(dana)
    html = client.get("/notifications/").content.decode()
    assert "The webhook “Website” was paused." in html
    assert 'value="webhook" checked' in html
    row = Notification.objects.get()
    assert client.get(f"/notifications/{row.pk}/")["Location"] == page
    client.force_login(alice)
    assert 'value="webhook"' not in client.get("/notifications/").content.decode()


def test_who_wants_no_notice_gets_none(webhook, receiver, dana):
    notices.choose(dana, in_page=[], by_mail=[])
    webhooks.ping(webhook, by=dana)
    receiver.fails(status=410)
    deliver(receiver)
    assert not Notification.objects.exists()


def test_a_paused_webhook_is_told_later(webhook, receiver, dana, alice, bob):
    webhooks.pause(webhook, by=dana, reason="The website is rebuilt.")
    webhook.refresh_from_db()
    assert webhook.paused_because == "The website is rebuilt."
    assert webhook.paused_by == dana
    make.published(alice, bob)
    assert deliver(receiver) == 0
    with pytest.raises(Conflict, match="Paused"):
        webhooks.ping(webhook, by=dana)
    webhooks.resume(webhook, by=dana)
    assert deliver(receiver) == 1
    with pytest.raises(Conflict):
        webhooks.resume(webhook, by=dana)


def test_what_waited_too_long_for_a_paused_webhook_is_given_up_and_can_be_sent(
    webhook, receiver, dana, alice, bob
):
    webhooks.pause(webhook, by=dana)
    make.published(alice, bob)
    pass_time(days=13)
    delivering.tidy()
    assert Delivery.objects.get().state == "waiting"
    pass_time(days=1.1)
    delivering.tidy()
    assert Delivery.objects.get().state == "failed"
    webhooks.resume(webhook, by=dana)
    assert deliver(receiver) == 0
    assert webhooks.resend_failed(webhook, by=dana) == 1
    assert deliver(receiver) == 1


def test_what_is_on_its_way_to_a_webhook_that_is_removed_is_left_until_it_is_back(
    webhook, receiver, dana, alice, bob
):
    make.published(alice, bob)
    (mine,) = delivering.take_due(1)
    webhooks.remove(webhook, by=dana)
    assert delivering.tidy() == 0
    delivering.settle(mine, delivering.Outcome(timezone.now(), 0.1, 200))
    assert delivering.tidy() == 1


def test_what_was_delivered_long_ago_is_removed(webhook, receiver, alice, bob):
    make.published(alice, bob)
    deliver(receiver)
    assert delivering.tidy() == 0
    Delivery.objects.update(settled_at=timezone.now() - delivering.KEEP)
    assert delivering.tidy() == 1
    assert not Attempt.objects.exists()


# Sending again


def test_a_delivery_is_sent_again_under_its_id(webhook, receiver, dana, alice, bob):
    make.published(alice, bob)
    deliver(receiver)
    row = Delivery.objects.get()
    webhooks.resend(row, by=dana)
    with pytest.raises(Conflict, match="on its way"):
        webhooks.resend(row, by=dana)
    deliver(receiver)
    one, again = receiver.taken
    assert one.headers["webhook-id"] == again.headers["webhook-id"]
    assert one.message == again.message
    assert Event.objects.get(action="delivery.resent").by == dana


def test_what_was_retracted_since_is_not_sent_again(webhook, receiver, dana, alice, bob):
    live = make.published(alice, bob)
    publication.retract(live, by=bob, reason="A private letter.")
    deliver(receiver)
    published, retracted = Delivery.objects.order_by("id")
    with pytest.raises(Conflict, match="retracted since"):
        webhooks.resend(published, by=dana)
    webhooks.resend(retracted, by=dana)
    assert deliver(receiver) == 1
    Delivery.objects.update(state="failed")
    assert webhooks.resend_failed(webhook, by=dana) == 1


def test_where_nothing_was_given_up_nothing_is_sent_again(webhook, dana):
    with pytest.raises(Conflict, match="Nothing was given up"):
        webhooks.resend_failed(webhook, by=dana)


# What administrators set


def test_the_history_has_neither_secrets_nor_whole_addresses(webhook, receiver, dana):
    url = f"{webhook.url}?token=hunter2"
    webhooks.edit(webhook, by=dana, url=url, types=["publication.retracted"], name="CMS")
    webhooks.rotate_secret(webhook, by=dana)
    webhooks.edit(webhook, by=dana, url=f"{url}&x=1")
    webhooks.edit(webhook, by=dana, url="https://other.example/hook")
    webhook.refresh_from_db()
    assert (webhook.name, webhook.types) == ("CMS", ["publication.retracted"])
    events = list(Event.objects.filter(object_type="webhook").order_by("id"))
    assert [event.action for event in events] == [
        "webhook.added",
        "webhook.edited",
        "webhook.secret_rotated",
        "webhook.edited",
        "webhook.edited",
    ]
    told = "".join(f"{event.before}{event.after}{event.note}" for event in events)
    assert "whsec_" not in told
    assert "hunter2" not in told
    assert events[-1].after == {"site": "other.example"}
    assert {event.by for event in events} == {dana}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"types": ["webhook.ping"]}, "types"),
        ({"types": ["claim.accepted"]}, "types"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(receiver, dana, wrong, field):
    with pytest.raises(ValidationError) as refused:
        receiver.webhook(dana, **wrong)
    assert list(refused.value.message_dict) == [field]


def test_what_waits_goes_to_a_new_address_at_once(webhook, receiver, dana):
    webhooks.ping(webhook, by=dana)
    receiver.fails()
    deliver(receiver)
    webhooks.edit(webhook, by=dana, url=receiver.web.url("/hook", host="new.example"))
    assert deliver(receiver) == 1
    assert receiver.taken[0].headers["Host"].startswith("new.example")


def test_a_webhook_that_is_removed_is_told_nothing_more(webhook, receiver, dana, alice, bob):
    webhooks.ping(webhook, by=dana)
    webhooks.remove(webhook, by=dana)
    make.published(alice, bob)
    assert deliver(receiver) == 0
    assert Delivery.objects.count() == 1
    delivering.tidy()
    assert not Delivery.objects.exists()
    webhook.refresh_from_db()
    assert webhook.secret == ""
    assert not Webhook.objects.kept().exists()
    with pytest.raises(Conflict, match="removed"):
        webhooks.remove(webhook, by=dana)


# The guide


GUIDE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()


def test_the_guide_names_every_type():
    for kind in EventType.values:
        assert f"| `{kind}` |" in GUIDE


def test_the_receiver_in_the_guide_takes_what_is_sent(webhook, receiver, alice, bob):
    (program,) = re.findall(r"(    from standardwebhooks.*?)\n\n\*\*", GUIDE, re.DOTALL)
    mirror: dict[int, dict] = {}
    names = {
        "store": mirror.__setitem__,
        "remove": mirror.pop,
        "is_newer": lambda claim, at: at > mirror.get(claim, {}).get("changed_at", ""),
    }
    exec(textwrap.dedent(program).replace("whsec_…", webhook.secret), names)
    kept, gone = make.published(alice, bob), make.published(alice, bob)
    make.corrected(kept, alice)
    publication.retract(gone, by=bob, reason="Wrong.")
    webhooks.ping(webhook, by=bob)
    deliver(receiver)
    for request in receiver.taken:
        names["receive"](request.message, dict(request.headers))
    assert {claim: row["number"] for claim, row in mirror.items()} == {kept.claim_id: 2}
