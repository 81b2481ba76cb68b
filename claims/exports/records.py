"""The record: a published verdict with every field there is, as the API and all exports give it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.dateparse import parse_datetime

from claims.models import Newsroom, Publication

# What never changes of a record, in its order.
FROZEN = (
    "number",
    "published_at",
    "first_published_at",
    "statement",
    "kinds",
    "claimants",
    "occurrences",
    "rating",
    "summary",
    "explanation",
    "not_found",
    "as_of",
    "due_on",
    "yardstick",
    "sources",
    "replies",
    "corrections",
    "language",
)
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

    Snapshots of every age have the same keys here. All values are those of JSON: times are text.
    """
    review_by = publication.review_by
    return {
        "id": publication.claim_id,
        "url": newsroom.absolute(publication.get_absolute_url()),
        "state": publication.state,
        **frozen(publication.number, publication.published_at, publication.snapshot),
        "promise_status": publication.promise_status,
        "review_by": review_by.isoformat() if review_by else None,
        "is_stale": bool(publication.stale),
        "stale": publication.stale,
        "changed_at": moment(publication.changed_at),
    }


def frozen(number: int, published_at: dt.datetime, said: dict[str, Any]) -> dict[str, Any]:
    """The part of the record that stays as it is from publication on; `said` is the snapshot."""
    first = parse_datetime(said.get("first_published_at") or "")
    facts = {
        **_LATER,
        **said,
        "number": number,
        "published_at": moment(published_at),
        "first_published_at": moment(first or published_at),
        "claimants": [_LATER_OF_CLAIMANT | claimant for claimant in said["claimants"]],
        "sources": [_LATER_OF_SOURCE | source for source in said["sources"]],
    }
    return {name: facts[name] for name in FROZEN}


def tombstone(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    """What is left of a record when its last publication is retracted."""
    assert publication.retracted_at
    return {
        "id": publication.claim_id,
        "number": publication.number,
        "state": publication.state,
        "url": newsroom.absolute(publication.get_absolute_url()),
        "retracted_at": moment(publication.retracted_at),
        "reason": publication.retraction_reason,
        "changed_at": moment(publication.changed_at),
    }


def moment(time: dt.datetime) -> str:
    """A time to the microsecond in UTC, always as long."""
    words = time.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return f"{words.removesuffix('+00:00')}Z"
