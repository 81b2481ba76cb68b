"""People whom a text names, and which of several of one last name is meant."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from ..speech.syntax import SUBJECTS
from .name_words import FEMALE, MALE, title_of

PRONOUNS = {
    "he": MALE,
    "him": MALE,
    "his": MALE,
    "himself": MALE,
    "she": FEMALE,
    "her": FEMALE,
    "hers": FEMALE,
    "herself": FEMALE,
}
NEAR = 300  # characters after a full name in which the last name alone goes on with it
MUCH_OFTENER = 2  # so many times as often: the one whom the text is about


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the document names, under the fullest of the names it uses."""

    name: str
    gender: str = ""
    role: str = ""
    roles: set[str] = field(default_factory=set)
    seen: int = 0  # times that the document names them
    first: int = 0  # where it does so first
    introduced: int = sys.maxsize  # where it first gives more than the last name
    times_in_full: int = 0
    told_in_full: bool = False  # beside more than the last name a role is told
    lands: set[str] = field(default_factory=set)  # countries named in a sentence with them

    @property
    def is_sure(self) -> bool:
        """A lone capitalised word may be a town that the pipeline took for a person."""
        return bool(" " in self.name or self.gender or self.role)

    @property
    def is_full(self) -> bool:
        return " " in self.name


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """One place where the document names a person; `is_full` if with more than the last name.

    `word` is the last name as it stands there, "" where it belongs to another word: “the
    Clinton campaign”.
    """

    start: int
    person: Person
    is_subject: bool
    is_quoted: bool
    is_full: bool
    word: str


def of_gender(same: list[Person], gender: str) -> list[Person]:
    """Those of this gender; if none is known to be, those of whom it is not known."""
    if not gender:
        return same
    return [one for one in same if one.gender == gender] or [one for one in same if not one.gender]


def of_title(same: list[Person], title: str) -> list[Person]:
    """Those of whom the text says that they are what the title before the name says."""
    return [one for one in same if title and any(title in role.split() for role in one.roles)]


def gender_after(name: Token) -> str:
    """“Clinton said that her plan …”: hers, if the sentence names nobody else before that."""
    if name.dep_ not in SUBJECTS or name.head.dep_ != "ROOT":
        return ""
    for token in name.sent:
        if token.ent_type_ == "PERSON" and token != name and token.dep_ != "compound":
            return ""
        if token.text in '“”"':
            return ""
        if token.i > name.i and token.lower_ in PRONOUNS:
            return PRONOUNS[token.lower_]
    return ""


def likeliest(same: list[Person], before: list[Named], place: int) -> Person | None:
    """Of several of one last name, the one named in full just before, else the one whom the
    text is about; None where neither is clear. `before` has the nearest first.
    """
    known = sorted(
        (one for one in same if one.seen and one.first < place), key=lambda one: -one.seen
    )
    if len(known) < 2:
        return known[0] if known else None
    near = {
        one.person
        for one in before
        if one.is_full and one.is_subject and one.person in same and place - one.start < NEAR
    }
    if len(near) == 1:
        return near.pop()
    return known[0] if known[0].seen >= MUCH_OFTENER * known[1].seen else None


def is_another(same: list[Person], entity: Span) -> bool:
    """“President Lund” is not the Mia Lund who is nowhere called a president."""
    title = title_of(entity[0]) or (entity[0].lower_ if len(entity) > 1 else "")
    return title == "president" and all(
        one.gender == FEMALE and not of_title([one], title) for one in same
    )


def is_subject(token: Token) -> bool:
    for _ in range(4):
        if token.dep_ in SUBJECTS:
            return True
        if token.dep_ not in ("compound", "conj", "nmod", "appos"):
            return False
        token = token.head
    return False
