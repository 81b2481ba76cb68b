"""The numbers on the first page: what may need an administrator, each a link to its list."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from claims.admin.filters import unread
from claims.models import (
    Alert,
    Claim,
    Correction,
    Document,
    Extraction,
    Publication,
    Verdict,
    Webhook,
)


@dataclass(frozen=True)
class Number:
    """One count. Urgent ones stand out when they aren't zero."""

    label: str
    count: int
    url: str
    icon: str
    urgent: bool = False


def counts() -> dict[str, list[Number]]:
    """What needs somebody, and how many claims are in each state; nine queries."""
    return {"attention": _attention(), "claims": _claims()}


def _attention() -> list[Number]:
    today = timezone.localdate()
    return [
        Number(
            "Documents that could not be read",
            unread(Extraction.objects.all()).count(),
            _list("extraction", "waiting=retry"),
            "error",
            urgent=True,
        ),
        Number(
            "Webhooks that are paused",
            Webhook.objects.filter(state=Webhook.State.PAUSED).count(),
            _list("webhook", f"state__exact={Webhook.State.PAUSED}"),
            "webhook",
            urgent=True,
        ),
        Number(
            "Verdicts waiting for sign-off",
            Verdict.objects.filter(state=Verdict.State.SUBMITTED).count(),
            _list("verdict", f"state__exact={Verdict.State.SUBMITTED}"),
            "rate_review",
        ),
        Number(
            "Claims that came back",
            Alert.objects.open().values("claim").distinct().count(),
            _list("alert", "open=yes"),
            "notification_important",
        ),
        Number(
            "Live publications that want another look",
            Publication.objects.live().exclude(stale=[]).count(),
            _list("publication", "stale=yes"),
            "update",
        ),
        Number(
            "Corrections this month",
            Correction.objects.filter(at__year=today.year, at__month=today.month).count(),
            _list("correction", f"at__year={today.year}&at__month={today.month}"),
            "published_with_changes",
        ),
        Number(
            "Hidden documents",
            Document.objects.filter(hidden_at__isnull=False).count(),
            _list("document", "hidden=yes"),
            "visibility_off",
        ),
        Number(
            "Live publications",
            Publication.objects.live().count(),
            _list("publication", f"state__exact={Publication.State.LIVE}"),
            "newspaper",
        ),
    ]


def _claims() -> list[Number]:
    found = dict(Claim.objects.order_by().values_list("state").annotate(Count("pk")))
    return [
        Number(state.label, found.get(state, 0), _list("claim", f"state__exact={state}"), "")
        for state in Claim.State
    ]


def _list(model: str, query: str) -> str:
    return f"{reverse(f'admin:claims_{model}_changelist')}?{query}"
