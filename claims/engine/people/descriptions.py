"""“The Norwegian leader”, “the Democratic nominee”: who alone fits, by what the text tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

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


def fitting(words: list[str], people: Iterable[Person]) -> list[Person]:
    """Those whom “the …” may mean: who fits in every word, else who contradicts none."""
    measured = [(how_well(words, one), one) for one in people if one.roles]
    for wanted in (STRICT, LOOSELY):
        found = [one for fit, one in measured if fit == wanted]
        if found:
            return _exactly(words, found)
    return []


def _exactly(words: list[str], people: list[Person]) -> list[Person]:
    """“The president” beside a Norwegian president is the one called president and no more."""
    bare = " ".join(words)
    exact = [one for one in people if bare in one.roles and not countries(_known(one))]
    return exact if len(exact) == 1 else people


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


def _main(description: list[str]) -> str:
    own = own_words(" ".join(description))
    return ALIKE.get(own[-1], own[-1]) if own else ""


def _gender(role: str) -> str:
    if role.endswith("woman"):
        return "female"
    return "male" if role.endswith("man") and role != "chairman" else ""
