"""What readers see. Everything comes from published snapshots, never from live rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse

from claims.desk import cursors
from claims.desk.doors import page
from claims.models import Publication
from claims.pipeline import exports
from claims.requests import DeskRequest

SIZE = 30


def fact_checks(request: DeskRequest) -> HttpResponse:
    """The published fact-checks, newest first."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    live = Publication.objects.live()
    found = cursors.cut(
        live.search(words) if words else live,
        after=request.GET.get("after", ""),
        fields=("id",),
        size=SIZE,
    )
    query = {name: value for name, value in (("q", words), ("after", found.after)) if value}
    context = {
        "q": words,
        "page": found,
        "next_page": f"{reverse('fact-checks')}?{urlencode(query)}" if found.after else "",
    }
    return page(request, "fact_checks", context)


def fact_check(request: DeskRequest, claim_id: int) -> HttpResponse:
    """One fact-check; 410 with the reason when it was retracted, 404 when there never was one."""
    latest = Publication.objects.filter(claim=claim_id).order_by("-number").first()
    if latest is None:
        raise Http404
    if latest.state == Publication.State.RETRACTED:
        return page(request, "fact_check_gone", {"publication": latest}, status=410)
    newsroom = request.newsroom
    context: dict[str, Any] = {
        "publication": latest,
        "check": latest.snapshot,
        "address": newsroom.absolute(latest.get_absolute_url()),
        "claim_review": exports.claim_review(latest, newsroom),
    }
    return page(request, "fact_check", context)
