"""The words that a verb reports as exact stretches of the text."""

from __future__ import annotations

from spacy.tokens import Token

from .contents import Content
from .direct import Passage
from .syntax import runs

LEAST = 3  # words that stay


def pieces_of(passage: Passage, found: Content) -> tuple[tuple[int, int], ...]:
    """The content's stretches in the text; one that opens or closes a quotation takes its mark."""
    stretches = [
        (passage.block.at(run[0]), passage.block.after(run[-1]))
        for run in runs(_without_remark(found.tokens))
    ]
    joined = _bridged(passage.text, [_finished(passage, *stretch) for stretch in stretches])
    return tuple(_with_marks(passage, start, end) for start, end in joined)


def _without_remark(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words before “…, who turns sixty in May” or “…, according to her office” at the end."""
    for place in range(LEAST, len(tokens)):
        token = tokens[place]
        if tokens[place - 1].text == "," and (
            token.lower_ == "according" or _opens_last_remark(token, tokens[-1])
        ):
            return tokens[:place]
    return tokens


def _opens_last_remark(token: Token, last: Token) -> bool:
    clause = token.head
    relative = token.tag_ in ("WDT", "WP") and clause.dep_ == "relcl"
    return relative and clause.right_edge.i >= last.i - 1


def _finished(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """A stretch that the parser ends with “and” goes on to the next punctuation."""
    last = passage.block.doc.char_span(
        end - 1 - passage.block.start, end - passage.block.start, alignment_mode="expand"
    )
    if last is None or last.root.dep_ != "cc":
        return start, end
    following = passage.block.doc[last.end : last.sent.end]
    place = next((token for token in following if token.is_punct), None)
    return start, passage.block.after(place.nbor(-1)) if place is not None else end


def _bridged(text: str, stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches with no letter or digit between them are one."""
    joined: list[tuple[int, int]] = []
    for start, end in stretches:
        if joined and not any(one.isalnum() for one in text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _with_marks(passage: Passage, start: int, end: int) -> tuple[int, int]:
    for quote in passage.quotes:
        if quote.start <= start and end <= quote.end:
            break
        if start == quote.start and end >= quote.end:
            start = quote.outer_start
        if quote.end - 2 <= end <= quote.outer_end and quote.outer_start >= start:
            end = quote.outer_end
    return start, end
