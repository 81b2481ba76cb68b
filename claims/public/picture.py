"""The picture of a fact-check for those who share it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from claims.models import Newsroom, Publication
from claims.public import drawing
from claims.public.doors import published
from claims.requests import DeskRequest

# Raised when pictures are drawn otherwise.
VERSION = 1
KEPT_SECONDS = 24 * 60 * 60
# So soon do those who keep a copy learn that it was retracted.
FRESH_SECONDS = 300


@published
def picture(request: DeskRequest, publication: Publication) -> HttpResponseBase:
    """A PNG that is drawn once for each publication."""
    newsroom = request.newsroom
    facts = (VERSION, publication.pk, newsroom.name)
    version = hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
    etag = f'"{version}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_png(publication, newsroom, version), content_type="image/png")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _png(publication: Publication, newsroom: Newsroom, version: str) -> bytes:
    key = f"picture-{version}"
    if (kept := cache.get(key)) is None:
        kept = drawing.draw(**of(publication.snapshot, newsroom))
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def of(snapshot: dict[str, Any], newsroom: Newsroom) -> dict[str, str]:
    """What the picture of a snapshot shows. Without a rating it is the summary, which judges: a
    claim alone would be spread by its own refutation."""
    rating = snapshot["rating"]
    return {
        "word": rating["label"] if rating else "Fact-check",
        "tone": rating["tone"] if rating else "neutral",
        "words": f"“{snapshot['statement']}”" if rating else snapshot["summary"],
        "by": " and ".join(one["name"] for one in snapshot["claimants"]),
        "newsroom": newsroom.name,
    }
