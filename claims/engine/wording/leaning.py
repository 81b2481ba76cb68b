"""Words that need what was said before, and the name put in their place."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..people.antecedents import meant_by
from ..people.names import People
from ..people.namesakes import PRONOUNS
from ..people.roles import apposed
from ..speech.syntax import SUBJECTS
from ..wordlist import words
from .drafts import Draft
from .framing import Persons
from .third_person import inside

NOT_ALONE = words(
    "he she it they this that these those here there we you his her their its him them"
)
POINTING = words("this that these those such")
REPLACEABLE = words("he she they it")
SHORT = re.compile(r"[’'](d|ll|s|re|ve)\b")


def leans(draft: Draft, known: Token | None = None) -> bool:
    """It needs what was said before or who is there: “they”, “this”, “your” or the like.

    `known` is a pronoun for which a name is put.
    """
    if any(token.lower_ in ("you", "your", "yours") for token in draft.tokens):
        return True
    if not draft.tokens:
        return False
    first = draft.tokens[0].i
    return _has_unknown(draft, known) or any(
        _points(token, first) for token in draft.tokens if token != known
    )


def _points(token: Token, first: int) -> bool:
    if token.lower_ in POINTING and token.dep_ == "det" and token.head.dep_ in SUBJECTS:
        return token.i < first + 2  # “This man is …”
    if token.lower_ not in NOT_ALONE or token.tag_ not in ("PRP", "PRP$", "DT"):
        return False
    return (token.dep_ in ("nsubj", "nsubjpass") and token.i < first + 8) or (
        token.dep_ == "poss" and token.i < first + 3
    )


def _has_unknown(draft: Draft, known: Token | None) -> bool:
    """“Rents have risen since she took office”: nobody in the sentence is “she”."""
    named = known is not None
    for token in draft.tokens:
        if token.lower_ in ("he", "she") and token.dep_ in SUBJECTS and not named:
            return True
        named |= token.pos_ == "PROPN" and token.ent_type_ not in ("GPE", "LOC", "DATE")
    return False


def replaced(draft: Draft, persons: Persons, people: People) -> tuple[Token | None, str]:
    """The pronoun that a sentence opens with and the name for it; None where it is not sure."""
    if not draft.tokens:
        return None, ""
    first = draft.tokens[0]
    opening = next((one for one in draft.tokens[:3] if one.dep_ in SUBJECTS), None)
    if opening is None or opening.lower_ not in REPLACEABLE:
        return None, ""
    if any(one.pos_ in ("NOUN", "PROPN") for one in draft.tokens[: opening.i - first.i]):
        return None, ""
    others = tuple(one for one in persons if one is not None)
    name = meant_by(opening, people.blocks[draft.block], people, others)
    return (opening, name) if name else (None, "")


def put(words: str, first: Token, name: str) -> str:
    """`words` with the subject's own words replaced by the name."""
    old = first.doc[first.left_edge.i : first.i + 1].text
    found = re.search(rf"(?<!\w){re.escape(old)}(?!\w)", words)
    if found is None:
        return words
    rest = words[found.end() :]
    short = SHORT.match(rest)
    if short and old.lower() in (*PRONOUNS, *REPLACEABLE):  # she’d wait, she’d gone
        rest = " " + _in_full(short[1], first.head) + rest[short.end() :]
    return words[: found.start()] + (inside(name) if found.start() else name) + rest


def is_named_beside(subject: Token, name: str) -> bool:
    """“The suspect, Karl Brandt, had …”: a name stands beside it, or this one in its clause."""
    beside, last = apposed(subject), name.split()[-1:]
    if beside is not None and beside.pos_ == "PROPN":
        return True
    return any(one.text in last for one in subject.head.subtree if one != subject)


def _in_full(short: str, verb: Token) -> str:
    done = verb.tag_ == "VBN" or any(one.tag_ == "VBN" for one in verb.children)
    return {
        "d": "would" if verb.tag_ == "VB" else "had",
        "ll": "will",
        "re": "are",
        "ve": "have",
        "s": "has" if done and verb.lower_ == "been" else "is",
    }[short]
