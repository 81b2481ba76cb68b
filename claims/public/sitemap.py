"""What search engines may read: robots.txt and the sitemap."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as render
from django.core.cache import cache
from django.db.models import Max
from django.http import HttpResponse
from django.urls import reverse

from claims.models import Newsroom, Publication
from claims.requests import DeskRequest

# Some seconds of work for many thousands, and the same until something changes.
KEPT_SECONDS = 600
PAGES = ("fact-checks", "promises", "corrections", "methodology")
# Everything else is the desk's.
OPEN = ("fact-checks", "promises", "corrections", "methodology", "sitemap")
OPEN_BELOW = ("/static/", "/claimants/")


class NewsroomSitemap(Sitemap):
    """Addresses of the newsroom's site, whichever address it was asked by."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.protocol, _, self.domain = newsroom.address.rstrip("/").partition("://")

    def get_domain(self, site: Any = None) -> str:
        return self.domain


class Pages(NewsroomSitemap):
    def items(self) -> Iterable[str]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class FactChecks(NewsroomSitemap):
    def items(self) -> Any:
        return Publication.objects.live().newest_first().only("claim_id", "changed_at")

    def lastmod(self, item: Publication) -> dt.datetime:
        return item.changed_at


def sitemap(request: DeskRequest) -> HttpResponse:
    """The pages that readers have and the latest 50,000 fact-checks, as many as one may name."""
    newsroom = request.newsroom
    changed = Publication.objects.aggregate(last=Max("changed_at"))["last"]
    facts = repr((changed, newsroom.address)).encode()
    key = f"sitemap-{hashlib.sha256(facts).hexdigest()}"
    if (kept := cache.get(key)) is None:
        sections: dict[str, Any] = {"pages": Pages(newsroom), "checks": FactChecks(newsroom)}
        kept = render(request, sections).render().content
        cache.set(key, kept, KEPT_SECONDS)
    return HttpResponse(kept, content_type="application/xml")


def robots(request: DeskRequest) -> HttpResponse:
    """Readers' pages may be read by everybody; of the rest nothing is for search engines."""
    lines = [
        "User-agent: *",
        "Disallow: /",
        "Allow: /$",
        *(f"Allow: {reverse(name)}" for name in OPEN),
        *(f"Allow: {below}" for below in OPEN_BELOW),
        "",
        f"Sitemap: {request.newsroom.absolute(reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
