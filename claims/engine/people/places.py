"""Where a document names people, in its order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from .namesakes import Named

FAR = 1500  # characters that a pronoun may reach back


class Places:
    """The places in the text that name somebody; to be added to from its start to its end."""

    def __init__(self) -> None:
        self.named: list[Named] = []
        self.starts: list[int] = []

    def add(self, one: Named) -> None:
        self.named.append(one)
        self.starts.append(one.start)

    def put_among(self, found: list[Named]) -> None:
        self.named = sorted([*self.named, *found], key=lambda one: one.start)
        self.starts = [one.start for one in self.named]

    def back(self, before: int, far: int = FAR) -> Iterator[Named]:
        """Names before a place, the nearest first."""
        for k in range(bisect_left(self.starts, before) - 1, -1, -1):
            if before - self.starts[k] > far:
                return
            yield self.named[k]

    def between(self, start: int, end: int) -> list[Named]:
        """The names in a stretch of the text, in order."""
        return self.named[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
