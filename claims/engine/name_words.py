"""The words that make up a name, and what they tell of its owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from spacy.tokens import Span, Token

from . import name_data
from .nlp import Block

MALE, FEMALE = "male", "female"
LONGEST_NAME = 60
GIVE_AWAY = name_data.TITLES & (
    name_data.ROLES
    | name_data.MALE_TITLES
    | name_data.FEMALE_TITLES
    | {"prof", "prof.", "dr", "dr."}
) - {"chief", "deputy", "attorney", "justice", "general", "king", "queen", "lord", "lady"}


def people_in(blocks: list[Block]) -> list[Span]:
    places = _not_people(blocks)
    found = [entity for block in blocks for entity in _entities(block)]
    return [entity for entity in found if entity.text.lower() not in places]


def _not_people(blocks: list[Block]) -> set[str]:
    """Words that are a place or an organisation oftener than a person in this document."""
    balance: dict[str, int] = defaultdict(int)
    for block in blocks:
        for entity in block.doc.ents:
            if len(entity) == 1 and entity.label_ in ("PERSON", "GPE", "LOC", "NORP"):
                balance[entity.text.lower()] += -1 if entity.label_ == "PERSON" else 1
    return {word for word, places in balance.items() if places >= 0}


def _entities(block: Block) -> Iterator[Span]:
    """People's names: those that the pipeline knows, and those that a title gives away."""
    for entity in block.doc.ents:
        if entity.label_ == "PERSON" and len(entity.text) < LONGEST_NAME:
            yield entity
    for token in block.doc[:-1]:
        if token.lower_ in GIVE_AWAY and token.text[0].isupper():
            name = _titled(token)
            if name is not None:
                yield name


def _titled(title: Token) -> Span | None:
    """“Ines Calder” of “Mayor Ines Calder”, which the pipeline takes for a product."""
    stop = title.i + 1
    while stop < len(title.doc) and stop - title.i < 5 and _is_name_part(title.doc[stop]):
        stop += 1
    name = title.doc[title.i + 1 : stop]
    wanted = 1 if title.lower_ in name_data.MALE_TITLES | name_data.FEMALE_TITLES else 2
    last = title.doc[stop - 1]
    return name if wanted <= len(name) < 4 and last.lower_ not in name_data.BODIES else None


def _is_name_part(token: Token) -> bool:
    return (
        token.tag_ in ("NNP", "NNPS")
        and token.text[0].isupper()
        and not token.is_sent_start
        and token.ent_type_ not in ("PERSON", "GPE", "LOC", "NORP", "DATE")
        and token.lower_ not in name_data.ROLES | name_data.TITLES
    )


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
