"""How likely a sentence is worth checking, by the trained model whose card lies beside it.

The model is loaded with the first question, in the process that asks: its threads don't survive
a fork. Where it can't be loaded the answer is None, and the rules of `scoring` stand alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from .wordpieces import Encoder, padded

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent.parent / "model"
WEIGHTS, PIECES, CARD = "checkworthiness.onnx", "tokenizer.json", "checkworthiness.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """From the model's log-odds to a probability (Platt, 1999), and where "yes" begins."""

    slope: float
    shift: float
    threshold: float

    def probability(self, odds: float) -> float:
        return 1 / (1 + math.exp(-(self.slope * odds + self.shift)))


class Model:
    """The trained model of one folder. Raises OSError, ValueError or ImportError without it."""

    def __init__(self, folder: Path = FOLDER, threads: int = 1) -> None:
        import onnxruntime

        card = json.loads((folder / CARD).read_text())
        weights = (folder / WEIGHTS).read_bytes()
        if hashlib.sha256(weights).hexdigest() != card["sha256"]:
            raise ValueError(f"{folder / WEIGHTS} is not the file that {CARD} describes")
        self.calibration = Calibration(**card["calibration"])
        self.encoder = Encoder.from_file(folder / PIECES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        try:
            self.session = onnxruntime.InferenceSession(weights, options)
        except Exception as error:  # its own error classes share no base but this one
            raise ValueError(f"{folder / WEIGHTS} can't be loaded: {error}") from error

    def odds(self, texts: Sequence[str]) -> list[float]:
        """The log-odds of "check-worthy" against the other labels, one a text."""
        # One at a time: int8 takes its scale from all that it is asked at once, so in a batch a
        # sentence's odds would depend on its neighbours (by up to 0.96, seen on 300 sentences).
        return [self._odds(text) for text in texts]

    def _odds(self, text: str) -> float:
        logits = self.session.run(None, padded([self.encoder.encode(text)]))[0][0]
        return float(logits[-1] - np.logaddexp.reduce(logits[:-1]))

    def probabilities(self, texts: Sequence[str]) -> list[float]:
        """How likely each text is check-worthy, from 0 to 1, calibrated."""
        return [self.calibration.probability(odds) for odds in self.odds(texts)]


@cache
def model() -> Model | None:
    """The model that ships with the engine, None (and a line in the log) where it won't load."""
    try:
        return Model(FOLDER)
    except (OSError, ValueError, KeyError, TypeError, ImportError) as error:
        logger.warning("Claims are scored by rules alone: %s", error)
        return None


def probabilities(texts: Sequence[str]) -> list[float] | None:
    """How likely each text is check-worthy; None where there is no model."""
    loaded = model()
    return None if loaded is None else loaded.probabilities(texts)
