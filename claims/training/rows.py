"""Labelled sentences: the files they come in, checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = ("NFS", "UFS", "CFS")  # no factual claim, an unimportant one, a check-worthy one
CHECKWORTHY = LABELS.index("CFS")
OWN = Path(__file__).parent / "data"


class BadRows(ValueError):
    """A file that is not what it should be; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, its label as a place in LABELS, and the text that it is from."""

    text: str
    label: int
    doc: str = ""


def read(path: Path) -> list[Labelled]:
    """The rows of a JSONL file with `text`, `label3` and, if it has one, `doc`. Raises BadRows."""
    return [_labelled(path, number, row) for number, row in enumerate(json_rows(path), 1)]


def json_rows(path: Path) -> Iterator[dict]:
    """Every line of a JSONL file as an object that has a `text`. Raises BadRows."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _object(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise BadRows(f"Can't read {path}: {error}") from error


def _object(path: Path, number: int, line: str) -> dict:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRows(f"{path}, line {number}: not JSON ({error.msg}).") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadRows(f"{path}, line {number}: wants an object with a “text”.")
    return {"doc": "", **row}


def _labelled(path: Path, number: int, row: dict) -> Labelled:
    if row.get("label3") not in LABELS:
        raise BadRows(f"{path}, row {number}: “label3” has to be one of {', '.join(LABELS)}.")
    return Labelled(row["text"], LABELS.index(row["label3"]), str(row["doc"]))


def without(rows: Iterable[Labelled], others: Iterable[str]) -> list[Labelled]:
    """The rows whose text is not among `others`, so that nothing measured was trained on."""
    seen = {plain(text) for text in others}
    return [row for row in rows if plain(row.text) not in seen]


def plain(text: str) -> str:
    return " ".join(text.lower().split())
