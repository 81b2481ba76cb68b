"""Whom somebody means by a name that they may not have spelt as it is written here.

The names of all claimants, with their aliases, are kept in this process: a search then costs the
database nothing, and takes milliseconds at 20,000 names.
"""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from claims.models import Claimant

# After so many seconds new claimants are read; and after so many, all of them, as names change.
FRESH, WHOLE = 5.0, 60.0
# How many are offered when nobody is called what was asked for.
NEAREST = 5
# Nobody has more names than this, so longer questions are about something else.
LONGEST = 8

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """Who is called so; and when nobody is, whose names are nearest, best first."""

    called: tuple[int, ...] = ()
    near: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class _Known:
    """Names by id, and the ids by each part of a name. Never changed, only replaced."""

    names: dict[int, str] = field(default_factory=dict)
    parts: dict[str, frozenset[int]] = field(default_factory=dict)

    def with_more(self, rows: Iterable[tuple[int, str, list[str]]]) -> _Known:
        names, parts = dict(self.names), dict(self.parts)
        more: dict[str, set[int]] = {}
        for pk, name, aliases in rows:
            names[pk] = name
            for part in folded(" ".join((name, *aliases))):
                more.setdefault(part, set()).add(pk)
        for part, pks in more.items():
            parts[part] = parts.get(part, frozenset()) | pks
        return _Known(names, parts)

    def find(self, words: Collection[str]) -> Found:
        if not 0 < len(words) <= LONGEST or not self.names:
            return Found()
        exact = [self._beginning_with(word) for word in words]
        if called := frozenset.intersection(*exact):
            return Found(called=tuple(sorted(called)))
        distances = [
            self._near(word) | dict.fromkeys(same, 0)
            for word, same in zip(words, exact, strict=True)
        ]
        everywhere = set(distances[0]).intersection(*distances[1:])
        best = sorted(everywhere, key=lambda pk: (sum(one[pk] for one in distances), pk))
        return Found(near=tuple((pk, self.names[pk]) for pk in best[:NEAREST]))

    def _beginning_with(self, word: str) -> frozenset[int]:
        found = (pks for part, pks in self.parts.items() if part.startswith(word))
        return frozenset().union(*found)

    def _near(self, word: str) -> dict[int, int]:
        """Who has a part that is a slip or two away, and how many."""
        slips = _slips(word)
        if not slips:
            return {}
        matches = process.extract(
            word, self.parts.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        found: dict[int, int] = {}
        for part, distance, _ in matches:
            for pk in self.parts[part]:
                found[pk] = min(int(distance), found.get(pk, slips))
        return found


def _slips(word: str) -> int:
    """How many letters may be wrong, missing, too many or swapped: short names are soon others."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def folded(words: str) -> list[str]:
    """The words without accents and capitals: “Müller” is found by “muller”."""
    plain = unicodedata.normalize("NFKD", words)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return WORD.findall(bare.casefold())


class _Memory:
    """What this process knows, and when it last asked."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.known = _Known()
        self.last = 0
        self.whole_at = self.asked_at = float("-inf")

    def fresh(self) -> _Known:
        now = time.monotonic()
        with self.lock:
            if now - self.whole_at > WHOLE:
                self.known, self.last, self.whole_at = _Known(), 0, now
                self.asked_at = float("-inf")
            if now - self.asked_at > FRESH:
                self._ask(now)
            return self.known

    def _ask(self, now: float) -> None:
        rows = list(
            Claimant.objects.filter(pk__gt=self.last)
            .order_by("pk")
            .values_list("pk", "name", "aliases")
        )
        if rows:
            self.known = self.known.with_more(rows)
            self.last = rows[-1][0]
        self.asked_at = now


_memory = _Memory()


def find(words: str) -> Found:
    """The claimants whose names or aliases have all of `words`, each word from its beginning.

    When there is none: those whose names are a slip or two away from it. One query at most.
    """
    return _memory.fresh().find(folded(words))


def forget() -> None:
    """Read all names again at the next search."""
    _memory.forget()
