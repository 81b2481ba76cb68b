"""Where words stand in a document."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

# A quote is a sentence or a few; a pattern of more words than that takes long to look for.
MAX_QUOTE = 5_000
_SINGLE = "'’‘‛`´"
_DOUBLE = '"“”„‟«»'


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
    for pattern in (re.escape(quote), _tolerant(quote)):
        # Looking ahead finds places that overlap, too.
        places = [found.span(1) for found in re.finditer(f"(?=({pattern}))", text)]
        if places:
            return min(places, key=lambda place: abs(place[0] - near))
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
    if quote and not re.fullmatch(_tolerant(quote), words):
        raise _refused("These words stand elsewhere in the document. Select them again.")
    return start, start + len(words)


def _tolerant(quote: str) -> str:
    """A pattern for `quote` with any white space and any quotation marks."""
    return r"\s+".join("".join(map(_sign, word)) for word in quote.split())


def _sign(sign: str) -> str:
    for alike in (_SINGLE, _DOUBLE):
        if sign in alike:
            return f"[{re.escape(alike)}]"
    return re.escape(sign)


def _refused(message: str) -> ValidationError:
    return ValidationError({"quote": message})
