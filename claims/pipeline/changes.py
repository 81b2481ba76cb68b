"""The mechanism that every step uses: take the row as expected, change it, record the Event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models

from claims.models import Claim, Document, Event, User
from claims.pipeline import outbox

Row = TypeVar("Row", bound=models.Model)
Beside = dict[str, tuple[Any, Any]]

# Relations that can be undone. Words alone won't do: two people may have one name.
BY_ID = {"assignee", "merged_into"}


class Conflict(Exception):
    """The row is no longer what the caller took it for. The message says what it is now."""


def take(row: Row, *, refusal: str = "", **expected: Any) -> Row:
    """Lock `row` if it is as `expected`, and return it as it stands in the database.

    The expectation is part of the locking query, so of many callers at once exactly one finds the
    row as it was; the others wait for it and then find it moved. A collection of values stands for
    any of them. Must run inside a transaction.

    Raises Conflict, with `refusal` or a sentence about what the row is now.
    """
    # The manager, not a cached relation: what counts is the row, not the caller's copy of it.
    model = cast("type[Row]", row._meta.model)
    filters = {
        f"{name}__in"
        if isinstance(value, Collection) and not isinstance(value, str)
        else name: value
        for name, value in expected.items()
    }
    locked = (
        model._default_manager.select_for_update(of=("self",)).filter(pk=row.pk, **filters).first()
    )
    if locked is None:
        current = model._default_manager.filter(pk=row.pk).first()
        raise Conflict(refusal or moved(current or row))
    return locked


def take_as_read(row: Row, *states: str) -> Row:
    """Lock `row` if its state is still the one that the caller read, and one of `states`.

    For what may be done in several states: nobody means to dismiss what a colleague has begun to
    check since. Raises Conflict otherwise.
    """
    state = getattr(row, "state")  # noqa: B009 - every table of the workflow has one
    return take(row, state=state if state in states else ())


def moved(row: models.Model) -> str:
    """One sentence that tells an editor what became of a row under their hands."""
    noun = row._meta.verbose_name
    if not hasattr(row, "get_state_display"):
        return f"This {noun} has been changed by someone else. Reload it and try again."
    last = Event.objects.filter(object_type=row._meta.model_name, object_id=row.pk).for_history()
    event = last.first()
    who = f", by {event.by.name}" if event and event.by else ""
    return (
        f"This {noun} is now “{row.get_state_display()}”{who}. "
        "Somebody was quicker; nothing you typed was applied."
    )


def change(
    row: models.Model,
    *,
    action: str,
    by: User | None,
    note: str = "",
    beside: Beside | None = None,
    **values: Any,
) -> Event | None:
    """Set `values` on a row that `take` returned, record what changed, and return the Event.

    Its `before` and `after` hold the fields whose value is different now; when none is, nothing
    is written and there is no Event. `beside` has what changed beside the row's own columns:
    before and after, by name.
    """
    event = applied(row, action=action, by=by, note=note, beside=beside, **values)
    if event:
        row.save(update_fields=[*values, *stamps(row)])
        save_events([event])
    return event


def applied(
    row: models.Model,
    *,
    action: str,
    by: User | None,
    note: str = "",
    beside: Beside | None = None,
    **values: Any,
) -> Event | None:
    """Set `values` on `row` in memory, and give the Event of it: None when nothing is different.

    For those who write many at once, and then `save_events`; everybody else calls `change`.
    """
    before = _kept(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    after = _kept(row, values)
    for name, (old, new) in (beside or {}).items():
        before[name], after[name] = old, new
    moved = {name for name in before if before[name] != after[name]}
    # Two people may have one name: then the id alone tells that it was somebody else.
    moved |= {name for name in before if f"{name}_id" in moved}
    if not moved:
        return None
    return event_for(
        row,
        action=action,
        by=by,
        note=note,
        before={name: value for name, value in before.items() if name in moved},
        after={name: value for name, value in after.items() if name in moved},
    )


def stamps(row: models.Model) -> list[str]:
    """The columns that say when a row was changed last."""
    return [field.name for field in row._meta.fields if getattr(field, "auto_now", False)]


def _kept(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """What an Event keeps of these fields: of some the id too, so that it can be undone."""
    kept = {name: plain(row, name) for name in names}
    return kept | {f"{name}_id": getattr(row, f"{name}_id") for name in names if name in BY_ID}


def record(
    row: models.Model,
    *,
    action: str,
    by: User | None,
    claim: Claim | None = None,
    document: Document | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> Event:
    """Write one Event about `row`, in the caller's transaction.

    `claim` and `document` say in whose history it belongs, where `row` has no such field itself.
    """
    event = event_for(row, action=action, by=by, before=before, after=after, note=note)
    if claim:
        event.claim = claim
    if document:
        event.document = document
    save_events([event])
    return event


def save_events(events: Iterable[Event]) -> None:
    """Save Events of changes that are made already: the one place where that is done.

    Webhooks that are to be told of them are from here on.
    """
    outbox.enqueue(Event.objects.bulk_create(events))


def event_for(
    row: models.Model,
    *,
    action: str,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> Event:
    """An unsaved Event, for those who write many at once."""
    return Event(
        by=by,
        api_key=by.acting_key if by else None,
        action=action,
        object_type=row._meta.model_name or "",
        object_id=row.pk,
        claim_id=row.pk if isinstance(row, Claim) else getattr(row, "claim_id", None),
        document_id=row.pk if isinstance(row, Document) else getattr(row, "document_id", None),
        before=before or {},
        after=after or {},
        note=note,
    )


def plain(row: models.Model, name: str) -> Any:
    """A field's value as an Event keeps it: relations by the words that people know them by."""
    value = getattr(row, name)
    if isinstance(value, User):
        return value.name
    return str(value) if isinstance(value, models.Model) else value


def check_fields(model: type[models.Model], **values: Any) -> None:
    """Check values against the definitions of their fields.

    Raises ValidationError with a message for each field that can't be taken.
    """
    names = {field.name for field in model._meta.fields}
    model(**values).clean_fields(exclude=names - values.keys())


def within(text: str, field: str, limit: int | None) -> None:
    """Raise ValidationError on `field` when `text` is longer than `limit`."""
    if limit is not None and len(text) > limit:
        raise ValidationError({field: f"At most {limit} characters; these are {len(text)}."})


def require(value: str, field: str, message: str) -> str:
    """`value` without outer white space; raises ValidationError on `field` when nothing is left."""
    value = value.strip()
    if not value:
        raise ValidationError({field: message})
    return value
