"""Editing: editors put right what the engine wrote down of a claim, and add what it missed.

The quotes of a claim never change. `merge` and `unmerge` are `merging`'s and `locate` is `quotes`',
given here as well: for the doors all of it is editing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from claims.models import Alert, Claim, Document, Kind, Newsroom, Occurrence, Revision, User
from claims.pipeline import alerts
from claims.pipeline.changes import Beside, Conflict, change, record, require, take, within
from claims.pipeline.claimants import named
from claims.pipeline.merging import merge, unmerge
from claims.pipeline.quotes import locate

__all__ = [
    "KEEP",
    "Stale",
    "add",
    "edit",
    "facts",
    "locate",
    "merge",
    "split",
    "unmerge",
]

State = Claim.State
EDITABLE = (State.NEW, State.CHECKING, State.IN_REVIEW)
SPLITTABLE = (State.NEW, State.CHECKING)
# The kinds of claim that time alone will judge.
LOOKS_AHEAD = (Kind.PROMISE, Kind.PREDICTION)
MAX_STATEMENT = 2_000
MAX_YARDSTICK = 500
ADDED_PRIORITY = 100
_SPEAKER = Occurrence._meta.get_field("speaker").max_length
_WORDS = {
    "kind": "the kind is",
    "claimants": "the claimants are",
    "due_on": "the due date is",
    "said_on": "the day it was said is",
    "yardstick": "how one would know is",
}


class _Keep(Enum):
    KEEP = "keep"


# For what stays as it is: no day and no words mean that there shall be none.
KEEP = _Keep.KEEP


class Stale(Conflict):
    """Somebody else edited the claim after the form was shown. `claim` is as it is now."""

    def __init__(self, message: str, claim: Claim) -> None:
        super().__init__(message)
        self.claim = claim


def facts(claim: Claim) -> dict[str, str]:
    """What `edit` can change beside the statement, as a form holds it.

    Costs no query for a claim of `ClaimQuerySet.for_list`.
    """
    claimants = claim.people
    first = _first(claim)
    return {
        "kind": claim.kind,
        "claimants": "; ".join(map(str, claimants)),
        "due_on": _day(claim.due_on),
        "said_on": _day(first.said_on if first else None),
        "yardstick": claim.yardstick,
    }


@transaction.atomic
def edit(
    claim: Claim,
    *,
    by: User,
    statement: str,
    revision: int,
    kind: str | None = None,
    claimants: Sequence[str] | None = None,
    due_on: dt.date | _Keep | None = KEEP,
    said_on: dt.date | _Keep | None = KEEP,
    yardstick: str | _Keep = KEEP,
    seen: Mapping[str, str] | None = None,
) -> None:
    """Reword a claim, or change its main kind, its claimants (by their names) or its days.

    A new wording is a new revision. No claimants means that the document itself states it.
    `revision` is the one that the editor read, `seen` the `facts` that the form was filled with.
    A due day goes when the claim becomes of a kind that has none. `said_on` is the day of its
    first occurrence, and `yardstick` says in a sentence how one would know whether a promise is
    kept or a prediction has come true.

    Raises Stale when somebody changed any of these since.
    """
    statement = _statement(statement)
    locked = take(claim, state=EDITABLE)
    _refuse_stale(locked, statement=statement, revision=revision, seen=seen or {})
    values = _kinds(locked, kind)
    values |= _due(locked, values.get("kinds", locked.kinds), due_on)
    if yardstick is not KEEP:
        values |= _judged(values.get("kinds", locked.kinds), yardstick)
    values |= _reworded(locked, statement, by)
    beside = _attributed(locked, claimants) if claimants is not None else {}
    if said_on is not KEEP:
        beside |= _dated(locked, said_on)
    event = change(locked, action="claim.edited", by=by, beside=beside, **values)
    if event and "due_on" in event.after:
        # The watch brings it back again on its new day.
        alerts.close_all(locked, by=by, outcome=alerts.MOVED, kinds=(Alert.Kind.DUE,))


@transaction.atomic
def add(
    document: Document,
    *,
    by: User,
    start: int | None = None,
    end: int | None = None,
    quote: str = "",
    statement: str,
    kind: str,
    claimants: Sequence[str] = (),
) -> Claim:
    """Make a claim that the engine missed of words in a document. See `locate` for the place.

    Raises Conflict when a claim that says the same stands there already.
    """
    _refuse_hidden(document, hold=True)
    place = locate(document.text, quote, start=start, end=end)
    _refuse_twice(document, place, statement)
    people = named(claimants)
    claim = _create(
        by,
        statement=statement,
        kind=kind,
        kinds=[_kind(kind)],
        score=1,
        priority=ADDED_PRIORITY,
        reasons=["added by an editor"],
    )
    claim.claimants.set(people)
    speaker = " and ".join(one.name for one in people)[:_SPEAKER]
    row = _place(claim, document, place, speaker=speaker, said_on=document.published_on)
    record(
        claim,
        action="claim.added",
        by=by,
        document=document,
        after={"statement": claim.statement, "kind": kind, "quote": row.quote},
    )
    return claim


@transaction.atomic
def split(
    claim: Claim,
    *,
    by: User,
    revision: int,
    keeps: str,
    statement: str,
    kind: str | None = None,
    document: Document,
    start: int | None = None,
    end: int | None = None,
    quote: str = "",
) -> Claim:
    """Make a second claim out of one that says two things, and return it.

    `keeps` is what the first one says from now on, `statement` what the second one does. The
    second stands where the first does in the workflow; who said it, and when, is the same.

    Raises Stale when somebody changed the statement since, and Conflict when a claim that says
    the same as the second one stands there already.
    """
    keeps = _statement(keeps, "keeps")
    locked = take(claim, state=SPLITTABLE)
    _refuse_stale(locked, statement=keeps, revision=revision, seen={})
    _refuse_hidden(document)
    said = locked.occurrences.filter(document=document).order_by("id").first()
    if said is None:
        raise ValidationError({"quote": "The claim doesn’t stand in this document."})
    place = locate(document.text, quote, near=said.start, start=start, end=end)
    _refuse_twice(document, place, statement, besides=locked)
    kinds = _kinds(locked, kind).get("kinds", locked.kinds)
    second = _create(
        by,
        statement=statement,
        kind=kinds[0],
        kinds=kinds[:1] if kind else kinds,
        due_on=locked.due_on if kinds[0] in LOOKS_AHEAD else None,
        score=locked.score,
        priority=locked.priority,
        reasons=["split off by an editor"],
        state=locked.state,
        assignee=locked.assignee,
        tags=locked.tags,
        split_from=locked,
    )
    second.claimants.set(locked.claimants.all())
    names = ("speaker", "role", "reported_by", "said_on")
    _place(second, document, place, **{name: getattr(said, name) for name in names})
    change(
        locked,
        action="claim.split",
        by=by,
        beside={"split_off": ("", second.statement), "split_off_id": (None, second.pk)},
        **_reworded(locked, keeps, by),
    )
    record(
        second,
        action="claim.split_off",
        by=by,
        document=document,
        after={"statement": second.statement, "split_from": locked.statement},
    )
    return second


def _first(claim: Claim) -> Occurrence | None:
    """The first occurrence that may be seen, whatever of them was fetched before."""
    rows = sorted(claim.occurrences.all(), key=lambda row: row.pk)
    return next((row for row in rows if not row.document.is_hidden), None)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _statement(statement: str, field: str = "statement") -> str:
    statement = require(statement, field, "A claim needs a statement.")
    within(statement, field, MAX_STATEMENT)
    return statement


def _kind(kind: str) -> str:
    if kind not in Kind.values:
        raise ValidationError({"kind": "Choose one of the kinds."})
    return kind


def _refuse_stale(claim: Claim, *, statement: str, revision: int, seen: Mapping[str, str]) -> None:
    """Raise Stale, naming who was quicker, when the claim isn't as the form had it."""
    last = claim.events.filter(action__in=("claim.edited", "claim.split")).for_history().first()
    who = last.by.name if last and last.by else "Somebody"
    if claim.revision != revision:
        raise Stale(
            f"{who} reworded this claim while you were editing. It now reads: "
            f"“{claim.statement}” Yours was: “{statement}”",
            claim,
        )
    now = facts(claim) if seen else {}
    moved = [name for name in now if seen.get(name, now[name]) != now[name]]
    if moved:
        told = "; ".join(f"{_WORDS[name]} now {_told(name, now[name])}" for name in moved)
        raise Stale(
            f"{who} edited this claim while you were editing: {told}. What you typed is still in "
            "the form: check it against this, then save again.",
            claim,
        )


