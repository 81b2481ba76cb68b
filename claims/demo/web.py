"""The demo's web: pages of sites that don't exist, read as if they did.

`read` stands where `claims.fetching.fetch` does, so that the demo's sources have copies that were
read, kept and searched in the way of any other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import httpx
from django.utils import timezone
from django.utils.html import format_html

from claims.demo.content import Evidence
from claims.fetching import DEFAULT_LIMITS, WEB_PORTS, NotModified, Page, Refused, fetcher
from claims.fetching.connection import Exchange
from claims.fetching.refusal import Kind
from claims.fetching.targets import parse

# Kept for examples in documents (RFC 5737).
ADDRESS = "192.0.2.80"


def showing(evidence: Evidence) -> Callable[..., Page | NotModified]:
    """A web on which every page is the one of this evidence."""
    html = format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{0}</title>'
        '<meta property="og:site_name" content="{1}"></head>'
        "<body><main><h1>{0}</h1><p>{2}</p></main></body></html>",
        evidence.title,
        evidence.publisher,
        evidence.passage or evidence.title,
    ).encode()

    def read(url: str, *, agent: str, **_: Any) -> Page:
        target = parse(url, WEB_PORTS)
        exchange = Exchange(
            target=target,
            address=ADDRESS,
            at=timezone.now(),
            request=(("Host", target.host), ("User-Agent", agent)),
            http_version="HTTP/1.1",
            status=200,
            reason="OK",
            response=httpx.Headers({"Content-Type": "text/html; charset=utf-8"}),
            body=html,
        )
        return fetcher.page_of(url, [exchange], DEFAULT_LIMITS.body_bytes, math.inf)

    return read


def gone(url: str, **_: Any) -> Page:
    """A web from which every page has been removed."""
    raise Refused(Kind.GONE, "The page is gone (status 404).", status=404)
