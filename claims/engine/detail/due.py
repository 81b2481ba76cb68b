"""When a promise or a prediction can be judged, from its own words."""

from __future__ import annotations

import datetime as dt
import re

from ..candidate import Kind
from .days import month_of, year_of
from .details import Day, Due

JUDGED_LATER = frozenset((Kind.PROMISE, Kind.PREDICTION))
COUNT = r"(?:\d{1,4}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
UNIT = r"(?:hour|day|week|month|year)s?"
WITHIN = re.compile(
    rf"\b(?:with)?in (?P<span>(?:(?:the|my|our|his|her) )?(?:first |next )?{COUNT} {UNIT})"
    r"(?: (?:of|after) (?P<after>[^,.;:!?”\"]{3,80}))?",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"\b(?:by|before) (?:the )?(?:(?P<end>end of (?:the|this) (?P<unit>month|year)|year[’']s end)"
    r"|(?P<christmas>Christmas))\b",
    re.IGNORECASE,
)
EVENT = re.compile(r"\bbefore (?P<after>(?:the|his|her|their) [^,.;:!?”\"]{3,60})", re.IGNORECASE)
BY = re.compile(
    r"\b(?:by|before|until|in|on|from)\s+(?:the\s+)?(?:(?:end|beginning)\s+of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def due(text: str, start: int, end: int, days: list[Day], said: dt.date | None) -> Due | None:
    """What the words between `start` and `end` set as the time by which it has to have come.

    It is never before `said`, the day on which they were said, though it may be over by the time
    that the text comes out.
    """
    return (
        _within(text, start, end, said)
        or _end_of(text, start, end, said)
        or _day(text, start, days, said)
        or _before(text, start, end)
    )


def _within(text: str, start: int, end: int, said: dt.date | None) -> Due | None:
    match = WITHIN.search(text, start, end)
    if match is None:
        return None
    after = " ".join((match["after"] or "").split())
    # “in the first 100 days” counts from an office that the words leave open.
    open_start = bool(after) or "first" in match["span"].lower()
    on = None if open_start or said is None else _later(said, match["span"])
    left, right = match.span()
    return Due(left, right, text[left:right], on, after, " ".join(match["span"].split()))


def _later(day: dt.date, span: str) -> dt.date | None:
    *_, count, unit = span.lower().split()
    number = int(count) if count.isdigit() else 1 + NUMBERS.index(count) if count in NUMBERS else 1
    unit = unit.rstrip("s")
    try:
        if unit in ("month", "year"):
            months = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
            last = month_of(months // 12, months % 12 + 1)[1]
            assert last is not None
            return last.replace(day=min(day.day, last.day))
        return day + {"hour": dt.timedelta(hours=1)}.get(unit, dt.timedelta(days=1)) * number * (
            7 if unit == "week" else 1
        )
    except (ValueError, OverflowError):
        return None


def _end_of(text: str, start: int, end: int, said: dt.date | None) -> Due | None:
    match = BEFORE.search(text, start, end)
    if match is None:
        return None
    on = None
    if said is not None and match["christmas"]:
        on = dt.date(said.year, 12, 25)
        on = on if on >= said else on.replace(year=said.year + 1)
    elif said is not None and (match["unit"] or "year").lower() == "month":
        on = month_of(said.year, said.month)[1]
    elif said is not None:
        on = year_of(said.year)[1]
    left, right = match.span()
    return Due(left, right, text[left:right], on, "", "")


def _day(text: str, start: int, days: list[Day], said: dt.date | None) -> Due | None:
    """A day that was not over when the words were said, though it may be over by now."""
    for day in days:
        ahead = said is None or (day.last is not None and day.last >= said)
        if day.last is None or not ahead:
            continue
        link = BY.search(text, max(start, day.start - 28), day.start)
        left = link.start() if link else day.start
        return Due(left, day.end, text[left : day.end], day.last, "", "")
    return None


def _before(text: str, start: int, end: int) -> Due | None:
    match = EVENT.search(text, start, end)
    if match is None:
        return None
    left, right = match.span()
    return Due(left, right, text[left:right], None, "", "")
