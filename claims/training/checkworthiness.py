"""The whole training: read, fine-tune, export, calibrate, write the card."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from claims.benchmarks.checkworthiness import average_precision, f1
from claims.engine.weighing import worth

from . import encoder, export
from .rows import CHECKWORTHY, OWN, BadRows, Labelled, json_rows, read, without

OWN_WEIGHT = 2  # news prose is what the desk reads; debates are many times as many


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train on and how; `until` keeps later years (of `doc`) apart for calibration."""

    rows: list[Path]
    encoder: Path
    out: Path
    hold_out: list[Path]
    until: int | None
    own: bool
    calibration: Path | None
    epochs: float
    seed: int


def train(plan: Plan, say: Callable[[str], object]) -> worth.Calibration:
    """Write the model of `plan` to its folder. Raises BadRows."""
    held_out = [row["text"] for path in plan.hold_out for row in json_rows(path)]
    rows = without([row for path in plan.rows for row in read(path)], held_out)
    later = [row for row in rows if plan.until and _year(row) > plan.until]
    rows = [row for row in rows if not plan.until or _year(row) <= plan.until]
    if plan.own:
        own = [row for path in sorted(OWN.glob("*.jsonl")) for row in read(path)]
        rows += without(own, held_out) * OWN_WEIGHT
    if not rows:
        raise BadRows("Nothing to train on: every sentence is held out.")
    say(f"{len(rows)} sentences to train on, {len(later)} to calibrate with")
    model = encoder.trained(rows, plan.encoder, epochs=plan.epochs, seed=plan.seed, say=say)
    return finish(model, plan, len(rows), later, say)


def finish(
    model: encoder.Classifier,
    plan: Plan,
    trained_on: int,
    later: list[Labelled],
    say: Callable[[str], object],
) -> worth.Calibration:
    """Export, then calibrate what was exported: int8 is what will be asked."""
    known = export.UNCALIBRATED
    if plan.calibration:
        known = worth.Calibration(**json.loads(plan.calibration.read_text())["calibration"])
    card = {
        "trained_on": trained_on,
        "epochs": plan.epochs,
        "seed": plan.seed,
        "calibration": asdict(known),
    }
    export.export(model, plan.encoder, plan.out, card)
    if not later:
        return known
    made = worth.Model(plan.out, threads=0)
    odds = made.odds([row.text for row in later])
    known = export.calibrated(odds, later)
    say(_how_good(known, odds, [int(row.label == CHECKWORTHY) for row in later]))
    written = json.loads((plan.out / worth.CARD).read_text())
    export.write_card(plan.out, {**written, "calibration": asdict(known)})
    return known


def _how_good(known: worth.Calibration, odds: list[float], labels: list[int]) -> str:
    likely = [known.probability(value) for value in odds]
    precise, both = average_precision(labels, likely), f1(labels, likely, known.threshold)
    return f"later years: average precision {precise:.3f}, F1 {both:.3f} at {known.threshold}"


def _year(row: Labelled) -> int:
    try:
        return int(row.doc[:4])
    except ValueError:
        raise BadRows(f"“{row.doc}” does not begin with a year, which --until needs.") from None
