"""What a claim's words say in figures, days and names: the structured part beside the statement."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Precision(StrEnum):
    """How exactly a time is told: `Day.first` to `Day.last` is as long as this."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    YEAR = "year"
    DECADE = "decade"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts: “£3.2bn” is 3200000000 of “£”, “4 percent” 4 of “%”.

    `start` and `end` index the whole text, as in all of these.
    """

    start: int
    end: int
    quote: str
    value: Decimal
    unit: str

    @property
    def digits(self) -> str:
        """The value without an exponent and without zeros that say nothing."""
        digits = f"{self.value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits


@dataclass(frozen=True, slots=True)
class Day:
    """A time, resolved as far as the text and its date of publication allow.

    `first` and `last` are both in it; None where the text leaves that side open or unknown.
    """

    start: int
    end: int
    quote: str
    first: datetime.date | None
    last: datetime.date | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise or prediction can be judged: “within 24 hours of taking office”.

    `on` is the last day of it, None where that hangs on something whose date is not known;
    `after` is that something (“taking office”), "" where there is none; `span` is the time
    allowed from then (“24 hours”), "" where the words name a day of their own.
    """

    start: int
    end: int
    quote: str
    on: datetime.date | None
    after: str
    span: str


@dataclass(frozen=True, slots=True)
class Details:
    """The structured part of one candidate; all empty where its words have nothing of the sort.

    `unresolved` are the words that stayed as they were although they need the text round them
    (“they”, “the next day”), each as it stands in the statement.
    """

    figures: tuple[Figure, ...] = ()
    days: tuple[Day, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    due: Due | None = None
    unresolved: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """All of it, under the names above, in the types that JSON has.

        Days are “YYYY-MM-DD”, and a figure's value is a string, as JSON's numbers would round it.
        """
        return {
            "figures": [_plain(figure) | {"value": figure.digits} for figure in self.figures],
            "days": [_plain(day) for day in self.days],
            "places": list(self.places),
            "organisations": list(self.organisations),
            "due": _plain(self.due) if self.due else None,
            "unresolved": list(self.unresolved),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Details:
        """What `as_json` made `data` of; empty where `data` has nothing."""
        due = data.get("due")
        return cls(
            figures=tuple(_figure(row) for row in data.get("figures", ())),
            days=tuple(_day(row) for row in data.get("days", ())),
            places=tuple(data.get("places", ())),
            organisations=tuple(data.get("organisations", ())),
            due=Due(**{**due, "on": _date(due["on"])}) if due else None,
            unresolved=tuple(data.get("unresolved", ())),
        )


NOTHING = Details()


def _plain(part: Figure | Day | Due) -> dict[str, Any]:
    return {field.name: _scalar(getattr(part, field.name)) for field in fields(part)}


def _scalar(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(**{**row, "value": Decimal(row["value"])})


def _day(row: Mapping[str, Any]) -> Day:
    first, last = _date(row["first"]), _date(row["last"])
    return Day(**{**row, "first": first, "last": last, "precision": Precision(row["precision"])})


def _date(day: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(day) if day else None
