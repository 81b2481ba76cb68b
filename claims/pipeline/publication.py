"""Publication: numbered snapshots that go out and never change.

What is out is changed by a correction (`corrections`) or taken back here; in no other way.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from claims.exports import lines
from claims.models import Claim, Correction, Document, Newsroom, Publication, User, Verdict
from claims.pipeline import alerts, fetching, notices, snapshots
from claims.pipeline.changes import Conflict, change, record, require, take
from claims.pipeline.verdicts import refuse_superseded, show, to_draft

logger = logging.getLogger(__name__)

State = Publication.State
# The states of a claim that readers have a publication of.
LIVE_IN = (Claim.State.PUBLISHED, Claim.State.CHECKING, Claim.State.IN_REVIEW, Claim.State.APPROVED)


@transaction.atomic
def publish(verdict: Verdict, *, by: User | None) -> Publication:
    """Put out a signed-off verdict as the claim's next numbered snapshot.

    One that was written as a correction takes the place of what it corrects. Raises
    ValidationError while an embargo holds the claim back, or all its documents are hidden.
    """
    claim = take(verdict.claim, state=Claim.State.APPROVED)
    locked = take(verdict, state=Verdict.State.APPROVED)
    refuse_superseded(locked, claim)
    return put_out(locked, claim, by=by or _scheduler(locked))


@transaction.atomic
def schedule(verdict: Verdict, *, by: User, at: dt.datetime) -> None:
    """Have a signed-off verdict published at a time to come, within a minute."""
    claim = take(verdict.claim, state=Claim.State.APPROVED)
    locked = take(verdict, state=Verdict.State.APPROVED)
    refuse_superseded(locked, claim)
    if locked.open_correction:
        raise ValidationError("A correction is never put off. Publish it now.")
    if at <= timezone.now():
        raise ValidationError({"at": "Choose a time to come, or publish it now."})
    if (embargo := embargoed_until(claim)) and at < embargo:
        raise ValidationError({"at": _embargo_words(embargo, claim)})
    change(locked, action="verdict.scheduled", by=by, scheduled_for=at, scheduled_by=by)


@transaction.atomic
def unschedule(verdict: Verdict, *, by: User | None, note: str = "") -> None:
    """Have a scheduled verdict wait for somebody to publish it."""
    take(verdict.claim, state=Claim.State.APPROVED)
    locked = take(verdict, state=Verdict.State.APPROVED)
    if locked.scheduled_for is None:
        raise Conflict("This is not scheduled any more.")
    change(
        locked,
        action="verdict.unscheduled",
        by=by,
        note=note,
        scheduled_for=None,
        scheduled_by=None,
    )


def publish_scheduled() -> int:
    """Publish what is scheduled to be out by now. Returns how many.

    What can't be published is unscheduled, with the reason in its history.
    """
    due = list(Verdict.objects.due_out(timezone.now()).select_related("claim").order_by("pk")[:100])
    done = 0
    for verdict in due:
        try:
            done += _publish_or_unschedule(verdict)
        except Conflict as conflict:
            logger.info("Scheduled verdict %s went on elsewhere: %s", verdict.pk, conflict)
    return done


def _publish_or_unschedule(verdict: Verdict) -> bool:
    """Tells whether it is out. Raises Conflict when somebody moved it meanwhile."""
    try:
        publish(verdict, by=None)
    except ValidationError as error:
        _call_off(verdict, " ".join(error.messages))
        return False
    return True


@transaction.atomic
def _call_off(verdict: Verdict, why: str) -> None:
    """Take a verdict off the schedule that can't go out, and tell whoever put it there."""
    notices.held_back(verdict, why)
    unschedule(verdict, by=None, note=why)


@transaction.atomic
def retract(publication: Publication, *, by: User, reason: str) -> None:
    """Take a publication back. Its address answers “gone” from now on, with the reason.

    A correction that is being written becomes an ordinary draft.
    """
    reason = require(reason, "reason", "Say why it is retracted: readers will see this.")
    claim = take(publication.claim, state=LIVE_IN)
    locked = take(publication, state=State.LIVE)
    now = timezone.now()
    _free_drafts(claim, by=by)
    change(
        locked,
        action="publication.retracted",
        by=by,
        note=reason,
        state=State.RETRACTED,
        retracted_at=now,
        retracted_by=by,
        retraction_reason=reason,
        stale=[],
    )
    Correction.objects.create(
        claim=claim,
        corrects=locked,
        kind=Correction.Kind.RETRACTION,
        why=reason,
        by=by,
        approved_by=by.name,
        at=now,
    )
    fetching.unwatch(locked.verdict)
    alerts.close_all(claim, by=by, outcome="Retracted.")
    change(
        claim,
        action="claim.retracted",
        by=by,
        note=reason,
        state=Claim.State.RETRACTED,
        is_live=False,
    )


