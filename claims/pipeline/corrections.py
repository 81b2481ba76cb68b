"""Corrections: one act that changes what is published, and says so everywhere.

An editor begins one, which opens a draft with everything of the published verdict in it, and says
what is changed and why. A changed rating goes the way of any verdict, to a second person; what
leaves rating and wording as they are is published at once (`publish`). Either way the banner, the
log, the feed, the API and the JSON-LD follow from the one Correction.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.models import Claim, Correction, Publication, Revision, User, Verdict
from claims.pipeline import publication, replies, sources, verdicts
from claims.pipeline.changes import Conflict, change, record, take
from claims.pipeline.explanations import is_minor, refuse_unexplained

Kind = Correction.Kind
COPIED = ("rating", "summary", "explanation", "not_found", "as_of", "review_by")


@transaction.atomic
def begin(published: Publication, *, by: User) -> Verdict:
    """Open the draft of a corrected verdict, on the claim's present wording.

    The publication stays before readers until the correction is out.
    """
    claim = take(published.claim, state=Claim.State.PUBLISHED)
    live = take(published, state=Publication.State.LIVE)
    old = live.verdict
    draft = Verdict.objects.create(
        claim=claim,
        revision=Revision.objects.get(claim=claim, number=claim.revision),
        author=by,
        **{name: getattr(old, name) for name in COPIED if name != "review_by"},
        review_by=live.review_by,
    )
    sources.copy(old, to=draft)
    replies.copy(old, to=draft)
    correction = Correction.objects.create(
        claim=claim, corrects=live, verdict=draft, kind=Kind.FACTS, by=by
    )
    record(
        draft,
        action="verdict.begun",
        by=by,
        after={"revision": claim.revision, "corrects": live.number},
    )
    record(correction, action="correction.begun", by=by, after={"corrects": live.number})
    change(claim, action="claim.correcting", by=by, state=Claim.State.CHECKING, assignee=by)
    return draft


@transaction.atomic
def describe(verdict: Verdict, *, by: User, kind: str, what: str, why: str) -> None:
    """Say what sort of correction a draft of one's own is, what it changes and why.

    It may be incomplete: what is missing is asked for before it goes out.
    """
    locked = verdicts.own_draft(verdict, by)
    correction = _of(locked)
    if kind not in Kind.values or kind == Kind.RETRACTION:
        raise ValidationError({"kind": "Choose what sort of correction it is."})
    described = change(
        correction,
        action="correction.described",
        by=by,
        kind=kind,
        what=what.strip(),
        why=why.strip(),
    )
    if described:
        verdicts.show(locked)


@transaction.atomic
def publish(verdict: Verdict, *, by: User) -> Publication:
    """Put a minor correction out at once, from the draft, by its author.

    Raises ValidationError when it is not minor: another rating, another wording of the claim or,
    on a scale without ratings, another summary needs a second person again.
    """
    claim = take(verdict.claim, state=Claim.State.CHECKING)
    locked = verdicts.own_draft(verdict, by)
    correction = _of(locked)
    if not is_minor(correction, locked):
        raise ValidationError(
            "What is changed is the verdict itself. Submit it: a second person signs it off again."
        )
    verdicts.refuse_outdated(locked, claim)
    refuse_unexplained(correction, locked)
    if missing := verdicts.what_is_missing(locked):
        raise ValidationError(missing)
    now = timezone.now()
    change(
        locked,
        action="verdict.approved",
        by=by,
        state=Verdict.State.APPROVED,
        is_minor=True,
        submitted_at=now,
        approved_at=now,
        send_back_note="",
    )
    return publication.put_out(locked, claim, by=by)


def _of(verdict: Verdict) -> Correction:
    correction = verdict.open_correction
    if correction is None:
        raise Conflict("This verdict doesn’t correct anything (any more).")
    return take(correction, at=None)
