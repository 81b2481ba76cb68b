"""Quotations to places, statements to their grounds, texts to windows: the small stages alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.engine.language_model.grounds import Grounds
from claims.engine.language_model.places import Text
from claims.engine.language_model.windows import lines, windows

CHARACTERS = st.sampled_from("ab1 \n\t\u00a0\u200b“”\"'’–-….,é👩")
ANYTHING = st.text(CHARACTERS, max_size=60) | st.text(max_size=60)


def find(text: str, quote: str, before: str = "") -> str | None:
    place = Text(text).find(quote, before, (0, len(text)), ())
    return place and text[slice(*place)]


@given(ANYTHING, ANYTHING, ANYTHING)
def test_what_is_found_is_the_quotation_but_for_spaces_and_marks(before, quote, after):
    found = find(f"{before} {quote} {after}", quote)
    if found is not None:
        assert [one for one in found if one.isalnum()] == [one for one in quote if one.isalnum()]


@given(st.text(CHARACTERS, max_size=60))
def test_two_plain_words_are_found_wherever_they_stand(around):
    assert find(f"{around} plain words {around}", " “plain   words” ") == "plain words"


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("The party arty is on.", "arty is", "arty is"),
        ("The party is on.", "arty is", None),
        ("Say it’s “so–so”…", 'it\'s "so-so"...', "it’s “so–so”…"),
        ("Zero\u200bwidth soft\u00adware", "Zerowidth software", "Zero\u200bwidth soft\u00adware"),
        ("A single word", "word", None),
        ("A b " * 500, "A b " * 400, None),
        ("Fares Fell", "fares fell", None),
        ("", "", None),
    ],
)
def test_a_quotation_is_whole_words_and_neither_a_single_one_nor_a_whole_article(
    text, quote, found
):
    assert find(text, quote) == found


def test_a_quotation_outside_the_window_that_the_model_saw_does_not_count():
    text = "Rents rose.\nFares fell."
    assert Text(text).find("Rents rose", "", (12, len(text)), ()) is None
    assert Text(text).find("Fares fell", "", (0, 15), ()) is None


@pytest.mark.parametrize("name", ["ms. hale", "Hale", "MS. HALE"])
def test_a_name_is_found_in_capitals_or_not(name):
    assert Text("MS. HALE: Good morning.").has(name)
    assert not Text("MS. HALEWOOD: Good morning.").has(name)


TEXT = (
    "Mayor Ada Moreno vowed to raise rents by 3.5 percent. She didn’t sell the port.\nEk laughed."
)
RAISE, SELL = TEXT[:53], TEXT[54:79]


@pytest.mark.parametrize(
    ("statement", "quote", "bears"),
    [
        ("Ada Moreno will raise rents by 3.5 percent.", RAISE, True),
        ("Mayor Moreno vowed that rents would be raised.", RAISE, True),
        ("Ada Moreno will raise rents by 35 percent.", RAISE, False),
        ("Ada Moreno will never raise rents.", RAISE, False),
        ("Ada Moreno did not sell the port.", SELL, True),
        ("Ada Moreno sold the port.", SELL, False),
        ("Ada Lovelace will raise rents.", RAISE, False),
        ("Trump will raise rents.", RAISE, False),
        ("Ada Moreno is a convicted thief.", RAISE, False),
    ],
)
def test_a_statement_has_to_be_borne_out_by_the_words(statement, quote, bears):
    assert Grounds(TEXT).bear(statement, quote, sentence=quote) is bears


def test_figures_and_negations_of_another_sentence_bear_nothing_out():
    grounds = Grounds("Rents rose. Fares did not fall by 12 percent.")
    assert not grounds.bear("Rents rose 12 percent.", "Rents rose.", "Rents rose.")
    assert not grounds.bear("Rents did not rise.", "Rents rose.", "Rents rose.")


@given(st.text(st.sampled_from("ab. ,\n\r\u2028"), max_size=80), st.integers(1, 20))
def test_lines_are_the_whole_text_and_windows_are_whole_lines(text, longest):
    found = lines(text, longest)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(0 < end - start <= longest for start, end in found)
    seen = list(windows(text, longest))
    assert all(end - start <= longest for start, end in seen)
    assert all(before[1] <= after[0] for before, after in pairwise(seen))
    assert "".join("".join(text[start:end] for start, end in seen).split()) == "".join(text.split())


def test_a_window_ends_where_a_paragraph_does_and_a_long_paragraph_where_a_sentence_does():
    text = "One two.\nThree four.\n" + "Five six seven. " * 4
    assert [text[start:end] for start, end in windows(text, 40)] == [
        "One two.\nThree four.\n",
        "Five six seven. Five six seven. ",
        "Five six seven. Five six seven. ",
    ]
