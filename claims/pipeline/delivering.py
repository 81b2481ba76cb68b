"""Delivering: workers post what the outbox holds, in order for each claim, until it has arrived.

As with extractions and pages the row is the truth, and a message only says that there may be work.
`wake_at` is when a delivery is to be tried; who tries it has moved that on to the end of a lease,
which is longer than the longest request. So what a killed worker held is sent once more, and
nobody sends the next one of the claim before the former one is settled.

One worker process at a time begins deliveries, for all webhooks, with a thread for each request: a
receiver that hangs holds its own two threads and nobody else's.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
import random
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.fetching import Answer, Kind, Refused, post
from claims.models import Attempt, Delivery, Newsroom, Webhook
from claims.pipeline import addresses, webhooks

logger = logging.getLogger(__name__)

Sender = Callable[..., Answer]
State = Delivery.State

# How long a receiver may take to answer, in seconds; and for how long a delivery is held for it.
PATIENCE = 15.0
LEASE = dt.timedelta(seconds=20)
# How long to wait after the first failure, the second and so on; after the last one again and
# again, until it has been tried for as long as `GIVE_UP` says.
BACK_OFF = (
    dt.timedelta(seconds=5),
    dt.timedelta(seconds=30),
    dt.timedelta(minutes=2),
    dt.timedelta(minutes=10),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=1),
    dt.timedelta(hours=2),
    dt.timedelta(hours=4),
)
GIVE_UP = dt.timedelta(hours=24)
# Where nobody answers, all that waits for that webhook waits at most so long for the next try.
REST = dt.timedelta(minutes=1)
# After so long without success the first one lets all that waits go at once.
OUTAGE = dt.timedelta(minutes=5)
# How many are on their way at once: to one webhook, to one that fails, and in all.
AT_ONCE, AT_ONCE_FAILING, MOST = 2, 1, 32
# What is settled is kept for so long, and what waits for a paused webhook.
KEEP = dt.timedelta(days=30)
HOLD = dt.timedelta(days=14)
# One process delivers at a time, for so many seconds before others get a turn. It looks for more
# every so often.
SHIFT, LOOK_AGAIN = 15.0, 0.25
COURIER = "webhooks-courier"
# The status with which a receiver says that it wants no more.
GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of posting a delivery: a status, or in a sentence why there is none."""

    at: dt.datetime
    seconds: float
    status: int | None = None
    error: str = ""
    body: str = ""
    # Seconds for which the receiver wants to be left alone.
    retry_after: float = 0.0

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def in_words(self) -> str:
        return self.error or f"It answered with status {self.status}."


def run(*, send: Sender = post) -> int:
    """Deliver what is due and what falls due meanwhile. Returns how many attempts were made.

    Does nothing while another process is at it. That there is only one is thrift and nothing more:
    what is whose is said by the rows.
    """
    # The key outlives a killed process by no more than its leases.
    work = Webhook.objects.with_work(timezone.now())
    if not work.exists() or not cache.add(COURIER, 1, _seconds()):
        return 0
    with ThreadPoolExecutor(MOST) as threads:
        return _shift(threads, send)


def _shift(threads: ThreadPoolExecutor, send: Sender) -> int:
    """The database is asked in this thread alone, the receivers in the others.

    Who waits for the last answers only is in nobody's way: another process begins its shift.
    """
    agent, until, done = _agent(), time.monotonic() + SHIFT, 0
    on_their_way: dict[Future[Outcome], Delivery] = {}
    try:
        while time.monotonic() < until:
            for delivery in take_due(MOST - len(on_their_way)):
                on_their_way[threads.submit(posted, delivery, agent=agent, send=send)] = delivery
            if not on_their_way:
                return done
            done += _settle_finished(on_their_way)
            cache.touch(COURIER, _seconds())
    finally:
        cache.delete(COURIER)
    while on_their_way:
        done += _settle_finished(on_their_way)
    return done


