"""Pages by keyset: the next page begins after the last row of this one, however far that is."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

Row = TypeVar("Row", bound=models.Model)

# Each value is told from the next by a sign that stands in none of them.
BETWEEN = "_"


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the page after them ("" on the last)."""

    rows: list[Row]
    after: str
    is_first: bool


def cut(
    rows: models.QuerySet[Row, Row],
    *,
    after: str,
    fields: tuple[str, ...],
    size: int,
    ascending: bool = False,
    any_of: Sequence[models.QuerySet] = (),
) -> Page[Row]:
    """The `size` rows after the cursor, highest `fields` first, or lowest when `ascending`.

    `fields` are columns or annotations of whole numbers, floats, dates or moments, without nulls;
    together no two rows have the same. A cursor that is none is ignored. With `any_of`, the rows
    are those that are in one of these sets as well: the first of each are taken, which indexes
    find, and of all these the first.
    """
    place = _parse(rows, after, fields)
    order = [name if ascending else f"-{name}" for name in fields]

    def first(some: models.QuerySet) -> models.QuerySet:
        if place:
            # One comparison of rows, for which the database starts right there in its index.
            beyond = TupleGreaterThan if ascending else TupleLessThan
            some = some.filter(beyond(Tuple(*fields), place))
        return some.order_by(*order)[: size + 1]

    if any_of:
        one, *others = (first(some).values("pk") for some in any_of)
        rows = rows.filter(pk__in=one.union(*others))
    found = list(first(rows))
    more = found[size:]
    found = found[:size]
    return Page(found, of(found[-1], fields) if more else "", not place)


def of(row: models.Model, fields: tuple[str, ...]) -> str:
    """The cursor of the rows after this one."""
    return BETWEEN.join(str(getattr(row, name)) for name in fields)


def _parse(rows: models.QuerySet, cursor: str, fields: tuple[str, ...]) -> tuple[Any, ...]:
    parts = cursor.split(BETWEEN)
    if len(parts) != len(fields):
        return ()
    try:
        return tuple(_reader(rows, name)(part) for name, part in zip(fields, parts, strict=True))
    except ValueError:
        return ()


def _reader(rows: models.QuerySet, name: str) -> Callable[[str], Any]:
    """What reads a value of this column or annotation; it raises ValueError."""
    column = F(name).resolve_expression(rows.query).output_field
    if isinstance(column, models.DateTimeField):
        return _moment
    if isinstance(column, models.DateField):
        return dt.date.fromisoformat
    return _float if isinstance(column, models.FloatField) else _whole


def _moment(word: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(word)
    if moment.tzinfo is None:
        raise ValueError(word)
    return moment


def _float(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise ValueError(word)
    return number


def _whole(word: str) -> int:
    # Longer ones are no column's, and Python takes its time over very long ones.
    if len(word) > 20 or abs(number := int(word)) >= 2**63:
        raise ValueError(word)
    return number
