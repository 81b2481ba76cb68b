"""The same thing said twice in a document becomes one candidate with two occurrences."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from ..candidate import Candidate, Occurrence
from ..wordlist import words

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
FILLERS = words(
    "a an the that of to and in on at is are was were be been for with it as will would"
)
TIME_WORDS = words("since in on during after before last this from when until as late earlier")
LEAST_WORDS = 3


def merged(candidates: list[Candidate]) -> list[Candidate]:
    """Repeats put together, in the order of the text; nothing with other numbers or negation."""
    groups: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        key = _key(candidate)
        group = groups[key[:LEAST_WORDS] if len(key) >= LEAST_WORDS else key]
        place = next((k for k, one in enumerate(group[-40:]) if _same(one, candidate)), None)
        if place is None:
            group.append(candidate)
        else:
            place += max(0, len(group) - 40)
            group[place] = _together(group[place], candidate)
    return sorted(
        (one for group in groups.values() for one in group), key=lambda one: (one.start, one.end)
    )


def _key(candidate: Candidate) -> tuple[str, ...]:
    return tuple(word for word in WORD.findall(candidate.statement.lower()) if word not in FILLERS)


def _same(one: Candidate, other: Candidate) -> bool:
    """Same words, or one goes on with no more than when it was."""
    mine, theirs = set(one.speakers), set(other.speakers)
    if not (mine <= theirs or theirs <= mine) or bool(mine) != bool(theirs):
        return False
    left, right = sorted((_words(one), _words(other)), key=len)
    if left == right:
        return True
    rest = right[len(left) :]
    return len(left) > LEAST_WORDS and right[: len(left)] == left and rest[0] in TIME_WORDS


def _words(candidate: Candidate) -> list[str]:
    return WORD.findall(candidate.statement.lower())


def _together(one: Candidate, other: Candidate) -> Candidate:
    best = max(one, other, key=lambda candidate: candidate.score)
    first, second = (one, other) if len(one.speakers) >= len(other.speakers) else (other, one)
    places: tuple[Occurrence, ...] = (*first.occurrences, *second.occurrences)
    return replace(
        first,
        occurrences=tuple(dict.fromkeys(places)),
        score=best.score,
        reasons=tuple(dict.fromkeys((*best.reasons, "said more than once"))),
    )
