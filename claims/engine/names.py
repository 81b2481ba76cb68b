"""Who is meant: a mention to the fullest name in the document, with the role if it is told."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from . import name_data
from .name_words import (
    FEMALE,
    MALE,
    covers,
    gender_of_first,
    gender_of_title,
    people_in,
    span_of,
    words_before,
    words_of,
)
from .nlp import Block
from .roles import apposed, fits, role_of
from .speech import Mention
from .syntax import SUBJECTS

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
LABELS = {"Q": "Questioner", "A": "Respondent"}
MOST_NAMESAKES = 50  # more of one last name are no story about people
FAR = 1500  # characters that a pronoun may reach back


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the document names, under the fullest of the names it uses."""

    name: str
    gender: str = ""
    role: str = ""
    roles: set[str] = field(default_factory=set)

    @property
    def is_sure(self) -> bool:
        """A lone capitalised word may be a town that the pipeline took for a person."""
        return bool(" " in self.name or self.gender or self.role)


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """One place where the document names a person."""

    start: int
    person: Person
    is_subject: bool
    is_quoted: bool


class People:
    """Everybody whom the document names, and where."""

    def __init__(self, blocks: list[Block], quoted: list[tuple[int, int]]) -> None:
        self.by_last: dict[str, list[Person]] = defaultdict(list)
        self.named: list[Named] = []
        self.starts: list[int] = []
        for entity in sorted(people_in(blocks), key=lambda one: -len(words_of(one))):
            self._know(words_of(entity), entity)
        self.quoted_starts = [start for start, _ in quoted]
        self.quoted = quoted
        for block in blocks:
            self.named += self._mentions(block)
        self.starts = [one.start for one in self.named]

    def _know(self, words: list[str], entity: Span) -> None:
        """Entities come longest first, so that a last name finds the full name waiting."""
        if not words:
            return
        name, same = " ".join(words), self.by_last[words[-1].lower()]
        if (
            len(words) > 1
            and len(same) < MOST_NAMESAKES
            and not any(covers(person.name, words) for person in same)
        ):
            same.append(Person(name, gender_of_first(words[0])))
        elif not same:
            same.append(Person(name))
        person = self._pick(words, entity, len(entity.doc.text))
        if person is not None:
            person.gender = person.gender or gender_of_title(entity)
            role = role_of(entity)
            if role:
                person.roles.add(role.lower())
            if len(role) > len(person.role):
                person.role = role

    def _pick(self, words: list[str], entity: Span | None, before: int) -> Person | None:
        same = self.by_last.get(words[-1].lower(), [])
        if len(words) > 1:
            return next((one for one in same if covers(one.name, words)), None)
        gender = gender_of_title(entity) if entity is not None else ""
        fitting = [one for one in same if not gender or one.gender in ("", gender)] or same
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        return self._last_named(fitting, before) or fitting[0]

    def _last_named(self, people: list[Person], before: int) -> Person | None:
        return next(
            (one.person for one in self._back(before, 20_000) if one.person in people), None
        )

    def _mentions(self, block: Block) -> Iterator[Named]:
        for token in block.doc:
            if token.pos_ not in ("PROPN", "NOUN") or token.lower_ not in self.by_last:
                continue
            if not token.text[0].isupper():
                continue
            words = words_before(token)
            person = self._pick(words, None, 0) or self._pick(words[-1:], None, 0)
            if person is not None:
                place = block.at(token)
                yield Named(place, person, _is_subject(token), self._is_quoted(place))

    def _is_quoted(self, place: int) -> bool:
        k = bisect_left(self.quoted_starts, place + 1) - 1
        return k >= 0 and place < self.quoted[k][1]

    def _back(self, before: int, far: int = FAR) -> Iterator[Named]:
        """Names before a place, the nearest first."""
        for k in range(bisect_left(self.starts, before) - 1, -1, -1):
            if before - self.starts[k] > far:
                return
            yield self.named[k]

    def person(self, mention: Mention, others: tuple[Person, ...] = ()) -> Person | None:
        """The person that a mention names, by name, pronoun or description; None where unsure.

        `others` are people whom a pronoun or a description can't mean here.
        """
        if mention.head is None:
            return self._from_label(mention)
        if mention.head.lower_ in PRONOUNS:
            return self.pronoun(mention.head.lower_, mention.start, others)
        return self._by_name(mention) or self.described(mention, others)

    def _from_label(self, mention: Mention) -> Person | None:
        words = [
            word
            for word in mention.text.replace("(", " ").split()
            if word.lower() not in name_data.TITLES
        ]
        return self._pick([words[-1]], None, mention.start) if words else None

    def _by_name(self, mention: Mention) -> Person | None:
        head = mention.head
        if head is not None and head.pos_ == "NOUN":  # its spokeswoman, Eva Lind
            head = apposed(head) or head
        if head is None or head.lower_ not in self.by_last or not head.text[0].isupper():
            return None
        words = words_before(head)
        return self._pick(words, span_of(head), mention.start) or self._pick(
            words[-1:], None, mention.start
        )

    def pronoun(self, word: str, place: int, not_these: tuple[Person, ...] = ()) -> Person | None:
        """The nearest fitting person before `place`: subjects of the story's sentences first."""
        gender = PRONOUNS.get(word.lower(), "")
        fitting = [
            one
            for one in self._back(place)
            if one.person not in not_these
            and one.person.gender in ("", gender)
            and not one.is_quoted
        ]
        subjects = [one for one in fitting if one.is_subject]
        sure = [one for one in subjects if one.person.is_sure]
        best = sure or subjects or fitting
        return best[0].person if best else None

    def described(self, mention: Mention, not_these: tuple[Person, ...] = ()) -> Person | None:
        """“The Ukrainian leader”: by a role that is told, else whoever else is left nearby."""
        head = mention.head
        if (
            head is None
            or head.lower_ not in name_data.ROLES
            or not mention.text.lower().startswith("the ")
        ):
            return None
        words = mention.text.lower().split()[1:]
        found = [
            person
            for same in self.by_last.values()
            for person in same
            if person not in not_these and person.roles and fits(words, person.roles)
        ]
        if found:
            return found[0] if len(found) == 1 else self._one_of(found, words, mention.start)
        near = list(self._back(mention.start))
        if head.lower_ not in name_data.LEADERS or not (name_data.COUNTRIES.keys() & set(words)):
            return None
        left = {
            id(one.person): one.person
            for one in near
            if not one.person.roles and one.person not in not_these and one.person.is_sure
        }
        return next(iter(left.values())) if len(left) == 1 else None

    def _one_of(self, people: list[Person], words: list[str], before: int) -> Person | None:
        """Several fit: the nearest where the text says more than “the mayor”, else nobody."""
        near = (one.person for one in self._back(before) if one.person in people)
        return next(near, None) if len(words) > 1 else None


def label_name(label: str) -> str:
    """A transcript's label as a name: “MS. HALE” is Ms. Hale, “Q” whoever asks."""
    if label in LABELS:
        return LABELS[label]
    return label.title().replace("’S", "’s") if label.isupper() else label


def _is_subject(token: Token) -> bool:
    for _ in range(4):
        if token.dep_ in SUBJECTS:
            return True
        if token.dep_ not in ("compound", "conj", "nmod", "appos"):
            return False
        token = token.head
    return False
