"""What search engines may read: robots.txt, and the sitemap with all its parts.

A part has the fact-checks of a range of claims, so that it can never outgrow what a part may hold,
and a new fact-check changes one part alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.db.models import Count, DateTimeField, F, Max, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from claims.models import Newsroom, Publication
from claims.models.publication import PublicationQuerySet
from claims.public.syndication import writable
from claims.requests import DeskRequest

NAMES = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
# As many addresses as a sitemap may have, and as many as one of news may.
SIZE, NEWS_SIZE = 50_000, 1000
NEWS_AGE = dt.timedelta(hours=48)
LISTS = ("fact-checks", "promises", "corrections")
# Everything else is the desk's.
OPEN = (*LISTS, "methodology", "sitemap", "oembed", "datafeed")
# The last is where the datafeed is.
OPEN_BELOW = ("/static/", "/claimants/", "/sitemap-", "/api/v1/verdicts/export/")


def sitemap(request: DeskRequest) -> HttpResponse:
    """The index: every part that has something in it, and when it last changed.

    What was taken back has changed its part, too. The others say when anything changed: of news
    alone the last change would be an earlier one as soon as they are no news any more.
    """
    absolute = request.newsroom.absolute
    parts = list(_parts_of_checks())
    last = max((changed for _, changed, _ in parts), default=None)
    places = [_place("sitemap", absolute(reverse("sitemap-pages")), last)]
    if _new().exists():
        places.append(_place("sitemap", absolute(reverse("sitemap-news")), last))
    for number, changed, live in parts:
        if live:
            address = reverse("sitemap-checks", args=[number])
            places.append(_place("sitemap", absolute(address), changed))
    return _xml("sitemapindex", places)


def pages(request: DeskRequest) -> HttpResponse:
    """The pages that are there whatever is published; the lists change with whatever is."""
    absolute = request.newsroom.absolute
    last = Publication.objects.aggregate(last=Max("changed_at"))["last"]
    lists = [_place("url", absolute(reverse(name)), last) for name in LISTS]
    return _xml("urlset", [*lists, _place("url", absolute(reverse("methodology")))])


def checks(request: DeskRequest, number: int) -> HttpResponse:
    """The fact-checks of one part; 404 where there are none."""
    first = number * SIZE
    rows = Publication.objects.live().order_by("claim_id").values_list("claim_id", "changed_at")
    found = list(rows.filter(claim_id__gte=first, claim_id__lt=first + SIZE))
    if not found:
        raise Http404
    # Looking up and escaping each address would be most of the work.
    like = escape(request.newsroom.absolute(reverse("fact-check", args=[0])))
    before, _, after = like.rpartition("0")
    return _xml(
        "urlset",
        (
            f"<url><loc>{before}{pk}{after}</loc><lastmod>{_moment(at)}</lastmod></url>\n"
            for pk, at in found
        ),
    )


def news(request: DeskRequest) -> HttpResponse:
    """What was first published in the last two days, as Google News reads it; 404 when nothing
    was, because a sitemap has at least one address."""
    found = list(_new().newest_first()[:NEWS_SIZE])
    if not found:
        raise Http404
    places = (_news(row, request.newsroom) for row in found)
    return _xml("urlset", places, more=f' xmlns:news="{NEWS}"')


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


def _parts_of_checks() -> QuerySet[Publication, tuple[int, dt.datetime, int]]:
    """Of each part its number, when it last changed, and how many in it are live."""
    rows = Publication.objects.order_by().annotate(part=F("claim_id") / SIZE).values_list("part")
    live = Count("pk", filter=Q(state=Publication.State.LIVE))
    return rows.annotate(last=Max("changed_at"), live=live).order_by("part")


def _new() -> PublicationQuerySet:
    """The news: live, and first published in the last two days."""
    since = timezone.now() - NEWS_AGE
    said = Cast(KeyTextTransform("first_published_at", "snapshot"), DateTimeField())
    return (
        Publication.objects.live()
        # Whatever was published since has changed since, and by that it is found.
        .filter(changed_at__gte=since, published_at__gte=since)
        .annotate(first=Coalesce(said, "published_at"))
        .filter(first__gte=since)
    )


def _news(row: Publication, newsroom: Newsroom) -> str:
    check = row.snapshot
    label = f"{check['rating']['label']}: " if check["rating"] else ""
    about = _parts({"news:name": newsroom.name, "news:language": _language(check["language"])})
    told = _parts(
        {
            "news:publication_date": _moment(row.first_published_at),
            "news:title": f"{label}{check['statement']}",
        }
    )
    place = {"loc": newsroom.absolute(row.get_absolute_url()), "lastmod": _moment(row.changed_at)}
    inner = f"<news:publication>{about}</news:publication>{told}"
    return f"<url>{_parts(place)}<news:news>{inner}</news:news></url>\n"


def _place(name: str, address: str, changed: dt.datetime | None = None) -> str:
    return f"<{name}>{_parts({'loc': address, 'lastmod': _moment(changed)})}</{name}>\n"


def _parts(said: dict[str, str]) -> str:
    """Elements with words in them; without those that have none."""
    return "".join(
        f"<{name}>{escape(writable(words))}</{name}>" for name, words in said.items() if words
    )


def _xml(root: str, places: Iterable[str], more: str = "") -> HttpResponse:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMES}"{more}>\n'
    return HttpResponse(
        f"{head}{''.join(places)}</{root}>\n", content_type="application/xml; charset=utf-8"
    )


def _language(code: str) -> str:
    """The language alone, but for Chinese, of which there are two in Google News."""
    first, *others = code.lower().split("-")
    if first != "zh":
        return first
    return "zh-tw" if {"tw", "hk", "mo", "hant"}.intersection(others) else "zh-cn"


def _moment(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat() if moment else ""
