"""Quotation marks in pairs."""

from __future__ import annotations

import pytest

from claims.engine.text.quotes import quotations


def inside(text: str) -> list[str]:
    return [text[one.start : one.end] for one in quotations(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "“We won,” she said.",
        '"We won," she said.',
        "«We won,» she said.",
        "„We won,“ she said.",
        "‘We won,’ she said.",
        "''We won,'' she said.",
        "'We won,' she said.",
    ],
)
def test_every_kind_of_mark_is_paired(text: str) -> None:
    assert inside(text) == ["We won,"]


def test_an_apostrophe_is_no_mark() -> None:
    assert inside("The workers’ pay wasn’t cut in the ’90s, it's said.") == []


def test_quotations_inside_quotations_are_kept_apart() -> None:
    text = "“The letter says, ‘We won,’” she said."
    (outer,) = quotations(text, 0, len(text))
    assert [text[one.start : one.end] for one in outer.inner] == ["We won,"]


def test_a_mark_without_partner_runs_to_the_end_and_says_so() -> None:
    (found,) = quotations("She said: “We won.", 0, 18)
    assert not found.closed


def test_marks_in_a_row_do_no_harm() -> None:
    text = "“”\"\"‘’''«»“““"
    assert all(one.start <= one.end for one in quotations(text, 0, len(text)))
