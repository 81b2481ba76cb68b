"""A text in, candidates for claims out. Pure Python: nothing here knows Django.

The language library is loaded with the first use, not with the import: a web server that only
queues extractions starts in a moment and stays small.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from .candidate import Candidate, Kind, Occurrence
from .text.canonical import canonical

__all__ = ["VERSION", "Candidate", "Kind", "Occurrence", "Progress", "canonical", "extract", "warm"]

# Changes whenever results change.
VERSION = "rules-5"

Progress = Callable[[int, int], None]


def extract(
    text: str, published: datetime.date | None = None, progress: Progress | None = None
) -> list[Candidate]:
    """The candidates for claims in `text`: see `engine.extract`."""
    from . import engine

    return engine.extract(text, published, progress)


def warm() -> None:
    """Load the language pipeline, so that the first document is not slow."""
    from . import engine

    engine.warm()
