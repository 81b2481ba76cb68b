"""Days, months and years that a text names, resolved against the day it came out."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest

from .details import Day, Precision

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
# “May” only with its capital: “may 3 people” is a verb.
_NAMES = sorted((name for name in MONTHS if name != "may"), key=len, reverse=True)
# A full stop belongs to “Feb.”, but after “June” it ends the sentence.
MONTH = rf"(?P<month>{'|'.join(_NAMES)}|(?-i:May))(?:(?<!may|une|uly)(?<![a-z]{{5}})\.)?"
NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
# Between the weekday and its date: “Friday, 14 February”, “Friday night, March 3”
BESIDE = re.compile(r",? (?:(?:night|morning|afternoon|evening),? )?(?:the )?", re.IGNORECASE)
Span = tuple[dt.date | None, dt.date | None, Precision]
UNKNOWN = (None, None)
NONE_AHEAD: Mapping[int, bool] = {}


def days(
    text: str,
    start: int,
    end: int,
    published: dt.date | None,
    ahead: Mapping[int, bool] = NONE_AHEAD,
) -> list[Day]:
    """The times named between `start` and `end`, each once, in their order.

    `ahead` has the places of weekdays that may be still to come: True where they are, False
    where that can't be told and the day stays open.
    """
    if published is not None and not dt.MINYEAR < published.year < dt.MAXYEAR:
        published = None  # no calendar goes on from there
    found: list[Day] = []
    taken = [False] * (end - start)
    for pattern, read in READERS:
        for match in pattern.finditer(text, start, end):
            left, right = match.span()
            span = None if any(taken[left - start : right - start]) else read(match, published)
            if span is None:
                continue
            taken[left - start : right - start] = [True] * (right - left)
            if read is _weekday and left in ahead:  # neither “last” nor “next” before it
                span = _coming(span, published) if ahead[left] else (*UNKNOWN, Precision.DAY)
            first, last, precision = _bounded(text[max(0, left - 12) : left], span)
            found.append(Day(left, right, text[left:right], first, last, precision))
    found.sort(key=lambda one: one.start)
    return [one for one, after in zip_longest(found, found[1:]) if not _is_told(text, one, after)]


def _is_told(text: str, day: Day, after: Day | None) -> bool:
    """“Friday, 14 February” is one day, and the Friday before the publication another."""
    if after is None or day.quote.lower() not in WEEKDAYS:
        return False
    digits = after.precision is Precision.DAY and any(one.isdigit() for one in after.quote)
    return digits and BESIDE.fullmatch(text, day.end, after.start) is not None


def _coming(span: Span, published: dt.date | None) -> Span:
    """The Friday on which something will happen is not the one before."""
    day, _, precision = span
    if day is None or published is None or day >= published:
        return span
    day += dt.timedelta(days=7)
    return day, day, precision


def _bounded(before: str, span: Span) -> Span:
    """“since 2016” has no last day, “by 2030” no first."""
    first, last, _ = span
    word = before.split()[-1].lower() if before.split() else ""
    if word == "since":
        return first, None, Precision.PERIOD
    if word in ("by", "until", "before"):
        return None, last, Precision.PERIOD
    return span


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def month_of(year: int, month: int) -> Span:
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, last), Precision.MONTH


def year_of(year: int) -> Span:
    return dt.date(year, 1, 1), dt.date(year, 12, 31), Precision.YEAR


def season_of(year: int, season: str) -> Span:
    """Of the northern half of the world; a winter goes by the year that it begins in."""
    first = SEASONS[season]
    last = month_of(year + (first + 2) // 13, (first + 1) % 12 + 1)[1]
    return dt.date(year, first, 1), last, Precision.SEASON


def week_of(day: dt.date) -> Span:
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6), Precision.WEEK


def _full(match: re.Match[str], published: dt.date | None) -> Span | None:
    day = _date(int(match["year"]), MONTHS[match["month"].lower()], int(match["day"]))
    return (day, day, Precision.DAY) if day else None


def _iso(match: re.Match[str], published: dt.date | None) -> Span | None:
    day = _date(*(int(part) for part in match.group().split("-")))
    return (day, day, Precision.DAY) if day else None


def _without_year(match: re.Match[str], published: dt.date | None) -> Span | None:
    """“May 3”: of the years round the publication, the one that brings it nearest."""
    month, number = MONTHS[match["month"].lower()], int(match["day"])
    if not 1 <= number <= 31:
        return None
    if published is None:
        return (*UNKNOWN, Precision.DAY)
    near = (_date(published.year + shift, month, number) for shift in (-1, 0, 1))
    found = min((one for one in near if one), key=lambda one: abs(one - published), default=None)
    return (found, found, Precision.DAY) if found else None


def _month_year(match: re.Match[str], published: dt.date | None) -> Span | None:
    return month_of(int(match["year"]), MONTHS[match["month"].lower()])


def _month_alone(match: re.Match[str], published: dt.date | None) -> Span | None:
    """“in April”: of the years round the publication, the one that brings it nearest."""
    if published is None:
        return (*UNKNOWN, Precision.MONTH)
    month = MONTHS[match["month"].lower()]
    middle = (dt.date(published.year + shift, month, 15) for shift in (-1, 0, 1))
    return month_of(min(middle, key=lambda one: abs(one - published)).year, month)


def _season(match: re.Match[str], published: dt.date | None) -> Span | None:
    return season_of(int(match["year"]), match["season"].lower())


def _relative_day(match: re.Match[str], published: dt.date | None) -> Span | None:
    if published is None:
        return (*UNKNOWN, Precision.DAY)
    shift = {"yesterday": -1, "tomorrow": 1}.get(match.group().lower(), 0)
    day = published + dt.timedelta(days=shift)
    return day, day, Precision.DAY


def _weekday(match: re.Match[str], published: dt.date | None) -> Span | None:
    """A past one, today counted, unless it is called next or coming."""
    if published is None:
        return (*UNKNOWN, Precision.DAY)
    back = (published.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
    which = (match["which"] or "").lower()
    ahead = which.startswith(("next", "this coming", "coming"))
    if which.startswith("last") and back == 0:
        back = 7
    day = published + dt.timedelta(days=(7 - back) if ahead else -back)
    return day, day, Precision.DAY


def _relative_span(match: re.Match[str], published: dt.date | None) -> Span | None:
    unit = match["unit"].lower()
    if published is None:
        return (*UNKNOWN, Precision(unit))
    shift = {"last": -1, "next": 1, "coming": 1}.get(match["which"].lower().split()[-1], 0)
    if unit == "week":
        return week_of(published + dt.timedelta(weeks=shift))
    if unit == "year":
        return year_of(published.year + shift)
    months = published.year * 12 + published.month - 1 + shift
    return month_of(months // 12, months % 12 + 1)


def _quarter(match: re.Match[str], published: dt.date | None) -> Span | None:
    number = ("first", "second", "third", "fourth").index(match["which"].lower())
    first = dt.date(int(match["year"]), 3 * number + 1, 1)
    last = month_of(first.year, first.month + 2)[1]
    return first, last, Precision.QUARTER


def _year_range(match: re.Match[str], published: dt.date | None) -> Span | None:
    first, last = int(match["from"]), int(match["to"])
    if first > last:
        return None
    return dt.date(first, 1, 1), dt.date(last, 12, 31), Precision.PERIOD


def _decade(match: re.Match[str], published: dt.date | None) -> Span | None:
    first = int(match["decade"])
    return dt.date(first, 1, 1), dt.date(first + 9, 12, 31), Precision.DECADE


def _year(match: re.Match[str], published: dt.date | None) -> Span | None:
    return year_of(int(match["year"]))


def _patterns() -> Iterator[tuple[str, Callable[[re.Match[str], dt.date | None], Span | None]]]:
    """The longest readings first: what one has taken the next ones leave alone."""
    yield r"\b\d{4}-\d\d-\d\d\b", _iso
    yield rf"\b{NUMBER} {MONTH},? {YEAR}\b", _full
    yield rf"\b{MONTH} {NUMBER},? {YEAR}\b", _full
    yield rf"\b(?P<which>first|second|third|fourth) quarter of {YEAR}\b", _quarter
    yield rf"\b(?P<season>{'|'.join(SEASONS)}) (?:of )?{YEAR}\b", _season
    yield rf"\b{MONTH},? (?:of )?{YEAR}\b", _month_year
    yield rf"\b{NUMBER} {MONTH}(?!\w)", _without_year
    yield rf"\b{MONTH} {NUMBER}\b", _without_year
    yield rf"(?<=\b(?:in|of|by) ){MONTH}(?![\w’'])(?! \d)", _month_alone
    yield r"\b(?P<from>(?:1[89]|20)\d\d)(?:–|-| to | and )(?P<to>(?:1[89]|20)\d\d)\b", _year_range
    yield r"\b(?P<decade>(?:1[89]|20)\d0)s\b", _decade
    yield r"\b(?:today|yesterday|tomorrow|tonight)\b", _relative_day
    yield (
        rf"\b(?:(?P<which>last|next|this coming|coming) )?(?P<weekday>{'|'.join(WEEKDAYS)})\b",
        _weekday,
    )
    yield r"\b(?P<which>last|this|next|the coming) (?P<unit>week|month|year)\b", _relative_span
    yield rf"(?<![\w$£€.,-]){YEAR}(?![\w%,-]*\d|\w|%)", _year


READERS = tuple((re.compile(words, re.IGNORECASE), read) for words, read in _patterns())
