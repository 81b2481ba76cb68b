"""“I have signed it”, by Paul Drew, as what Paul Drew has done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from ..people.name_words import FEMALE, MALE
from ..speech.syntax import SUBJECTS
from ..wordlist import words
from .verbs import third

SINGULAR = words("i me my mine myself")
# “we” may be a firm, a country or everybody, and “you” whoever listens.
OTHERS = words("we us our ours ourselves you your yours yourself let gonna gotta wanna")
LATER = {
    MALE: {"i": "he", "me": "him", "my": "his", "mine": "his", "myself": "himself"},
    FEMALE: {"i": "she", "me": "her", "my": "her", "mine": "hers", "myself": "herself"},
}
SAME = {MALE: words("he him his himself"), FEMALE: words("she her hers herself")}
SHORT = {"’ll": "will", "'ll": "will", "’ve": "has", "'ve": "has", "’m": "is", "'m": "is"}
ARTICLES = frozenset(("A", "An", "The"))
SHORT_HAD = ("’d", "'d")


def in_third_person(tokens: tuple[Token, ...], name: str, gender: str) -> str:
    """The words with the speaker's name for “I”, "" where that is not safe."""
    said = [token.lower_ for token in tokens]
    own = [word for word in said if word in SINGULAR]
    if not own or not name or set(said) & (OTHERS | SAME.get(gender, frozenset())):
        return ""
    if said[-1] == "?" or any(mark in word for word in said for mark in '“”"‘['):
        return ""
    if len(own) > 1 and (gender not in LATER or own[0] == "my"):  # my son said that I …
        return ""
    if own[0] == "myself":
        return ""
    verbs = dict(_verbs(tokens))
    if sum(word == "i" for word in own) != sum(_is_subject(token) for token in tokens):
        return ""
    return " ".join("".join(_written(tokens, verbs, name, gender)).split())


def _is_subject(token: Token) -> bool:
    return token.lower_ == "i" and token.dep_ in SUBJECTS and token.head.pos_ in ("VERB", "AUX")


def _verbs(tokens: Iterable[Token]) -> Iterator[tuple[int, str]]:
    """The verbs that agree with “I”, as they agree with a name; shortened ones in full."""
    for subject in tokens:
        if not _is_subject(subject):
            continue
        verb = subject.head
        helps = [one for one in verb.children if one.dep_ in ("aux", "auxpass") and one.i < verb.i]
        first = helps[0] if helps else verb
        yield first.i, _agreeing(first, verb)
        for other in verb.conjuncts:
            if other.i > verb.i and not any(
                one.dep_ in (*SUBJECTS, "aux", "auxpass") for one in other.children
            ):
                yield other.i, _agreeing(other, other) if other.tag_ == "VBP" else other.text


def _agreeing(finite: Token, verb: Token) -> str:
    low = finite.lower_
    if low in SHORT_HAD:
        return "would" if verb.tag_ == "VB" else "had"
    if low in SHORT:
        return SHORT[low]
    if finite.tag_ == "VBP" or (finite.tag_ == "VB" and finite == verb):
        return third(low)
    return finite.text


def _written(
    tokens: tuple[Token, ...], verbs: dict[int, str], name: str, gender: str
) -> Iterator[str]:
    is_named = False
    for token, after in zip(tokens, (*tokens[1:], None), strict=True):
        word = verbs.get(token.i, token.text)
        if token.lower_ in SINGULAR:
            owns = token.lower_ in ("my", "mine")
            word = (f"{name}’s" if owns else name) if not is_named else ""
            word = word or LATER[gender][token.lower_]
            is_named = True
            word = word if token == tokens[0] else inside(word)
        yield word
        broken = after is not None and (after.i != token.i + 1 or _is_short(after, verbs))
        yield " " if broken else token.whitespace_


def inside(name: str) -> str:
    """“A witness” as it stands inside a sentence."""
    return name[0].lower() + name[1:] if name.split()[0] in ARTICLES else name


def _is_short(token: Token, verbs: dict[int, str]) -> bool:
    """It has been written in full and needs a space before it."""
    return token.i in verbs and token.text[0] in "’'"
