"""The words that make up a name, and what they tell of its owner."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from . import name_data
from .nlp import Block

MALE, FEMALE = "male", "female"
LONGEST_NAME = 60


def entities(block: Block) -> Iterator[Span]:
    for entity in block.doc.ents:
        if entity.label_ == "PERSON" and len(entity.text) < LONGEST_NAME:
            yield entity


def words_of(entity: Span) -> list[str]:
    """The name's own words: no title before it, no ’s after it."""
    words = [
        token.text
        for token in entity
        if token.tag_ not in ("POS", "_SP") and token.text[0].isalpha()
    ]
    while words and words[0].lower() in name_data.TITLES:
        words = words[1:]
    return words if words and words[-1][0].isupper() else []


def words_before(head: Token) -> list[str]:
    """The capitalised words that stand directly before a last name, titles left out."""
    words = [head.text]
    token = head
    while token.i > 0 and len(words) < 4:
        token = token.nbor(-1)
        if (
            token.pos_ != "PROPN"
            or token.lower_ in name_data.TITLES
            or token.lower_ in name_data.ROLES
        ):
            break
        if token.ent_type_ not in ("PERSON", ""):
            break
        words.insert(0, token.text)
    return words


def covers(name: str, words: list[str]) -> bool:
    known = name.lower().split()
    return known[-1] == words[-1].lower() and all(word.lower() in known for word in words)


def span_of(token: Token) -> Span:
    return token.doc[token.i : token.i + 1]


def gender_of_first(word: str) -> str:
    low = word.lower()
    if low in name_data.MALE_NAMES:
        return "" if low in name_data.FEMALE_NAMES else MALE
    return FEMALE if low in name_data.FEMALE_NAMES else ""


def gender_of_title(entity: Span) -> str:
    words = [token.lower_ for token in entity.doc[max(0, entity.start - 1) : entity.start + 1]]
    if any(word in name_data.MALE_TITLES for word in words):
        return MALE
    return FEMALE if any(word in name_data.FEMALE_TITLES for word in words) else ""