def _settle_finished(on_their_way: dict[Future[Outcome], Delivery]) -> int:
    """Settle those that are back, or come back in a moment. Returns how many."""
    finished = wait(on_their_way, timeout=LOOK_AGAIN, return_when=FIRST_COMPLETED).done
    for future in finished:
        delivery = on_their_way.pop(future)
        try:
            settle(delivery, future.result())
        except DatabaseError:
            # Its lease ends, and it is sent once more. The others are not to suffer.
            logger.exception("What came of delivery %s is not recorded.", delivery.pk)
    return len(finished)


@transaction.atomic
def take_due(room: int) -> list[Delivery]:
    """Make at most `room` deliveries that are due this process's own.

    Webhooks that another process is looking through are left to it.
    """
    now = timezone.now()
    taken: list[Delivery] = []
    for webhook in Webhook.objects.with_work(now).select_for_update(no_key=True, skip_locked=True):
        mine = webhook.deliveries.all()
        on_their_way = mine.filter(state=State.SENDING, wake_at__gt=now).count()
        most = AT_ONCE_FAILING if webhook.failing_since else AT_ONCE
        room_here = max(0, min(most - on_their_way, room - len(taken)))
        for delivery in mine.due(now).order_by("pk")[:room_here]:
            delivery.webhook = webhook
            _hold(delivery, now)
            taken.append(delivery)
    return taken


def _hold(delivery: Delivery, now: dt.datetime) -> None:
    if delivery.state == State.SENDING:
        words = "The worker was stopped before an answer came."
        Attempt.objects.create(delivery=delivery, at=now, error=words)
    delivery.state = State.SENDING
    delivery.tries += 1
    delivery.tried_since = delivery.tried_since or now
    delivery.wake_at = now + LEASE
    delivery.save(update_fields=["state", "tries", "tried_since", "wake_at"])


def posted(delivery: Delivery, *, agent: str, send: Sender) -> Outcome:
    """Post a delivery that `take_due` returned. Asks the database nothing."""
    at, begun = timezone.now(), time.monotonic()
    body = delivery.payload.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": agent,
        **signed(delivery.message_id, at, body, delivery.webhook.secrets()),
    }
    status, error, answered, retry_after = None, "", b"", None
    try:
        answer = send(
            delivery.webhook.url,
            body,
            headers=headers,
            seconds=PATIENCE,
            allowed=addresses.may_be_told,
        )
        status, answered, retry_after = answer.status, answer.body, answer.retry_after
    except Refused as refused:
        error = addresses.NOT_TOLD if refused.kind == Kind.ADDRESS else refused.reason
    except Exception as failure:
        logger.exception("Delivery %s failed.", delivery.pk)
        error = f"Something went wrong here: {type(failure).__name__}."
    if status and 300 <= status < 400:
        error = f"It answered with a redirect (status {status}), which is not followed."
    seconds = round(time.monotonic() - begun, 3)
    return Outcome(at, seconds, status, error, _text(answered), retry_after or 0.0)


def signed(message_id: str, at: dt.datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The headers of Standard Webhooks: a signature for each of the secrets.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    timestamp = str(int(at.timestamp()))
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    signatures = (
        hmac.digest(b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256)
        for secret in secrets
    )
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{b64encode(one).decode()}" for one in signatures),
    }


@transaction.atomic
def settle(delivery: Delivery, outcome: Outcome) -> None:
    """Record what came of posting a delivery, and what becomes of it and its webhook."""
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=delivery.webhook_id)
    Attempt.objects.create(
        delivery=delivery,
        at=outcome.at,
        seconds=outcome.seconds,
        status=outcome.status,
        error=outcome.error,
        body=outcome.body,
    )
    held = Delivery.objects.select_for_update().filter(
        pk=delivery.pk, state=State.SENDING, wake_at=delivery.wake_at
    )
    mine = held.first()
    if mine is None:
        logger.info("Delivery %s took longer than its lease.", delivery.pk)
    elif outcome.is_success:
        _delivered(mine, webhook)
    else:
        _failed(mine, webhook, outcome)


