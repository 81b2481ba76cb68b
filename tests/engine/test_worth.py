"""The trained model: that it is there, what it prefers, and what happens without it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.engine import extract
from claims.engine.weighing import worth

CHECKABLE = (
    "Unemployment in the port towns rose from 6 to 9 percent in two years.",
    "She voted against the harbour bill three times.",
    "We have built 12,000 homes since 2019, more than any government before us.",
)
NOT_CHECKABLE = (
    "Thank you all so much for coming tonight.",
    "I believe that our best days are still ahead of us.",
    "What would you say to a young family?",
)


@pytest.fixture
def fresh() -> Iterator[None]:
    worth.model.cache_clear()
    yield
    worth.model.cache_clear()


def test_the_model_ships_and_is_the_one_that_its_card_describes() -> None:
    card = json.loads((worth.FOLDER / worth.CARD).read_text())
    weights = (worth.FOLDER / worth.WEIGHTS).read_bytes()
    assert hashlib.sha256(weights).hexdigest() == card["sha256"]


def test_checkable_sentences_pass_the_threshold_and_others_do_not() -> None:
    model = worth.Model()
    least = model.calibration.threshold
    assert all(value >= least for value in model.probabilities(CHECKABLE))
    assert all(value < least for value in model.probabilities(NOT_CHECKABLE))


def test_a_score_does_not_depend_on_the_company() -> None:
    model = worth.Model()
    together = model.probabilities([*CHECKABLE, *NOT_CHECKABLE, "word " * 200])
    alone = [model.probabilities([text])[0] for text in (*CHECKABLE, *NOT_CHECKABLE)]
    assert together[:-1] == alone


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=300))
def test_any_text_has_a_probability(text: str) -> None:
    (found,) = worth.probabilities([text]) or [-1.0]
    assert 0 <= found <= 1


@pytest.mark.usefixtures("fresh")
def test_without_the_weights_the_rules_score_alone_and_the_log_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worth, "FOLDER", tmp_path)
    found = extract("“Rents rose by 4 percent in 2024,” Ann Marsh said.")
    assert [one.speaker for one in found] == ["Ann Marsh"]
    assert "rules alone" in caplog.text


@pytest.mark.usefixtures("fresh")
def test_weights_that_are_not_the_cards_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(worth.FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / worth.WEIGHTS).write_bytes(b"not a model")
    monkeypatch.setattr(worth, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="is not the file"):
        worth.Model(tmp_path)
    assert worth.probabilities(["Rents rose."]) is None


def test_warming_up_does_not_load_the_model_whose_threads_would_not_survive_a_fork() -> None:
    code = (
        "import sys; from claims import engine; engine.warm(); print('onnxruntime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
