"""Paragraphs, page furniture, datelines and turns."""

from __future__ import annotations

import pytest

from claims.engine.text.furniture import is_furniture, prefix_length
from claims.engine.text.reading import LONGEST, paragraphs


def read(text: str) -> list[str]:
    return [text[one.start : one.end] for one in paragraphs(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Read more: The bridge",
        "By Tom Reader and Ann Lee",
        "Sign up for our newsletter",
        "(Photo by Ann Lee/Agency)",
        "The bridge. Ann Lee/Getty Images",
        "Share",
        "© 2031 The Courier",
        "[APPLAUSE]",
        "https://courier.example/a",
        "* * *",
    ],
)
def test_furniture_is_known(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement spending rose by 4 percent.",
        "Subscribers left the paper in May.",
        "Share prices fell.",
        "By Monday, the dam had burst.",
        "Related firms paid nothing.",
    ],
)
def test_sentences_that_start_like_furniture_are_kept(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("OSLO (Agency) — The dam burst.", "The dam burst."),
        ("FLINT, Mich., Oct. 4 (UPI) — The dam burst.", "The dam burst."),
        ("date 2031-04-02 The dam burst.", "The dam burst."),
        ("SALEM, Ore., March 3, 2031 — The dam burst.", "The dam burst."),
        ("NEW YORK, March 3, 2031 /Newswire/ -- The dam burst.", "The dam burst."),
        ("- The dam burst.", "The dam burst."),
        ("2) The dam burst.", "The dam burst."),
        ("3. The dam burst.", "The dam burst."),
        ("2031 was dry.", "2031 was dry."),
        ("NATO said no.", "NATO said no."),
    ],
)
def test_a_dateline_is_cut_off(line: str, rest: str) -> None:
    assert line[prefix_length(line) :] == rest


def test_lines_broken_at_a_margin_are_one_paragraph() -> None:
    text = "The council said on Monday that the bridge over the\nriver would stay shut.\nIt is old."
    assert read(text) == [text[: text.index("\nIt")], "It is old."]


def test_headings_are_left_out_but_a_text_without_punctuation_is_not() -> None:
    assert read("A Call for Talks\n\nThe dam burst.") == ["The dam burst."]
    plain = "the dam burst on monday and four people died in the flood"
    assert read(plain) == [plain]


def test_every_line_end_ends_a_paragraph() -> None:
    assert read("One fell.\rTwo fell.\r\nThree fell.\u2028Four fell.") == [
        "One fell.",
        "Two fell.",
        "Three fell.",
        "Four fell.",
    ]


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    text = "The dam burst at noon. " * 1000
    pieces = paragraphs(text)
    assert all(one.end - one.start <= LONGEST for one in pieces)
    assert all(text[one.end - 1] == "." for one in pieces)
    assert [one.continues for one in pieces[:2]] == [False, True]


def test_turns_run_until_the_next_label() -> None:
    found = paragraphs("HALE: We won.\n\nIt was close.\n\nBOON: We lost.")
    assert [one.turn for one in found] == ["HALE", "HALE", "BOON"]


def test_questions_and_answers_are_turns_where_there_are_both() -> None:
    assert [one.turn for one in paragraphs("Q Did you win?\n\nA Yes, we won.")] == ["Q", "A"]
    assert [one.turn for one in paragraphs("A Yes, we won.")] == [""]


@pytest.mark.parametrize("label", ["UPDATE", "NOTE", "BYLINE"])
def test_a_label_that_nobody_speaks_under_makes_no_turn(label: str) -> None:
    text = f"{label}: The site is closed.\n\nAnn Lee left in May.\n\n“We lost it,” she said."
    assert all(not one.turn for one in paragraphs(text))


def test_a_single_label_makes_a_turn_where_somebody_speaks() -> None:
    text = "MARSH: Thank you all.\n\nWe have lost 400 homes."
    assert [one.turn for one in paragraphs(text)] == ["MARSH", "MARSH"]


def test_a_quotation_in_a_transcript_does_not_take_its_labels_away() -> None:
    text = "HOST: And you?\n\nPAUL COLE: My rival said “never”.\n\nHOST: Thanks, both of you."
    assert [one.turn for one in paragraphs(text)] == ["HOST", "PAUL COLE", "HOST"]
