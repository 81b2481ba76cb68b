"""What the engine hands over: candidates for claims, and where in the text each one stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .detail.details import NOTHING, Details


class Kind(StrEnum):
    """What sort of claim a candidate is. The last two are flags for the editor's eye."""

    STATISTIC = "statistic"
    COMPARISON = "comparison"
    PROMISE = "promise"
    PREDICTION = "prediction"
    EVENT = "event"
    CAUSE = "cause"
    LAW = "law"
    POSITION = "position"
    QUOTE = "quote"
    STATEMENT = "statement"
    FIGURE_OF_SPEECH = "figure_of_speech"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place in the text; `text[start:end] == quote`, counted in code points."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One claim found in a text; `occurrences` has at least one, the first is the main one.

    `roles` is aligned with `speakers`, "" where no role is known. No speakers: the article
    itself states it; where the text never names who speaks, they are “an unnamed speaker”.
    `kinds` has at least one, the main one first.
    """

    statement: str
    occurrences: tuple[Occurrence, ...]
    speakers: tuple[str, ...]
    roles: tuple[str, ...]
    reported_by: str
    kinds: tuple[Kind, ...]
    score: float
    reasons: tuple[str, ...]
    details: Details = NOTHING

    @property
    def quote(self) -> str:
        return self.occurrences[0].quote

    @property
    def start(self) -> int:
        return self.occurrences[0].start

    @property
    def end(self) -> int:
        return self.occurrences[0].end

    @property
    def speaker(self) -> str:
        return " and ".join(self.speakers)
