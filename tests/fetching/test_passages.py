"""A quoted passage is found however it is set, and only if it is there."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.fetching import places_of, stands_in

TEXT = """Rents rose by 1.5 percent in 2024,[3] the oﬃce said – “a rec\u00adord”, it wasn’t.
The well-known mayor\u00a0told reporters: «We built 5,000 homes … and more»
住宅价格上涨了百分之五。Unemployment fell to 15 percent¹ in May."""


@pytest.mark.parametrize(
    "passage",
    [
        "Rents rose by 1.5 percent in 2024, the office said",
        "RENTS ROSE\n by  1.5 percent",
        "the office said -- 'a record', it wasn't",
        'the office said—"a record"',
        "well‑known mayor told",
        "We built 5,000 homes … and more",
        "Rents rose […] it wasn’t.",
        "Rents rose [. . .] told reporters ... and more",
        "… told reporters (...)",
        "上涨了百分之五",
        "fell to 15 percent",
        "“Unemployment”",
    ],
)
def test_it_is_found(passage):
    assert stands_in(passage, TEXT)


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        ("istanbul’da", "İSTANBUL'DA"),
        ("ışık", "IŞIK"),
        ("strasse", "STRAẞE"),
        ("ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ"),
        ("cafe\u0301", "CAFÉ"),
    ],
)
def test_it_is_found_in_capitals_of_other_languages(passage, text):
    assert stands_in(passage, text) and stands_in(text, passage)


@pytest.mark.parametrize(
    "passage",
    [
        "",
        " … ",
        "“”",
        "5 percent",
        "Rents rose by 1",
        "5 percent in 2024",
        "000 homes",
        "ents rose",
        "Rents ros",
        "Rents rose by 1.6 percent",
        "told reporters … Rents rose",
        "Rents rose … Rents rose",
        "the office did not say",
    ],
)
def test_what_is_not_there_is_not_found(passage):
    assert not stands_in(passage, TEXT)


WORDS = st.lists(st.from_regex(r"[a-zà-öß-я]{1,8}|[0-9]{1,5}", fullmatch=True), min_size=4)
GAPS = [" ", "\n", "\u00a0", " \t\n "]


def _set_otherwise(words: list[str], how: random.Random) -> str:
    """The same words as another house would print them."""
    pieces = []
    for word in words:
        cut = how.randrange(len(word) + 1)
        word = word[:cut] + how.choice(["", "\u00ad", "\u200b"]) + word[cut:]
        word = how.choice([word, f"“{word}”", f"‘{word}’", f'"{word}"', word.upper()])
        pieces += [word, how.choice(GAPS)]
    return "".join(pieces)


@given(words=WORDS, how=st.randoms(use_true_random=False), data=st.data())
def test_any_stretch_of_words_is_found_however_it_is_set(words, how, data):
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    assert stands_in(_set_otherwise(words[start:end], how), _set_otherwise(words, how))


@given(words=WORDS, how=st.randoms(use_true_random=False), data=st.data())
def test_parts_around_an_ellipsis_are_found_in_their_order(words, how, data):
    first, second = sorted(data.draw(st.permutations(range(len(words))))[:2])
    parts = (_set_otherwise([words[place]], how) for place in (first, second))
    assert stands_in(how.choice(["…", "...", "[…]", "[ . . . ]"]).join(parts), " ".join(words))


@given(words=WORDS, data=st.data())
def test_a_word_that_is_not_there_is_noticed(words, data):
    place = data.draw(st.integers(0, len(words)))
    passage = [*words[:place], "nowhere", *words[place:]]
    assert not stands_in(" ".join(passage), " ".join(words))


@pytest.mark.parametrize(
    ("passage", "places"),
    [
        ("RENTS ROSE\n by  1.5 percent", ["Rents rose by 1.5 percent"]),
        ("percent in 2024, the office said", ["percent in 2024,[3] the oﬃce said"]),
        ("a record", ["a rec\u00adord"]),
        ("Rents rose […] it wasn’t", ["Rents rose", "it wasn’t"]),
        ("We built 5,000 homes … and more", ["We built 5,000 homes", "and more"]),
        ("上涨了百分之五", ["上涨了百分之五"]),
        ("fell to 15 percent", ["fell to 15 percent"]),
        ("Rents rose … nowhere", []),
        ("5 percent in 2024", []),
        ("", []),
    ],
)
def test_its_place_is_told_as_the_text_has_it(passage, places):
    assert [TEXT[start:end] for start, end in places_of(passage, TEXT)] == places


@given(st.text(max_size=40), st.text(max_size=20))
def test_a_place_is_told_exactly_where_it_is_found(text, passage):
    places = places_of(passage, text)
    assert bool(places) == stands_in(passage, text)
    assert all(0 <= start < end <= len(text) for start, end in places)
