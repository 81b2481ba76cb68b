"""Explanations: whether a draft that corrects says rightly what it changes, and why."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from claims.models import Correction, Verdict
from claims.pipeline.changes import require

Kind = Correction.Kind


def is_minor(correction: Correction, verdict: Verdict) -> bool:
    """Whether it leaves the verdict as such, and on whom it is, as they were.

    The database asks for all but the words and the people. A rating that is called otherwise by
    now, or took the place of one that was removed, is another one to readers.
    """
    old = correction.corrects.verdict
    said = correction.corrects.snapshot["rating"]
    return (
        verdict.revision_id == old.revision_id
        and _same_claimants(correction)
        and verdict.rating_id == old.rating_id
        and (
            verdict.rating.label == said["label"]
            if verdict.rating
            else verdict.summary == old.summary
        )
    )


def refuse_unexplained(correction: Correction, verdict: Verdict) -> None:
    """Raise ValidationError, by field, when the draft `verdict` can't go further as it is."""
    require(correction.what, "what", "Say what is changed: readers will see this.")
    require(correction.why, "why", "Say why it was wrong: readers will see this.")
    said = correction.corrects.snapshot["rating"]
    is_now = verdict.rating.label if verdict.rating else None
    if is_now != (said and said["label"]) and correction.kind != Kind.VERDICT:
        raise ValidationError({"kind": "The rating is another one, so the verdict is changed."})
    if correction.kind == Kind.VERDICT and is_minor(correction, verdict):
        raise ValidationError({"kind": "The verdict is as it was. Choose another kind."})


def _same_claimants(correction: Correction) -> bool:
    """Whether the claim is still told of the same people. Old snapshots know only their names."""
    said = correction.corrects.snapshot["claimants"]
    people = correction.claim.claimants.all()
    if all("id" in one for one in said):
        return {one["id"] for one in said} == {person.pk for person in people}
    return {one["name"] for one in said} == {person.name for person in people}
