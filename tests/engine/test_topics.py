"""What speech was about, and what is said without saying by whom."""

from __future__ import annotations

import pytest

from claims.engine import extract
from claims.engine.speech.attribution import speeches
from claims.engine.speech.speech import Form, Speech
from claims.engine.text import nlp
from claims.engine.text.reading import paragraphs


def found(text: str, form: Form) -> list[tuple[str, str]]:
    """Speakers and content of each act of speech of that form."""
    acts: list[Speech] = speeches(text, nlp.parse(text, paragraphs(text)))
    return [
        (
            " and ".join(who.text for who in one.speakers),
            " … ".join(text[start:end] for start, end in one.pieces),
        )
        for one in acts
        if one.form is form
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("Ann Marsh spoke about the rents in Westbridge.", "Ann Marsh", "the rents in Westbridge"),
        ("Paul Drew pointed to a fall in wages.", "Paul Drew", "a fall in wages"),
        ("Ann Marsh raised doubts about the sale.", "Ann Marsh", "the sale"),
        ("Paul Drew is critical of the harbour board.", "Paul Drew", "the harbour board"),
        ("Paul Drew was eager to sell the ferry.", "Paul Drew", "to sell the ferry"),
        ("Paul Drew would like to sell the ferry.", "Paul Drew", "to sell the ferry"),
        ("A plan backed by Paul Drew has failed.", "Paul Drew", "A plan"),
    ],
)
def test_what_somebody_spoke_about_is_a_topic(text: str, speaker: str, content: str) -> None:
    assert (speaker, content) in found(text, Form.TOPIC)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The council is expected to sell the ferry.", "The council … to sell the ferry"),
        ("The harbour appears to be empty.", "The harbour … to be empty"),
        ("It is believed that the ferry sank in May.", "that the ferry sank in May"),
    ],
)
def test_what_nobody_is_named_for_is_hearsay(text: str, content: str) -> None:
    assert ("", content) in found(text, Form.HEARSAY)


def test_expectations_with_a_name_are_no_hearsay() -> None:
    assert not found("The sale is expected to be stopped by Ann Marsh.", Form.OBJECT)
    assert not found("Ann Marsh expects the council to sell.", Form.HEARSAY)


def test_being_sure_of_something_is_said_like_any_belief() -> None:
    text = "Ann Marsh is confident that rents will fall by 4 percent."
    assert ("Ann Marsh", "that rents will fall by 4 percent") in found(text, Form.CLAUSE)


def test_a_topic_is_no_candidate_and_leaves_the_sentence_to_the_article() -> None:
    text = "Ann Marsh spoke about the 400 homes that Westbridge lost to the flood in 2019."
    (candidate,) = extract(text)
    assert candidate.quote == text
    assert not candidate.speakers


def test_a_comparison_keeps_both_that_are_compared() -> None:
    text = "Ann Marsh compared Paul Drew to a weather vane."
    assert found(text, Form.TOPIC) == [("Ann Marsh", "Paul Drew … a weather vane")]
