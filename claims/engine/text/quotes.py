"""Quotation marks into pairs, one paragraph at a time, one pass, whatever the marks look like."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

OPENING = frozenset("“„‟«❝〝")
CLOSING = frozenset("”»❞〞")
STRAIGHT = frozenset('"＂')
SINGLE_OPENING = frozenset("‘‚")
SINGLES = frozenset("‘’‚'")
BEFORE_OPENING = frozenset('([{—–-:/“"«')
ENDS_SPEECH = frozenset(",.!?…—–-")
MARKS_THAT_LEAD = frozenset((",", ":", "—", "–", "-", "--", "(", ";"))
LONGEST_SINGLE = 2000


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks (`start` to `end`) and the marks (`outer_start`, `outer_end`).

    `closed` is false where the paragraph ends first; `inner` holds the quotations inside it.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool = True
    inner: tuple[Quotation, ...] = ()


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The outermost quotations in `text[start:end]`, in order, each with those inside it."""
    doubles = _doubles(text, start, end)
    singles = _singles(text, start, end)
    return _nest(doubles, singles)


def _nest(doubles: list[Quotation], singles: list[Quotation]) -> list[Quotation]:
    """Singles go inside the double that holds them, or stand on their own between doubles."""
    starts = [quotation.start for quotation in doubles]
    inside: dict[int, list[Quotation]] = {}
    alone: list[Quotation] = []
    for single in singles:
        k = bisect_right(starts, single.outer_start) - 1
        if k >= 0 and single.outer_start < doubles[k].outer_end:
            if single.outer_end <= doubles[k].outer_end:
                inside.setdefault(k, []).append(single)
        elif k + 1 >= len(doubles) or single.outer_end <= doubles[k + 1].outer_start:
            alone.append(single)
    nested = [
        Quotation(q.start, q.end, q.outer_start, q.outer_end, q.closed, tuple(inside.get(k, ())))
        for k, q in enumerate(doubles)
    ]
    return sorted([*nested, *alone], key=lambda q: q.outer_start)


def _doubles(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: tuple[int, int, str] | None = None
    for i, after, mark in _marks(text, start, end):
        if opened is None:
            if mark in OPENING or (mark in STRAIGHT and _may_open(text, i, after, start, end)):
                opened = (i, after, mark)
        elif mark in CLOSING or mark in STRAIGHT or (mark == "“" and opened[2] == "„"):
            found.append(Quotation(opened[1], i, opened[0], after))
            opened = None
    if opened is not None and opened[1] < end:
        found.append(Quotation(opened[1], end, opened[0], end, closed=False))
    return found


def _marks(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where each double mark starts and ends; two single ones in a row are a double one."""
    free = start
    for i in range(start, end):
        mark = text[i]
        if mark == "'" and i >= free and text[i + 1 : i + 2] == "'" and i + 1 < end:
            free = i + 2
            yield i, free, '"'
        elif mark in OPENING or mark in CLOSING or mark in STRAIGHT:
            yield i, i + 1, mark


def _pair(opened: int, closed: int) -> Quotation:
    return Quotation(opened + 1, closed, opened, closed + 1)


def _may_open(text: str, i: int, after: int, start: int, end: int) -> bool:
    before = text[i - 1] if i > start else " "
    return (before.isspace() or before in BEFORE_OPENING) and after < end


def _singles(text: str, start: int, end: int) -> list[Quotation]:
    """Pairs of single marks; an apostrophe inside or at the end of a word is none of them."""
    marks = [i for i in range(start, end) if text[i] in SINGLES and not _is_doubled(text, i)]
    closers = [i for i in marks if _may_close_single(text, i, start, end)]
    found: list[Quotation] = []
    free = start
    for i in marks:
        if i < free or not _may_open_single(text, i, start, end):
            continue
        k = bisect_right(closers, i + 1)
        if k < len(closers) and closers[k] - i <= LONGEST_SINGLE:
            found.append(_pair(i, closers[k]))
            free = closers[k] + 1
    return found


def _is_doubled(text: str, i: int) -> bool:
    return text[i] == "'" and "'" in (text[i - 1 : i], text[i + 1 : i + 2])


def _may_open_single(text: str, i: int, start: int, end: int) -> bool:
    before = text[i - 1] if i > start else " "
    after = text[i + 1] if i + 1 < end else " "
    if text[i] == "’" or not (after.isalnum() or after in "[$£€"):
        return False
    return before.isspace() or before in BEFORE_OPENING


def _may_close_single(text: str, i: int, start: int, end: int) -> bool:
    before = text[i - 1] if i > start else " "
    after = text[i + 1] if i + 1 < end else " "
    if text[i] in SINGLE_OPENING or before.isspace() or after.isalnum():
        return False
    # “the workers’ rights”: a plural's apostrophe, unless punctuation shows that speech ends here
    return not (before in "sS" and after == " ") or before in ENDS_SPEECH
