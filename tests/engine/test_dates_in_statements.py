"""Relative dates in a statement become the days that they were."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.engine import extract
from claims.engine.detail.days import days
from claims.engine.wording.dating import dated

DAY = dt.date(2025, 3, 5)  # a Wednesday


def in_full(statement: str, published: dt.date | None = DAY) -> str:
    return dated(statement, days(statement, 0, len(statement), published))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The council sold it on Friday.", "The council sold it on 28 February 2025."),
        ("The council sold it Friday.", "The council sold it on 28 February 2025."),
        ("Friday was wet.", "28 February 2025 was wet."),
        ("She left yesterday.", "She left on 4 March 2025."),
        ("On Monday night, rents rose.", "On the night of 3 March 2025, rents rose."),
        ("Friday’s vote failed.", "The 28 February 2025 vote failed."),
        ("Drew won Monday night’s vote.", "Drew won the vote on the night of 3 March 2025."),
        ("He lost last week’s vote.", "He lost the vote in the week of 24 February 2025."),
        ("Drew came on Feb. 28 to sign.", "Drew came on 28 February 2025 to sign."),
        ("He came on Friday, March 3.", "He came on Friday, 3 March 2025."),
        ("He came on Friday, 14 February.", "He came on Friday, 14 February 2025."),
        ("He came on Friday 14 February.", "He came on Friday 14 February 2025."),
        (
            "He came on Friday, the 14th of February.",
            "He came on Friday, the 14th of February 2025.",
        ),
        ("Last year, rents rose.", "In 2024, rents rose."),
        ("Last year was wet.", "2024 was wet."),
        ("Drew spent last year in jail.", "Drew spent 2024 in jail."),
        ("Rents rose more than last year.", "Rents rose more than in 2024."),
        ("Rents fell late last year.", "Rents fell late in 2024."),
        ("It closes by the end of next month.", "It closes by the end of April 2025."),
        ("Last month’s report was bad.", "The February 2025 report was bad."),
        ("It rose, and this year 58 ships came.", "It rose, and in 2025, 58 ships came."),
        ("It has sunk since last week.", "It has sunk since the week of 24 February 2025."),
        ("The poll in April found it.", "The poll in April 2025 found it."),
    ],
)
def test_a_date_that_needs_the_day_of_publication_is_written_out(words: str, expected: str) -> None:
    assert in_full(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "Every Friday it rains.",
        "Over the last year rents rose.",
        "The Friday meeting fell flat.",
        "The fair runs from March 3-5.",
        "The fair is on Friday and Saturday.",
        "The winner of Monday night’s long debate left.",
        "The council sold it on March 3, 2024.",
        "Rents are high today.",
    ],
)
def test_what_may_mean_something_else_stays(words: str) -> None:
    assert in_full(words) == words


def test_without_a_day_of_publication_nothing_changes() -> None:
    assert in_full("The council sold it on Friday.", None) == "The council sold it on Friday."


def test_words_in_quotation_marks_stay_and_are_explained_in_brackets() -> None:
    assert in_full("Ann Marsh: “We will meet Drew next week.”") == (
        "Ann Marsh: “We will meet Drew next week [the week of 10 March 2025].”"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The council will vote on 40 new ferries on Friday.",
            "The council will vote on 40 new ferries on 7 March 2025.",
        ),
        (
            "The vote on 500 ferries is scheduled for Monday.",
            "The vote on 500 ferries is scheduled for 10 March 2025.",
        ),
        (
            "Ann Marsh vowed to sell the port on Saturday.",
            "Ann Marsh will sell the port on 8 March 2025.",
        ),
        (
            "The council voted for 30 new ferries on Monday.",
            "The council voted for 30 new ferries on 3 March 2025.",
        ),
        (  # said on the Friday before
            "“I will sell the ferry next week,” Ann Marsh said on Friday.",
            "Ann Marsh will sell the ferry in the week of 3 March 2025.",
        ),
    ],
)
def test_a_weekday_goes_by_the_verb_and_by_the_day_of_the_speech(text: str, expected: str) -> None:
    (found,) = extract(text, published=DAY)
    assert found.statement == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The vote on Friday will cost the port 40 ferries.",
        "The council was set to sell 40 ferries on Friday.",
        "The plan to sell 40 ferries on Friday was the mayor’s.",
    ],
)
def test_a_weekday_that_may_be_past_or_still_to_come_stays_open(sentence: str) -> None:
    (found,) = extract(sentence, published=DAY)
    assert found.statement == sentence
    assert found.details.unresolved == ("Friday",)


def test_what_somebody_goes_on_to_say_counts_from_the_same_day() -> None:
    text = (
        "Ann Marsh said on Friday that the port would close next week.\n\n"
        "“I will sell 40 ferries next week,” she added."
    )
    closing, selling = extract(text, published=DAY)
    assert closing.statement == "The port would close in the week of 3 March 2025."
    assert selling.statement == "Ann Marsh will sell 40 ferries in the week of 3 March 2025."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # said before, in indirect speech
            "Roy Marsh said on 3 March 2021 that taxes would fall. "
            "“Last year we built 300 homes,” Marsh said.",
            ["Taxes would fall.", "Roy Marsh: “Last year [2020] we built 300 homes.”"],
        ),
        (  # said on a day of which only the quotation after it tells
            "Ann Lund said rents rose last year. "
            "“We will build 90 homes next year,” Lund said on 3 March 2021.",
            ["Rents rose in 2024.", "Ann Lund: “We will build 90 homes next year [2022].”"],
        ),
    ],
)
def test_the_day_of_the_speech_holds_for_what_comes_after_it_and_not_before(
    text: str, expected: list[str]
) -> None:
    assert [one.statement for one in extract(text, published=DAY)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We will build 500 homes next year,” Ann Marsh said in 2019.",
            "Ann Marsh: “We will build 500 homes next year [2020].”",
        ),
        (
            "In January 2020, Ann Marsh said that the port would close by next year.",
            "The port would close by 2021.",
        ),
        (
            "Speaking in 2019, Ann Marsh said that 40 people left last year.",
            "40 people left in 2018.",
        ),
        ("According to a 2019 report, 40 people left last year.", "40 people left in 2018."),
        (
            "Ann Marsh said last year that the port would close next year.",
            "The port would close in 2025.",
        ),
        (  # a sentence of the text's own
            "Ann Marsh told reporters in May 2020 that 40 people left last year.",
            "Ann Marsh told reporters in May 2020 that 40 people left in 2019.",
        ),
        (
            "On Sunday, the Mail published parts of books from 2015 that showed 40 debts.",
            "On 2 March 2025, the Mail published parts of books from 2015 that showed 40 debts.",
        ),
        (
            "Ann Marsh said of the vote in 2016 that it cost 40 jobs last year.",
            "Ann Marsh said that it cost 40 jobs in 2024.",
        ),
        (  # no time of speaking, but of what is said
            "Ann Marsh said next week the port would earn less than last year.",
            "The port would earn less than in 2024.",
        ),
        (  # the year holds the day of publication
            "Ann Marsh said in 2025 that the port will close next year.",
            "The port will close in 2026.",
        ),
        (  # a year that tells nothing of the speech
            "Ann Marsh, who left in 2019, said that the port closed last year.",
            "The port closed in 2024.",
        ),
        (
            "A councillor who left in 2019 said the port closed last year.",
            "The port closed in 2024.",
        ),
    ],
)
def test_a_year_beside_the_verb_of_saying_is_when_it_was_said(text: str, expected: str) -> None:
    (found,) = extract(text, published=DAY)
    assert found.statement == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ann Marsh said in an interview in 2019 that the port would close next week.",
        "Ann Marsh said last month that the port would close next week.",
        "Ann Marsh said in 2019 that 40 homes stood. “The port will close next week,” she said.",
    ],
)
def test_what_hangs_on_a_day_of_speech_that_is_not_told_stays_open(text: str) -> None:
    *_, found = extract(text, published=DAY)
    assert found.statement.endswith((" next week.", " next week.”"))
    assert found.details.unresolved == ("next week",)
    assert found.details.due is None or found.details.due.on is None


@given(
    st.lists(
        st.sampled_from(["Friday", "last year", "“", "”", '"', "on", "’s", "in April", "Feb. 3"])
        | st.text(max_size=6),
        max_size=9,
    ),
    st.dates(),
)
def test_no_words_upset_the_writing_of_dates(parts: list[str], published: dt.date) -> None:
    words = " ".join(parts)
    once = in_full(words, published)
    assert once or not words
    assert len(once) <= len(words) + 60 * len(parts)
