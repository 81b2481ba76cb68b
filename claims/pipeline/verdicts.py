"""Verdicts: one person writes and submits, a second person signs off.

Functions lock the claim before its verdict, always in this order.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Claim, Newsroom, Rating, Revision, Source, User, Verdict
from claims.pipeline import addresses
from claims.pipeline.changes import (
    Conflict,
    change,
    check_fields,
    plain,
    record,
    require,
    take,
    take_as_read,
)

State = Verdict.State


@transaction.atomic
def begin(claim: Claim, *, by: User) -> Verdict:
    """Start the draft of a verdict on a claim that is being checked, on its present wording."""
    locked = take(claim, state=Claim.State.CHECKING)
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
) -> None:
    """Save a draft. It may be incomplete: what is missing is asked for when it is submitted.

    `revision` is the wording of the claim that the author read; the verdict is on that one.
    Raises Conflict when the claim was reworded since, or the draft is no longer the author's.
    """
    claim = take(verdict.claim, state=Claim.State.CHECKING)
    locked = _own_draft(verdict, by)
    if claim.revision != revision:
        raise Conflict(
            "The claim was reworded while you were writing. It now reads: "
            f"“{claim.statement}” Your text is still in the form: check it against the new "
            "wording, then save again."
        )
    values: dict[str, Any] = {"summary": summary.strip(), "explanation": explanation.strip()}
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
        **values,
    )


@transaction.atomic
def add_source(
    verdict: Verdict,
    *,
    by: User,
    title: str,
    url: str = "",
    publisher: str = "",
    kind: str = Source.Kind.PRIMARY,
    stance: str = Source.Stance.CONTEXT,
    passage: str = "",
    locator: str = "",
    read_on: dt.date | None = None,
    withheld_reason: str = "",
) -> Source:
    """Add a piece of evidence to a draft.

    Raises ValidationError when it has neither a link nor a reason to withhold it (or both), or
    when the link is the document under review or a page of this newsroom's own site.
    """
    locked = _own_draft(verdict, by)
    values = {
        "title": title.strip(),
        "url": url.strip(),
        "publisher": publisher.strip(),
        "kind": kind,
        "stance": stance,
        "passage": passage.strip(),
        "locator": locator.strip(),
        "read_on": read_on,
        "withheld_reason": withheld_reason.strip(),
    }
    check_fields(Source, **values)
    _refuse_circular_source(locked, url=str(values["url"]), reason=str(values["withheld_reason"]))
    source = Source.objects.create(verdict=locked, **values)
    record(source, action="source.added", by=by, claim=locked.claim, after=_facts(source))
    return source


@transaction.atomic
def remove_source(source: Source, *, by: User) -> None:
    """Take a piece of evidence out of a draft; the history keeps what it was."""
    verdict = _own_draft(source.verdict, by)
    locked = take(source, refusal="Somebody removed this source already.")
    record(locked, action="source.removed", by=by, claim=verdict.claim, before=_facts(locked))
    locked.delete()


@transaction.atomic
def submit(verdict: Verdict, *, by: User) -> None:
    """Hand a complete draft to a second person. Raises ValidationError with all that is missing."""
    claim = take(verdict.claim, state=Claim.State.CHECKING)
    locked = _own_draft(verdict, by)
    _refuse_outdated(locked, claim)
    if missing := _missing(locked):
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


@transaction.atomic
def send_back(verdict: Verdict, *, by: User, note: str) -> None:
    """Return a verdict that waits for sign-off, or was approved but not published, to its author.

    The author may take it back in the same way.
    """
    note = require(note, "note", "Say what has to be changed.")
    claim = take(verdict.claim, state=(Claim.State.IN_REVIEW, Claim.State.APPROVED))
    locked = take_as_read(verdict, State.SUBMITTED, State.APPROVED)
    refuse_superseded(locked, claim)
    change(
        locked,
        action="verdict.sent_back",
        by=by,
        note=note,
        state=State.DRAFT,
        send_back_note=note,
        submitted_at=None,
        approved_by=None,
        approved_at=None,
    )
    change(
        claim,
        action="claim.sent_back",
        by=by,
        state=Claim.State.CHECKING,
        assignee=claim.assignee or locked.author,
    )


@transaction.atomic
def approve(verdict: Verdict, *, by: User) -> None:
    """Sign off, as a second person, the verdict on the wording that was checked."""
    claim = take(verdict.claim, state=Claim.State.IN_REVIEW)
    locked = take(verdict, state=State.SUBMITTED)
    if locked.author == by:
        raise ValidationError("A second person has to sign off: you wrote this verdict.")
    _refuse_outdated(locked, claim)
    change(
        locked,
        action="verdict.approved",
        by=by,
        state=State.APPROVED,
        approved_by=by,
        approved_at=timezone.now(),
    )
    change(claim, action="claim.approved", by=by, state=Claim.State.APPROVED)


def _show(claim: Claim) -> None:
    """Let pages that have the claim open see that something about it has changed."""
    claim.save(update_fields=["updated_at"])


def refuse_superseded(verdict: Verdict, claim: Claim) -> None:
    """Leave alone what was approved before the claim was reopened. `claim` is locked.

    Such a verdict keeps its state for ever; only the claim's last one may move.
    """
    if claim.verdicts.filter(pk__gt=verdict.pk).exists():
        raise Conflict("A later verdict on this claim has taken the place of this one.")


def _own_draft(verdict: Verdict, by: User) -> Verdict:
    locked = take(verdict, state=State.DRAFT)
    if locked.author != by:
        raise Conflict(
            f"{locked.author.name} is writing this verdict. Take it over to go on with it."
        )
    return locked


def _refuse_outdated(verdict: Verdict, claim: Claim) -> None:
    if verdict.revision.number != claim.revision:
        raise Conflict(
            "The claim was reworded after this verdict was written. "
            f"The verdict is on: “{verdict.revision.statement}” "
            f"The claim now reads: “{claim.statement}”"
        )


def _missing(verdict: Verdict) -> dict[str, str]:
    missing = {}
    scale = Newsroom.current().scale
    if verdict.rating is None and scale and scale.ratings.exists():
        missing["rating"] = "Choose a rating."
    if not verdict.summary:
        missing["summary"] = "Write the verdict in one sentence."
    if not verdict.explanation:
        missing["explanation"] = "Explain how you know."
    if not verdict.sources.exists():
        missing["sources"] = "Add at least one source: a verdict rests on evidence."
    return missing


def _refuse_circular_source(verdict: Verdict, *, url: str, reason: str) -> None:
    if bool(url) == bool(reason):
        raise ValidationError({"url": "Give a link, or the reason why the source is withheld."})
    if not url:
        return
    occurrences = verdict.claim.occurrences.select_related("document").defer("document__text")
    checked = {addresses.page(row.document.url) for row in occurrences if row.document.url}
    if addresses.page(url) in checked:
        raise ValidationError(
            {"url": "This is the document being checked. It can’t be a source for itself."}
        )
    if addresses.host(url) == addresses.host(Newsroom.current().address):
        raise ValidationError(
            {"url": "This is a page of our own site. Give the source that it rests on."}
        )


def _facts(source: Source) -> dict[str, Any]:
    names = ("title", "url", "publisher", "kind", "stance", "passage", "locator", "withheld_reason")
    return {name: value for name in names if (value := plain(source, name))}