def _told(name: str, value: str) -> str:
    if not value:
        return "empty"
    return f"“{Kind(value).label if name == 'kind' else value}”"


def _reworded(claim: Claim, statement: str, by: User) -> dict[str, Any]:
    """What a new wording sets on a held claim, once its revision is stored."""
    if statement == claim.statement:
        return {}
    number = claim.revision + 1
    Revision.objects.create(claim=claim, number=number, statement=statement, by=by)
    return {"statement": statement, "revision": number}


def _kinds(claim: Claim, kind: str | None) -> dict[str, Any]:
    if not kind or kind == claim.kind:
        return {}
    return {"kind": _kind(kind), "kinds": [kind, *(one for one in claim.kinds if one != kind)]}


def _due(claim: Claim, kinds: Sequence[str], due_on: dt.date | _Keep | None) -> dict[str, Any]:
    if due_on is KEEP:
        had_one = claim.kind in LOOKS_AHEAD and kinds[0] not in LOOKS_AHEAD
        return {"due_on": None} if had_one else {}
    if due_on and not set(LOOKS_AHEAD) & set(kinds):
        raise ValidationError(
            {"due_on": "Only a promise or a prediction falls due. Empty this, or change the kind."}
        )
    return {"due_on": due_on}


def _judged(kinds: Sequence[str], yardstick: str) -> dict[str, Any]:
    yardstick = " ".join(yardstick.split())
    within(yardstick, "yardstick", MAX_YARDSTICK)
    if yardstick and not set(LOOKS_AHEAD) & set(kinds):
        raise ValidationError(
            {"yardstick": "Only a promise or a prediction is judged later. Empty this."}
        )
    return {"yardstick": yardstick}


