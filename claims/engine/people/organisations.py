"""“The agency”: the one organisation of that sort that the text has named."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from ..speech.speech import Mention
from ..speech.syntax import child
from ..text.nlp import Block
from ..wordlist import words

SORTS = words("""
    agency bureau department ministry committee commission council court board company firm
    bank university college union party foundation institute association federation authority
    trust airline retailer manufacturer automaker startup newspaper broadcaster charity
    nonprofit watchdog regulator
""")
ALIKE = {"firm": "company"}
FIRMS = words("inc inc. corp corp. co co. ltd ltd. llc plc ag gmbh")
IS = frozenset(("is", "was"))


class Bodies:
    """Organisations of a told sort, and where the text names each first."""

    def __init__(self, blocks: list[Block]) -> None:
        self.first: dict[tuple[str, str], int] = {}
        for block in blocks:
            for entity in block.doc.ents:
                if entity.label_ == "ORG":
                    for sort in _sorts(entity):
                        self.first.setdefault((sort, _name(entity)), block.at(entity[0]))

    def called(self, mention: Mention) -> str:
        """The name of “the agency”, "" where none or more than one fits."""
        the, _, sort = " ".join(mention.text.split()).lower().partition(" ")
        if the != "the" or sort not in SORTS:
            return ""
        sort = ALIKE.get(sort, sort)
        found = {
            name for (kind, name), at in self.first.items() if kind == sort and at < mention.start
        }
        return found.pop() if len(found) == 1 else ""


def _sorts(body: Span) -> Iterator[str]:
    """By its own name, by what stands beside it, by what it is said to be."""
    root = body.root
    if sum(one.lower_ != "the" for one in body) < 2 and root.lower_ in SORTS:
        return  # “the Bank” is no name
    yield from (ALIKE.get(one, one) for one in {root.lower_, body[-1].lower_} & SORTS)
    if body[-1].lower_ in FIRMS and len(body) > 1:
        yield "company"
    told = child(root, "appos")
    if root.dep_ == "nsubj" and root.head.lower_ in IS and child(root.head, "neg") is None:
        told = child(root.head, "attr") or told
    if told is not None and told.lower_ in SORTS and _is_one(told):
        yield ALIKE.get(told.lower_, told.lower_)


def _is_one(noun: Token) -> bool:
    return child(noun, "det", "poss") is not None


def _name(body: Span) -> str:
    """With “the” where the name has a sort for its last word: the Harbour Safety Agency."""
    bare = " ".join(body.text.split())
    bare = bare.removesuffix("’s").removesuffix("'s")
    bare = bare[4:] if bare.lower().startswith("the ") else bare
    return f"the {bare}" if {body.root.lower_, body[-1].lower_} & SORTS else bare
