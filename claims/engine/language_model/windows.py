"""A text in pieces: lines for the parser, and windows of whole lines for the language model."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST_LINE = 3_000  # characters; a longer one is cut, as the parser takes no more at once
ENDS = (". ", "? ", "! ", ".” ", "; ", ", ", " ")


def lines(text: str, longest: int = LONGEST_LINE) -> list[tuple[int, int]]:
    """Start and end of every line, line end included; together they are the whole text."""
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        while end - start > longest:
            cut = _cut(text, start, start + longest)
            found.append((start, cut))
            start = cut
        found.append((start, end))
        start = end
    return found


def windows(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Start and end of each window: as many whole lines as fit. Those without words are left out.

    A window ends at a paragraph's end wherever no paragraph is longer than the window.
    """
    start = end = 0
    for left, right in lines(text, min(longest, LONGEST_LINE)):
        if right - start > longest and end > start:
            yield from _if_words(text, start, end)
            start = left
        end = right
    yield from _if_words(text, start, end)


def _if_words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if not text[start:end].isspace() and start < end:
        yield start, end


def _cut(text: str, start: int, limit: int) -> int:
    """After the last sentence in the second half, else after a word, else where it must be."""
    for mark in ENDS:
        place = text.rfind(mark, (start + limit) // 2, limit)
        if place >= 0:
            return place + len(mark)
    return limit
