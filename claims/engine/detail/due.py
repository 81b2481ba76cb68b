"""When a promise or a prediction can be judged, from its own words."""

from __future__ import annotations

import datetime as dt
import re

from ..candidate import Kind
from .days import SEASONS, month_of, season_of, week_of, year_of
from .details import Day, Due

JUDGED_LATER = frozenset((Kind.PROMISE, Kind.PREDICTION))
NUMBERS = {
    **{"a": 1, "an": 1, "first": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5},
    **{"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
    **{"twenty": 20, "thirty": 30, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100},
}
# Of each unit either how many days it has or how many months.
DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14}
MONTHS = {"month": 1, "year": 12, "decade": 120}
COUNT = rf"(?:\d{{1,4}}|(?:a |one )?hundred|{'|'.join(NUMBERS)})"
UNIT = rf"(?:{'|'.join((*DAYS, *MONTHS))})s?"
WHOSE = r"(?:the|my|our|his|her|its|their)"
WITHIN = re.compile(
    rf"\b(?:(?:with)?in|(?:over|during)(?= {WHOSE} (?:first|next|coming) )) "
    rf"(?P<span>(?:{WHOSE} )?(?:first |next |coming )?{COUNT} {UNIT}|{WHOSE} first {UNIT})\b"
    r"(?: (?:of|after) (?P<after>[^,.;:!?”\"]{3,80}))?",
    re.IGNORECASE,
)
# “on day one”, “on his first day in office”
FIRST_DAY = re.compile(
    rf"\bon (?P<span>day one|{WHOSE} (?:very )?first day)\b"
    r"(?: of (?P<after>[^,.;:!?”\"]{3,80}))?",
    re.IGNORECASE,
)
FIRST = re.compile(r"day one|first day", re.IGNORECASE)
END_OF = re.compile(
    r"\b(?:by|before|until) (?:the )?"
    r"(?:end of (?:the|this) (?P<unit>week|month|year|decade)|year[’']s end)\b",
    re.IGNORECASE,
)
FEAST = re.compile(
    r"\b(?:by|before|until) (?:the )?"
    r"(?P<feast>Christmas|Easter|New Year(?P<eve>[’']s Eve)?|turn of the year|midnight)\b",
    re.IGNORECASE,
)
SEASON = re.compile(
    r"\b(?:(?:by|until|in) (?:(?:the|this|(?P<next>next)) )?|(?:this|(?P<coming>next)) )"
    rf"(?P<season>{'|'.join(SEASONS)})\b(?! of\b)",
    re.IGNORECASE,
)
EVENT = re.compile(
    rf"\b(?:before|by the end of) (?P<after>{WHOSE} [^,.;:!?”\"]{{3,60}})", re.IGNORECASE
)
BY = re.compile(
    r"\b(?:by|before|until|in|on|from)\s+(?:the\s+)?(?:(?:end|beginning)\s+of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)


def due(text: str, start: int, end: int, days: list[Day], said: dt.date | None) -> Due | None:
    """What the words between `start` and `end` set as the time by which it has to have come.

    It is never before `said`, the day on which they were said, though it may be over by the time
    that the text comes out.
    """
    if said is not None and not dt.MINYEAR < said.year < dt.MAXYEAR - 10:
        said = None  # no calendar goes on from there
    return (
        _within(text, start, end, said)
        or _end_of(text, start, end, said)
        or _feast(text, start, end, said)
        or _day(text, start, days, said)
        or _season(text, start, end, said)
        or _event(text, start, end)
    )


def counted(span: str, day: dt.date) -> dt.date | None:
    """The last day of a `Due.span` that counts from something that happened on `day`.

    Without a span, or when it is the first day, that is the day itself; None when no calendar
    goes that far.
    """
    return day if not span or FIRST.search(span) else _later(day, span)


def _within(text: str, start: int, end: int, said: dt.date | None) -> Due | None:
    match = WITHIN.search(text, start, end) or FIRST_DAY.search(text, start, end)
    if match is None:
        return None
    after = " ".join((match["after"] or "").split())
    span = " ".join(match["span"].split())
    # “in the first 100 days” counts from an office that the words leave open.
    open_start = bool(after) or "first" in span.lower() or match.re is FIRST_DAY
    on = None if open_start or said is None else _later(said, span)
    return _found(text, match, on, after, span)


def _later(day: dt.date, span: str) -> dt.date | None:
    *_, count, unit = span.lower().split()
    number = int(count) if count.isdigit() else NUMBERS[count]
    unit = unit.rstrip("s")
    try:
        if unit in DAYS:
            return day + dt.timedelta(days=number * DAYS[unit])
        months = day.year * 12 + day.month - 1 + number * MONTHS[unit]
        last = month_of(months // 12, months % 12 + 1)[1]
        assert last is not None
        return last.replace(day=min(day.day, last.day))
    except (ValueError, OverflowError):
        return None


def _end_of(text: str, start: int, end: int, said: dt.date | None) -> Due | None:
    match = END_OF.search(text, start, end)
    if match is None:
        return None
    if said is None:
        return _found(text, match, None)
    ends = {
        "week": week_of(said)[1],
        "month": month_of(said.year, said.month)[1],
        "year": year_of(said.year)[1],
        "decade": year_of(said.year // 10 * 10 + 9)[1],
    }
    return _found(text, match, ends[(match["unit"] or "year").lower()])


def _feast(text: str, start: int, end: int, said: dt.date | None) -> Due | None:
    match = FEAST.search(text, start, end)
    if match is None:
        return None
    if said is None:
        return _found(text, match, None)
    name = "eve" if match["eve"] else match["feast"].lower()
    if name == "midnight":
        return _found(text, match, said)
    coming = (_date_of(name, year) for year in (said.year, said.year + 1))
    return _found(text, match, next(day for day in coming if day >= said))


def _date_of(feast: str, year: int) -> dt.date:
    if feast == "easter":
        return _easter(year)
    return dt.date(year, *{"christmas": (12, 25), "eve": (12, 31)}.get(feast, (1, 1)))


def _easter(year: int) -> dt.date:
    """Easter Sunday of the western churches (Meeus’s rule for the Gregorian calendar)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


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


def _season(text: str, start: int, end: int, said: dt.date | None) -> Due | None:
    """“by summer” is the one that it is or that comes next; “next summer” has not begun yet."""
    match = SEASON.search(text, start, end)
    if match is None:
        return None
    if said is None:
        return _found(text, match, None)
    name = match["season"].lower()
    spans = [season_of(year, name)[:2] for year in range(said.year - 1, said.year + 3)]
    is_next = bool(match["next"] or match["coming"])
    on = next(
        last for first, last in spans if first and last and (first if is_next else last) > said
    )
    return _found(text, match, on)


def _event(text: str, start: int, end: int) -> Due | None:
    """“before the election”: the day itself isn't in the words."""
    match = EVENT.search(text, start, end)
    return _found(text, match, None, " ".join(match["after"].split())) if match else None


def _found(
    text: str, match: re.Match[str], on: dt.date | None, after: str = "", span: str = ""
) -> Due:
    left, right = match.span()
    return Due(left, right, text[left:right], on, after, span)
