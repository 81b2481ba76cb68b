"""Whether a quoted passage stands in a text, however either of them is set."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left

# Left out on both sides: one house's double quotes are another's single ones.
QUOTES = "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞′″ʼ"
# Soft hyphens, joiners and marks that nobody sees.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
DASHES = "‐‑‒–—―−﹘﹣－"
SET_ALIKE = str.maketrans(
    {**dict.fromkeys(QUOTES + INVISIBLE, ""), **dict.fromkeys(DASHES, "-"), "…": "..."}
)
WORD = re.compile(r"\S+")
# [1], as encyclopedias set their notes.
NOTE = re.compile(r"\[\d{1,3}\]")
DASH = re.compile(r" ?-+ ?")
LEFT_OUT = re.compile(r"\[\s*\.(?:\s?\.)+\s*\]|\(\s*\.(?:\s?\.)+\s*\)|\.(?:\s?\.){2,}")
# Scripts from here on put no spaces between words, so a word's edge can't be told.
NO_SPACES_FROM = "\u0e00"


def stands_in(passage: str, text: str) -> bool:
    """Whether `passage` stands in `text`, in whole words.

    White space, case, quotation marks, dashes, ligatures and marks of notes make no difference.
    Where the passage has an ellipsis, its parts stand in the text in this order.
    """
    parts = [part for part in map(_plain, LEFT_OUT.split(_set_alike(passage))) if part]
    text = _plain(_set_alike(text))
    position = 0
    for part in parts:
        position = _end_of(part, text, position)
        if position < 0:
            return False
    return bool(parts)


def places_of(passage: str, text: str) -> list[tuple[int, int]]:
    """Where the parts of `passage` stand in `text`, as offsets; none unless all of it does."""
    places = []
    start = 0
    for part in filter(_plain, LEFT_OUT.split(_set_alike(passage))):
        place = _place_of(part, text, start)
        if place is None:
            return []
        places.append(place)
        start = place[1]
    return places


def _place_of(part: str, text: str, start: int) -> tuple[int, int] | None:
    """The first place from `start` on, as narrow as it can be and still be one.

    Offsets of texts that are set alike say nothing of the text itself, so it is asked for ever
    shorter pieces of it: first cut between words, then within the words at the ends.
    """
    words = [found.span() for found in WORD.finditer(text, start)]
    last = bisect_left(words, True, key=lambda word: stands_in(part, text[start : word[1]]))
    if last == len(words):
        return None
    ends = range(words[last][0], words[last][1])
    end = words[last][0] + bisect_left(ends, True, key=lambda at: stands_in(part, text[start:at]))
    # From the right, the first word is the last one without which something is missing.
    before = range(last + 1)
    first = last - bisect_left(
        before, True, key=lambda back: stands_in(part, text[words[last - back][0] : end])
    )
    edges = range(words[first][1] - words[first][0])
    cut = bisect_left(
        edges, True, key=lambda at: not stands_in(part, text[words[first][0] + at + 1 : end])
    )
    return words[first][0] + cut, end


def _set_alike(text: str) -> str:
    """Before NFKC, which takes some quotation marks apart, and again for what it puts together."""
    text = unicodedata.normalize("NFKC", text.translate(SET_ALIKE))
    folded = unicodedata.normalize("NFKC", text.casefold()).translate(SET_ALIKE)
    return folded.replace("ı", "i").replace("i\u0307", "i")  # I and İ of Turkish


def _plain(text: str) -> str:
    return DASH.sub("-", " ".join(NOTE.sub("", text).split())).strip()


def _end_of(part: str, text: str, start: int) -> int:
    """Where the first `part` from `start` on ends that is made of whole words; -1 for nowhere."""
    while (found := text.find(part, start)) >= 0:
        end = found + len(part)
        if not _cuts(text, found, -1) and not _cuts(text, end, 1):
            return end
        start = found + 1
        while _cuts(text, start, -1):
            start += 1
    return -1


def _cuts(text: str, edge: int, outwards: int) -> bool:
    """Whether `edge` stands within a word or a number: 5 is not in 15, nor in 1.5 and 5,000.

    Between a letter and a digit is an edge: the mark of a note follows its word.
    """
    around = text[max(edge - 2, 0) : edge].rjust(2) + text[edge : edge + 2].ljust(2)
    if outwards < 0:
        around = around[::-1]
    inner, outer, beyond = around[1], around[2], around[3]
    if inner.isdecimal() and outer in ".," and beyond.isdecimal():
        return True
    if inner.isdecimal() or outer.isdecimal():
        return inner.isdecimal() and outer.isdecimal()
    return all(letter.isalpha() and letter < NO_SPACES_FROM for letter in (inner, outer))
