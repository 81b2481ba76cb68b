"""The record: a published verdict with every field there is, as the API and all exports give it."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime

from claims.models import Newsroom, Publication

# What snapshots have had only since there are corrections; to readers of older ones it is unknown.
_LATER: dict[str, Any] = {
    "not_found": "",
    "due_on": None,
    "yardstick": "",
    "replies": [],
    "corrections": [],
}
_LATER_OF_CLAIMANT: dict[str, Any] = {"id": None}
_LATER_OF_SOURCE: dict[str, Any] = {"published_on": None, "archived": None}


def record(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    """A published verdict as the API gives it: its snapshot, and what is known of it by now.

    Snapshots of every age have the same keys here.
    """
    said = publication.snapshot
    first = said.get("first_published_at")
    return {
        "id": publication.claim_id,
        "number": publication.number,
        "state": publication.state,
        "url": newsroom.absolute(publication.get_absolute_url()),
        "published_at": publication.published_at,
        **_LATER,
        **said,
        "claimants": [_LATER_OF_CLAIMANT | claimant for claimant in said["claimants"]],
        "sources": [_LATER_OF_SOURCE | source for source in said["sources"]],
        "first_published_at": parse_datetime(first) if first else publication.published_at,
        "promise_status": publication.promise_status,
        "review_by": publication.review_by,
        "is_stale": bool(publication.stale),
        "stale": publication.stale,
        "changed_at": publication.changed_at,
    }


def tombstone(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    """What is left of a record when its last publication is retracted."""
    return {
        "id": publication.claim_id,
        "number": publication.number,
        "state": publication.state,
        "url": newsroom.absolute(publication.get_absolute_url()),
        "retracted_at": publication.retracted_at,
        "reason": publication.retraction_reason,
        "changed_at": publication.changed_at,
    }
