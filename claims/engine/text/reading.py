"""A text into paragraphs: page furniture left out, datelines cut off, speaker turns noted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..wordlist import words
from .furniture import is_furniture, prefix_length

LONGEST = 3000  # characters handed to the parser at once
LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
ENDS = frozenset(".!?…:;,\"”’»)]'—–")
TURN = re.compile(
    r"(?P<name>[A-Z][A-Z.’'-]{0,20}(?: [A-Z.’'-]{1,20}){0,4}(?: ?\([A-Z -]{1,12}\))?|"
    r"[A-Z][\w.’'-]{1,20}(?: [A-Z][\w.’'-]{0,20}){0,3}):\s{1,4}(?=\S)"
)
QUESTION_TURN = re.compile(r"(?P<name>[QA])(?:[.:]\s{0,3}|\s{1,4})(?=[A-Z“\"])")
# What one who speaks says sooner or later; “UPDATE:” and “BYLINE:” open no such line.
SPOKEN = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|[Yy]our|[Tt]hanks?)\b")
MARKS = '“"'
MOST_LINES_A_TURN = 5  # in a transcript, on average
SMALL_WORDS = words(
    "a an the of to in on at as by for and or nor but with from vs via is it its per than"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the text; `turn` is whose turn it is in a transcript, as written, or ""."""

    start: int
    end: int
    turn: str = ""
    continues: bool = False  # the paragraph before was too long, and this is the rest of it


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs that may hold claims, in order, none longer than the parser likes."""
    lines = _without_furniture(text, list(_joined(text, _lines(text))))
    return [piece for line in _with_turns(text, lines) for piece in _cut(text, line)]


def _lines(text: str) -> Iterator[Paragraph]:
    for found in LINE.finditer(text):
        start, end = _trim(text, *found.span())
        if start < end:
            yield Paragraph(start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return start, max(start, end - len(stretch) + len(stretch.rstrip()))


def _joined(text: str, lines: Iterator[Paragraph]) -> Iterator[Paragraph]:
    """Lines broken at a margin (mail, captions) become one paragraph again."""
    open_line: Paragraph | None = None
    for line in lines:
        if open_line and _runs_on(text, open_line, line):
            open_line = replace(open_line, end=line.end)
            continue
        if open_line:
            yield open_line
        open_line = line
    if open_line:
        yield open_line


def _runs_on(text: str, line: Paragraph, following: Paragraph) -> bool:
    between = text[line.end : following.start]
    if between.count("\n") > 1 or "\n\r\n" in between or line.end - line.start < 30:
        return False
    return text[line.end - 1] not in ENDS - {","} and text[following.start].islower()


def _without_furniture(text: str, lines: list[Paragraph]) -> list[Paragraph]:
    kept = []
    punctuated = sum(text[line.end - 1] in ENDS for line in lines)
    for line in lines:
        words = text[line.start : line.end]
        cut = line.start + prefix_length(words)
        start, end = _trim(text, cut, line.end)
        if start < end and not is_furniture(words) and not _is_heading(words, punctuated):
            kept.append(Paragraph(start, end))
    return kept


def _is_heading(line: str, punctuated: int) -> bool:
    """Short, without an end, and written Like This, LIKE THIS or among lines that do end."""
    if line[-1] in ENDS or len(line) > 200 or line[0] in '“"' or TURN.match(line):
        return False
    words = [word for word in line.split() if word[0].isalpha()]
    long_words = [word for word in words if word.lower() not in SMALL_WORDS]
    if len(words) > 20:
        return False
    capitals = sum(word[0].isupper() for word in long_words)
    if len(words) >= 2 and capitals >= 0.7 * max(1, len(long_words)):
        return True
    return punctuated >= 2 or len(words) < 3


def _with_turns(text: str, lines: list[Paragraph]) -> Iterator[Paragraph]:
    """A transcript's labels off the text and onto the paragraphs, until the next label."""
    labels = [_label(text, line) for line in lines]
    counts = Counter(label[0] for label in labels if label)
    capitals = [name for name in counts if name.isupper()]
    loud = sum(counts[name] for name in capitals)
    quoted = any(text[line.start] in MARKS for line in lines)  # an article's paragraph, then
    often = not quoted and loud > 1 and loud * MOST_LINES_A_TURN >= len(lines)
    if often or (len(capitals) > 1 and loud > len(capitals)):
        spoken = set(capitals)
    elif any(mark in text for mark in MARKS):
        spoken = set()
    else:
        spoken = {
            label[0]
            for line, label in zip(lines, labels, strict=True)
            if label and SPOKEN.search(text, label[1], line.end)
        }
    turn = ""
    for line, label in zip(lines, labels, strict=True):
        if label and _is_turn(label[0], counts, spoken):
            turn = label[0]
            start, end = _trim(text, label[1], line.end)
            line = Paragraph(start, end)
        if line.start < line.end:
            yield replace(line, turn=turn)


def _label(text: str, line: Paragraph) -> tuple[str, int] | None:
    start = line.start + (text[line.start] in MARKS)
    stop = min(line.end, start + 120)
    found = QUESTION_TURN.match(text, start, stop) or TURN.match(text, start, stop)
    return (found["name"], found.end()) if found else None


def _is_turn(name: str, counts: Counter[str], spoken: set[str]) -> bool:
    """Capitals make a label where labels are the text's way or where one speaks; others come back.

    A heading would be one else, and the article after it somebody's speech.
    """
    if name in ("Q", "A"):
        return counts["Q"] > 0 and counts["A"] > 0
    return (name.isupper() and name in spoken) or (counts[name] > 1 and len(counts) > 1)


def _cut(text: str, line: Paragraph) -> Iterator[Paragraph]:
    """A paragraph too long for the parser in pieces, each ending at a safe place."""
    start = line.start
    while line.end - start > LONGEST:
        stop = _safe_end(text, start, start + LONGEST)
        yield Paragraph(start, stop, line.turn, start > line.start)
        start, _ = _trim(text, stop, line.end)
    if start < line.end:
        yield Paragraph(start, line.end, line.turn, start > line.start)


def _safe_end(text: str, start: int, limit: int) -> int:
    """The last sentence end before `limit`, else the last space, else `limit` itself."""
    for mark in (". ", "? ", "! ", ".” ", ", ", " "):
        place = text.rfind(mark, start + LONGEST // 2, limit)
        if place >= 0:
            return place + len(mark.rstrip() or mark)
    return limit
