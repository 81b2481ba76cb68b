"""Merging: two claims that say the same become one, and two again if that was wrong.

The claim that was merged stays as it is, dismissed as a duplicate. The other one repeats its
occurrences, each marked with where it comes from (`merged_from`), so that taking a merge back
leaves whatever was the other's own. Functions lock claims in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from claims.models import Claim, Claimant, DismissalReason, Event, Occurrence, User
from claims.pipeline.changes import Conflict, change, moved, take, take_as_read

State = Claim.State
# Which claims may go into another, and which may take another in.
GIVES = (State.NEW, State.CHECKING)
TAKES = (
    State.NEW,
    State.CHECKING,
    State.IN_REVIEW,
    State.APPROVED,
    State.PUBLISHED,
    State.PARKED,
)


@transaction.atomic
def merge(claim: Claim, *, into: Claim, by: User, seen: str) -> Event | None:
    """Let `into` stand for `claim`, which says the same and is dismissed as a duplicate.

    `into` gets the occurrences and claimants that it hasn't, and the higher priority of the two.
    Raises Conflict when `claim` is no longer in the state `seen`, when somebody writes a verdict
    on it, or when `into` can't take it in (any more). Returns the Event of `claim`.
    """
    if claim.pk == into.pk:
        raise ValidationError({"into": "A claim can’t be merged into itself. Choose another one."})
    hold(claim, into)
    locked = take(claim, state=seen if seen in GIVES else ())
    other = Claim.objects.visible().filter(pk=into.pk).first()
    if other is None:
        raise ValidationError({"into": "This claim isn’t here any more. Choose another one."})
    if refusal := _obstacle(locked, other):
        raise Conflict(refusal)
    event = change(
        locked,
        action="claim.merged",
        by=by,
        state=State.DISMISSED,
        dismissal_reason=DismissalReason.DUPLICATE,
        merged_into=other,
    )
    take_in(locked, into=other, by=by)
    return event


@transaction.atomic
def unmerge(claim: Claim, *, by: User) -> None:
    """Take a merge back: the claim returns to the state that it was in before."""
    hold(claim)
    locked = take_as_read(claim, State.DISMISSED)
    into = locked.merged_into
    if into is None:
        raise Conflict("This claim isn’t merged into another one any more.")
    # Not an undone reopening, which set this too: what was before that one is undone as well.
    merged = locked.events.filter(action="claim.merged", after__merged_into_id=into.pk).latest("id")
    change(
        locked,
        action="claim.unmerged",
        by=by,
        state=merged.before["state"],
        dismissal_reason="",
        dismissal_note="",
        merged_into=None,
    )
    take_back(locked, into=into, by=by)


def hold(*claims: Claim) -> None:
    """Lock these claims, and those that they are merged into, in the order of their ids.

    Of two people who merge A into B and B into A at once the second waits, and then finds that
    A is no longer there to take B in. Must run inside a transaction.
    """
    ids = [claim.pk for claim in claims]
    wanted = Q(pk__in=ids) | Q(pk__in=Claim.objects.filter(pk__in=ids).values("merged_into"))
    held = Claim.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk")
    found = {row.pk: row for row in held}
    for claim in claims:
        row = found.get(claim.pk)
        # It was merged while we waited: the other one isn't held.
        if row and row.merged_into_id and row.merged_into_id not in found:
            raise Conflict(moved(row))


def take_in(claim: Claim, *, into: Claim, by: User) -> None:
    """Give `into` the occurrences and claimants of `claim`, which was merged into it.

    Both are held. Raises Conflict when `into` can't take it in (any more).
    """
    _lend([claim], into)
    own = set(into.claimants.values_list("pk", flat=True))
    new = [one for one in claim.claimants.all() if one.pk not in own]
    into.claimants.add(*new)
    change(
        into,
        action="claim.grown",
        by=by,
        priority=max(into.priority, claim.priority),
        beside=_about(claim) | _gained(new),
    )


def take_back(claim: Claim, *, into: Claim, by: User) -> None:
    """Take from `into` what came by merging `claim`, and nothing that it has otherwise.

    Both are held, and `claim` no longer names `into`. Raises Conflict when `into` was merged
    itself since: then its occurrences have been repeated in turn.
    """
    if into.merged_into_id:
        raise Conflict(nested(into))
    Occurrence.objects.filter(claim=into, merged_from=claim).delete()
    # Of two merged claims with one place in a document, only the first had to give it.
    others = list(into.merged.order_by("pk").prefetch_related("claimants"))
    _lend(others, into)
    lost = _claimants_that_came(into, only_by=claim, besides=others)
    into.claimants.remove(*lost)
    change(
        into,
        action="claim.shrunk",
        by=by,
        beside={name: (after, before) for name, (before, after) in _about(claim).items()}
        | {name: (after, before) for name, (before, after) in _gained(lost).items()},
    )


def nested(into: Claim) -> str:
    """Why a merge into a claim that was merged itself can't be taken back."""
    return (
        f"This claim was merged into “{into.statement}”, which has itself been merged into "
        "another one since. Reopen that one first, then this."
    )


