"""Two wordings side by side: which words they share, and which only one of them has."""

from __future__ import annotations

import difflib
import re

# What became of some words ("kept", "out" or "in"), and the words.
Piece = tuple[str, str]

WORDS = re.compile(r"\S+\s*")


def difference(then: str, now: str) -> list[Piece]:
    """`now` as what was kept of `then`, taken out of it and put in, word by word."""
    old, new = WORDS.findall(then), WORDS.findall(now)
    pieces: list[Piece] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(("kept", "".join(old[a:b])))
            continue
        pieces += [("out", "".join(old[a:b]))] if b > a else []
        pieces += [("in", "".join(new[c:d]))] if d > c else []
    return pieces
