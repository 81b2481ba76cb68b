"""Headlines that name a speaker before a colon."""

from __future__ import annotations

import pytest

from claims.engine import extract

BODY = "\n\nThe council met on Tuesday. Ann Marsh, the mayor, opened the debate."


def test_the_name_before_a_headlines_colon_is_the_speaker_in_full() -> None:
    text = "Marsh: Westbridge has lost 400 homes in a year" + BODY
    (found,) = [one for one in extract(text) if one.start < 50]
    assert found.speaker == "Ann Marsh"
    assert found.quote == "Westbridge has lost 400 homes in a year"
    assert found.statement == "Westbridge has lost 400 homes in a year."


@pytest.mark.parametrize(
    "headline",
    [
        "Live updates: Westbridge has lost 400 homes in a year",
        "Fact check: Westbridge has lost 400 homes in a year",
        "The vote at 19:30 was lost by 4 percent",
        "Marsh: no comment",
        "Wow: Westbridge has lost 400 homes in a year",
        "Marsh: has Westbridge lost 400 homes in a year?",
    ],
)
def test_other_colons_make_no_speaker(headline: str) -> None:
    found = extract(headline + BODY)
    assert all(not one.speakers for one in found if one.start < len(headline))


def test_only_the_first_paragraph_is_a_headline() -> None:
    text = "A year of storms" + BODY + "\n\nWestbridge: The harbour has lost 400 homes in a year"
    assert all("Westbridge" not in one.speakers for one in extract(text))
