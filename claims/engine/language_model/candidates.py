"""Claims with a place become candidates, through the stages of the built-in engine."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from ..candidate import Candidate, Kind, Occurrence
from ..detail import structure
from ..detail.moments import around
from ..engine import LONGEST_NAME, MOST_SPEAKERS, NOBODY
from ..text import nlp
from ..text.reading import Paragraph
from ..weighing import scoring
from ..weighing.kinds import MAIN_FIRST, kinds
from ..wording.drafts import Draft
from ..wording.statement import LONGEST
from .answer import Given, Speaker
from .grounds import Grounds
from .places import Place, Text
from .windows import lines

CHOSEN = "chosen by the language model"
UNKNOWN_SPEAKER = "its speaker could not be found in the text"


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim whose quotation was found in the text."""

    given: Given
    start: int
    end: int


class Writer:
    """Makes the candidates of one text; scores, reasons and details are the rules' own."""

    def __init__(self, text: str, searched: Text, published: datetime.date | None) -> None:
        self.text = text
        self.searched = searched
        self.published = published
        self.grounds = Grounds(text)
        self.lines = lines(text)
        self.line_ends = [end for _, end in self.lines]

    def candidates(self, placed: list[Placed]) -> list[Candidate]:
        """One for each, in the same order."""
        where = [self._paragraph(one) for one in placed]
        paragraphs = {place: number for number, place in enumerate(dict.fromkeys(where))}
        blocks = nlp.parse(self.text, [Paragraph(*place) for place in paragraphs])
        return [
            self._candidate(one, blocks, paragraphs[place])
            for one, place in zip(placed, where, strict=True)
        ]

    def _paragraph(self, one: Placed) -> Place:
        """From the line in which it begins to the line in which it ends."""
        first = bisect_right(self.line_ends, one.start)
        last = bisect_right(self.line_ends, one.end - 1)
        return self.lines[first][0], self.lines[last][1]

    def _candidate(self, one: Placed, blocks: list[nlp.Block], number: int) -> Candidate:
        quote = self.text[one.start : one.end]
        people = speakers(self.searched, one.given.speakers)
        names = tuple(person.name for person in people)
        draft = _draft(blocks, number, one, quote)
        sort = _kinds(one.given.kinds, draft)
        stated = self._statement(one.given.statement, draft, names)
        score, reasons = scoring.score(draft, sort, stated)
        said = around(self.text, draft, blocks[number], self.published)
        unclear = (UNKNOWN_SPEAKER,) if one.given.speakers and not people else ()
        return Candidate(
            statement=stated,
            occurrences=(Occurrence(one.start, one.end, quote),),
            speakers=names,
            roles=tuple(person.role for person in people),
            reported_by=_reporter(self.searched, one.given.reported_by, names),
            kinds=sort,
            score=score,
            reasons=(CHOSEN, *unclear, *reasons),
            details=structure.details(self.text, blocks, draft, sort, stated, said),
        )

    def _statement(self, given: str, draft: Draft, names: tuple[str, ...]) -> str:
        """The model's where the text bears it out, else the words themselves."""
        sentences = dict.fromkeys(token.sent for token in draft.tokens)
        near = " ".join([draft.text, *(sentence.text for sentence in sentences)])
        fits = 0 < len(given) <= LONGEST
        if fits and self.grounds.bear(given, draft.text, near):
            return given
        said = f"{' and '.join(names)}: “{draft.text}”" if names else draft.text
        return said if len(said) <= LONGEST else draft.text


def speakers(searched: Text, named: Iterable[Speaker]) -> list[Speaker]:
    """Those of them whom the text names, each under as much of the name as it has."""
    found: dict[str, Speaker] = {}
    for one in islice(named, MOST_SPEAKERS):
        name = _name(searched, one.name)
        if name:
            role = one.role if len(one.role) <= LONGEST_NAME and searched.has(one.role) else ""
            found.setdefault(name, Speaker(name, role))
    return list(found.values())


def _name(searched: Text, name: str) -> str:
    """The name, or what is left of it without its first words: “Dr Ada J. Moreno” is “Moreno”.

    "" for a pronoun, and for a name of which the text has nothing.
    """
    parts = [] if name.lower() in NOBODY else name.split()
    for first in range(len(parts)):
        rest = " ".join(parts[first:])
        if (first == 0 or rest[0].isupper()) and len(rest) <= LONGEST_NAME and searched.has(rest):
            return rest
    return ""


def _reporter(searched: Text, name: str, names: tuple[str, ...]) -> str:
    found = _name(searched, name)
    return "" if found in names else found


def _draft(blocks: list[nlp.Block], number: int, one: Placed, quote: str) -> Draft:
    block = blocks[number]
    found = block.doc.char_span(
        one.start - block.start, one.end - block.start, alignment_mode="contract"
    )
    tokens = () if found is None else tuple(found)
    return Draft(one.start, one.end, " ".join(quote.split()), tokens, number)


def _kinds(given: tuple[Kind, ...], draft: Draft) -> tuple[Kind, ...]:
    """The model's in the product's order; the rules' where it gave none that we have."""
    return tuple(kind for kind in MAIN_FIRST if kind in given) or kinds(draft, quoted=False)
