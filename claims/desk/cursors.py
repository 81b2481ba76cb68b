"""Pages by keyset: the next page begins after the last row of this one, however far that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the page after them ("" on the last)."""

    rows: list[Row]
    after: str
    is_first: bool


def cut(
    rows: models.QuerySet[Row, Row], *, after: str, fields: tuple[str, ...], size: int
) -> Page[Row]:
    """The `size` rows after the cursor, highest `fields` first. A cursor that is none is ignored.

    `fields` are whole numbers, and together no two rows have the same.
    """
    place = _parse(after, len(fields))
    if place:
        # One comparison of rows, for which the database starts right there in its index.
        rows = rows.filter(TupleLessThan(Tuple(*fields), place))
    found = list(rows.order_by(*(f"-{name}" for name in fields))[: size + 1])
    more = found[size:]
    found = found[:size]
    cursor = "_".join(str(getattr(found[-1], name)) for name in fields) if more else ""
    return Page(found, cursor, not place)


def _parse(cursor: str, length: int) -> tuple[int, ...]:
    parts = cursor.split("_")
    try:
        numbers = tuple(int(part) for part in parts)
    except ValueError:
        return ()
    bearable = len(numbers) == length and all(abs(number) < 2**63 for number in numbers)
    return numbers if bearable else ()
