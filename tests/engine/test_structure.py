"""Figures, days, due dates and names: the structured part of what the engine finds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.engine import Candidate, extract
from claims.engine.detail.days import days
from claims.engine.detail.details import Precision
from claims.engine.detail.due import counted, due

DAY = dt.date(2026, 3, 18)  # a Wednesday
SCRAPS = (
    *("within 24 hours of taking office", "31 February 2024", "by Christmas", "0000-99-99"),
    *("next year", "9999", "Feb. 30", "in 9999 years", "by the end of the month", "May 99"),
    *("2019-2010", "since ", "the 2020s", ", ", "in April", "winter of 2099"),
)


def one(sentence: str, published: dt.date | None = DAY) -> Candidate:
    text = f"“{sentence}” Ann Marsh said."
    (found,) = extract(text, published=published)
    for part in (*found.details.figures, *found.details.days):
        assert text[part.start : part.end] == part.quote
    return found


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rents in Westbridge rose by 4.5 percent.", [("4.5", "%")]),
        ("The port earned £3.2bn from grain.", [("3200000000", "£")]),
        ("They sent 17,000 troops to the border.", [("17000", "troops")]),
        ("Twenty-five schools were closed by the council.", [("25", "schools")]),
        ("We moved 2.5 million people out of poverty.", [("2500000", "people")]),
        ("Two-thirds of the harbour workers lost their jobs.", [("0.667", "")]),
        ("Turnout fell by 3 percentage points.", [("3", "percentage points")]),
        ("The council closed the library in 2019.", []),
        ("She came 2nd in the vote on May 3, 2024.", []),
    ],
)
def test_figures_come_with_what_they_count(sentence: str, expected: list) -> None:
    found = [(one.value, one.unit) for one in one(sentence).details.figures]
    assert found == [(Decimal(value), unit) for value, unit in expected]


@pytest.mark.parametrize(
    ("words", "first", "last", "precision"),
    [
        ("on 3 May 2024", "2024-05-03", "2024-05-03", "day"),
        ("on May 3, 2024", "2024-05-03", "2024-05-03", "day"),
        ("on Feb. 28", "2026-02-28", "2026-02-28", "day"),
        ("yesterday", "2026-03-17", "2026-03-17", "day"),
        ("on Monday", "2026-03-16", "2026-03-16", "day"),
        ("on Wednesday", "2026-03-18", "2026-03-18", "day"),
        ("next Friday", "2026-03-20", "2026-03-20", "day"),
        ("last week", "2026-03-09", "2026-03-15", "week"),
        ("last month", "2026-02-01", "2026-02-28", "month"),
        ("in June 2021", "2021-06-01", "2021-06-30", "month"),
        ("in the third quarter of 2024", "2024-07-01", "2024-09-30", "quarter"),
        ("in the summer of 2027", "2027-06-01", "2027-08-31", "season"),
        ("in the winter of 2023", "2023-12-01", "2024-02-29", "season"),
        ("in April", "2026-04-01", "2026-04-30", "month"),
        ("in November", "2025-11-01", "2025-11-30", "month"),
        ("last year", "2025-01-01", "2025-12-31", "year"),
        ("in 2019", "2019-01-01", "2019-12-31", "year"),
        ("since 2016", "2016-01-01", None, "period"),
        ("by 2030", None, "2030-12-31", "period"),
        ("from 2010 to 2015", "2010-01-01", "2015-12-31", "period"),
        ("in the 1990s", "1990-01-01", "1999-12-31", "decade"),
    ],
)
def test_days_are_resolved_as_exactly_as_they_are_told(
    words: str, first: str | None, last: str | None, precision: str
) -> None:
    text = f"The council sold the ferry {words}."
    (found,) = days(text, 0, len(text), DAY)
    told = [None if day is None else dt.date.fromisoformat(day) for day in (first, last)]
    assert [found.first, found.last] == told
    assert found.precision is Precision(precision)


def test_without_a_day_of_publication_yesterday_stays_open_and_is_flagged() -> None:
    found = one("The council sold the ferry to Norsk Rail yesterday.", published=None).details
    assert [(day.first, day.last) for day in found.days] == [(None, None)]
    assert found.unresolved == ("yesterday",)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("on Friday, 13 February", ["2026-02-13"]),
        ("on Friday 13 February", ["2026-02-13"]),
        ("on Friday, Feb. 13", ["2026-02-13"]),
        ("on Friday night, 13 February 2026", ["2026-02-13"]),
        ("on Friday, and 13 February", ["2026-03-13", "2026-02-13"]),
        ("on Friday, February was over", ["2026-03-13"]),
    ],
)
def test_a_weekday_beside_its_date_is_no_day_of_its_own(words: str, told: list[str]) -> None:
    text = f"The council sold the ferry {words}."
    found = days(text, 0, len(text), DAY)
    assert [str(one.first) for one in found] == told


def test_may_the_verb_is_no_month() -> None:
    text = "The mayor may 3 times out of four be right."
    assert days(text, 0, len(text), DAY) == []


def promise(words: str) -> Candidate:
    text = f"Ann Marsh has vowed to end the bus strike {words}."
    (found,) = extract(text, published=DAY)
    return found


def test_a_promise_keeps_the_condition_that_its_time_counts_from() -> None:
    found = promise("within 24 hours of taking office").details.due
    assert found is not None
    assert (found.span, found.after, found.on) == ("24 hours", "taking office", None)
    assert found.quote == "within 24 hours of taking office"


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("by Christmas", "2026-12-25"),
        ("by the end of the year", "2026-12-31"),
        ("by 2031", "2031-12-31"),
        ("next week", "2026-03-29"),
        ("by the end of April", "2026-04-30"),
        ("by the summer of 2027", "2027-08-31"),
        ("within two weeks", "2026-04-01"),
        ("within a month", "2026-04-18"),
        ("in the first 100 days", None),
        ("before the election", None),
        ("tomorrow", "2026-03-19"),
        ("by the end of the week", "2026-03-22"),
        ("by the end of the month", "2026-03-31"),
        ("by the end of the decade", "2029-12-31"),
        ("in the next two years", "2028-03-18"),
        ("over the next ten years", "2036-03-18"),
        ("within a fortnight", "2026-04-01"),
        ("within a hundred days", "2026-06-26"),
        ("by midnight", "2026-03-18"),
        ("by Easter", "2026-04-05"),
        ("before the new year", "2027-01-01"),
        ("by New Year’s Eve", "2026-12-31"),
        ("by summer", "2026-08-31"),
        ("this spring", "2026-05-31"),
        ("next spring", "2027-05-31"),
        ("this winter", "2027-02-28"),
        ("in our first hundred days in office", None),
        ("in the first week of his presidency", None),
        ("on day one", None),
        ("by the end of her first term", None),
    ],
)
def test_a_promise_falls_due_when_its_words_say(words: str, on: str | None) -> None:
    found = promise(words).details.due
    assert found is not None
    assert found.on == (None if on is None else dt.date.fromisoformat(on))


@pytest.mark.parametrize(
    ("words", "after", "span"),
    [
        ("within 24 hours of taking office", "taking office", "24 hours"),
        ("within a year of the election", "the election", "a year"),
        ("before the election", "the election", ""),
        ("in the first 100 days", "", "the first 100 days"),
        ("on her first day in office", "", "her first day"),
    ],
)
def test_words_that_count_from_something_else_say_from_what_and_how_long(
    words: str, after: str, span: str
) -> None:
    found = promise(words).details.due
    assert found is not None
    assert (found.after, found.span, found.on) == (after, span, None)


@pytest.mark.parametrize(
    ("span", "on"),
    [
        ("24 hours", "2025-01-21"),
        ("the first 100 days", "2025-04-30"),
        ("our first hundred days", "2025-04-30"),
        ("the first week", "2025-01-27"),
        ("a fortnight", "2025-02-03"),
        ("a year", "2026-01-20"),
        ("one month", "2025-02-20"),
        ("day one", "2025-01-20"),
        ("his first day", "2025-01-20"),
        ("", "2025-01-20"),
    ],
)
def test_a_span_is_counted_from_the_day_that_it_hangs_on(span: str, on: str) -> None:
    assert counted(span, dt.date(2025, 1, 20)) == dt.date.fromisoformat(on)


def test_a_span_that_no_calendar_has_room_for_has_no_last_day() -> None:
    assert counted("9999 years", dt.date(2025, 1, 20)) is None


@pytest.mark.parametrize(
    ("year", "day"),
    [(2000, "04-23"), (2008, "03-23"), (2024, "03-31"), (2025, "04-20"), (2038, "04-25")],
)
def test_easter_is_when_it_is(year: int, day: str) -> None:
    text = "The bridge will open by Easter."
    found = due(text, 0, len(text), [], dt.date(year, 1, 1))
    assert found is not None
    assert found.on == dt.date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize(
    "words",
    ["before the fall of the old wall", "in the coming weeks", "this fall of prices will end it"],
)
def test_what_only_looks_like_a_time_sets_none(words: str) -> None:
    found = due(words, 0, len(words), [], DAY)
    assert found is None or found.on is None


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("on 5 December that the strike would end by Christmas", "2025-12-25"),
        ("on 5 December that the strike would end by 20 January", "2026-01-20"),
        ("on 5 December that the strike would end within two weeks", "2025-12-19"),
        ("on 5 December that the strike would end in November", None),
        ("in 2019 that the strike would end by the end of the year", "2019-12-31"),
        ("in 2019 that the strike would end by June 2020", "2020-06-30"),
        ("in 2019 that the strike would end within two weeks", None),
    ],
)
def test_what_falls_due_does_so_after_it_was_said_though_it_may_be_over(
    words: str, on: str | None
) -> None:
    (found,) = extract(f"Ann Marsh said {words}.", published=DAY)
    due_on = found.details.due.on if found.details.due else None
    assert due_on == (None if on is None else dt.date.fromisoformat(on))


def test_what_is_past_or_no_promise_falls_due_at_no_time() -> None:
    assert one("The council sold the ferry last year.").details.due is None


def test_places_and_organisations_are_named_once() -> None:
    found = one("Norway and the World Bank lent money to Norway.").details
    assert found.places == ("Norway",)
    assert found.organisations == ("World Bank",)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(SCRAPS) | st.text(max_size=8),
        max_size=12,
    ),
    st.dates() | st.none(),
)
def test_no_text_and_no_day_upsets_the_reading_of_dates(
    parts: list[str], published: dt.date | None
) -> None:
    text = " ".join(parts)
    found = days(text, 0, len(text), published)
    for day in found:
        assert text[day.start : day.end] == day.quote
        assert day.first is None or day.last is None or day.first <= day.last
    known = due(text, 0, len(text), found, published)
    assert known is None or text[known.start : known.end] == known.quote