def _delivered(mine: Delivery, webhook: Webhook) -> None:
    now = timezone.now()
    _settled(mine, State.DELIVERED, now)
    if webhook.failing_since and webhook.failing_since < now - OUTAGE:
        webhook.deliveries.filter(state=State.WAITING, wake_at__gt=now).update(wake_at=now)
    if webhook.failing_since or webhook.rests_until:
        _note(webhook, failing_since=None, rests_until=None)


def _failed(mine: Delivery, webhook: Webhook, outcome: Outcome) -> None:
    """Try again later; give the delivery up, or the webhook, when that has gone on for a day."""
    assert mine.tried_since
    now = timezone.now()
    pause = _pause(mine, outcome)
    began = mine.tried_since if mine.tries == 1 else outcome.at
    failing_since = webhook.failing_since or began
    dead = outcome.status == GONE or now >= failing_since + GIVE_UP
    if not dead and now >= mine.tried_since + GIVE_UP:
        # Others arrive, so it is the message that fails, and no sign of a dead receiver.
        _settled(mine, State.FAILED, now)
        _note(webhook, failing_since=None, rests_until=None)
        return
    rests_until = None if outcome.status else now + min(pause, REST)
    _note(webhook, failing_since=failing_since, rests_until=rests_until)
    mine.state = State.WAITING
    mine.wake_at = min(now + pause, max(mine.tried_since + GIVE_UP, now + BACK_OFF[0]))
    mine.save(update_fields=["state", "wake_at"])
    if dead and webhook.state == Webhook.State.ACTIVE:
        webhooks.pause_dead(webhook, _why(outcome))


def _note(webhook: Webhook, **facts: dt.datetime | None) -> None:
    """Keep how its receiver does: no change that somebody made, and no Event."""
    for name, value in facts.items():
        setattr(webhook, name, value)
    webhook.save(update_fields=list(facts))


def _why(outcome: Outcome) -> str:
    if outcome.status == GONE:
        return "Its receiver answered that it is gone for good (status 410)."
    return f"Nothing could be delivered to it for 24 hours. The last time: {outcome.in_words}"


def _pause(mine: Delivery, outcome: Outcome) -> dt.timedelta:
    """Some more than the step says, so that what failed together isn't tried together again."""
    step = BACK_OFF[min(mine.tries, len(BACK_OFF)) - 1]
    asked = dt.timedelta(seconds=min(outcome.retry_after, BACK_OFF[-1].total_seconds()))
    return max(step * (1 + random.random() / 5), asked)  # noqa: S311 - nobody's secret


def _settled(mine: Delivery, state: str, now: dt.datetime) -> None:
    mine.state, mine.wake_at, mine.settled_at = state, None, now
    mine.save(update_fields=["state", "wake_at", "settled_at"])


@transaction.atomic
def tidy() -> int:
    """Give up what has waited too long for somebody to switch its webhook on, and remove what was
    settled long ago, or was for webhooks that are removed. Returns how many were removed."""
    now = timezone.now()
    paused = Delivery.objects.open().filter(webhook__state=Webhook.State.PAUSED)
    paused.filter(wake_at__lt=now - HOLD).update(state=State.FAILED, wake_at=None, settled_at=now)
    old = Delivery.objects.filter(settled_at__lt=now - KEEP)
    # What is on its way is settled first.
    of_removed = Delivery.objects.filter(webhook__state=Webhook.State.REMOVED).exclude(
        state=State.SENDING, wake_at__gt=now
    )
    return sum(rows.delete()[1].get("claims.Delivery", 0) for rows in (old, of_removed))


def _text(body: bytes) -> str:
    """The beginning of an answer, for people to read. PostgreSQL takes no NUL."""
    return body[: Attempt.KEPT].decode("utf-8", "replace").replace("\0", "�")


def _agent() -> str:
    """Who posts, and where a receiver's owner can see what for."""
    address = Newsroom.current().address.encode("ascii", "ignore").decode()
    return f"Factcheck-Webhooks (+{address})"


def _seconds() -> int:
    return int(LEASE.total_seconds())
