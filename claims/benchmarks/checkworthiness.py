"""How well the model that ships tells check-worthy sentences, on labelled rows."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from claims.engine.weighing import worth
from claims.training.rows import BadRows, json_rows

LABELS = (0, 1)


def measure(path: Path, scores: Path | None = None, model: worth.Model | None = None) -> dict:
    """F1 at the shipped threshold, average precision, and its mean over documents (`doc`).

    A document without a positive row counts as 0, as the CheckThat! lab has it. With `scores`
    the rows are written there, each with its score. Raises BadRows.
    """
    rows = list(json_rows(path))
    for number, row in enumerate(rows, 1):
        if row.get("label") not in LABELS:
            raise BadRows(f"{path}, row {number}: “label” has to be 0 or 1.")
    if not rows:
        raise BadRows(f"{path} has no rows.")
    model = model or worth.Model(threads=0)
    began = time.perf_counter()
    found = model.probabilities([row["text"] for row in rows])
    seconds = time.perf_counter() - began
    if scores:
        lines = (
            json.dumps({**row, "score": round(score, 5)}, ensure_ascii=False)
            for row, score in zip(rows, found, strict=True)
        )
        scores.write_text("\n".join(lines) + "\n", encoding="utf-8")
    labels = [row["label"] for row in rows]
    return {
        "rows": len(rows),
        "threshold": model.calibration.threshold,
        "f1": round(f1(labels, found, model.calibration.threshold), 4),
        "average_precision": round(average_precision(labels, found), 4),
        "map": round(_mean_by_document(rows, found), 4),
        "sentences_per_second": round(len(rows) / seconds),
    }


def f1(labels: Sequence[int], found: Sequence[float], threshold: float) -> float:
    """Of the positives, where every score from `threshold` on is a yes."""
    said = [score >= threshold for score in found]
    both = sum(1 for label, yes in zip(labels, said, strict=True) if label and yes)
    return 2 * both / max(1, sum(labels) + sum(said))


def average_precision(labels: Sequence[int], found: Sequence[float]) -> float:
    """The mean, over the positives, of the precision at their rank."""
    order = sorted(range(len(found)), key=lambda place: -found[place])
    hits, total = 0, 0.0
    for rank, place in enumerate(order, 1):
        if labels[place]:
            hits += 1
            total += hits / rank
    return total / hits if hits else 0.0


def _mean_by_document(rows: Sequence[dict], found: Sequence[float]) -> float:
    documents: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for row, score in zip(rows, found, strict=True):
        documents[row["doc"]][0].append(row["label"])
        documents[row["doc"]][1].append(score)
    return sum(average_precision(*one) for one in documents.values()) / len(documents)
