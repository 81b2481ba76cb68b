"""What a person is, as the words round the name tell it."""

from __future__ import annotations

from spacy.tokens import Span, Token

from ..speech.syntax import child
from ..wordlist import words
from .name_data import PARTY_MEMBERS, ROLES, TITLES

HONORIFICS = words("mr mr. mrs mrs. ms ms. miss sir dr dr.")
LONGEST = 9  # words
PREPOSITIONS = words("of for to in at from on with")
LESSER = words("vice deputy former ex then acting assistant interim")  # not the one in office


def role_of(entity: Span) -> str:
    """“Kremlin spokesperson” of “Kremlin spokesperson Dmitry Peskov”; "" where nothing is told."""
    return _before(entity) or beside(entity.root)


def apposed(noun: Token) -> Token | None:
    """The name beside a role, also where the parser hangs it on the role's last word.

    “A spokesperson for the mayor, Jonas Weir, said” is about Weir and no mayor of that name.
    """
    own = child(noun, "appos")
    if own is not None or not is_role(noun):
        return own
    for link in noun.rights:
        inner = child(link, "pobj") if link.dep_ == "prep" else None
        found = apposed(inner) if inner is not None and is_role(inner) else None
        if found is not None:
            return found
    return None


def _before(entity: Span) -> str:
    words: list[Token] = []
    token = entity[0]
    while (
        token.i + 1 < entity.end and token.lower_ in TITLES & ROLES
    ):  # a title that the entity has swallowed
        words.append(token)
        token = token.nbor()
    token = entity[0]
    while token.i > 0 and len(words) < LONGEST:
        token = token.nbor(-1)
        if not _belongs(token) or (token.is_sent_start and token.pos_ == "ADV"):
            break
        words.insert(0, token)
        if token.is_sent_start:
            break
    while words and words[0].text in "-–’'":
        words = words[1:]
    return _text(words) if words and is_role(words[-1]) else ""


def _belongs(token: Token) -> bool:
    if token.ent_type_ == "PERSON" or token.lower_ in HONORIFICS:
        return False
    return token.pos_ in ("PROPN", "NOUN", "ADJ") or token.text in ("-", "–")


def beside(head: Token) -> str:
    """“Keith Kellogg, the envoy to Kyiv” and “his adviser, Mike Waltz”."""
    other = child(head, "appos") if head.dep_ != "appos" else _outermost(head.head)
    if other is None or not (is_role(other) or other.lower_ in PARTY_MEMBERS):
        return ""
    within = head.dep_ == "appos"
    words = [
        token
        for token in other.subtree
        if not (within and (token == head or head.is_ancestor(token)))
    ]
    while words and (
        words[0].pos_ in ("DET", "PRON") or words[0].is_punct or words[0].tag_ == "POS"
    ):
        words = words[1:]
    place = next((k for k, token in enumerate(words) if _ends_role(token)), len(words))
    words = words[:place]
    if not words or len(words) > LONGEST or any(token.ent_type_ == "PERSON" for token in words):
        return ""
    return _text(words)


def _ends_role(token: Token) -> bool:
    return (
        (token.is_punct and token.text not in "-–")
        or token.dep_ == "relcl"
        or token.tag_ in ("WP", "WDT")
    )


def _outermost(noun: Token) -> Token:
    """The spokesperson of “a spokesperson for the mayor”, given the mayor."""
    while noun.dep_ == "pobj" and noun.head.dep_ == "prep" and is_role(noun.head.head):
        noun = noun.head.head
    return noun


def is_role(token: Token) -> bool:
    return token.lower_.split("-")[-1].rstrip(".") in ROLES or token.lower_ in ROLES


def _text(words: list[Token]) -> str:
    return "".join(token.text_with_ws for token in words).strip()


def own_words(role: str) -> list[str]:
    """A role's words without those after “of”, “for” and the like."""
    parts = role.replace("-", " ").split()
    stop = next((k for k, word in enumerate(parts) if word in PREPOSITIONS), len(parts))
    return parts[:stop]
