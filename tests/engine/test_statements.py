"""Statements that stand alone: names for pronouns, reports for first persons."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.engine import Candidate, extract


def find(text: str, part: str) -> Candidate:
    return next(one for one in extract(text) if part in one.quote)


def said(words: str, who: str = "Ann Marsh") -> str:
    """The statement made of what somebody says of themselves."""
    return extract(f"“{words}” {who} said.")[0].statement


@pytest.mark.parametrize(
    ("words", "statement"),
    [
        ("I signed 40 contracts.", "Ann Marsh signed 40 contracts."),
        ("I have 40 ships, and I own a port.", "Ann Marsh has 40 ships, and she owns a port."),
        ("I don’t sell 40 ships.", "Ann Marsh doesn’t sell 40 ships."),
        ("I’ll sell it and I’ve told Oslo.", "Ann Marsh will sell it and she has told Oslo."),
        ("In May I was in Oslo with my son.", "In May Ann Marsh was in Oslo with her son."),
        ("My ships carried 400 tons.", "Ann Marsh’s ships carried 400 tons."),
        ("Oslo paid me 4 million euros.", "Oslo paid Ann Marsh 4 million euros."),
        ("And I believe that 40 ships sank.", "Ann Marsh believes that 40 ships sank."),
    ],
)
def test_what_somebody_says_of_themselves_becomes_a_report(words: str, statement: str) -> None:
    assert said(words) == statement


@pytest.mark.parametrize(
    "words",
    [
        "We sold 40 ships.",
        "I told you that 40 ships sank.",
        "I met Kari Lund and she had 40 ships.",
        "My son says that I own 40 ships.",
        "To repeat myself, 40 ships sank.",
        "Did I sell 40 ships?",
    ],
)
def test_what_would_be_unclear_as_a_report_stays_a_quotation(words: str) -> None:
    assert said(words) == f"Ann Marsh: “{words}”"


def test_nobody_becomes_he_or_she_without_a_known_gender() -> None:
    assert said("I own 40 ships and my son knows.", "Solvi Drew") == (
        "Solvi Drew: “I own 40 ships and my son knows.”"
    )
    assert said("I own 40 ships.", "Solvi Drew") == "Solvi Drew owns 40 ships."


def test_last_names_are_given_in_full_once() -> None:
    text = "Ann Marsh met Paul Drew. Rents fell under Drew by 4 percent, but Mr. Drew lost."
    assert find(text, "Rents").statement == (
        "Rents fell under Paul Drew by 4 percent, but Mr. Drew lost."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Rents fell on Drew Street by 4 percent.",
        "The Drew campaign spent 40 million euros.",
        "Fans of Mayor Drew spent 40 million euros.",
    ],
)
def test_a_name_inside_another_name_stays(sentence: str) -> None:
    assert find("Paul Drew came. " + sentence, sentence).statement == sentence


def test_a_town_is_nobodys_first_name() -> None:
    text = "Charlotte Drew came. The council sold 40 ships to Charlotte, North Carolina, in 2019."
    assert "to Charlotte, North Carolina" in find(text, "40 ships").statement


def test_words_in_quotation_marks_keep_the_last_name() -> None:
    text = "Paul Drew came. Ann Marsh said that rents fell 4 percent under “poor old Drew”."
    assert find(text, "rents").statement == "Rents fell 4 percent under “poor old Drew”."


def test_she_in_a_quotation_is_the_only_woman_just_told_of() -> None:
    text = (
        "“Eva Lund lost the port. She sold 40 ships to Oslo,” said Paul Drew.\n\n"
        "“Eva Lund met Ann Marsh. She sold 30 ships to Bergen,” said Paul Drew."
    )
    assert find(text, "40 ships").statement == "Eva Lund sold 40 ships to Oslo."
    assert find(text, "30 ships").statement == "Paul Drew: “She sold 30 ships to Bergen.”"
    assert find(text, "30 ships").details.unresolved == ("she",)


def test_he_in_a_report_by_others_is_not_one_of_them() -> None:
    text = "Paul Drew left the port in May. Critics say that he sold 40 ships."
    assert find(text, "40 ships").statement == "Paul Drew sold 40 ships."


def test_the_article_goes_on_with_the_one_it_has_told_of() -> None:
    one = "Paul Drew left the port in May.\n\nHe sold 40 ships to Oslo."
    two = "Paul Drew left the port in May. Carl Holm stayed.\n\nHe sold 40 ships to Oslo."
    assert find(one, "40 ships").statement == "Paul Drew sold 40 ships to Oslo."
    assert find(two, "40 ships").statement == "He sold 40 ships to Oslo."


def test_her_ships_are_those_of_the_one_it_has_told_of() -> None:
    text = "Ann Marsh left the port in May. Her 40 ships went to Oslo in 2019."
    assert find(text, "40 ships").statement == "Ann Marsh’s 40 ships went to Oslo in 2019."


def test_the_mayor_of_the_article_is_named() -> None:
    text = "Mayor Ann Marsh left the port in May. The mayor sold 40 ships to Oslo in 2019."
    assert find(text, "40 ships").statement == "Ann Marsh sold 40 ships to Oslo in 2019."


@pytest.mark.parametrize(
    ("before", "statement"),
    [
        ("The dockers went on strike.", "The dockers earned 40 euros a day in 2019."),
        ("The dockers met the sailors.", "They earned 40 euros a day in 2019."),
        ("Some dockers went on strike.", "They earned 40 euros a day in 2019."),
    ],
)
def test_they_are_those_that_the_sentence_before_was_about(before: str, statement: str) -> None:
    text = f"{before} They earned 40 euros a day in 2019."
    assert find(text, "40 euros").statement == statement


def test_it_is_the_only_organisation_of_the_sentence_before() -> None:
    text = "Microsoft grew. It sold 40 million games in 2019."
    assert find(text, "40 million").statement == "Microsoft sold 40 million games in 2019."


def test_a_man_who_speaks_is_no_it_and_neither_are_some() -> None:
    text = "Some said it could cost 40 million euros."
    assert find(text, "40 million").statement == "Some said that it could cost 40 million euros."


def test_whose_and_what_remain_open_is_told() -> None:
    text = "The board said that his 40 ships had sunk. “I signed it in 2019,” Ann Marsh said."
    assert find(text, "40 ships").details.unresolved == ("his",)
    assert find(text, "signed it").details.unresolved == ("it",)


def test_a_claim_that_a_noun_carries_is_a_sentence() -> None:
    text = "Paul Drew repeated his claim to own 40 ships."
    assert find(text, "40 ships").statement == "Paul Drew claimed to own 40 ships."


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            (
                *("“I", "my", "me", "am", "have", "Ann Marsh", "Marsh", "Mrs. Marsh", "said", "he"),
                *("she", "they", "it", "on Friday", "last year", ",", ".”", ".", "“", "He", "They"),
                *("Norsk Rail", "sold", "40 ships", "and", "the mayor", "is", "’ll", "’s"),
            )
        ),
        max_size=25,
    ).map(" ".join),
    st.dates(),
)
def test_statements_are_never_empty_or_endless_and_quotes_stand_where_they_say(
    text: str, published: datetime.date
) -> None:
    for one in extract(text, published=published):
        assert 0 < len(one.statement) <= 2000
        for place in one.occurrences:
            assert text[place.start : place.end] == place.quote


@pytest.mark.parametrize(
    "text",
    [
        "Rents rose by 5 percent, and wages fell by 3 percent.",
        "“Rents rose by 5 percent, and wages fell by 3 percent,” Ann Marsh said.",
        "Ann Marsh said that rents rose by 5 percent, and wages fell by 3 percent.",
    ],
)
def test_two_figures_of_two_things_are_two_candidates(text: str) -> None:
    assert [one.statement for one in extract(text)] == [
        "Rents rose by 5 percent.",
        "Wages fell by 3 percent.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "In 2024 rents rose by 5 percent, and wages fell by 3 percent.",
        "Rents rose by 5 percent, and wages fell by 3 percent in 2024.",
        "Rents rose by 5 percent, and wages fell sharply in Oslo.",
        "Rents rose by 5 percent, and they fell by 3 percent.",
        "If rents rise by 5 percent, and wages fall by 3 percent, 40 people will leave.",
    ],
)
def test_what_hangs_together_is_one_candidate(text: str) -> None:
    assert [one.quote for one in extract(text)] == [text]


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        (
            "Police said the mayor, Karl Holm, had sold 40 ships.",
            "The mayor, Karl Holm, had sold 40 ships.",
        ),
        ("The mayor, Karl Holm, sold 40 ships in 2019.",) * 2,
        ("Police said the mayor had sold 40 ships.", "Karl Holm had sold 40 ships."),
    ],
)
def test_a_name_is_not_put_beside_itself(sentence: str, statement: str) -> None:
    assert find(f"The mayor, Karl Holm, came. {sentence}", "40 ships").statement == statement


def test_the_articles_own_he_may_be_somebody_without_a_name() -> None:
    text = "Karl Holm was arrested in May. {} He stole 40 cars in 2019."
    witness = text.format("A witness came to the police.")
    assert find(witness, "40 cars").statement == "He stole 40 cars in 2019."
    nobody = text.format("It rained.")
    assert find(nobody, "40 cars").statement == "Karl Holm stole 40 cars in 2019."


def test_a_speaker_without_a_name_has_a_small_letter_inside_a_statement() -> None:
    text = "A nurse from Bergen spoke on Monday. “Oslo owes me 40 euros,” she said."
    assert find(text, "40 euros").statement == "Oslo owes a nurse from Bergen 40 euros."


def test_he_whom_somebody_warns_is_never_the_one_who_warns() -> None:
    (found,) = extract("Paul Dunn warned the chairman that he had lost 40 ferries.")
    assert found.statement == "The chairman had lost 40 ferries."
