"""What a person is, as the words round the name tell it."""

from __future__ import annotations

from spacy.tokens import Span, Token

from .name_data import ROLES
from .syntax import child
from .wordlist import words

HONORIFICS = words("mr mr. mrs mrs. ms ms. miss sir dr dr.")
LONGEST = 9  # words


def role_of(entity: Span) -> str:
    """“Kremlin spokesperson” of “Kremlin spokesperson Dmitry Peskov”; "" where nothing is told."""
    return _before(entity) or _beside(entity.root)


def _before(entity: Span) -> str:
    words: list[Token] = []
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
    return _text(words) if words and _is_role(words[-1]) else ""


def _belongs(token: Token) -> bool:
    if token.ent_type_ == "PERSON" or token.lower_ in HONORIFICS:
        return False
    return token.pos_ in ("PROPN", "NOUN", "ADJ") or token.text in ("-", "–")


def _beside(head: Token) -> str:
    """“Keith Kellogg, the envoy to Kyiv” and “his adviser, Mike Waltz”."""
    other = child(head, "appos") if head.dep_ != "appos" else head.head
    if other is None or not _is_role(other):
        return ""
    words = [token for token in other.subtree if not _inside(head, token, other)]
    while words and (
        words[0].pos_ in ("DET", "PRON") or words[0].is_punct or words[0].tag_ == "POS"
    ):
        words = words[1:]
    place = next(
        (k for k, token in enumerate(words) if token.is_punct or token.dep_ == "relcl"), len(words)
    )
    words = words[:place]
    if not words or len(words) > LONGEST or any(token.ent_type_ == "PERSON" for token in words):
        return ""
    return _text(words)


def _inside(head: Token, token: Token, other: Token) -> bool:
    return (
        head.dep_ == "appos" and head.head == other and (token == head or head.is_ancestor(token))
    )


def _is_role(token: Token) -> bool:
    return token.lower_.split("-")[-1].rstrip(".") in ROLES or token.lower_ in ROLES


def _text(words: list[Token]) -> str:
    return "".join(token.text_with_ws for token in words).strip()
