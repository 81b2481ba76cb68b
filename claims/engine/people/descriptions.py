"""“The Norwegian leader”, “the Democratic nominee”: who alone fits, by what the text tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from spacy.tokens import Span, Token

from ..speech.syntax import child, noun_phrase
from .name_data import (
    ALIKE,
    COUNTRIES,
    DESCRIBES,
    LEADERS,
    LOOSE,
    PARTY_MEMBERS,
    ROLES,
    STATES,
)
from .namesakes import Person
from .roles import LESSER, PREPOSITIONS, beside, is_role, own_words

COUNTRY_NAMES = frozenset(COUNTRIES.values())
HOME = frozenset(("us", "uk", "britain"))  # whose president English papers leave unqualified
IS = frozenset(("is", "was", "became", "’s", "'s"))
PARTIES = {"D": "Democrat", "R": "Republican"}
STRICT, LOOSELY, NOT = 2, 1, 0
Tiers = list[tuple[list[Person], list[Person]]]


def told_of(name: Token) -> Iterator[str]:
    """What the words round a name say its owner is: “Ann Lee (D-Va.)”, “Lee, who is a doctor”."""
    told = beside(name)
    if told:
        yield told
    yield from _party(name)
    verbs = [name.head] if name.dep_ == "nsubj" else []
    verbs += [one for one in name.children if one.dep_ == "relcl"]
    for verb in verbs:
        what = child(verb, "attr") if verb.lower_ in IS else None
        if what is not None and _is_plain(verb) and (is_role(what) or _is_member(what)):
            yield " ".join(one.text for one in noun_phrase(what) if one.pos_ not in ("DET", "PRON"))


def _is_plain(verb: Token) -> bool:
    """Neither “is not” nor “if he is” nor “is he …?”."""
    return child(verb, "neg", "mark", "aux") is None and verb.sent[-1].text != "?"


def _is_member(noun: Token) -> bool:
    return noun.lower_ in PARTY_MEMBERS


def _party(name: Token) -> Iterator[str]:
    """“Republican from Florida” of “Rubio (R-Fla.)”."""
    after = [one.text for one in name.doc[name.i + 1 : name.i + 5]]
    if len(after) < 4 or after[0] not in ("(", ","):
        return
    letter, _, state = "".join(after[1:]).strip("),").partition("-")
    if letter in PARTIES and state:
        yield f"{PARTIES[letter]} from {STATES.get(state.rstrip('.').lower(), state)}"


def is_description(words: str, head: Token) -> bool:
    return words.lower().startswith("the ") and describes(head)


def describes(head: Token) -> bool:
    return head.lower_ in ROLES or _is_member(head)


class Described:
    """Whom a description means; every wording of one is measured once, however long the text.

    To be made when all that the text tells of people is known.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_word: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            own = {ALIKE.get(one, one) for role in person.roles for one in own_words(role)}
            for word in _known(person) | own if person.seen else ():
                self.by_word[word].append(person)
        self.found: dict[tuple[str, ...], Tiers] = {}

    def only(self, words: list[str], before: int, not_these: tuple[Person, ...]) -> Person | None:
        """The one who fits in every word or, if none does, contradicts none; None for several.

        Whoever is called “the mayor” has been named before.
        """
        for people, bare in self._measured(tuple(words)):
            found = _first_two(people, before, not_these)
            if len(found) == 2:
                found = _first_two(bare, before, not_these)
            elif not found:
                continue
            return found[0] if len(found) == 1 else None
        return None

    def _measured(self, words: tuple[str, ...]) -> Tiers:
        """Who fits, and those called so and no more: “the president” beside a Norwegian one."""
        if words not in self.found:
            measured = [(how_well(list(words), one), one) for one in self._asked(list(words))]
            bare = " ".join(words)
            self.found[words] = []
            for wanted in (STRICT, LOOSELY):
                people = sorted(
                    (one for fit, one in measured if fit == wanted), key=lambda one: one.first
                )
                exact = [one for one in people if bare in one.roles and not countries(_known(one))]
                self.found[words].append((people, exact))
        return self.found[words]

    def _asked(self, words: list[str]) -> list[Person]:
        """Those known by the rarest of the words without which nobody fits."""
        main = _main(words)
        alike = {main} | _likes(main)
        sure = plain(words) - alike - LOOSE - HOME
        asked = [self.by_word.get(word, []) for word in sure]
        asked.append([one for word in alike for one in self.by_word.get(word, [])])
        rarest = min(range(len(asked)), key=lambda k: len(asked[k]))
        return list(dict.fromkeys(asked[rarest]))


def _first_two(people: list[Person], before: int, not_these: tuple[Person, ...]) -> list[Person]:
    """One or two of those named before a place, the first named first."""
    named = takewhile(lambda one: one.first < before, people)
    return list(islice((one for one in named if one not in not_these), 2))


def how_well(description: list[str], person: Person) -> int:
    """STRICT where every word fits, LOOSELY where one is left that nothing speaks against.

    The main word must be the role's own, not that of whom it is for: a spokesperson for the
    mayor is no mayor, and neither is a deputy mayor. Countries and leaders are taken loosely.
    """
    asked, main = plain(description), _main(description)
    if person.gender and _gender(main) not in ("", person.gender):
        return NOT
    if not any(_holds(main, asked, own_words(role)) for role in person.roles):
        return NOT
    known = _known(person)
    left = asked - known - {main} - _likes(main)
    if not left:
        return STRICT
    left -= LOOSE
    foreign = countries(left)
    if foreign and (countries(known) or main not in LEADERS or not foreign <= HOME):
        return NOT
    return NOT if left - foreign else LOOSELY


def _holds(main: str, asked: set[str], own: list[str]) -> bool:
    """The role is the one asked for, or one of its sort, and no lesser one."""
    if main in PARTY_MEMBERS:
        return main in plain(own)
    held = {ALIKE.get(word, word) for word in own}
    return bool(({main} | _likes(main)) & held) and not LESSER & (set(own) - asked)


def _likes(main: str) -> frozenset[str]:
    """The roles that a word may stand for: a senator is a lawmaker, a nominee a candidate."""
    return DESCRIBES.get(main, frozenset())


def _known(person: Person) -> set[str]:
    return set[str]().union(*(plain(role.split()) for role in person.roles))


def plain(description: list[str]) -> set[str]:
    """Its words, with countries and parties under one name each."""
    bare = (word.strip(",.’'").removesuffix("’s").removesuffix("'s") for word in description)
    return {ALIKE.get(word, COUNTRIES.get(word, word)) for word in bare} - PREPOSITIONS - {"the"}


def countries(words: set[str]) -> set[str]:
    return words & COUNTRY_NAMES


def led(description: list[str]) -> set[str]:
    """The country of “the Norwegian leader”; empty for another description."""
    return countries(plain(description)) if _main(description) in LEADERS else set()


def lands_in(sentence: Span) -> frozenset[str]:
    """The countries that a sentence names, by their own names or their people's."""
    named = {one.lower_ for one in sentence}
    return frozenset(COUNTRIES.get(one, one) for one in named) & COUNTRY_NAMES


def _main(description: list[str]) -> str:
    own = own_words(" ".join(description))
    return ALIKE.get(own[-1], own[-1]) if own else ""


def _gender(role: str) -> str:
    if role.endswith("woman"):
        return "female"
    return "male" if role.endswith("man") and role != "chairman" else ""
