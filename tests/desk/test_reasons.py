"""Why a claim was flagged: every reason that the engine can give is words, for or against."""

import re
from pathlib import Path

import pytest

from claims.desk import reasons
from claims.engine.weighing import scoring
from claims.models import Claim

# As the engine says it, and whether it speaks against the claim.
GIVEN = re.compile(r"(?:yield|return) (-?0\.\d+)[^,]*, (f?)\"([^\"]+)\"")


def in_the_engine() -> list[tuple[str, bool]]:
    source = Path(scoring.__file__).read_text()
    found = [
        (re.sub(r"\{.*?\}", "x", words), weight.startswith("-"))
        for weight, _, words in GIVEN.findall(source)
    ]
    weighed = [(words, weight < 0) for weight, words in scoring.KIND_WEIGHTS.values()]
    return [*found, *weighed]


def test_the_engines_reasons_are_found() -> None:
    assert len(in_the_engine()) > 20


@pytest.mark.parametrize(("words", "is_against"), in_the_engine())
def test_every_reason_is_words_and_on_the_right_side(words: str, is_against: bool) -> None:
    (reason,) = reasons.of(Claim(reasons=[words]))
    assert reason.is_against == is_against
    assert not re.search(r"\d", reason.words)
    assert len(reason.words.split()) > 1


def test_what_editors_and_repeats_add_speaks_for_it() -> None:
    said = ["added by an editor", "split off by an editor", "said more than once"]
    assert not any(reason.is_against for reason in reasons.of(Claim(reasons=said)))
