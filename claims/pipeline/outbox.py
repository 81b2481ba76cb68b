"""Outbox: what webhooks are told, written in the transaction of the change that it is about.

So nothing is told that was taken back, and nothing is lost while the broker, a worker or the
receiver is away: what is to be delivered is a row from the start, word for word. It only ever holds
what readers can see. Delivering it is `claims.pipeline.delivering`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import orjson

from claims.exports.records import record, tombstone
from claims.models import Delivery, Event, EventType, Newsroom, Publication, Webhook
from claims.pipeline.messages import wake_on_commit

# The Events that webhooks are told of, by action. What changes `stale` is told by `alerts`, which
# knows when it has changed.
TOLD = {
    "publication.published": EventType.PUBLISHED,
    "publication.corrected": EventType.CORRECTED,
    "publication.retracted": EventType.RETRACTED,
    "publication.reviewed": EventType.REVIEWED,
    "claim.promise_rated": EventType.PROMISE_RATED,
}


def enqueue(events: Iterable[Event]) -> None:
    """Write down what webhooks are told of these Events; of most of them nothing, at no cost."""
    for event in events:
        if kind := TOLD.get(event.action):
            tell(kind, event)


def tell(kind: EventType, event: Event) -> None:
    """Write a delivery for each webhook that wants this type. One query when none does.

    The claim of the event is held by the caller, so that its deliveries are numbered in order.
    """
    webhooks = list(Webhook.objects.subscribed(kind).only("pk"))
    publication = _about(event) if webhooks else None
    if publication is None:
        return
    payload = worded(kind, event.at, _data(publication))
    Delivery.objects.bulk_create(
        Delivery(
            webhook=webhook, event=event, claim_id=publication.claim_id, type=kind, payload=payload
        )
        for webhook in webhooks
    )
    wake_on_commit("deliver_webhooks")


def worded(kind: EventType, at: dt.datetime, data: dict[str, Any]) -> str:
    """A message as it goes out, and as it is signed."""
    body = {"type": kind.value, "timestamp": at, "data": data}
    return orjson.dumps(body, option=orjson.OPT_UTC_Z).decode()


def _about(event: Event) -> Publication | None:
    """The publication that an Event is about, as it is now; of a claim the live one, if any."""
    if event.object_type == "publication":
        return Publication.objects.get(pk=event.object_id)
    return Publication.objects.live().filter(claim=event.claim_id).first()


def _data(publication: Publication) -> dict[str, Any]:
    """The record that exports give; of what was retracted no more than readers are told."""
    is_retracted = publication.state == Publication.State.RETRACTED
    return (tombstone if is_retracted else record)(publication, Newsroom.current())
