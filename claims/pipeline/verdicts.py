"""Verdicts: one person writes and submits, a second person signs off.

Functions lock the claim before its verdict, always in this order.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import (
    Approval,
    Claim,
    Kind,
    Newsroom,
    Rating,
    Revision,
    Source,
    User,
    Verdict,
)
from claims.pipeline import notices
from claims.pipeline.changes import (
    Conflict,
    change,
    check_fields,
    record,
    require,
    take,
    take_as_read,
)
from claims.pipeline.explanations import refuse_unexplained

State = Verdict.State


@transaction.atomic
def begin(claim: Claim, *, by: User) -> Verdict:
    """Start the draft of a verdict on a claim that is being checked, on its present wording."""
    locked = take(claim, state=Claim.State.CHECKING)
    if locked.is_live and not locked.verdicts.open().exists():
        raise Conflict("This claim is published. Correct what is published instead.")
    try:
        with transaction.atomic():
            verdict = Verdict.objects.create(
                claim=locked,
                revision=Revision.objects.get(claim=locked, number=locked.revision),
                author=by,
                as_of=Newsroom.current().today(),
            )
    except IntegrityError as error:
        writer = locked.verdicts.open().get().author
        raise Conflict(f"{writer.name} is writing a verdict on this claim already.") from error
    record(verdict, action="verdict.begun", by=by, after={"revision": locked.revision})
    _show(locked)
    return verdict


@transaction.atomic
def take_over(verdict: Verdict, *, by: User) -> None:
    """Go on with a draft that somebody else began; from then on it is yours."""
    claim = take(verdict.claim, state=Claim.State.CHECKING)
    locked = take(verdict, state=State.DRAFT)
    if locked.author != by:
        change(locked, action="verdict.taken_over", by=by, author=by)
        _show(claim)


@transaction.atomic
def save(
    verdict: Verdict,
    *,
    by: User,
    revision: int,
    rating: Rating | None,
    summary: str,
    explanation: str,
    as_of: dt.date | None,
    review_by: dt.date | None = None,
    not_found: str = "",
) -> None:
    """Save a draft. It may be incomplete: what is missing is asked for when it is submitted.

    `revision` is the wording of the claim that the author read; the verdict is on that one.
    Raises Conflict when the claim was reworded since, or the draft is no longer the author's.
    """
    claim = take(verdict.claim, state=Claim.State.CHECKING)
    locked = own_draft(verdict, by)
    if claim.revision != revision:
        raise Conflict(
            "The claim was reworded while you were writing. It now reads: "
            f"“{claim.statement}” Your text is still in the form: check it against the new "
            "wording, then save again."
        )
    values: dict[str, Any] = {
        "summary": summary.strip(),
        "explanation": explanation.strip(),
        "not_found": not_found.strip(),
    }
    check_fields(Verdict, **values)
    if rating and rating.scale_id != Newsroom.current().scale_id and rating != locked.rating:
        raise ValidationError({"rating": "Choose a rating of the newsroom’s scale."})
    change(
        locked,
        action="verdict.saved",
        by=by,
        revision=Revision.objects.get(claim=claim, number=revision),
        rating=rating,
        as_of=as_of,
        review_by=review_by,
        **values,
    )


@transaction.atomic
def submit(verdict: Verdict, *, by: User) -> None:
    """Hand a complete draft to a second person. Raises ValidationError with all that is missing.

    One that corrects what is published has to say what it changes and why.
    """
    claim = take(verdict.claim, state=Claim.State.CHECKING)
    locked = own_draft(verdict, by)
    refuse_outdated(locked, claim)
    if correction := locked.open_correction:
        refuse_unexplained(correction, locked)
    if missing := what_is_missing(locked):
        raise ValidationError(missing)
    change(
        locked,
        action="verdict.submitted",
        by=by,
        state=State.SUBMITTED,
        submitted_at=timezone.now(),
        send_back_note="",
    )
    change(claim, action="claim.in_review", by=by, state=Claim.State.IN_REVIEW)
    notices.awaiting(locked, by=by)


@transaction.atomic
def send_back(verdict: Verdict, *, by: User, note: str) -> None:
    """Return a verdict that waits for sign-off, or was approved but not published, to its author.

    The author may take it back in the same way. Who had signed it off has to do so again.
    """
    note = require(note, "note", "Say what has to be changed.")
    claim = take(verdict.claim, state=(Claim.State.IN_REVIEW, Claim.State.APPROVED))
    locked = take_as_read(verdict, State.SUBMITTED, State.APPROVED)
    refuse_superseded(locked, claim)
    to_draft(locked, action="verdict.sent_back", by=by, note=note)
    change(
        claim,
        action="claim.sent_back",
        by=by,
        state=Claim.State.CHECKING,
        assignee=claim.assignee or locked.author,
    )


@transaction.atomic
def approve(verdict: Verdict, *, by: User) -> None:
    """Sign off, as somebody else than its author, the verdict on the wording that was checked.

    It is approved once as many people have signed it off as the newsroom asks for.
    """
    claim = take(verdict.claim, state=Claim.State.IN_REVIEW)
    locked = take(verdict, state=State.SUBMITTED)
    if locked.author == by or has_written(by, locked):
        raise ValidationError("A second person has to sign off: you wrote this verdict.")
    refuse_outdated(locked, claim)
    had = locked.approvals.count()
    new = sign(locked, by)
    needed = Newsroom.current().approvals
    if had + new < needed:
        if not new:
            raise Conflict(f"You have signed this off. {_more(needed - had)} needed.")
        signed = {"approvals": (had, had + 1)}
        change(locked, action="verdict.signed", by=by, beside=signed)
        notices.settled(locked, by=by)
        _show(claim)
        return
    change(
        locked,
        action="verdict.approved",
        by=by,
        state=State.APPROVED,
        approved_by=by,
        approved_at=timezone.now(),
    )
    change(claim, action="claim.approved", by=by, state=Claim.State.APPROVED)
    notices.settled(locked)


def has_written(user: User, verdict: Verdict) -> bool:
    """Whether somebody has saved words of a verdict, whoever has taken it over since."""
    saved = verdict.claim.events.filter(action="verdict.saved", object_id=verdict.pk, by=user)
    return saved.exists()


@transaction.atomic
def drop(verdict: Verdict, *, by: User) -> None:
    """Give a draft up. It can still be read, and the claim may get another one.

    When it was to correct what is published, that stays as it is.
    """
    claim = take(verdict.claim, state=Claim.State.CHECKING)
    locked = own_draft(verdict, by)
    if correction := locked.open_correction:
        record(correction, action="correction.dropped", by=by)
        correction.delete()
    change(locked, action="verdict.dropped", by=by, state=State.DROPPED, send_back_note="")
    if claim.is_live:
        change(claim, action="claim.left", by=by, state=Claim.State.PUBLISHED)
    else:
        _show(claim)


def to_draft(verdict: Verdict, *, action: str, by: User | None, note: str) -> None:
    """Make a locked verdict its author's draft again, with a note on top and no sign-off."""
    verdict.approvals.all().delete()
    notices.settled(verdict)
    change(
        verdict,
        action=action,
        by=by,
        note=note,
        state=State.DRAFT,
        send_back_note=note,
        submitted_at=None,
        approved_by=None,
        approved_at=None,
        scheduled_for=None,
        scheduled_by=None,
    )
    notices.sent_back(verdict, by=by, note=note)


