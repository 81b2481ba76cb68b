"""Which engine reads a text, behind one interface: the built-in one, or one that asks a model."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Protocol

from . import VERSION, Candidate, Progress, extract
from .language_model.options import Options


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a text, and which engine made it.

    `note` is a sentence for editors: why another engine than the chosen one read the text, or
    what the chosen one had to leave out; "" where there is nothing to tell.
    """

    candidates: list[Candidate]
    version: str
    note: str = ""


class Engine(Protocol):
    """Reads texts. `version` changes whenever results change."""

    @property
    def version(self) -> str: ...

    def extract(
        self,
        text: str,
        published: datetime.date | None = None,
        progress: Progress | None = None,
    ) -> Reading:
        """Read `text`: see `engine.extract` for what holds of the candidates and of `progress`."""
        ...


class BuiltIn:
    """The engine of rules and a small model, on this machine alone."""

    version = VERSION

    def extract(
        self,
        text: str,
        published: datetime.date | None = None,
        progress: Progress | None = None,
    ) -> Reading:
        return Reading(extract(text, published, progress), self.version)


def chosen(model: Options | None) -> Engine:
    """The built-in engine, or the one that asks `model` and falls back on the built-in one."""
    if model is None:
        return BuiltIn()
    from .language_model.engine import LanguageModel

    return LanguageModel(model, BuiltIn())
