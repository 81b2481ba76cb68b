"""Which speech lies inside other speech, and how much of it stands in quotation marks."""

from __future__ import annotations

from collections import defaultdict

from ..text.nlp import Block
from ..text.quotes import quotations
from .speech import Form, Speech

MOST_DIRECT = 0.9  # this much in quotation marks is a direct quote
LEAST_MIXED = 0.1
NEAR = 12  # acts of speech before and after that may stand inside one
MOSTLY = 0.6  # so much of it is other speech: a frame


def inside_others(found: list[Speech]) -> set[Speech]:
    """The acts of speech whose words are, for the most part, reported by a longer one."""
    by_block: dict[int, list[Speech]] = defaultdict(list)
    for speech in found:
        by_block[speech.block].append(speech)
    return {
        inner
        for same in by_block.values()
        for inner in same
        if any(_lies_in(inner, outer) for outer in same if outer is not inner)
    }


def without_frames(found: list[Speech]) -> list[Speech]:
    """Speech that is little more than a frame for other speech inside it gives way to that."""
    kept = []
    for k, outer in enumerate(found):
        near = [one for one in found[max(0, k - NEAR) : k + NEAR + 1] if not one.unsaid]
        if any(one.cue_token is not None and one.cue_token == outer.content_head for one in near):
            continue
        inside = sum(_size(one.pieces) for one in near if one is not outer and _holds(outer, one))
        if inside < MOSTLY * _size(outer.pieces):
            kept.append(outer)
    return kept


def _holds(outer: Speech, inner: Speech) -> bool:
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and _size(inner.pieces) < _size(outer.pieces)
        and bool(inner.speakers)
        and inner.form in (Form.DIRECT, Form.CLAUSE)
    )


def _lies_in(inner: Speech, outer: Speech) -> bool:
    size = _size(inner.pieces)
    return size < _size(outer.pieces) and 2 * _shared(inner.pieces, outer.pieces) > size


def _size(pieces: tuple[tuple[int, int], ...]) -> int:
    return sum(end - start for start, end in pieces)


def _shared(ours: tuple[tuple[int, int], ...], theirs: tuple[tuple[int, int], ...]) -> int:
    return sum(
        max(0, min(end, stop) - max(start, place)) for start, end in ours for place, stop in theirs
    )


def style(text: str, block: Block, speech: Speech) -> str:
    """direct, indirect or mixed, by the share of the words that stands in quotation marks."""
    marked = tuple(
        (quote.outer_start, quote.outer_end)
        for quote in quotations(text, block.start, block.paragraph.end)
    )
    share = _shared(speech.pieces, marked) / max(1, _size(speech.pieces))
    if share >= MOST_DIRECT:
        return "direct"
    return "mixed" if share > LEAST_MIXED else "indirect"
