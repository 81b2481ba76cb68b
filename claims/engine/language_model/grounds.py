"""Whether a statement says no more than the words that it stands for.

An editor reads the statement first, so what a model adds to it, or what a text talks a model into
adding, would pass for what somebody said. Figures, negations and names have to stand in the text,
every other word of weight has to look like one that does. What fails this test loses its statement
and keeps its quotation; it is strict rather than clever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..wordlist import words

WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
SHORT = 3  # letters; shorter words carry nothing by themselves
ENDING = 3  # letters that may differ: “build”, “building”
NEGATIONS = words("no not never none nor neither nobody nothing nowhere without cannot")
# Words that turn a quotation into a sentence and add nothing to it.
FRAME = words(
    "a an the i we he she it they this that these those there here what when where which while who "
    "whom whose of to in on at by for from with under over into about and or but as if than then "
    "is are was were be been being has have had having does did could shall should will would must "
    "more such also their them said says"
)


class Grounds:
    """The words of a text that statements about it may use."""

    def __init__(self, text: str) -> None:
        self.words = {_plain(word) for word in WORD.findall(text)}
        self.beginnings = {
            word[:length] for word in self.words for length in range(SHORT, len(word) + 1)
        }

    def bear(self, statement: str, quote: str, sentence: str) -> bool:
        """Whether the text has what `statement` says, and `sentence` its figures and negations.

        `sentence` is the one that `quote` stands in, or those.
        """
        said = [_plain(word) for word in WORD.findall(statement)]
        near = {_plain(word) for word in WORD.findall(sentence)}
        if _denies(said) and not _denies(near):
            return False
        if _denies(_plain(word) for word in WORD.findall(quote)) and not _denies(said):
            return False
        return all(
            word in near if _has_figure(word) else self._has(word, capital)
            for word, capital in zip(said, _capitals(statement), strict=True)
        )

    def _has(self, word: str, may_be_name: bool) -> bool:
        if word in self.words or word in FRAME or word in NEGATIONS:
            return True
        if may_be_name:
            return False
        return len(word) <= SHORT or word[: max(SHORT, len(word) - ENDING)] in self.beginnings


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s")


def _capitals(statement: str) -> list[bool]:
    return [word[0].isupper() for word in WORD.findall(statement)]


def _denies(said: Iterable[str]) -> bool:
    return any(word in NEGATIONS or word.endswith("n't") for word in said)


def _has_figure(word: str) -> bool:
    return any(character.isdigit() for character in word)
