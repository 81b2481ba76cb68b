"""The words that make up a name, and what they tell of its owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from unicodedata import combining, normalize

from spacy.tokens import Span, Token

from ..text.nlp import Block
from ..wordlist import pairs, words
from . import name_data

MALE, FEMALE = "male", "female"
LONGEST_NAME = 60
LABELS = {"Q": "Questioner", "A": "Respondent"}
# Short titles as the roles that they stand for.
SHORT_TITLES = pairs("""
    sen:senator sen.:senator rep:representative rep.:representative gov:governor gov.:governor
    gen:general gen.:general prof:professor prof.:professor col.:colonel adm.:admiral
""")
HEADLINE_VERBS = words(
    "says said calls tells slams rips wins warns blasts hits vows urges backs leads wants gets "
    "takes makes goes admits claims denies"
)
GIVE_AWAY = name_data.TITLES & (
    name_data.ROLES
    | name_data.MALE_TITLES
    | name_data.FEMALE_TITLES
    | {"prof", "prof.", "dr", "dr."}
) - {"chief", "deputy", "attorney", "justice", "general", "king", "queen", "lord", "lady"}


def people_in(blocks: list[Block], others: set[str]) -> list[Span]:
    """The names of people, without the words that are `others`."""
    found = [entity for block in blocks for entity in _entities(block)]
    return [entity for entity in found if entity.text.lower() not in others]


def not_people(blocks: list[Block]) -> set[str]:
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
        if len(entity.text) < LONGEST_NAME and (entity.label_ == "PERSON" or _is_mistaken(entity)):
            yield entity
    for token in block.doc[:-1]:
        if _gives_away(token):
            name = _titled(token)
            if name is not None:
                yield name
        elif _is_overlooked(token):
            yield token.doc[token.i : token.i + 2]


def _is_mistaken(entity: Span) -> bool:
    """“Sean Hannity”, which the pipeline takes for a firm: two words, the first a first name."""
    return (
        entity.label_ in ("ORG", "PRODUCT", "WORK_OF_ART")
        and len(entity) == 2
        and is_first_name(entity[0].lower_)
        and entity[1].is_title
        and entity[1].lower_ not in name_data.BODIES
    )


def _is_overlooked(token: Token) -> bool:
    """The “Eva” of “Eva Lund”, of whom the pipeline has seen nothing."""
    last = token.nbor()
    return (
        is_first_name(token.lower_)
        and token.text.istitle()
        and last.text.istitle()
        and token.tag_ == last.tag_ == "NNP"
        and not (token.ent_type_ or last.ent_type_)
        and last.lower_ not in name_data.BODIES
    )


def is_first_name(word: str) -> bool:
    return word in name_data.MALE_NAMES or word in name_data.FEMALE_NAMES


def _gives_away(token: Token) -> bool:
    if token.text[0].isupper():
        return token.lower_ in GIVE_AWAY
    return token.lower_ in name_data.ROLES and not token.nbor().ent_type_


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
    if len(words) > 1 and words[-1].lower() in name_data.NAME_ENDS:
        words = words[:-1]
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


def _plain(name: str) -> str:
    """“françois” and “Francois” are one name."""
    if name.isascii():
        return name.lower()
    return "".join(one for one in normalize("NFD", name.lower()) if not combining(one))


def covers(name: str, words: list[str]) -> bool:
    known = _plain(name).split()
    if known[-1] in name_data.NAME_ENDS and len(known) > 1:
        known.pop()
    words = [_plain(word) for word in words]
    return known[-1] == words[-1] and all(word in known for word in words)


def last_name(head: Token) -> Token:
    """“Hale” of “John Hale Jr.”"""
    return head.nbor(-1) if head.lower_ in name_data.NAME_ENDS and head.i else head


def name_end(entity: Span) -> str:
    """“ Jr.” of “John Hale Jr.”"""
    return f" {entity[-1].text}" if entity[-1].lower_ in name_data.NAME_ENDS else ""


def without_stray(words: list[str], names: set[tuple[str, ...]], entity: Span) -> list[str]:
    """“Democrats Rip Paul Drew” and “Drew Says”, in a headline, are about Paul Drew."""
    if len(words) > 1 and words[-1].lower() in HEADLINE_VERBS:
        words = words[:-1]
    if len(words) < 2 or is_first_name(words[0].lower()):
        return words
    if len(words) > 2 and is_first_name(words[1].lower()) and tuple(words[1:]) in names:
        return words[1:]
    first = next((one for one in entity if one.text == words[0]), entity[0])
    stray = first.is_stop or words[0].endswith("ing") or first.tag_ not in ("NNP", "NNPS")
    others = any(len(name) > 1 and name[-1] == words[-1] for name in names - {tuple(words)})
    return words[1:] if (stray and others) or _is_in_headline(entity) else words


def _is_in_headline(entity: Span) -> bool:
    """Every word has a capital, so that a name's first word can't be told from others."""
    long = [one for one in entity.sent if one.is_alpha and len(one) > 2]
    return len(long) > 4 and all(one.text[0].isupper() for one in long)


def label_name(label: str) -> str:
    """A transcript's label as a name: “MS. HALE” is Ms. Hale, “Q” whoever asks."""
    if label in LABELS:
        return LABELS[label]
    return label.title().replace("’S", "’s") if label.isupper() else label


def span_of(token: Token) -> Span:
    return token.doc[token.i : token.i + 1]


def title_of(name: Token) -> str:
    """“senator” of “Senator Marsh”, "" where the last name stands without."""
    before = name.nbor(-1) if name.i else name
    is_title = before.text[0].isupper() and before.lower_ in name_data.TITLES & name_data.ROLES
    return before.lower_ if is_title else ""


def titled(name: Span) -> str:
    """“senator” of “Sen. Marsh”"""
    before = name.doc[max(0, name.start - 1) : name.start + 1]
    return next((SHORT_TITLES[one.lower_] for one in before if one.lower_ in SHORT_TITLES), "")


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
