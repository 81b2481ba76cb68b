"""oEmbed (https://oembed.com): a program gives the address of a fact-check and gets its card."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape

import orjson
from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve, reverse

from claims.desk.doors import number
from claims.models import Newsroom, Publication
from claims.public import card, drawing, embedding
from claims.public.syndication import writable
from claims.requests import DeskRequest

# The pages about one fact-check: all of them are shown as its card.
PAGES = ("fact-check", "fact-check-card", "fact-check-versions", "fact-check-picture")
MEDIA_TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}


def oembed(request: DeskRequest) -> HttpResponse:
    """How to show the fact-check at `url` in at most `maxwidth` by `maxheight` pixels.

    404 for what is no fact-check of ours that is out, and 501 for a form but JSON and XML.
    """
    form = request.GET.get("format", "json")
    if form not in MEDIA_TYPES:
        return _plain("There are json and xml.", 501)
    if not request.GET.get("url"):
        return _plain("Say what to embed: ?url=…", 400)
    try:
        publication = _publication(request.GET["url"], request.newsroom)
    except Http404:
        return _plain("There is no fact-check of ours at this address.", 404)
    told = _told(publication, request)
    body = orjson.dumps(told) if form == "json" else _xml(told)
    return HttpResponse(body, content_type=MEDIA_TYPES[form])


def links(publication: Publication, newsroom: Newsroom) -> list[tuple[str, str]]:
    """For the head of a fact-check: media type and address of what describes its card."""
    page = newsroom.absolute(publication.get_absolute_url())
    return [
        (f"{kind}+oembed", _address(newsroom, page, form))
        for form, kind in (("json", "application/json"), ("xml", "text/xml"))
    ]


def _address(newsroom: Newsroom, page: str, form: str) -> str:
    query = urlencode({"url": page, "format": form})
    return f"{newsroom.absolute(reverse('oembed'))}?{query}"


def _publication(address: str, newsroom: Newsroom) -> Publication:
    """What is live at an address of a fact-check. Raises Http404."""
    base = urlsplit(newsroom.address.rstrip("/"))
    try:
        asked = urlsplit(address)
    except ValueError:
        raise Http404 from None
    is_ours = asked.scheme in ("http", "https") and asked.netloc.lower() == base.netloc.lower()
    if not is_ours or not asked.path.startswith(f"{base.path}/"):
        raise Http404
    try:
        found = resolve(asked.path.removeprefix(base.path))
    except Resolver404:
        raise Http404 from None
    if found.url_name not in PAGES:
        raise Http404
    live = Publication.objects.live().filter(claim=found.kwargs["claim_id"]).first()
    if live is None:
        raise Http404
    return live


def _told(publication: Publication, request: DeskRequest) -> dict[str, Any]:
    newsroom = request.newsroom
    most_wide, most_high = (number(request.GET.get(name, "")) for name in ("maxwidth", "maxheight"))
    width = min(most_wide or embedding.USUAL, embedding.WIDEST)
    height = embedding.height(publication, width)
    height = min(most_high or height, height)
    told = {
        "version": "1.0",
        "type": "rich",
        "title": embedding.title(publication, newsroom),
        "provider_name": newsroom.name,
        "provider_url": newsroom.address,
        "cache_age": card.FRESH_SECONDS,
        "html": embedding.frame(publication, newsroom, width=width, height=height),
        "width": width,
        "height": height,
    }
    if (most_wide and most_wide < drawing.WIDTH) or (most_high and most_high < drawing.HEIGHT):
        return told
    picture = reverse("fact-check-picture", args=[publication.claim_id])
    return told | {
        "thumbnail_url": newsroom.absolute(f"{picture}?version={publication.number}"),
        "thumbnail_width": drawing.WIDTH,
        "thumbnail_height": drawing.HEIGHT,
    }


def _xml(told: dict[str, Any]) -> str:
    parts = "".join(
        f"<{name}>{escape(writable(str(value)))}</{name}>" for name, value in told.items()
    )
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{parts}</oembed>\n'


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
