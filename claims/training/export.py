"""From a trained classifier to the files that ship: int8 ONNX, its word pieces, its card."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from claims.engine.weighing import worth

from .encoder import Classifier, tensors
from .rows import CHECKWORTHY, Labelled

UNCALIBRATED = worth.Calibration(slope=1.0, shift=0.0, threshold=0.5)
STEPS = 2000
PLATEAU = 0.005


def export(model: Classifier, encoder: Path, folder: Path, card: dict) -> None:
    """Write the model to `folder` with `card`, to which its SHA-256 is added."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        _to_onnx(model, whole)
        quantize_dynamic(whole, folder / worth.WEIGHTS, weight_type=QuantType.QInt8)
    shutil.copy(encoder / "tokenizer.json", folder / worth.PIECES)
    digest = hashlib.sha256((folder / worth.WEIGHTS).read_bytes()).hexdigest()
    write_card(folder, {**card, "sha256": digest})


def write_card(folder: Path, card: dict) -> None:
    (folder / worth.CARD).write_text(json.dumps(card, indent=2) + "\n")


def calibrated(odds: Sequence[float], rows: Sequence[Labelled]) -> worth.Calibration:
    """The slope and shift with the least log-loss on held-out rows, and a threshold for F1.

    F1 hardly changes over a wide stretch of thresholds, so which one is the best is chance: it is
    the middle of those that are no worse than the best by more than PLATEAU.
    """
    x = torch.tensor(odds, dtype=torch.float64)
    truth = torch.tensor([float(row.label == CHECKWORTHY) for row in rows], dtype=torch.float64)
    line = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([line], lr=0.02)
    for _ in range(STEPS):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(line[0] * x + line[1], truth)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    slope, shift = (round(float(value), 4) for value in line.detach())
    found = worth.Calibration(slope, shift, 0.5)
    likely = np.array([found.probability(value) for value in odds])
    scores = {at: _f1(truth.numpy(), likely >= at) for at in np.arange(0.05, 0.95, 0.01)}
    good = [at for at, score in scores.items() if score >= max(scores.values()) - PLATEAU]
    return worth.Calibration(slope, shift, round(float(np.mean(good)), 2))


def _f1(truth: np.ndarray, said: np.ndarray) -> float:
    return float(2 * (truth * said).sum() / max(1, truth.sum() + said.sum()))


def _to_onnx(model: Classifier, path: Path) -> None:
    example = tensors([[101, 2023, 2003, 102], [101, 102]])
    axes = {0: "sentence", 1: "piece"}
    torch.onnx.export(
        model.eval(),
        tuple(example.values()),
        str(path),
        input_names=list(example),
        output_names=["logits"],
        dynamic_axes={**dict.fromkeys(example, axes), "logits": {0: "sentence"}},
        opset_version=17,
        dynamo=False,
    )
