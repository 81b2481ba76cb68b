"""The engine as a whole: progress, the invariant, hostile text."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import engine
from claims.engine import VERSION, canonical, extract
from claims.engine.engine import attributions
from claims.engine.text.nlp import mask

STORY = "“Rents rose by 4 percent in 2024,” Ann Marsh said. She vowed to sell the port by 2031.\n\n"
PIECES = st.sampled_from(
    [
        STORY,
        "“",
        "”",
        "‘",
        "’",
        '"',
        "'",
        "\r\n",
        "\r",
        "\t",
        "\u2028",
        "\u200b",
        "\ufeff",
        "\u00a0",
        "👩‍👩‍👧",
        "e\u0301",
        "قال الرئيس ",
        "she said ",
        "MS. HALE: ",
        "Q ",
        ", ",
        ". ",
        "—",
        "[",
        "]",
        "5 percent ",
        "Ann Marsh ",
        "according to ",
        "accused him of ",
        "that ",
        "is expected to ",
        "which she said ",
        "critical of ",
        "x" * 70,
    ]
)


def check(text: str) -> None:
    for candidate in extract(text):
        assert candidate.statement
        assert candidate.kinds
        assert len(candidate.roles) == len(candidate.speakers)
        for one in candidate.occurrences:
            assert one.start < one.end
            assert text[one.start : one.end] == one.quote


def test_who_is_never_named_is_not_the_article() -> None:
    (found,) = extract("“We lost 400 homes in the flood of 2019,” he said.")
    assert found.speakers == ("an unnamed speaker",)


def test_a_short_opinion_in_quotation_marks_reaches_the_queue() -> None:
    text = "Ann Marsh kept silent about the port, but described the sale as “good.”"
    assert any("“good" in one.quote for one in extract(text))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_is_attributed_lies_in_the_text_in_order(text: str) -> None:
    for one in attributions(text):
        places = [place for piece in one.pieces for place in piece]
        assert places[0] >= 0
        assert places[-1] <= len(text)
        assert places == sorted(places)
        assert all(start < end for start, end in one.pieces)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=200)))
def test_every_quote_is_exactly_where_it_says(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "“",
        "x" * 20_000,
        "“" * 5_000,
        "'a " * 300,
        "[" * 5_000,
        "\r" * 5_000,
        "a\u0301" * 3_000,
        "👩‍👩‍👧 " * 1_000,
        "taxes fell and " * 300,
    ],
    ids=lambda text: f"{text[:4]!r}x{len(text)}",
)
def test_hostile_text_does_no_harm(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "the mayor said that fares rose and the port was sold " * 80,
        "“" + "fares rose by 5 percent, " * 120 + "he said.”",
        "he said " * 800,
    ],
    ids=lambda text: text[:8],
)
def test_a_text_without_sentence_ends_gives_no_endless_quotes(text: str) -> None:
    for candidate in extract(text):
        assert len(candidate.statement) <= 2000
        assert all(len(one.quote) <= 1500 for one in candidate.occurrences)


def test_text_round_the_story_moves_offsets_and_nothing_else() -> None:
    plain = extract(STORY)
    moved = extract("\ufeff\r\n\t " + STORY)
    assert [(one.statement, one.speaker) for one in plain] == [
        (one.statement, one.speaker) for one in moved
    ]


def test_progress_is_told_often_and_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    extract(STORY * 40, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert all(
        after[0] - before[0] <= 50
        for before, after in itertools.pairwise(told)
        if after[0] > before[0]
    )
    assert all(done <= total for done, total in told)
    assert all(before[0] <= after[0] for before, after in itertools.pairwise(told))


def test_what_progress_raises_ends_the_extraction() -> None:
    def give_up(done: int, total: int) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        extract(STORY, progress=give_up)


def test_the_same_text_gives_the_same_candidates() -> None:
    assert extract(STORY) == extract(STORY)
    assert VERSION


def test_masking_keeps_every_offset() -> None:
    text = "a\u00a0b " + "x" * 500 + " c\u200bd"
    assert len(mask(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("\ufeffOne.\r\nTwo.\rThree. ", "One.\nTwo.\nThree."), (" \ufeff \n", ""), ("One.", "One.")],
)
def test_canonical_form(text: str, expected: str) -> None:
    assert canonical(text) == expected


@given(st.text())
def test_canonical_form_is_stable(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


def test_the_engine_knows_nothing_of_django() -> None:
    for module in Path(engine.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += (
                [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            )
            assert not [name for name in names if name.startswith(("django", "claims"))], module
