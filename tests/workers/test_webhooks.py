"""A real worker delivers to a receiver that fails, hangs, is away and comes back."""

import threading
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from claims.engine.candidate import Kind
from claims.models import Attempt, Delivery, User, Webhook
from claims.pipeline import promises, publication, webhooks
from tests import make, web_server
from tests.receiver import PATH, Receiver
from tests.web_server import Request
from tests.worker import wait_for

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with web_server.running() as server:
        yield Receiver(server)


@pytest.fixture
def webhook(receiver: Receiver, dana: User, variables: dict[str, str], settings) -> Webhook:
    """As of a newsroom whose website is in a network of its own."""
    variables["WEBHOOK_NETWORKS"] = "127.0.0.0/8"
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    return webhooks.add(by=dana, name="Website", url=receiver.web.url(PATH, host="127.0.0.1"))


def hangs(request: Request) -> None:
    """Says nothing for longer than anybody waits."""
    request.server.over.wait(60)


def hangs_up(request: Request) -> None:
    request.connection.close()


def open_ones() -> int:
    return Delivery.objects.open().count()


def wait_until_all_has_arrived() -> None:
    # Fifty seconds of them may be back-off.
    wait_for(lambda: not open_ones(), seconds=240, what="all that waits to arrive")
    assert not Delivery.objects.filter(state="failed").exists()


def in_order(receiver: Receiver, webhook: Webhook, claim: int) -> None:
    """Every message of the claim has come once or more, and each for the first time in order."""
    written = webhook.deliveries.filter(claim=claim).order_by("id")
    ids = written.values_list("message_id", flat=True)
    came = [request.headers["webhook-id"] for request in receiver.taken]
    assert list(dict.fromkeys(one for one in came if one in set(ids))) == list(ids)
    assert receiver.messages(webhook), "signed as the standard's own library wants it"


def test_a_receiver_that_fails_and_comes_back_gets_everything_in_order_for_each_claim(
    receiver, webhook, start_worker, alice, bob
):
    receiver.fails()
    receiver.answers.append(hangs_up)
    receiver.fails(status=503)
    start_worker()
    claims = [make.checking(alice, kinds=(Kind.PROMISE,)) for _ in range(3)]
    lives = [make.published(alice, bob, claim) for claim in claims]
    for claim in claims:
        promises.rate(claim, by=bob, status="stalled", note="No vote yet.")
    corrected = make.corrected(lives[0], alice)
    publication.retract(corrected, by=bob, reason="A forged letter.")
    wait_until_all_has_arrived()
    assert len(receiver.tried) >= 11
    for claim in claims:
        in_order(receiver, webhook, claim.pk)
    assert [kind for claim, kind in receiver.told(webhook) if claim == claims[0].pk] == [
        "publication.published",
        "publication.promise_rated",
        "publication.corrected",
        "publication.retracted",
    ]


def test_a_flushed_broker_loses_messages_and_no_delivery(
    receiver, webhook, start_worker, broker, alice, bob
):
    lives = [make.published(alice, bob) for _ in range(3)]
    publication.retract(lives[0], by=bob, reason="Wrong.")
    broker.flush()
    start_worker().wait_until_ready()
    broker.flush()
    wait_until_all_has_arrived()
    for live in lives:
        in_order(receiver, webhook, live.claim_id)
    assert len(receiver.taken) == 4


def test_what_happens_while_the_broker_is_away_is_told_when_it_is_back(
    receiver, webhook, start_worker, broker, alice, bob
):
    broker.stop()
    live = make.published(alice, bob)
    publication.retract(live, by=bob, reason="Wrong.")
    broker.start()
    start_worker()
    wait_until_all_has_arrived()
    in_order(receiver, webhook, live.claim_id)


def test_a_worker_killed_while_it_delivers_loses_nothing(
    receiver, webhook, start_worker, alice, bob
):
    reached = threading.Event()

    def answers_nobody(request: Request) -> None:
        reached.set()
        hangs(request)

    receiver.answers.append(answers_nobody)
    worker = start_worker().wait_until_ready()
    live = make.published(alice, bob)
    publication.retract(live, by=bob, reason="Wrong.")
    wait_for(reached.is_set, what="the message to be on its way")
    worker.kill()
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == [
        "sending",
        "waiting",
    ]
    start_worker()
    wait_until_all_has_arrived()
    in_order(receiver, webhook, live.claim_id)
    first = Delivery.objects.earliest("id")
    assert "stopped before an answer" in first.attempts.earliest("id").error


def test_a_receiver_that_hangs_holds_up_no_other_and_gets_all_in_the_end(
    receiver, webhook, start_worker, dana, alice, bob
):
    other = webhooks.add(
        by=dana, name="Archive", url=receiver.web.url("/archive", host="127.0.0.1")
    )
    archive = []
    receiver.server.pages["/archive"] = lambda request: (
        archive.append(request),
        web_server.sends(b"")(request),
    )
    receiver.answers += [hangs] * 1000
    start_worker().wait_until_ready()
    lives = [make.published(alice, bob) for _ in range(6)]
    wait_for(lambda: not other.deliveries.open().exists(), what="the archive to have all of them")
    assert len(archive) == len(lives)
    assert receiver.taken == []
    receiver.answers.clear()
    wait_until_all_has_arrived()
    for live in lives:
        in_order(receiver, webhook, live.claim_id)


def test_a_loopback_address_that_no_setting_names_is_never_told(
    receiver, webhook, variables, start_worker, alice, bob
):
    variables.pop("WEBHOOK_NETWORKS")
    make.published(alice, bob)
    start_worker()
    wait_for(Attempt.objects.exists, what="the attempt")
    assert "no address of the public web" in Attempt.objects.first().error
    assert receiver.tried == []
