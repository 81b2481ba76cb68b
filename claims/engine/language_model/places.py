"""A quotation to its exact place in a text, though its spaces, marks and dashes may differ."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator

Place = tuple[int, int]

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
FEWEST_WORDS = 2  # a single word claims nothing, and stands everywhere
LONGEST_QUOTE = 1_500
LOOK_BACK = 200  # characters before a place that are compared with what the model says is there
ALIKE = {
    **dict.fromkeys("“”„‟«»❝❞＂〝〞″", '"'),
    **dict.fromkeys("‘’‚‛‹›`´′", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    "…": "...",
}


class Text:
    """A text that can be searched as if everybody typed alike; places are those of the text."""

    def __init__(self, text: str) -> None:
        folded, places = _folded(text)
        self.folded, self.places = folded, places
        self.lower = folded.lower()

    def find(
        self, quote: str, before: str, within: Place, taken: Collection[Place]
    ) -> Place | None:
        """Where `quote` stands in the window `within`; None where it does not.

        Of several places the one whose words before it agree best with `before`, and first of all
        one that is not `taken`.
        """
        words = WORD.findall(_folded(before)[0])
        for form in _forms(quote):
            found = list(self._all(form, within))
            if found:
                return min(
                    found,
                    key=lambda place: (place in taken, -self._agreement(place[0], words), place),
                )
        return None

    def has(self, name: str) -> bool:
        """Whether `name` stands in the text as whole words, in capitals or not."""
        wanted = _folded(name)[0].strip().lower()
        return bool(wanted) and any(True for _ in _whole(self.lower, wanted, 0, len(self.lower)))

    def _all(self, form: str, within: Place) -> Iterator[Place]:
        first, last = bisect_left(self.places, within[0]), bisect_left(self.places, within[1])
        for start in _whole(self.folded, form, first, last):
            yield self.places[start], self.places[start + len(form) - 1] + 1

    def _agreement(self, start: int, before: list[str]) -> int:
        """How many of the last words of `before` stand right before the place."""
        place = bisect_left(self.places, start)
        found = WORD.findall(self.folded[max(0, place - LOOK_BACK) : place])
        number = 0
        while number < min(len(found), len(before)) and found[-1 - number] == before[-1 - number]:
            number += 1
        return number


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in one way of typing, and for each of its characters the place in `text`."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            character = "" if folded and folded[-1] == " " else " "
        for one in ALIKE.get(character, character):
            folded.append(one)
            places.append(place)
    return "".join(folded), places


def _forms(quote: str) -> Iterator[str]:
    """The quotation as given, then without the marks and the full stop that models add."""
    folded = _folded(quote)[0].strip()
    for form in dict.fromkeys((folded, folded.strip("\"' "), folded.strip("\"' .,;:"))):
        if len(form) <= LONGEST_QUOTE and len(WORD.findall(form)) >= FEWEST_WORDS:
            yield form


def _whole(text: str, wanted: str, start: int, end: int) -> Iterator[int]:
    """Where `wanted` stands and neither begins nor ends inside a word."""
    place = text.find(wanted, start, end)
    while place >= 0:
        after = place + len(wanted)
        cuts_in = place > 0 and text[place - 1].isalnum() and wanted[0].isalnum()
        cuts_off = after < len(text) and text[after].isalnum() and wanted[-1].isalnum()
        if not cuts_in and not cuts_off:
            yield place
        place = text.find(wanted, place + 1, end)
