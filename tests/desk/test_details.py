"""What a claim says in figures, days and names: in words that an editor uses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from claims.desk import details
from claims.engine.detail.details import Day, Details, Due, Figure, Precision
from claims.models import Claim

DATE = dt.date


def claim(found: Details = Details(), **facts: object) -> Claim:  # noqa: B008 - frozen
    values = {"statement": "It rained.", "kinds": ["statement"], **facts}
    return Claim(details=found.as_json(), **values)


def figure(quote: str, value: str, unit: str) -> tuple[str, str]:
    [reading] = details.figures(
        claim(Details(figures=(Figure(0, 1, quote, Decimal(value), unit),)))
    )
    return reading.words, reading.means


@pytest.mark.parametrize(
    ("quote", "value", "unit", "means"),
    [
        ("£3.2bn", "3200000000", "£", "£3,200,000,000"),
        ("1.4 million crowns", "1400000", "crowns", "1,400,000 crowns"),
        ("half a billion", "500000000", "", "500,000,000"),
        ("Ninety kilometres", "90", "km", "90 km"),
        ("1,200 homes", "1200", "homes", ""),
        ("1200 homes", "1200", "homes", ""),
        ("4 percent", "4", "%", ""),
        ("22.4 percent", "22.4", "%", ""),
        ("$15", "15", "$", ""),
        ("three trains", "3", "trains", ""),
        ("a dozen trains", "12", "trains", ""),
    ],
)
def test_a_figure_is_spelt_out_where_its_words_do_not_say_it(quote, value, unit, means):
    assert figure(quote, value, unit) == (quote, means)


@pytest.mark.parametrize(
    ("first", "last", "precision", "words"),
    [
        (DATE(2030, 5, 3), DATE(2030, 5, 3), "day", "3 May 2030"),
        (DATE(2030, 4, 29), DATE(2030, 5, 5), "week", "the week of 29 April 2030"),
        (DATE(2030, 5, 1), DATE(2030, 5, 31), "month", "May 2030"),
        (DATE(2030, 6, 1), DATE(2030, 8, 31), "season", "June to August 2030"),
        (DATE(2030, 12, 1), DATE(2031, 2, 28), "season", "December 2030 to February 2031"),
        (DATE(2030, 7, 1), DATE(2030, 9, 30), "quarter", "the third quarter of 2030"),
        (DATE(2030, 1, 1), DATE(2030, 12, 31), "year", "2030"),
        (DATE(2030, 1, 1), DATE(2039, 12, 31), "decade", "the 2030s"),
        (DATE(2028, 1, 1), DATE(2030, 12, 31), "period", "2028 to 2030"),
        (DATE(2030, 5, 3), DATE(2030, 6, 9), "period", "3 May 2030 to 9 June 2030"),
        (DATE(2030, 5, 1), None, "period", "from 1 May 2030"),
        (None, DATE(2030, 5, 1), "period", "until 1 May 2030"),
        (None, None, "day", "date not known"),
        (DATE(9999, 1, 1), DATE.max, "year", "9999"),
    ],
)
def test_a_day_is_told_as_exactly_as_the_text_did(first, last, precision, words):
    assert details.in_words(Day(0, 1, "then", first, last, Precision(precision))) == words


@pytest.mark.parametrize(
    ("quote", "value", "unit", "words"),
    [("1,200", "1200", "homes", "1,200 homes"), ("three", "3", "times", "three times")],
)
def test_a_number_that_is_quoted_alone_gets_its_unit(quote, value, unit, words):
    assert figure(quote, value, unit) == (words, "")


def test_a_day_that_says_itself_is_not_told_twice():
    year = (DATE(2030, 1, 1), DATE(2030, 12, 31), Precision.YEAR)
    row = claim(Details(days=(Day(0, 1, "in 2030", *year), Day(0, 1, "last year", *year))))
    assert [(day.words, day.means) for day in details.days(row)] == [
        ("in 2030", ""),
        ("last year", "2030"),
    ]


def due(quote: str, on: DATE | None) -> Details:
    return Details(due=Due(0, 1, quote, on, "", ""))


def test_a_promise_is_due_on_its_day_with_the_words_that_say_so():
    row = claim(due("by 2031", DATE(2999, 12, 31)), due_on=DATE(2999, 12, 31))
    assert details.due(row) == "Due 31 December 2999"
    assert details.due(row, details.SHORT) == "Due 31 Dec 2999"
    assert details.due_words(row) == "by 2031"


def test_a_day_that_is_over_was_due_and_today_is_not():
    today = timezone.localdate()
    assert details.due(claim(due_on=today)).startswith("Due ")
    assert details.due(claim(due_on=today - dt.timedelta(days=1))).startswith("Was due ")


def test_a_day_that_an_editor_set_has_no_words_of_the_text():
    row = claim(due("by 2031", DATE(2031, 12, 31)), due_on=DATE(2031, 6, 30))
    assert details.due_words(row) == ""


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("within 24 hours\nof taking office", "Due within 24 hours of taking office"),
        ("Within 24 hours of taking office", "Due within 24 hours of taking office"),
        ("Christmas", "Due Christmas"),
    ],
)
def test_a_day_that_is_not_known_is_said_in_the_texts_words(quote, words):
    assert details.due(claim(due(quote, None))) == f"{words}: date not known"


def test_a_claim_that_waits_for_nothing_is_not_due():
    assert details.due(claim()) == ""
    assert details.due(claim(due("by 2031", DATE(2031, 12, 31)), due_on=None)) == ""


def test_flags_are_sentences_while_the_claim_is_open():
    kinds = ["quote", "opinion", "figure_of_speech"]
    assert details.flags(claim(kinds=kinds)) == [
        "Figure of speech: may stand for a claim.",
        "Opinion: may rest on a claim.",
    ]
    assert details.flags(claim(kinds=kinds, state="dismissed")) == []
    assert details.flags(claim()) == []


@pytest.mark.parametrize(
    ("statement", "unresolved", "named"),
    [
        ("They will cut it.", ("They",), "“They”"),
        ("They will cut it.", ("they",), "“they”"),
        ("They will cut it.", ("They", "it"), "“They” and “it”"),
        ("They gave it to her.", ("They", "it", "her"), "“They”, “it” and “her”"),
        ("It was it.", ("it", "it"), "“it”"),
    ],
)
def test_words_that_need_the_text_are_named_until_they_are_replaced(statement, unresolved, named):
    row = claim(Details(unresolved=unresolved), statement=statement)
    tail = " could not be resolved: edit the statement before you check it."
    assert details.flags(row) == [named + tail]
    row.statement = "Ada Moreno will cut the theyism and the item."
    assert details.flags(row) == []
