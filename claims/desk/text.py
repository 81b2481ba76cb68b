"""Text with claims marked in it, cut by code points exactly where the offsets say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

LINES = re.compile(r"[^\n]+|\n+")
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|\n+")


class Span(Protocol):
    """What an Occurrence is, as far as marking it goes."""

    @property
    def claim_id(self) -> int: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text within one line, and the claims whose quotes cover all of it.

    `claims` has the one with the shortest quote first: it is the one that a click means.
    `begins` are the claims whose quote begins with this piece.
    """

    text: str
    claims: tuple[int, ...]
    begins: tuple[int, ...]

    @property
    def is_first(self) -> bool:
        return bool(self.claims) and self.claims[0] in self.begins


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a text, cut into segments, and the line ends that follow it.

    `start` is where it begins in the document.
    """

    segments: tuple[Segment, ...]
    gap: str
    start: int = 0

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)

    @property
    def begins(self) -> tuple[int, ...]:
        """The claims whose quotes begin in this line, in their order."""
        found = (claim for segment in self.segments for claim in segment.begins)
        return tuple(dict.fromkeys(found))


def paragraphs(text: str, spans: Iterable[Span], offset: int = 0) -> list[Paragraph]:
    """Cut `text`, which begins at `offset` of its document, at its lines and the spans' ends.

    All texts and gaps joined give `text` again, whatever the spans.
    """
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    found: list[Paragraph] = []
    active: list[Span] = []
    upcoming = iter(ordered)
    waiting = next(upcoming, None)
    for match in LINES.finditer(text):
        start, end = match.start() + offset, match.end() + offset
        active = [span for span in active if span.end > start]
        while waiting is not None and waiting.start < end:
            if waiting.end > start:
                active.append(waiting)
            waiting = next(upcoming, None)
        if match.group().startswith("\n"):
            _add_gap(found, match.group(), start)
        else:
            pieces = _segments(match.group(), start, active, offset)
            found.append(Paragraph(tuple(pieces), "", start))
    return found


def _add_gap(found: list[Paragraph], gap: str, start: int) -> None:
    if found:
        found[-1] = replace(found[-1], gap=gap)
    else:
        found.append(Paragraph((), gap, start))


def _segments(line: str, start: int, spans: list[Span], offset: int) -> Iterator[Segment]:
    end = start + len(line)
    cuts = {start, end}
    for span in spans:
        cuts |= {place for place in (span.start, span.end) if start < place < end}
    places = sorted(cuts)
    for left, right in pairwise(places):
        cover = sorted(
            (span for span in spans if span.start <= left and span.end >= right),
            key=lambda span: span.end - span.start,
        )
        # A quote that began before the text that is shown begins, for the reader, with it.
        begins = [span for span in cover if max(span.start, offset) == left]
        yield Segment(
            line[left - start : right - start],
            tuple(dict.fromkeys(span.claim_id for span in cover)),
            tuple(dict.fromkeys(span.claim_id for span in begins)),
        )


def window(text: str, start: int, end: int, offset: int, reach: int) -> tuple[int, int]:
    """Where to cut `text`, which begins at `offset`, to show `start` to `end` with its sentences.

    Returns offsets into the document, at sentence ends where there are any within `reach`.
    """
    first, last = max(offset, start - reach), min(offset + len(text), end + reach)
    before = text[first - offset : start - offset]
    after = text[end - offset : last - offset]
    if first > 0:
        sentence = SENTENCE_END.search(before)
        first += sentence.end() if sentence else before.find(" ") + 1
    # Shorter than it might be: the document ends here, and nothing is cut.
    if last == end + reach and (ends := list(SENTENCE_END.finditer(after))):
        last = end + ends[-1].start() + len(ends[-1].group().rstrip())
    return first, last