def refusal_to_take_in(into: Claim) -> str:
    """Why no claim can be merged into this one; empty when one can."""
    if into.state in TAKES:
        return ""
    return (
        f"“{into.statement}” is “{into.get_state_display()}” now, so nothing can be merged into "
        "it. Choose another claim, or reopen that one first."
    )


def _obstacle(claim: Claim, into: Claim) -> str:
    verdict = claim.verdicts.open().select_related("author").first()
    if verdict:
        return (
            f"{verdict.author.name} has begun a verdict on this claim. Merge the other claim into "
            "this one instead."
        )
    return refusal_to_take_in(into)


def _lend(claims: Iterable[Claim], into: Claim) -> None:
    """Repeat in `into` each occurrence of `claims` whose place it doesn't have yet.

    Those in hidden documents as well: they show when moderation brings the document back.
    """
    has = {_place(row) for row in into.occurrences.all()}
    new = []
    for row in Occurrence.objects.filter(claim__in=list(claims)).order_by("claim", "id"):
        if _place(row) not in has:
            has.add(_place(row))
            new.append(_repeated(row, into))
    Occurrence.objects.bulk_create(new)


def _place(row: Occurrence) -> tuple[int, int, int]:
    return (row.document_id, row.start, row.end)


def _repeated(row: Occurrence, into: Claim) -> Occurrence:
    return Occurrence(
        claim=into,
        merged_from_id=row.claim_id,
        document_id=row.document_id,
        extraction_id=row.extraction_id,
        start=row.start,
        end=row.end,
        quote=row.quote,
        speaker=row.speaker,
        role=row.role,
        reported_by=row.reported_by,
        said_on=row.said_on,
    )


def _claimants_that_came(
    into: Claim, *, only_by: Claim, besides: Iterable[Claim]
) -> list[Claimant]:
    """The claimants that `into` has for no other reason than that `only_by` was merged into it."""
    came: set[int] = set()
    events = Event.objects.filter(
        object_type="claim",
        object_id=into.pk,
        action__in=("claim.grown", "claim.shrunk", "claim.edited"),
    )
    for event in events.order_by("id"):
        before, after = (set(one.get("claimant_ids", ())) for one in (event.before, event.after))
        if event.action == "claim.grown":
            came |= after
        elif event.action == "claim.shrunk":
            came -= before
        elif "claimant_ids" in event.after:
            # Whom an editor takes off and puts on again is there on their word.
            came &= after
    still = {one.pk for other in besides for one in other.claimants.all()}
    return list(only_by.claimants.filter(pk__in=came - still))


def _about(claim: Claim) -> dict[str, tuple[Any, Any]]:
    return {"merged": ("", claim.statement), "merged_id": (None, claim.pk)}


def _gained(claimants: list[Claimant]) -> dict[str, tuple[Any, Any]]:
    return {
        "claimants": ([], [str(one) for one in claimants]),
        "claimant_ids": ([], [one.pk for one in claimants]),
    }
