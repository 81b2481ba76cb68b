"""One fact-check, as it was published and with what is known of it by now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from claims.desk.doors import page
from claims.exports import claim_reviews
from claims.models import Alert, Claim, PromiseStatus, Publication
from claims.pipeline.promises import LOOKS_AHEAD
from claims.public import oembed
from claims.public.doors import published
from claims.requests import DeskRequest

# What readers are told of a source: that its page is gone, or no longer says what is quoted.
LOST = (Alert.Kind.SOURCE_GONE, Alert.Kind.PASSAGE_GONE)


@dataclass(frozen=True, slots=True)
class Loss:
    """What became of a source since, and when the copy was made that is kept of it, if one is."""

    is_gone: bool
    copy_at: dt.datetime | None


@published
def fact_check(request: DeskRequest, publication: Publication) -> HttpResponse:
    newsroom = request.newsroom
    # The number is for those who keep what they have once seen.
    picture = reverse("fact-check-picture", args=[publication.claim_id])
    context: dict[str, Any] = {
        "publication": publication,
        "check": publication.snapshot,
        "address": newsroom.absolute(publication.get_absolute_url()),
        "picture": newsroom.absolute(f"{picture}?version={publication.number}"),
        "statuses": _statuses(publication),
        "lost": lost(publication),
        "oembed": oembed.links(publication, newsroom),
        "claim_review": claim_reviews.claim_review(publication, newsroom),
    }
    return page(request, "fact_check", context)


def _statuses(publication: Publication) -> list[PromiseStatus]:
    if not set(LOOKS_AHEAD).intersection(publication.snapshot["kinds"]):
        return []
    return promise_history(Claim(pk=publication.claim_id))


def promise_history(claim: Claim) -> list[PromiseStatus]:
    """How a promise or prediction stood from when on, the latest first."""
    return list(claim.promise_statuses.order_by("-on", "-id"))


def lost(publication: Publication) -> dict[str, Loss]:
    """The sources that can't be read again as they were, by their link."""
    if not set(LOST).intersection(publication.stale):
        return {}
    rows = Alert.objects.open().filter(claim=publication.claim_id, kind__in=LOST)
    # In this order a page that is gone counts for more than a passage that is.
    return {
        url: Loss(kind == Alert.Kind.SOURCE_GONE, at)
        for kind, url, at in rows.order_by("kind").values_list(
            "kind", "source__url", "source__copy__fetched_at"
        )
    }
