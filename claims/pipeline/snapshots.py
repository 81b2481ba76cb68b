"""Snapshots: what a publication says, taken from the rows of the moment and never changed again."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Min

from claims.models import (
    ArchivedCopy,
    Claim,
    Correction,
    Newsroom,
    Occurrence,
    Rating,
    Reply,
    Source,
    Verdict,
)


def of(verdict: Verdict, correction: Correction | None = None) -> dict[str, Any]:
    """Everything that readers and exports are shown of a verdict, in today's words.

    `correction` is the one with which it goes out, its facts set but not stored. Dates are ISO
    8601, numbers are numbers, and what isn't known is null or empty.
    """
    claim = verdict.claim
    occurrences = Occurrence.objects.visible().filter(claim=claim).select_related("document")
    said = {
        "statement": verdict.revision.statement,
        "kinds": claim.kinds,
        "claimants": [
            {"id": claimant.pk, "name": claimant.name, "role": claimant.role}
            for claimant in claim.people
        ],
        "occurrences": [_occurrence(row) for row in occurrences.defer("document__text")],
        "rating": _rating(verdict.rating) if verdict.rating else None,
        "summary": verdict.summary,
        "explanation": verdict.explanation,
        "not_found": verdict.not_found,
        "as_of": verdict.as_of,
        "due_on": claim.due_on,
        "yardstick": claim.yardstick,
        "sources": [_source(source) for source in verdict.sources.all()],
        "replies": [_reply(reply) for reply in verdict.replies.all()],
        "first_published_at": _first_published(claim),
        "corrections": [_correction(row) for row in _corrections(claim, correction)],
        "language": Newsroom.current().language,
    }
    return _as_json(said)


def has(snapshot: dict[str, Any], row: Occurrence) -> bool:
    """Whether a snapshot tells of this occurrence, all that one of today would."""
    return _as_json(_occurrence(row)) in snapshot["occurrences"]


def _as_json(said: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(said, cls=DjangoJSONEncoder))


def _occurrence(row: Occurrence) -> dict[str, Any]:
    document = row.document
    return {
        "quote": row.quote,
        "speaker": row.speaker,
        "reported_by": row.reported_by,
        "said_on": row.said_on,
        "document": {
            "title": document.title,
            "outlet": document.outlet,
            "url": document.url,
            "published_on": document.published_on,
        },
    }


def _rating(rating: Rating) -> dict[str, Any]:
    numbers = [row.number for row in rating.scale.ratings.all() if row.number is not None]
    numbered = rating.number is not None
    return {
        "scale": rating.scale.name,
        "label": rating.label,
        "description": rating.description,
        "tone": rating.tone,
        "number": rating.number,
        "best": max(numbers) if numbered else None,
        "worst": min(numbers) if numbered else None,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "url": source.url,
        "publisher": source.publisher,
        "published_on": source.published_on,
        "kind": source.kind,
        "stance": source.stance,
        "passage": source.passage,
        "locator": source.locator,
        "read_on": source.read_on,
        "withheld_reason": source.withheld_reason,
        "archived": _archived(source.copy) if source.copy else None,
    }


def _archived(copy: ArchivedCopy) -> dict[str, Any]:
    """That a copy is kept, and how to tell whether another one is the same."""
    return {"at": copy.fetched_at, "sha256": copy.sha256}


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "whom": reply.whom,
        "asked_on": reply.asked_on,
        "until": reply.until,
        "answered_on": reply.answered_on,
        "answer": reply.answer,
    }


def _first_published(claim: Claim) -> dt.datetime | None:
    """When the claim was first published; None when it is now."""
    return claim.publications.aggregate(first=Min("published_at"))["first"]


def _corrections(claim: Claim, last: Correction | None) -> list[Correction]:
    """What was put right so far, the oldest first."""
    rows = list(Correction.objects.out().filter(claim=claim).select_related("corrects"))
    return [*reversed(rows), *([last] if last else [])]


def _correction(row: Correction) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "what": row.what,
        "why": row.why,
        "approved_by": row.approved_by,
        "at": row.at,
        "corrects": row.corrects.number,
    }
