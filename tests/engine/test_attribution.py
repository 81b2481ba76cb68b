"""Which words are whose, before names are resolved."""

from __future__ import annotations

import pytest

from claims.engine import extract
from claims.engine.speech.attribution import speeches
from claims.engine.text import nlp
from claims.engine.text.reading import paragraphs


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
        ("Ann Lee hoped to cut taxes.", ("hope", "Ann Lee", "to cut taxes")),
        (
            "He criticised Ann Lee for denying that taxes fell.",
            ("deny", "Ann Lee", "that taxes fell"),
        ),
        ("The tax was criticised by Ann Lee.", ("criticise", "Ann Lee", "The tax")),
        ("Ann Lee endorsed Bob Roy.", ("endorse", "Ann Lee", "Bob Roy")),
        ("Ann Lee called on banks to cut fees.", ("call", "Ann Lee", "banks to cut fees")),
        ("He's said he likes the tax.", ("say", "He", "he likes the tax")),
        ("As reported by the Herald, taxes fell.", ("report", "the Herald", "taxes fell")),
        (
            "There is no doubt: half of them said taxes fell.",
            ("say", "half of them", "taxes fell"),
        ),
        (
            "Ann Lee backs a bigger role for banks to cut fees.",
            ("back", "Ann Lee", "a bigger role for banks to cut fees"),
        ),
        (
            "He called Ann Lee “the next Cato” on Monday.",
            ("call", "He", "Ann Lee “the next Cato”"),
        ),
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


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee has yet to say that taxes fell.",
        "Ann Lee did not say that taxes fell.",
        "Ann Lee might say that taxes fell.",
        "Ann Lee no longer says that taxes fell.",
        "Ann Lee rarely says that taxes fell.",
        "Ann Lee avoided saying that taxes fell.",
        "She stopped short of saying that taxes fell.",
        "She left without saying that taxes fell.",
        "Nobody said that taxes fell.",
        "No minister has said that taxes fell.",
        "Neither Lee nor Roy said that taxes fell.",
        "Not Lee but Roy said that taxes fell.",
        "Did Lee say that taxes fell?",
        "I wish Lee had said that taxes fell.",
    ],
)
def test_what_has_not_been_said_is_marked(text: str) -> None:
    (found,) = speeches(text, nlp.parse(text, paragraphs(text)))
    assert found.unsaid


@pytest.mark.parametrize("verb", ["rejected", "dismissed", "disputed", "mocked"])
def test_who_rejects_a_claim_has_not_made_it(verb: str) -> None:
    text = f"Bob Roy {verb} the claim that 400 jobs were lost."
    (found,) = [
        one for one in speeches(text, nlp.parse(text, paragraphs(text))) if one.cue == "claim"
    ]
    assert found.unsaid
    (candidate,) = extract(text)
    assert candidate.statement == text


def test_of_two_names_the_one_that_is_denied_says_nothing() -> None:
    found = told("It was Moss, not Harris, who said that 33 people died.")
    assert found == [("say", "Moss", "that 33 people died")]


def test_a_sentence_after_the_quote_is_not_its_verb() -> None:
    found = told("Ann Lee said: “Taxes fell in May.” Bob Roy left the room.")
    assert found == [("say", "Ann Lee", "Taxes fell in May.")]


def test_a_gap_in_a_relative_clause_is_no_content() -> None:
    assert not any(cue == "say" for cue, _, _ in told("It was a letter he said he received."))


def test_what_a_relative_pronoun_stands_for_is_said_of_it_and_marked() -> None:
    text = "The district has 30 ferries, which he said were all lost."
    (found,) = speeches(text, nlp.parse(text, paragraphs(text)))
    assert [text[start:end] for start, end in found.pieces] == ["which", "were all lost"]
    assert found.partial


@pytest.mark.parametrize("link", ["where", "in which"])
def test_a_clause_after_where_is_whole(link: str) -> None:
    found = told(f"It is in Oslo, {link} leaders say the tax has fallen.")
    assert ("say", "leaders", "the tax has fallen") in found


def test_a_clause_that_lacks_its_subject_is_marked() -> None:
    text = "It is something Marsh aides argue is possible."
    (found,) = speeches(text, nlp.parse(text, paragraphs(text)))
    assert found.partial


def test_a_remark_at_the_end_is_the_writers() -> None:
    found = told("Ann Lee said taxes fell under Bob Roy, who turns sixty in May.")
    assert found == [("say", "Ann Lee", "taxes fell under Bob Roy")]


def test_a_second_verb_in_the_past_belongs_to_the_teller_again() -> None:
    found = told("Ann Lee promised that no job would go and warned that taxes were high.")
    assert ("warn", "Ann Lee", "that taxes were high") in found


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Taxes fell,” opined the Herald.", "the Herald"),
        ("Ann Lee, exasperated, replied: “Taxes fell in May.”", "Ann Lee"),
        ("Bob Roy told the Herald in a written note, “Taxes fell in May.”", "Bob Roy"),
        ("Rents are another matter - Ann Lee: “Taxes fell in May.”", "Ann Lee"),
        (
            "Ann Lee told the hall, to loud applause:\n\n“Taxes fell in May, all of them.”",
            "Ann Lee",
        ),
    ],
)
def test_a_quote_has_the_speaker_who_stands_beside_it(text: str, speaker: str) -> None:
    assert any(who == speaker and "axes fell" in words for _, who, words in told(text))


def test_a_second_quotation_in_a_paragraph_is_the_same_speakers() -> None:
    found = told("The tax is “a disgrace,” Ann Lee said. “Nobody ever told us about it.”")
    assert ("", "Ann Lee", "Nobody ever told us about it.") in found


def test_a_paragraph_of_quotation_is_by_whoever_was_quoted_last() -> None:
    text = (
        "“Taxes fell in May,” said Ann Lee, who criticised Bob Roy.\n\n"
        "“They will fall again in June.”"
    )
    assert ("", "Ann Lee", "They will fall again in June.") in told(text)