def _attributed(claim: Claim, names: Sequence[str]) -> Beside:
    """Set the claimants, and tell who they were and are."""
    before = claim.people
    after = sorted(named(names, known=before), key=lambda one: one.pk)
    claim.claimants.set(after)
    return {
        "claimants": ([str(one) for one in before], [str(one) for one in after]),
        "claimant_ids": ([one.pk for one in before], [one.pk for one in after]),
    }


def _dated(claim: Claim, said_on: dt.date | None) -> Beside:
    """Set the day of the first occurrence, and tell what it was and is."""
    first = _first(claim)
    if first is None or first.said_on == said_on:
        return {}
    if said_on and said_on > Newsroom.current().today():
        raise ValidationError({"said_on": "This day is still to come. Choose the day it was said."})
    before, first.said_on = first.said_on, said_on
    first.save(update_fields=["said_on"])
    return {"said_on": (before, said_on)}


def _refuse_hidden(document: Document, *, hold: bool = False) -> None:
    """Raise Conflict when moderation has hidden the document. `hold`: lock it, too."""
    rows = Document.objects.visible().filter(pk=document.pk)
    if hold:
        # Workers go on with the claims that they find in it.
        rows = rows.select_for_update(of=("self",), no_key=True)
    if not rows.values_list("pk", flat=True).first():
        raise Conflict("This document has been hidden. Nothing was added to it.")


def _refuse_twice(
    document: Document, place: tuple[int, int], statement: str, besides: Claim | None = None
) -> None:
    """Raise Conflict when these words make this claim already: a button may be pressed twice."""
    start, end = place
    rows = Claim.objects.filter(
        occurrences__document=document,
        occurrences__start=start,
        occurrences__end=end,
        statement=statement.strip(),
    ).exclude(state=State.DISMISSED)
    if besides:
        rows = rows.exclude(pk=besides.pk)
    if there := rows.first():
        raise Conflict(
            f"The claim “{there.statement}” is here already, made of the same words. It was not "
            "made a second time."
        )


def _create(by: User, *, statement: str, **values: Any) -> Claim:
    claim = Claim.objects.create(statement=_statement(statement), **values)
    Revision.objects.create(claim=claim, number=1, statement=claim.statement, by=by)
    return claim


def _place(claim: Claim, document: Document, place: tuple[int, int], **said: Any) -> Occurrence:
    start, end = place
    quote = document.text[start:end]
    return Occurrence.objects.create(
        claim=claim, document=document, start=start, end=end, quote=quote, **said
    )
