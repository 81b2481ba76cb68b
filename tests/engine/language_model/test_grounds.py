"""A statement that a model words says what the text's own words say, and no more."""

from __future__ import annotations

import pytest

from claims.engine.language_model.grounds import Grounds

FIRE = "The fire killed two people."


def bears(text: str, quote: str, statement: str) -> bool:
    """Of a text whose sentence is the one with the quotation in it."""
    sentence = next(one for one in text.split("\n") if quote in one)
    return Grounds(text).bear(statement, quote, sentence)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        (FIRE, "The fire killed ten people."),
        (FIRE, "The fire killed twenty-two people."),
        (FIRE, "The fire killed two million people."),
        (f"{FIRE}\nFive were hurt.", "The fire killed five people."),
        ("Rents rose from 3 to 5 percent.", "Rents rose from 5 to 3 percent."),
        ("Marsh built 3 million homes, and 5 schools.", "Marsh built 5 million homes."),
        ("Marsh earned £5.", "Marsh earned $5."),
    ],
)
def test_a_figure_that_the_sentence_has_not_got_is_not_borne_out(text: str, statement: str) -> None:
    assert not bears(text, text.split("\n")[0].rstrip("."), statement)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("Marsh raised 5 million.", "Marsh raided 5 million."),
        ("Marsh fed 40 dogs.", "Marsh hit 40 dogs."),
        ("Marsh fed 40 dogs.\nThey hit a wall.", "Marsh hit 40 dogs."),
        ("Marsh built over 40 homes.", "Marsh built under 40 homes."),
        ("Marsh built 40 homes.", "Marsh must build 40 homes."),
        ("Marsh praised the port.\nStealing is wrong.", "Stealing Marsh praised the port."),
        ("Marsh left the port.\nA thief left, too.", "Marsh left the port, a thief."),
    ],
)
def test_a_word_that_the_sentence_has_not_got_is_not_borne_out(text: str, statement: str) -> None:
    assert not bears(text, text.split("\n")[0].rstrip("."), statement)


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        ("Kent beat Marsh by 5 points", "Marsh beat Kent by 5 points."),
        ("Kent beat Marsh by 5 points", "Marsh beats Kent by 5 points."),
        ("he beat Marsh by 5 points", "Marsh beat Kent by 5 points."),
        ("the port sued the city", "The city sued the port."),
        ("Kent won 5 seats and Marsh 3", "Kent won 3 seats and Marsh 5."),
    ],
)
def test_what_both_have_stands_in_the_same_order(quote: str, statement: str) -> None:
    assert not bears(f"Kent is a ferryman.\nIn May, {quote}.", quote, statement)


@pytest.mark.parametrize(
    ("text", "quote", "statement"),
    [
        (
            "Then Kent came.\nHe beat Marsh by 5 points.",
            "He beat Marsh by 5 points",
            "Kent beat Marsh by 5 points.",
        ),
        (
            "Ada Moreno vowed to build 400 homes.",
            "build 400 homes",
            "Ada Moreno will build 400 homes.",
        ),
        ("Fares are falling by 12 percent.", "Fares are falling", "Fares fell by 12 percent."),
        ("Fares fell by 5 in 2024.", "Fares fell by 5 in 2024", "In 2024, fares fell by 5."),
        (
            "Moreno denied cutting two-thirds of the jobs.",
            "cutting two-thirds of the jobs",
            "Moreno cut two-thirds of the jobs.",
        ),
        ("The port wasn’t sold.", "The port wasn’t sold", "The port was not sold."),
        (
            "“I raised £3.2 million,” Marsh said.",
            "I raised £3.2 million",
            "Marsh raised £3.2 million.",
        ),
        ("Cities planned 40 ferries.", "planned 40 ferries", "A city plans 40 ferries."),
        (
            "Marsh will raise rents.",
            "Marsh will raise rents",
            "Marsh said that rents will be raised.",
        ),
    ],
)
def test_another_form_of_a_word_and_a_name_for_a_pronoun_add_nothing(
    text: str, quote: str, statement: str
) -> None:
    assert bears(text, quote, statement)
