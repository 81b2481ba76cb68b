"""From a mention to the fullest name."""

from __future__ import annotations

import pytest

from claims.engine import extract


def speaker_of(text: str, part: str) -> str:
    return next(one.speaker for one in extract(text) if part in one.quote)


def test_a_last_name_and_a_pronoun_become_the_full_name() -> None:
    text = (
        "Health Minister Lena Ortiz visited Westbridge on Monday. "
        "Ortiz said the hospital had 90 beds. "
        "She added that it would close in 2031."
    )
    assert speaker_of(text, "90 beds") == "Lena Ortiz"
    assert speaker_of(text, "2031") == "Lena Ortiz"


def test_a_pronoun_goes_to_somebody_of_its_gender() -> None:
    text = "Lena Ortiz met Paul Drew in Oslo on Monday. He said the ferry had sunk in 2019."
    assert speaker_of(text, "2019") == "Paul Drew"


@pytest.mark.parametrize(
    ("title", "full"), [("Mrs. Marsh", "Ann Marsh"), ("Mr. Marsh", "Paul Marsh")]
)
def test_a_title_tells_two_of_one_name_apart(title: str, full: str) -> None:
    text = f"Ann Marsh and Paul Marsh came on Monday. {title} said the ferry had sunk in 2019."
    assert speaker_of(text, "2019") == full


def test_a_description_by_role_becomes_the_name() -> None:
    text = (
        "Norwegian President Kari Lund came. The Norwegian president said the ferry sank in 2019."
    )
    assert speaker_of(text, "2019") == "Kari Lund"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Harbour spokesperson Paul Drew said the ferry sank in 2019.", "Harbour spokesperson"),
        ("Paul Drew, the head of the port, said the ferry sank in 2019.", "head of the port"),
    ],
)
def test_a_role_stands_before_the_name_or_beside_it(text: str, role: str) -> None:
    assert extract(text)[0].roles == (role,)