def put_out(verdict: Verdict, claim: Claim, *, by: User) -> Publication:
    """Publish an approved verdict, in the caller's transaction; verdict and claim are locked."""
    if not Claim.objects.visible().filter(pk=claim.pk).exists():
        raise ValidationError("Every document of this claim is hidden, so nothing of it goes out.")
    _hold_documents(claim)
    if embargo := embargoed_until(claim):
        raise ValidationError(_embargo_words(embargo, claim))
    now = timezone.now()
    correction, number = verdict.open_correction, claim.publications.count() + 1
    if claim.is_live:
        if correction is None:
            raise Conflict("This claim is published. Correct what is published instead.")
        _supersede(correction, verdict, by=by, at=now)
    snapshot = snapshots.of(verdict, correction)
    publication = Publication.objects.create(
        claim=claim,
        verdict=verdict,
        number=number,
        snapshot=snapshot,
        **lines.stored(number, now, snapshot),
        published_at=now,
        published_by=by,
        review_by=verdict.review_by,
        promise_status=claim.promise_status,
    )
    if correction:
        correction.publication = publication
        correction.save()
        show(verdict)
    action = "publication.corrected" if correction else "publication.published"
    note = correction.what if correction else ""
    record(publication, action=action, by=by, note=note, after={"number": publication.number})
    change(verdict, action="verdict.published", by=by, scheduled_for=None, scheduled_by=None)
    fetching.watch(verdict)
    alerts.close_all(claim, by=by, outcome="Corrected." if correction else "Published.")
    change(claim, action="claim.published", by=by, state=Claim.State.PUBLISHED, is_live=True)
    return publication


def _hold_documents(claim: Claim) -> None:
    """Let nobody hide a document of the claim, or put it under embargo, until this is through."""
    ids = claim.occurrences.order_by().values("document")
    rows = Document.objects.filter(pk__in=ids).order_by("pk").only("pk")
    list(rows.select_for_update(of=("self",), no_key=True))


def answerable(verdict: Verdict, by: User) -> str:
    """Who answers for a correction, by name: who signed it off, else who puts it out."""
    signed = [approval.by.name for approval in verdict.approvals.select_related("by")]
    return " and ".join(signed) or by.name


def embargoed_until(claim: Claim) -> dt.datetime | None:
    """When the last embargo ends that holds a claim back; None when none does (any more).

    What readers have already is no secret, and is put right at once: of a published claim only
    those documents count of which something would be new to them.
    """
    rows = claim.occurrences.filter(document__embargo_until__gt=timezone.now())
    held = list(rows.select_related("document").defer("document__text", "document__search"))
    if held and (live := claim.publications.live().first()):
        held = [row for row in held if not snapshots.has(live.snapshot, row)]
    times = (row.document.embargo_until for row in held)
    return max((time for time in times if time), default=None)


def _embargo_words(until: dt.datetime, claim: Claim) -> str:
    # Workers, who publish what is scheduled, are in no time zone of their own.
    when = date_format(until.astimezone(Newsroom.current().tzinfo), "j F Y, H:i")
    words = f"A document of this claim is under embargo until {when}."
    if claim.is_live:
        return (
            f"{words} This correction would tell more of it than readers have: publish it then, or "
            "take back the merge that brought it."
        )
    return f"{words} Schedule it for then or later."


def _scheduler(verdict: Verdict) -> User:
    if verdict.scheduled_by is None:
        raise Conflict("This is not scheduled any more.")
    return verdict.scheduled_by


def _supersede(correction: Correction, verdict: Verdict, *, by: User, at: dt.datetime) -> None:
    """Let the live publication step back for the one that is made next."""
    old = take(correction.corrects, state=State.LIVE)
    change(old, action="publication.superseded", by=by, state=State.SUPERSEDED, stale=[])
    fetching.unwatch(old.verdict)
    correction.approved_by = answerable(verdict, by)
    correction.at = at


def _free_drafts(claim: Claim, *, by: User) -> None:
    """Make drafts of corrections ordinary drafts: what they would correct is gone."""
    for correction in claim.corrections.open().select_related("verdict"):
        assert correction.verdict
        verdict = take(correction.verdict)
        record(correction, action="correction.dropped", by=by)
        correction.delete()
        show(verdict)
        if verdict.state != Verdict.State.DRAFT:
            words = "What this corrects was retracted."
            to_draft(verdict, action="verdict.sent_back", by=by, note=words)
