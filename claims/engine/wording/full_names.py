"""A last name in a statement becomes the full name, the first time that it stands there."""

from __future__ import annotations

import re

from ..people.name_data import FEMALE_TITLES, MALE_TITLES
from ..people.name_words import is_first_name
from ..people.names import People
from ..people.namesakes import MUCH_OFTENER, Person
from ..wordlist import words

HEADLINE = 300  # characters from the start, where a last name may come before the full one
TITLE = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, MALE_TITLES | FEMALE_TITLES)))}) $", re.IGNORECASE
)
# Words with a capital only because a sentence begins with them.
OPENERS = words(
    "if when while but and as because since although though that in on at for with after before "
    "under by what how why where to from like unlike"
)


def with_full_names(statement: str, start: int, end: int, people: People) -> str:
    """`statement`, made of the text from `start` to `end`, with everybody in full.

    What stands in quotation marks stays, and so does a name that is part of another one.
    """
    found: dict[str, set[Person]] = {}
    for one in people.places.between(start, end):
        if not one.word or max(one.start, HEADLINE) < one.person.introduced:
            continue  # who is first named in full below may be somebody else of that name
        found.setdefault(one.word, set()).add(one.person)
    for word, persons in found.items():
        if len(persons) == 1:
            (person,) = persons
            if _is_trusted(person) and _is_certain(word, person, people):
                statement = _named(statement, word, person.name)
    return statement


def _is_trusted(person: Person) -> bool:
    """“Derelict Drew”, once and in a headline, is no first name."""
    known = is_first_name(person.name.split()[0].lower())
    return person.is_full and (known or person.told_in_full or person.times_in_full > 1)


def _is_certain(word: str, person: Person, people: People) -> bool:
    """Nobody else of that last name, or nobody whom the text names half as often."""
    same = people.by_last.get(word.lower(), [])
    return all(person.seen >= MUCH_OFTENER * one.seen for one in same if one is not person)


def _named(statement: str, word: str, name: str) -> str:
    match = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", statement)
    if match is None or name in statement:
        return statement
    before, after = statement[: match.start()], statement[match.end() :]
    title = TITLE.search(before)
    before = before[: title.start()] if title else before
    quoted = before.count("“") > before.count("”") or before.count('"') % 2
    return statement if quoted or _is_part(before, after) else f"{before}{name}{after}"


def _is_part(before: str, after: str) -> bool:
    """“Paul Drew”, “Mayor Drew”, “Drew Street”, “the Drew plan”: no last name alone."""
    word = before.split()[-1] if before.split() else ""
    if word.lower() in ("the", "a", "an"):
        return True
    named = word[:1].isupper() and word[-1] not in ",;:" and word.lower() not in OPENERS
    return named or re.match(r" [A-Z]", after) is not None
