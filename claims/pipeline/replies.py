"""Right of reply: who was asked about a claim, and what they answered. Part of a draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from claims.models import Newsroom, Reply, User, Verdict
from claims.pipeline.changes import change, check_fields, plain, record, take
from claims.pipeline.verdicts import open_draft, show

FIELDS = ("whom", "asked_on", "until", "answered_on", "answer")


@transaction.atomic
def ask(
    verdict: Verdict,
    *,
    by: User,
    whom: str,
    asked_on: dt.date | None = None,
    until: dt.date | None = None,
    answered_on: dt.date | None = None,
    answer: str = "",
) -> Reply:
    """Note on a draft of one's own that somebody was asked, today when no day is given.

    Raises ValidationError by field, as when the answer comes before the question.
    """
    claim, locked = open_draft(verdict, by)
    values = _checked(
        whom=whom, asked_on=asked_on, until=until, answered_on=answered_on, answer=answer
    )
    reply = Reply.objects.create(verdict=locked, **values)
    record(reply, action="reply.asked", by=by, after=facts(reply))
    show(locked, claim)
    return reply


@transaction.atomic
def edit(reply: Reply, *, by: User, **given: Any) -> None:
    """Set some of `FIELDS`, as when the answer has come; raises as `ask` does."""
    claim, verdict = open_draft(reply.verdict, by)
    locked = take(reply, refusal="Somebody removed this already.")
    values = _checked(**{name: getattr(locked, name) for name in FIELDS} | given)
    if change(locked, action="reply.edited", by=by, **values):
        show(verdict, claim)


@transaction.atomic
def remove(reply: Reply, *, by: User) -> None:
    """Take it out of the draft again; the history keeps it."""
    claim, verdict = open_draft(reply.verdict, by)
    locked = take(reply, refusal="Somebody removed this already.")
    record(locked, action="reply.removed", by=by, before=facts(locked))
    locked.delete()
    show(verdict, claim)


def copy(verdict: Verdict, *, to: Verdict) -> None:
    """Give a new draft the replies of another verdict."""
    Reply.objects.bulk_create(
        Reply(verdict=to, **{name: getattr(reply, name) for name in FIELDS})
        for reply in verdict.replies.all()
    )


def facts(reply: Reply) -> dict[str, Any]:
    """What an Event keeps of a reply: what is filled in."""
    return {name: value for name in FIELDS if (value := plain(reply, name))}


def _checked(**given: Any) -> dict[str, Any]:
    today = Newsroom.current().today()
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in given.items()
    }
    values["asked_on"] = asked = values["asked_on"] or today
    if values["answer"] and not values["answered_on"]:
        values["answered_on"] = max(asked, today)
    check_fields(Reply, **values)
    if values["answered_on"] and not values["answer"]:
        raise ValidationError({"answer": "Say what they answered, or leave the day out."})
    if values["answered_on"] and values["answered_on"] < asked:
        raise ValidationError({"answered_on": "This is before they were asked."})
    if values["until"] and values["until"] < asked:
        raise ValidationError({"until": "This is before they were asked."})
    return values
