"""Kinds, scores and the reasons that editors read."""

from __future__ import annotations

import pytest

from claims.engine import Candidate, Kind, extract


def said(words: str) -> Candidate:
    (candidate,) = extract(f"Ann Marsh said that {words}.")
    return candidate


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("rents rose by 4 percent", Kind.STATISTIC),
        ("rents in Oslo are lower than in Bergen", Kind.COMPARISON),
        ("Norway will lose the port", Kind.PREDICTION),
        ("the dam burst because of the frost", Kind.CAUSE),
        ("the treaty is unlawful", Kind.LAW),
        ("the Fisheries Act bans trawling", Kind.LAW),
        ("Paul Drew sold the ferry", Kind.EVENT),
        ("Norway should sell the ferry", Kind.POSITION),
        ("Norway is against the tunnel", Kind.POSITION),
        ("the ferry is a lifeline", Kind.FIGURE_OF_SPEECH),
        ("the ferry is a disgrace", Kind.OPINION),
        ("the ferry is blue", Kind.STATEMENT),
    ],
)
def test_each_kind_is_told_by_its_words(words: str, kind: Kind) -> None:
    assert kind in said(words).kinds


def test_what_can_be_checked_ranks_above_what_is_felt() -> None:
    figures = said("rents in Oslo rose by 4 percent in 2024")
    plain = said("rents in Oslo are high")
    feeling = said("the ferry is a disgrace")
    assert figures.score > plain.score > feeling.score


def test_reasons_are_words_the_weightiest_first() -> None:
    assert said("rents in Oslo rose by 4 percent in 2024").reasons[0] == "a number"


def test_scores_stay_between_nought_and_one() -> None:
    high = said(
        "rents in Oslo rose by 4 percent to £900 by 2030, more than in Bergen, because of the Act"
    )
    assert 0.0 <= high.score <= 1.0


def turn(words: str) -> list[Candidate]:
    return extract(f"MR. BOON: {words}\n\nMS. HALE: Thank you.")


def test_what_is_only_about_the_talk_itself_is_no_promise() -> None:
    assert not turn("I will be brief.")


def test_a_line_about_it_says_what_is_unclear() -> None:
    (found,) = turn("Today it is one in nine.")
    assert "unclear what “it” refers to" in found.reasons
    assert found.score <= 0.4


def test_no_reason_is_given_twice() -> None:
    reasons = said("he said that he will pay because of the Act").reasons
    assert len(reasons) == len(set(reasons))
