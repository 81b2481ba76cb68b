"""Which words are whose, before names are resolved."""

from __future__ import annotations

import pytest

from claims.engine import nlp
from claims.engine.attribution import speeches
from claims.engine.reading import paragraphs


def told(text: str) -> list[tuple[str, str, str]]:
    """Cue, speakers and content of each act of speech."""
    found = speeches(text, nlp.parse(text, paragraphs(text)))
    return [
        (one.cue, " and ".join(who.text for who in one.speakers), text[one.start : one.end])
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee said that taxes fell.", ("say", "Ann Lee", "that taxes fell")),
        ("Taxes, Ann Lee said, fell.", ("say", "Ann Lee", "Taxes, Ann Lee said, fell")),
        ("The mayor refused to resign over it.", ("refuse", "The mayor", "to resign over it")),
        ("She urged voters to stay home.", ("urge", "She", "voters to stay home")),
        ("Ann Lee called the plan a disgrace.", ("call", "Ann Lee", "the plan a disgrace")),
        (
            "Bob Roy criticized the cost of the new bridge.",
            ("criticize", "Bob Roy", "the cost of the new bridge"),
        ),
        (
            "Ann Lee denied the claim, adding that taxes fell.",
            ("add", "Ann Lee", "that taxes fell"),
        ),
        ("“Taxes fell,” said Bob Roy, the mayor.", ("say", "Bob Roy", "Taxes fell,")),
        ("Bob Roy continued: “Taxes fell in May.”", ("continue", "Bob Roy", "Taxes fell in May.")),
        ("Bob Roy’s claim that taxes fell is new.", ("claim", "Bob Roy’s", "that taxes fell")),
    ],
)
def test_cues_of_each_form_are_read(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in told(text)


def test_a_quote_that_a_verb_interrupts_is_one_act_of_speech() -> None:
    assert told("“Taxes fell,” Ann Lee said, “by a third.”") == [
        ("say", "Ann Lee", "Taxes fell,” Ann Lee said, “by a third.")
    ]


def test_a_name_after_a_dash_signs_the_quote() -> None:
    assert told("“Taxes fell in May.” — Ann Lee") == [("", "Ann Lee", "Taxes fell in May.")]


@pytest.mark.parametrize("words", ["has yet to say", "did not say", "might say"])
def test_what_has_not_been_said_is_marked(words: str) -> None:
    text = f"Ann Lee {words} that taxes fell."
    (found,) = speeches(text, nlp.parse(text, paragraphs(text)))
    assert found.unsaid


def test_a_sentence_after_the_quote_is_not_its_verb() -> None:
    found = told("Ann Lee said: “Taxes fell in May.” Bob Roy left the room.")
    assert found == [("say", "Ann Lee", "Taxes fell in May.")]


def test_a_gap_in_a_relative_clause_is_no_content() -> None:
    assert not any(cue == "say" for cue, _, _ in told("It was a letter he said he received."))


def test_a_second_verb_in_the_past_belongs_to_the_teller_again() -> None:
    found = told("Ann Lee promised that no job would go and warned that taxes were high.")
    assert ("warn", "Ann Lee", "that taxes were high") in found
