"""Fine-tuning and export, on a random encoder small enough for a test."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from claims.engine.weighing import worth
from claims.training.rows import CHECKWORTHY, BadRows, read

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("onnx")

from claims.training import checkworthiness, encoder  # noqa: E402

SENTENCES = {
    "CFS": "Rents rose by {} percent.",
    "NFS": "Thank you, {}.",
    "UFS": "She sat down at {}.",
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    config = transformers.BertConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertModel(config).save_pretrained(folder)
    shutil.copy(worth.FOLDER / worth.PIECES, folder / "tokenizer.json")
    return folder


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    with path.open("w") as lines:
        for k in range(60):
            label = list(SENTENCES)[k % 3]
            doc = f"{1990 + k // 10}.txt"
            row = {"text": SENTENCES[label].format(k), "label3": label, "doc": doc}
            lines.write(json.dumps(row) + "\n")
    return path


def plan(rows: Path, tiny: Path, out: Path, **changes: Any) -> checkworthiness.Plan:
    base: dict[str, Any] = {
        "rows": [rows], "encoder": tiny, "out": out, "hold_out": [], "until": 1993, "own": False,
        "calibration": None, "epochs": 1, "seed": 1,
    }  # fmt: skip
    return checkworthiness.Plan(**{**base, **changes})


def test_what_is_written_can_be_asked_and_is_calibrated_on_the_later_years(
    tmp_path: Path, rows: Path, tiny: Path
) -> None:
    said: list[str] = []
    found = checkworthiness.train(plan(rows, tiny, tmp_path / "out"), say=said.append)
    assert said[0] == "40 sentences to train on, 20 to calibrate with"
    assert said[-1].startswith("later years: average precision ")
    model = worth.Model(tmp_path / "out")
    assert model.calibration == found
    assert all(0 <= one <= 1 for one in model.probabilities(["Rents rose.", "", "word " * 300]))


def test_the_projects_own_sentences_are_held_out_like_any_other(
    tmp_path: Path, rows: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(rows, own / "own.jsonl")
    monkeypatch.setattr(checkworthiness, "OWN", own)
    said: list[str] = []
    wanted = plan(rows, tiny, tmp_path / "out", own=True, hold_out=[rows], until=None)
    with pytest.raises(BadRows, match="Nothing to train on"):
        checkworthiness.train(wanted, say=said.append)


def test_the_same_seed_gives_the_same_model(tiny: Path, rows: Path) -> None:
    labelled = read(rows)
    one, two = (
        encoder.trained(labelled, tiny, epochs=1, seed=5, say=print).out.weight for _ in range(2)
    )
    assert one.equal(two)


def test_a_check_worthy_row_behind_another_costs_more_than_one_in_front() -> None:
    labels = torch.tensor([CHECKWORTHY, 0])
    front, behind = (torch.tensor([[0.0, 0.0, one], [0.0, 0.0, 0.0]]) for one in (2.0, -2.0))
    assert encoder._loss(front, labels) < encoder._loss(behind, labels)


@pytest.mark.parametrize("label", range(3))
def test_a_batch_of_one_label_has_a_loss(label: int) -> None:
    loss = encoder._loss(torch.zeros(4, 3), torch.full((4,), label))
    assert loss.isfinite()


def test_until_needs_documents_that_begin_with_their_year(tmp_path: Path, tiny: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "Rents rose.", "label3": "CFS", "doc": "a"}\n')
    with pytest.raises(BadRows, match="begin with a year"):
        checkworthiness.train(plan(path, tiny, tmp_path / "out"), say=print)
