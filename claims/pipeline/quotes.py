"""Where words stand in a document."""

from __future__ import annotations

import re
from bisect import bisect_left

from django.core.exceptions import ValidationError

# A quote is a sentence or a few.
MAX_QUOTE = 5_000
_ALIKE = str.maketrans(dict.fromkeys("’‘‛`´", "'") | dict.fromkeys("“”„‟«»", '"'))
_RUN = re.compile(r"\s+")


def locate(
    text: str, quote: str, *, near: int = 0, start: int | None = None, end: int | None = None
) -> tuple[int, int]:
    """Start and end of the words that an editor means, without white space at either end.

    With `start` and `end` it is that place, which must have the words of `quote` unless that is
    empty. Without them `quote` is looked for: exactly, and else with all white space and all
    quotation marks alike. Of several places it is the one that begins nearest to `near`.

    Raises ValidationError on "quote" when there is no such place.
    """
    quote = quote.strip()
    if len(quote) > MAX_QUOTE:
        raise _refused(f"A quote has at most {MAX_QUOTE:,} characters. Choose fewer words.")
    if start is not None and end is not None:
        return _checked(text, quote, start, end)
    if not quote:
        raise _refused("Select the words of the claim in the document, or copy them from it.")
    at = _nearest(text, quote, near)
    if at is not None:
        return at, at + len(quote)
    words, starts = _plain(text)
    quote, _ = _plain(quote)
    at = _nearest(words, quote, bisect_left(starts, near))
    if at is not None:
        return starts[at], starts[at + len(quote) - 1] + 1
    raise _refused("These words don’t stand in the document. Copy them from it exactly.")


def _checked(text: str, quote: str, start: int, end: int) -> tuple[int, int]:
    if not 0 <= start < end <= len(text):
        raise _refused("This place isn’t in the document. Select the words again.")
    found = text[start:end]
    start += len(found) - len(found.lstrip())
    words = found.strip()
    if not words:
        raise _refused("There are no words at this place. Select the words of the claim.")
    if len(words) > MAX_QUOTE:
        raise _refused(f"A quote has at most {MAX_QUOTE:,} characters. Select fewer words.")
    if quote and _plain(quote)[0] != _plain(words)[0]:
        raise _refused("These words stand elsewhere in the document. Select them again.")
    return start, start + len(words)


def _nearest(text: str, words: str, near: int) -> int | None:
    """Where `words` begin nearest to `near`. Two searches, however often they stand there."""
    near = max(near, 0)
    places = (text.rfind(words, 0, near + len(words)), text.find(words, near))
    found = [place for place in places if place >= 0]
    return min(found, key=lambda place: abs(place - near), default=None)


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` with all white space and all quotation marks alike, and where each sign stood."""
    starts = [found.start() for found in re.finditer(r"\S|\s+", text)]
    return _RUN.sub(" ", text.translate(_ALIKE)), starts


def _refused(message: str) -> ValidationError:
    return ValidationError({"quote": message})
