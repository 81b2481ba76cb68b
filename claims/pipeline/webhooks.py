"""Webhooks: who is told of what happens to what readers see, and telling them again.

What they are told is written by `outbox`, and delivered by `delivering`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.fetching import MESSAGE_PORTS, Refused
from claims.models import Delivery, EventType, Newsroom, User, Webhook
from claims.models.webhook import SUBSCRIBABLE, DeliveryQuerySet, new_secret
from claims.pipeline import addresses, notices, outbox
from claims.pipeline.changes import Conflict, change, check_fields, record, require, take, within
from claims.pipeline.messages import wake_on_commit

State = Webhook.State
# How long the former secret signs beside a new one.
BOTH = dt.timedelta(hours=24)
# Those that somebody may still change.
KEPT = (State.ACTIVE, State.PAUSED)
GONE = "Somebody removed this webhook."
NOT_PAUSED: dict[str, Any] = {"paused_at": None, "paused_by": None, "paused_because": ""}


@transaction.atomic
def add(*, by: User, name: str, url: str, types: Collection[str] = ()) -> Webhook:
    """Tell an address of what happens from now on. Its secret is on the row that is returned.

    `types` are what it is told of; none: all. Raises ValidationError with a message for each field.
    """
    facts = check(name=name, url=url, types=types)
    webhook = Webhook.objects.create(created_by=by, **facts)
    told = {"name": webhook.name, "types": webhook.types, "site": _site(webhook.url)}
    record(webhook, action="webhook.added", by=by, after=told)
    return webhook


@transaction.atomic
def edit(webhook: Webhook, *, by: User, **values: Any) -> None:
    """Change `name`, `url` or `types`. What waits goes to the new address.

    Raises ValidationError by field, and Conflict when it was removed.
    """
    facts = check(**values)
    locked = take(webhook, state=KEPT, refusal=GONE)
    action, before, url = "webhook.edited", locked.url, facts.pop("url", locked.url)
    beside = {"site": (_site(before), _site(url))}
    if url != before:
        locked.url = url
        locked.save(update_fields=["url"])
        _begin_anew(locked)
        wake_on_commit("deliver_webhooks")
    if not change(locked, action=action, by=by, beside=beside, **facts) and url != before:
        record(locked, action=action, by=by)


@transaction.atomic
def remove(webhook: Webhook, *, by: User) -> None:
    """Tell it nothing more. The row stays for the history; what waits is dropped."""
    locked = take(webhook, state=KEPT, refusal=f"{GONE[:-1]} already.")
    change(locked, action="webhook.removed", by=by, state=State.REMOVED, **NOT_PAUSED)
    _keep_secrets(locked, "", "", None)


@transaction.atomic
def pause(webhook: Webhook, *, by: User, reason: str = "") -> None:
    """Hold back what it would be told, until somebody switches it on again."""
    reason = reason.strip() or "Switched off by hand."
    within(reason, "reason", Webhook._meta.get_field("paused_because").max_length)
    _pause(take(webhook, state=State.ACTIVE), by=by, reason=reason)


def pause_dead(locked: Webhook, reason: str) -> None:
    """Give a webhook up that can't be reached, in the caller's transaction, and tell so."""
    _pause(locked, by=None, reason=reason[:500])
    notices.webhook_paused(locked, reason)


def _pause(locked: Webhook, *, by: User | None, reason: str) -> None:
    change(
        locked,
        action="webhook.paused",
        by=by,
        note=reason,
        state=State.PAUSED,
        paused_at=timezone.now(),
        paused_by=by,
        paused_because=reason,
    )


@transaction.atomic
def resume(webhook: Webhook, *, by: User) -> None:
    """Switch it on again: what has waited goes out now, in its order."""
    locked = take(webhook, state=State.PAUSED)
    _begin_anew(locked)
    change(locked, action="webhook.resumed", by=by, state=State.ACTIVE, **NOT_PAUSED)
    wake_on_commit("deliver_webhooks")


@transaction.atomic
def rotate_secret(webhook: Webhook, *, by: User) -> str:
    """Give it a new secret, which is returned; the former one signs as well for a day."""
    locked = take(webhook, state=KEPT, refusal=GONE)
    _keep_secrets(locked, new_secret(), locked.secret, timezone.now() + BOTH)
    record(locked, action="webhook.secret_rotated", by=by)
    return locked.secret


@transaction.atomic
def ping(webhook: Webhook, *, by: User) -> Delivery:
    """Send a message that says nothing, to see whether it arrives."""
    locked = take(webhook, state=State.ACTIVE)
    event = record(locked, action="webhook.pinged", by=by)
    data = {"webhook": locked.name, "newsroom": Newsroom.current().name}
    payload = outbox.worded(EventType.PING, event.at, data)
    wake_on_commit("deliver_webhooks")
    return Delivery.objects.create(
        webhook=locked, event=event, type=EventType.PING, payload=payload
    )


@transaction.atomic
def resend(delivery: Delivery, *, by: User) -> None:
    """Send a delivery once more, the same under the same id. Conflict while it is on its way."""
    take(delivery.webhook, state=KEPT, refusal=GONE)
    settled = (Delivery.State.DELIVERED, Delivery.State.FAILED)
    locked = take(delivery, state=settled, refusal="This is on its way already.")
    if not _send_again(Delivery.objects.filter(pk=locked.pk)):
        raise Conflict("What this tells was retracted since, so it isn’t told again.")
    record(locked, action="delivery.resent", by=by)


@transaction.atomic
def resend_failed(webhook: Webhook, *, by: User) -> int:
    """Send all once more that was given up, in its order. Returns how many."""
    locked = take(webhook, state=KEPT, refusal=GONE)
    count = _send_again(locked.deliveries.filter(state=Delivery.State.FAILED))
    if not count:
        raise Conflict("Nothing was given up that could be sent again.")
    record(locked, action="webhook.resent", by=by, after={"deliveries": count})
    return count


def check(**values: Any) -> dict[str, Any]:
    """The values in the form in which they would be stored. Raises ValidationError by field."""
    checks = {"name": _name, "url": _url, "types": _types}
    errors: dict[str, Any] = {}
    checked: dict[str, Any] = {}
    for field, value in values.items():
        try:
            checked[field] = checks[field](value)
        except ValidationError as error:
            errors |= error.message_dict
    if errors:
        raise ValidationError(errors)
    return checked


def _name(name: str) -> str:
    name = require(name, "name", "Name what listens there, such as “Website”.")
    check_fields(Webhook, name=name)
    return name


def _url(url: str) -> str:
    """An address that can be told something, as far as one can say without looking it up."""
    # Here, for it loads what a web server seldom needs.
    from claims.fetching import targets

    url = require(url, "url", "Give the address that messages are posted to.")
    try:
        target = targets.parse(url, range(1, 65_536))
    except Refused as refused:
        raise ValidationError({"url": refused.reason}) from None
    if target.port not in MESSAGE_PORTS:
        raise ValidationError({"url": "Use port 80, 443 or one from 1024 on."})
    if target.is_address and not addresses.may_be_told(target.host):
        raise ValidationError({"url": addresses.NOT_TOLD})
    return url


def _types(types: Collection[str]) -> list[str]:
    """The types in their own order, each once."""
    if set(types) - set(SUBSCRIBABLE):
        raise ValidationError({"types": f"Choose among: {', '.join(SUBSCRIBABLE)}; none: all."})
    return [kind for kind in SUBSCRIBABLE if kind in types]


def _keep_secrets(locked: Webhook, now: str, before: str, until: dt.datetime | None) -> None:
    """Set by hand, for `change` would keep them in the history."""
    locked.secret, locked.secret_before, locked.secret_before_until = now, before, until
    locked.save(update_fields=["secret", "secret_before", "secret_before_until"])


def _begin_anew(locked: Webhook) -> None:
    """Forget what went wrong until now; what waits is tried at once."""
    locked.failing_since = locked.rests_until = None
    locked.save(update_fields=["failing_since", "rests_until"])
    waiting = locked.deliveries.filter(state=Delivery.State.WAITING)
    waiting.update(tries=0, tried_since=None, wake_at=timezone.now())


def _site(url: str) -> str:
    """What the history keeps of an address: the rest of it may be as good as a password."""
    return addresses.host(url)


def _send_again(rows: DeliveryQuerySet) -> int:
    """Have settled deliveries sent once more, but for what was retracted. Returns how many."""
    wake_on_commit("deliver_webhooks")
    return rows.still_told().update(
        state=Delivery.State.WAITING,
        tries=0,
        tried_since=None,
        wake_at=timezone.now(),
        settled_at=None,
    )
