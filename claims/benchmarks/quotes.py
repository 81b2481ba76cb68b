"""Quotes and their speakers in annotated texts: what the engine finds, and how fast."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.benchmarks.rows import BadRow, rows
from claims.engine.engine import attributions, warm
from claims.engine.speech.speech import Attribution


def measure(path: Path, *, out: Path) -> dict[str, Any]:
    """Find the quotes in each of `path`'s documents, write them to `out`, tell how fast that was.

    Speech inside speech is left out: such annotations give the outer one only. Counted is the
    time that this process computes, reading and writing files and loading the engine aside.
    """
    documents = list(_documents(path))
    warm()
    words = quotes = 0
    seconds = 0.0
    with out.open("w", encoding="utf-8") as file:
        for name, text in documents:
            start = time.process_time()
            found = [one for one in attributions(text) if not one.nested]
            seconds += time.process_time() - start
            words += len(text.split())
            quotes += len(found)
            file.write(json.dumps(_row(name, text, found), ensure_ascii=False) + "\n")
    return {
        "documents": len(documents),
        "words": words,
        "quotes": quotes,
        "cpu_seconds": round(seconds, 3),
        "words_per_cpu_second": round(words / seconds) if seconds else 0,
    }


def _documents(path: Path) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, row in rows(path):
        name, text = row.get("doc"), row.get("text")
        if not isinstance(name, str) or not isinstance(text, str):
            raise BadRow(path, number, "“doc” and “text” have to be there, as strings")
        if name in seen:
            raise BadRow(path, number, f"the document {name!r} was there before")
        seen.add(name)
        yield name, text


def _row(name: str, text: str, found: list[Attribution]) -> dict[str, Any]:
    return {"doc": name, "quotes": [_quote(text, one) for one in found]}


def _quote(text: str, one: Attribution) -> dict[str, Any]:
    start, end = one.pieces[0][0], one.pieces[-1][1]
    return {
        "start": start,
        "end": end,
        "spans": [list(piece) for piece in one.pieces],
        "text": text[start:end],
        "speaker": one.speaker or None,
        "speaker_start": one.mention[0] if one.mention else None,
        "speaker_end": one.mention[1] if one.mention else None,
        "cue": one.cue,
        "type": one.style,
    }
