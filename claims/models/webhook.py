"""Webhooks: who is told of what happens to what readers see, and what became of the telling."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from base64 import b64encode
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from claims.models.publication import Publication


class EventType(models.TextChoices):
    """What a webhook can be told of. All but the ping is about a published fact-check."""

    PUBLISHED = "publication.published", "Published"
    CORRECTED = "publication.corrected", "Corrected"
    RETRACTED = "publication.retracted", "Retracted"
    REVIEWED = "publication.reviewed", "Looked at again, and stands"
    PROMISE_RATED = "publication.promise_rated", "Rated anew as a promise"
    STALE = "publication.stale", "Wanted for another look, or no longer"
    PING = "webhook.ping", "Test"


# What can be chosen: a ping goes to whom it is sent.
SUBSCRIBABLE = [kind for kind in EventType.values if kind != EventType.PING]


def new_secret() -> str:
    """As Standard Webhooks writes it, with as many random bytes as the signature has."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def new_message_id() -> str:
    return f"msg_{uuid4().hex}"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def kept(self) -> WebhookQuerySet:
        """All but those that somebody removed."""
        return self.exclude(state=Webhook.State.REMOVED)

    def subscribed(self, kind: str) -> WebhookQuerySet:
        """Those that are told of a type; a paused one is told later."""
        return self.kept().filter(Q(types=[]) | Q(types__contains=[kind])).order_by("pk")

    def with_work(self, now: dt.datetime) -> WebhookQuerySet:
        """Those that something is to be sent to now."""
        due = Delivery.objects.due(now).filter(webhook=OuterRef("pk"))
        rested = Q(rests_until=None) | Q(rests_until__lte=now)
        return self.filter(rested, Exists(due), state=Webhook.State.ACTIVE).order_by("pk")


class Webhook(models.Model):
    """An address of another system that is told of what happens to what readers see.

    The secret is kept as it is, for without it nothing can be signed. It is in no Event and no
    list. After a change the one before it signs as well until `secret_before_until`.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        REMOVED = "removed", "Removed"

    name = models.CharField(max_length=100, help_text="What listens there, such as “Website”.")
    url = models.URLField("address", max_length=2000, help_text="Where messages are posted.")
    types = ArrayField(
        models.CharField(max_length=40, choices=EventType),
        default=list,
        blank=True,
        help_text="Nothing chosen: all of them, and those that come with later versions.",
    )
    secret = models.CharField(max_length=100, default=new_secret, editable=False)
    secret_before = models.CharField(max_length=100, blank=True, editable=False)
    secret_before_until = models.DateTimeField(null=True, editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.ACTIVE)
    paused_at = models.DateTimeField(null=True, blank=True)
    # None, while it is paused, when Factcheck paused it.
    paused_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paused_because = models.CharField(max_length=500, blank=True)
    # When the first of the attempts began of which none has succeeded since.
    failing_since = models.DateTimeField(null=True, blank=True)
    # Nothing is tried before: nobody answered.
    rests_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["active", "paused", "removed"]),
                name="webhook_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(types__contained_by=SUBSCRIBABLE), name="webhook_types_are_known"
            ),
            models.CheckConstraint(
                condition=~Q(secret="") | Q(state="removed"),
                name="webhook_has_a_secret",
            ),
            models.CheckConstraint(
                condition=Q(secret_before="", secret_before_until=None)
                | ~Q(secret_before="") & Q(secret_before_until__isnull=False),
                name="webhook_secret_before_ends",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_at__isnull=False) & ~Q(paused_because="")
                | ~Q(state="paused") & Q(paused_at=None, paused_by=None, paused_because=""),
                name="webhook_paused_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_admin_url(self) -> str:
        return reverse("admin:claims_webhook_change", args=[self.pk])

    def secrets(self) -> list[str]:
        """The secrets that sign now, the present one first."""
        until = self.secret_before_until
        both = until is not None and until > timezone.now()
        return [self.secret, self.secret_before] if both else [self.secret]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> DeliveryQuerySet:
        """Neither delivered nor given up."""
        return self.filter(state__in=Delivery.OPEN)

    def due(self, now: dt.datetime) -> DeliveryQuerySet:
        """To be sent now: of each claim only the first one that is open, whatever its time."""
        former = self.model.objects.open().filter(
            webhook=OuterRef("webhook"), claim=OuterRef("claim"), pk__lt=OuterRef("pk")
        )
        return self.open().filter(~Exists(former), wake_at__lte=now)

    def still_told(self) -> DeliveryQuerySet:
        """Without those that tell what was retracted after they were written."""
        retracted = Publication.objects.filter(
            claim=OuterRef("claim"), retracted_at__gt=OuterRef("created_at")
        )
        return self.filter(~Exists(retracted))


class Delivery(models.Model):
    """One event for one webhook: what is to be told, word for word, and whether it was.

    The order of one claim's deliveries is that of their ids: whoever writes one holds the claim.
    `wake_at` is when it is to be tried. Who tries it has moved that on to the end of a lease, which
    is also the proof that it is still theirs.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Given up"

    OPEN = ("waiting", "sending")

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey("Event", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, null=True, related_name="+")
    type = models.CharField(max_length=40, choices=EventType)
    message_id = models.CharField(
        "webhook-id", max_length=40, unique=True, default=new_message_id, editable=False
    )
    payload = models.TextField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    # Tries of this round: sending it again, or switching the webhook on again, begins a new one.
    tries = models.PositiveSmallIntegerField(default=0)
    tried_since = models.DateTimeField(null=True, blank=True)
    wake_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "sending"], wake_at__isnull=False, settled_at=None
                )
                | Q(state__in=["delivered", "failed"], wake_at=None, settled_at__isnull=False),
                name="delivery_is_open_or_settled",
            ),
            models.CheckConstraint(
                condition=Q(type__in=EventType.values), name="delivery_type_is_known"
            ),
            models.CheckConstraint(
                condition=Q(claim=None) ^ ~Q(type="webhook.ping"), name="delivery_about_a_claim"
            ),
        )
        indexes = (
            models.Index(
                fields=["wake_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="delivery_due",
            ),
            models.Index(
                fields=["webhook", "claim", "id"],
                condition=Q(state__in=["waiting", "sending"]),
                name="delivery_order",
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            models.Index(
                fields=["settled_at"],
                condition=Q(settled_at__isnull=False),
                name="delivery_settled",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} ({self.message_id})"

    def message(self) -> dict[str, Any]:
        """What it says: type, timestamp and data."""
        message: dict[str, Any] = json.loads(self.payload)
        return message


class Attempt(models.Model):
    """One try at a delivery, and what came back: a status, or the sentence why there is none."""

    # Of the answer's body so much is kept, in bytes.
    KEPT = 2048

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    seconds = models.FloatField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    body = models.TextField("answer", blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(status__isnull=False) | ~Q(error=""), name="attempt_came_to_something"
            ),
        )

    def __str__(self) -> str:
        return f"Status {self.status}" if self.status else self.error
