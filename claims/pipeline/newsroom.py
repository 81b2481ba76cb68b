"""What administrators set: the newsroom, its scales and ratings, who the claimants are.

One mechanism for all of it: `check` says what is wrong with values before anything is written, so
that forms can show it; `add`, `edit` and `remove` write the row and its Event.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, models, transaction

from claims.models import Claimant, Newsroom, Rating, Scale, User
from claims.pipeline import ratings
from claims.pipeline.changes import Conflict, change, plain, record, take

Row = TypeVar("Row", bound=models.Model)

# What may be set by hand, and nothing else: no other table is changed through this module.
FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Newsroom: (
        "name",
        "address",
        "language",
        "time_zone",
        "scale",
        "approvals",
        "methodology",
        "corrections_policy",
    ),
    Scale: ("name", "description"),
    Rating: ("label", "description", "number", "tone", "position"),
    Claimant: ("name", "disambiguation", "role", "aliases"),
}


@transaction.atomic
def add(row: Row, *, by: User | None) -> Row:
    """Store a new row as it was filled in. Raises ValidationError for what can't be taken."""
    values = {name: getattr(row, name) for name in _fields(row)}
    _apply(row, check(row, **values))
    row.full_clean()
    with _one_of_a_name(row):
        row.save(force_insert=True)
    given = {name: value for name in values if (value := plain(row, name)) not in ("", None, [])}
    record(row, action=_action(row, "added"), by=by, after=given)
    return row


@transaction.atomic
def edit(row: models.Model, *, by: User | None, **values: Any) -> None:
    """Set some fields of a row. What already has its value is left alone, without an Event.

    Raises ValidationError for what can't be taken, Conflict when the row is gone.
    """
    locked = take(row, refusal=f"Somebody removed this {row._meta.verbose_name} meanwhile.")
    checked = copy.copy(locked)
    _apply(checked, check(locked, **values))
    checked.full_clean()
    changed = {
        name: getattr(checked, name)
        for name in values
        if getattr(checked, name) != getattr(locked, name)
    }
    if changed:
        with _one_of_a_name(row):
            change(locked, action=_action(row, "edited"), by=by, **changed)


@transaction.atomic
def remove(row: models.Model, *, by: User | None, replacement: Rating | None = None) -> None:
    """Remove a scale or a rating that nothing rests on. The history keeps what it was.

    A rating in use needs another one of its scale as `replacement`, which all verdicts with it get
    (`ratings.replace`, and what that raises). Raises ValidationError without one.
    """
    if not isinstance(row, Scale | Rating):
        raise TypeError(f"A {row._meta.verbose_name} is never removed.")
    if isinstance(row, Rating) and replacement:
        ratings.replace(row, replacement, by=by)
    locked = take(row, refusal=f"Somebody removed this {row._meta.verbose_name} already.")
    refuse_removal_in_use(locked)
    before = {name: plain(locked, name) for name in _fields(locked)}
    after = {"replacement": str(replacement)} if replacement else {}
    record(locked, action=_action(row, "removed"), by=by, before=before, after=after)
    locked.delete()


def check(row: models.Model, **values: Any) -> dict[str, Any]:
    """The values in the form in which they would be stored.

    `row` is as it stands. Raises ValidationError with a message for each field, in words that an
    administrator understands, where the general checks of the model would not give any.
    """
    if unknown := values.keys() - set(_fields(row)):
        raise TypeError(f"{sorted(unknown)} of {row._meta.model_name} can't be set by hand.")
    special = CHECKS.get(type(row))
    return special(row, values) if special else values


def refuse_removal_in_use(row: Scale | Rating) -> None:
    """Raise ValidationError when a verdict or the newsroom rests on `row`."""
    if isinstance(row, Scale) and Newsroom.objects.filter(scale=row).exists():
        raise ValidationError(
            f"“{row}” is the newsroom’s scale. Choose another one for the newsroom first."
        )
    for rating in row.ratings.all() if isinstance(row, Scale) else [row]:
        if used := rating.verdicts.count():
            raise ValidationError(
                f"“{rating}” can’t be removed: {used} verdict{'s' if used > 1 else ''} "
                f"{'have' if used > 1 else 'has'} this rating."
            )


def _check_newsroom(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    if "address" in values:
        values["address"] = _address(values["address"])
    if "scale" in values and values["scale"] is None:
        raise ValidationError({"scale": "Choose the scale that editors rate on."})
    return values


def _address(address: str) -> str:
    """An address without trailing slash, to which paths can be added."""
    address = address.strip().rstrip("/")
    try:
        URLValidator(schemes=["http", "https"])(address)
        extra = urlsplit(address)
    except (ValueError, ValidationError):
        extra = None
    if extra is None or extra.query or extra.fragment or extra.username:
        raise ValidationError(
            {
                "address": f"“{address}” is no address of a site. Give it from the beginning, "
                "such as https://factcheck.example.org."
            }
        )
    return address


def _check_claimant(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    name = values.get("name", getattr(row, "name", "")).strip()
    words = values.get("disambiguation", getattr(row, "disambiguation", "")).strip()
    others = Claimant.objects.filter(name__iexact=name, disambiguation=words).exclude(pk=row.pk)
    if others.exists():
        raise ValidationError(
            {"disambiguation": f"There is another “{name}”. Say in a few words who this one is."}
        )
    return values


CHECKS: dict[type[models.Model], Callable[[models.Model, dict[str, Any]], dict[str, Any]]] = {
    Newsroom: _check_newsroom,
    Claimant: _check_claimant,
}


def _fields(row: models.Model) -> tuple[str, ...]:
    fields = FIELDS[type(row)]
    # Which scale a rating belongs to is said once, when it is made.
    return ("scale", *fields) if isinstance(row, Rating) and row._state.adding else fields


def _apply(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _action(row: models.Model, verb: str) -> str:
    return f"{row._meta.model_name}.{verb}"


@contextmanager
def _one_of_a_name(row: models.Model) -> Iterator[None]:
    """Two people who save the same new name at once: the second is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(
            f"Somebody saved another {row._meta.verbose_name} of this name just now."
        ) from error
