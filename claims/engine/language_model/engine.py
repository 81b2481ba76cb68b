"""The whole way: windows, questions, places, candidates; and back to the built-in engine."""

from __future__ import annotations

import datetime
import logging

from ..candidate import Candidate
from ..choice import Engine, Progress, Reading
from ..engine import weighed
from ..weighing import repeats
from .candidates import Placed, Writer, speakers
from .conversation import Conversation
from .failure import Unusable
from .options import Options
from .places import Place, Text
from .prompt import messages
from .windows import windows

logger = logging.getLogger(__name__)

VERSION = "language-model-1"
SENTENCE = 120  # characters a sentence has on average: progress is told in sentences
MOST_NAMES = 20  # people of earlier windows whom the model hears of


class LanguageModel:
    """Asks a language model; whatever goes wrong, `fallback` reads the text and the note says why.

    One engine reads all of a text: what a model found before it failed is dropped.
    """

    def __init__(self, options: Options, fallback: Engine) -> None:
        self.options = options
        self.fallback = fallback

    @property
    def version(self) -> str:
        """With the model's name, its maker's folder left out: “Qwen/Qwen3-8B” is “Qwen3-8B”."""
        return f"{VERSION}:{self.options.model.rsplit('/', 1)[-1]}"

    def extract(
        self,
        text: str,
        published: datetime.date | None = None,
        progress: Progress | None = None,
    ) -> Reading:
        """Read `text`. What `progress` raises goes through, and nothing else is raised."""
        try:
            found, note = self._read(text, published, progress)
        except Unusable as reason:
            logger.warning("The built-in engine stands in. %s.", reason)
            stood_in = self.fallback.extract(text, published, progress)
            note = f"{reason}, so the built-in engine read this document."
            return Reading(stood_in.candidates, stood_in.version, note)
        return Reading(found, self.version, note)

    def _read(
        self, text: str, published: datetime.date | None, progress: Progress | None
    ) -> tuple[list[Candidate], str]:
        if len(text) > self.options.characters:
            raise Unusable(
                f"This document has {len(text):,} characters, more than the "
                f"{self.options.characters:,} that may be sent to the language model"
            )
        searched = Text(text)
        placed, lost = self._placed(text, searched, published, progress)
        if not placed:
            raise Unusable(_nothing(lost))
        found = Writer(text, searched, published).candidates(placed)
        found = weighed(repeats.merged(found))
        if progress:
            progress(_sentences(text), _sentences(text))
        return found, _left_out(lost, lost + len(placed)) if lost else ""

    def _placed(
        self,
        text: str,
        searched: Text,
        published: datetime.date | None,
        progress: Progress | None,
    ) -> tuple[list[Placed], int]:
        """The claims whose words stand in the text, and how many have none that do."""
        conversation = Conversation(self.options)
        placed: dict[Place, Placed] = {}
        names: dict[str, None] = {}
        lost = 0
        for start, end in windows(text, self.options.window):
            if progress:
                progress(start // SENTENCE, _sentences(text))
            asked = messages(text[start:end], published, list(names)[:MOST_NAMES])
            for given in conversation.ask(asked):
                place = searched.find(given.quote, given.before, (start, end), placed)
                if place is None:
                    lost += 1
                    continue
                placed.setdefault(place, Placed(given, *place))
                names |= dict.fromkeys(one.name for one in speakers(searched, given.speakers))
        return list(placed.values()), lost


def _sentences(text: str) -> int:
    return len(text) // SENTENCE + 1


def _nothing(lost: int) -> str:
    """An empty answer is no reason to stop: a text can talk a model into it."""
    if not lost:
        return "The language model found no claims in this document"
    if lost == 1:
        return "The one claim that the language model gave does not stand in this document"
    return f"None of the {lost} claims that the language model gave stands in this document"


def _left_out(lost: int, given: int) -> str:
    does, was = ("does", "was") if lost == 1 else ("do", "were")
    return (
        f"{lost} of the {given} claims that the language model gave {does} not stand in this "
        f"document and {was} left out."
    )