def sign(verdict: Verdict, by: User) -> bool:
    """Keep that somebody signs a locked verdict off; tells whether they hadn't yet."""
    return Approval.objects.get_or_create(verdict=verdict, by=by)[1]


def _more(number: int) -> str:
    return "One more sign-off is" if number == 1 else f"{number} more sign-offs are"


def _show(claim: Claim) -> None:
    """Let pages that have the claim open see that something about it has changed."""
    claim.save(update_fields=["updated_at"])


def show(verdict: Verdict, claim: Claim | None = None) -> None:
    """Let programs that follow the desk see that what belongs to a verdict has changed: a source,
    a reply, what it corrects. Given its `claim`, pages see it as well. In the caller's transaction.
    """
    verdict.save(update_fields=["updated_at"])
    if claim:
        _show(claim)


def refuse_superseded(verdict: Verdict, claim: Claim) -> None:
    """Leave alone what was approved before the claim was reopened. `claim` is locked.

    Such a verdict keeps its state for ever; only the claim's last one may move.
    """
    if claim.verdicts.filter(pk__gt=verdict.pk).exists():
        raise Conflict("A later verdict on this claim has taken the place of this one.")


def open_draft(verdict: Verdict, by: User) -> tuple[Claim, Verdict]:
    """Lock a draft for its author, after its claim. Raises Conflict as `own_draft` does."""
    return take(verdict.claim), own_draft(verdict, by)


def own_draft(verdict: Verdict, by: User) -> Verdict:
    """Lock a draft for its author. Raises Conflict when it is no draft, or somebody else's."""
    locked = take(verdict, state=State.DRAFT)
    if locked.author != by:
        raise Conflict(
            f"{locked.author.name} is writing this verdict. Take it over to go on with it."
        )
    return locked


def refuse_outdated(verdict: Verdict, claim: Claim) -> None:
    """Raise Conflict, with both wordings, when the verdict is on an earlier one. Both locked."""
    if verdict.revision.number != claim.revision:
        raise Conflict(
            "The claim was reworded after this verdict was written. "
            f"The verdict is on: “{verdict.revision.statement}” "
            f"The claim now reads: “{claim.statement}”"
        )


def what_is_missing(verdict: Verdict) -> dict[str, str]:
    """What a draft still needs before anybody else is asked to sign it off, by field."""
    missing = {}
    if verdict.rating is None and _needs_rating(verdict.claim):
        missing["rating"] = "Choose a rating."
    if not verdict.summary:
        missing["summary"] = "Write the verdict in one sentence."
    if not verdict.explanation:
        missing["explanation"] = "Explain how you know."
    sources = list(verdict.sources.all())
    if not sources:
        missing["sources"] = "Add at least one source: a verdict rests on evidence."
    elif nameless := next((source for source in sources if not source.title), None):
        missing["sources"] = _no_title(nameless)
    return missing


def _no_title(source: Source) -> str:
    if source.fetch_state in (Source.Fetch.WAITING, Source.Fetch.FETCHING):
        return (
            f"The page of {source.url} is still being read. Wait a moment, or give the source a "
            "title yourself."
        )
    return f"Give this source a title, as its page has none that could be read: {source.url}"


def _needs_rating(claim: Claim) -> bool:
    """A promise or prediction can be published before anybody can say whether it is true."""
    scale = Newsroom.current().scale
    looks_ahead = claim.kind in (Kind.PROMISE, Kind.PREDICTION)
    return bool(scale and scale.ratings.exists() and not looks_ahead)
