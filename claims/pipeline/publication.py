"""Publication: numbered snapshots that go out and never change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.models import Claim, Newsroom, Occurrence, Publication, Rating, Source, User, Verdict
from claims.pipeline.changes import change, record, require, take
from claims.pipeline.verdicts import refuse_superseded

State = Publication.State


@transaction.atomic
def publish(verdict: Verdict, *, by: User) -> Publication:
    """Put out a signed-off verdict as the claim's next numbered snapshot."""
    claim = take(verdict.claim, state=Claim.State.APPROVED)
    locked = take(verdict, state=Verdict.State.APPROVED)
    refuse_superseded(locked, claim)
    now = timezone.now()
    publication = Publication.objects.create(
        claim=claim,
        verdict=locked,
        number=claim.publications.count() + 1,
        snapshot=snapshot(locked),
        published_at=now,
        published_by=by,
    )
    record(publication, action="publication.published", by=by, after={"number": publication.number})
    change(claim, action="claim.published", by=by, state=Claim.State.PUBLISHED)
    return publication


@transaction.atomic
def retract(publication: Publication, *, by: User, reason: str) -> None:
    """Take a publication back. Its address answers “gone” from now on, with the reason."""
    reason = require(reason, "reason", "Say why it is retracted: readers will see this.")
    claim = take(publication.claim, state=Claim.State.PUBLISHED)
    locked = take(publication, state=State.LIVE)
    change(
        locked,
        action="publication.retracted",
        by=by,
        note=reason,
        state=State.RETRACTED,
        retracted_at=timezone.now(),
        retracted_by=by,
        retraction_reason=reason,
    )
    change(claim, action="claim.retracted", by=by, note=reason, state=Claim.State.RETRACTED)


def snapshot(verdict: Verdict) -> dict[str, Any]:
    """Everything that readers and exports are shown of a verdict, in today's words.

    Dates are ISO 8601, numbers are numbers, and what isn't known is null or empty.
    """
    claim = verdict.claim
    occurrences = Occurrence.objects.visible().filter(claim=claim).select_related("document")
    return {
        "statement": verdict.revision.statement,
        "kinds": claim.kinds,
        "claimants": [
            {"name": claimant.name, "role": claimant.role} for claimant in claim.claimants.all()
        ],
        "occurrences": [_occurrence(row) for row in occurrences.defer("document__text")],
        "rating": _rating(verdict.rating) if verdict.rating else None,
        "summary": verdict.summary,
        "explanation": verdict.explanation,
        "as_of": verdict.as_of,
        "sources": [_source(source) for source in verdict.sources.all()],
        "language": Newsroom.current().language,
    }


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
        "kind": source.kind,
        "stance": source.stance,
        "passage": source.passage,
        "locator": source.locator,
        "read_on": source.read_on,
        "withheld_reason": source.withheld_reason,
    }
