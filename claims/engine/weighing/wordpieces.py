"""Sentences into the numbers that the check-worthiness model reads, in training and in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

LONGEST = 96  # pieces of the sentence
LONGEST_READ = 2_000  # characters; far more than LONGEST pieces, and quick to cut up
START, STOP = "[CLS]", "[SEP]"


class Encoder:
    """Cuts sentences into word pieces."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.tokenizer = tokenizer
        numbers = [tokenizer.token_to_id(mark) for mark in (START, STOP)]
        if None in numbers:
            raise ValueError(f"the word pieces have no {START} or no {STOP}")
        self.start, self.stop = (number for number in numbers if number is not None)

    @classmethod
    def from_file(cls, path: Path) -> Encoder:
        return cls(Tokenizer.from_file(str(path)))

    def encode(self, text: str) -> list[int]:
        """The numbers of [CLS] text [SEP]."""
        own = self.tokenizer.encode(text[:LONGEST_READ], add_special_tokens=False).ids
        return [self.start, *own[:LONGEST], self.stop]


def padded(batch: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """The model's inputs, each an int64 array of len(batch) rows."""
    shape = (len(batch), max(len(ids) for ids in batch))
    ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, one in enumerate(batch):
        ids[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return {"input_ids": ids, "attention_mask": mask}
