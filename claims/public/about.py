"""How the newsroom works, from the data: its methodology, and what it has put right."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import caches
from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse

from claims.desk import cursors
from claims.desk.doors import page
from claims.models import Claim, Correction, DismissalReason, Document, Publication
from claims.public import words
from claims.requests import DeskRequest

SIZE = 30
# Counting everything takes a while once there is much.
KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Work:
    """How much was read, found and checked; `dismissed` by reason, the most frequent first."""

    documents: int
    claims: int
    checks: int
    dismissed: list[tuple[str, int]]


def methodology(request: DeskRequest) -> HttpResponse:
    """How claims are chosen, checked, rated and corrected here."""
    newsroom = request.newsroom
    context = {
        "address": newsroom.absolute(reverse("methodology")),
        "work": _work(),
        "scale": newsroom.scale,
        "ratings": list(newsroom.scale.ratings.all()) if newsroom.scale else [],
        "promises": words.PROMISES.items(),
    }
    return page(request, "methodology", context)


def corrections(request: DeskRequest) -> HttpResponse:
    """The log: everything that was corrected or retracted, the latest first."""
    rows = Correction.objects.out().select_related("corrects", "publication")
    found = cursors.cut(rows, after=request.GET.get("after", ""), fields=("at", "id"), size=SIZE)
    address = reverse("corrections")
    context = {
        "address": request.newsroom.absolute(address),
        "page": found,
        "next_page": f"{address}?{urlencode({'after': found.after})}" if found.after else "",
    }
    return page(request, "corrections", context)


def _work() -> Work:
    cache = caches["process"]
    if (kept := cache.get("work")) is None:
        kept = _count_work()
        cache.set("work", kept, KEPT_SECONDS)
    return kept


def _count_work() -> Work:
    claims = Claim.objects.unhidden().filter(merged_into=None)
    by_reason = dict(claims.values_list("dismissal_reason").annotate(times=Count("pk")))
    dismissed = {reason: times for reason, times in by_reason.items() if reason}
    return Work(
        documents=Document.objects.visible().count(),
        claims=sum(by_reason.values()),
        checks=Publication.objects.live().count(),
        dismissed=[
            (str(DismissalReason(reason).label), times)
            for reason, times in sorted(dismissed.items(), key=lambda one: -one[1])
        ],
    )
