"""Two claims in one sentence: where “…, and …” joins what can be checked one by one."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from ..speech.syntax import SUBJECTS, child

NOT_COUNTED = frozenset(("DATE", "TIME", "ORDINAL"))
OVER_BOTH = frozenset(("prep", "advcl", "npadvmod", "advmod"))  # “In 2024, …” holds for all of it
FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
MARKS = frozenset('“”"‘«»(')


def joint(tokens: Sequence[Token]) -> tuple[Token, Token] | None:
    """The “and” at which a sentence is two claims, and the second one's verb; None if it is one."""
    links = [
        one
        for one in tokens[3:]
        if one.lower_ in ("and", "but") and one.dep_ == "cc" and one.nbor(-1).text == ","
    ]
    for link in links:
        second = next((one for one in link.head.conjuncts if one.i > link.i), None)
        if second is None or second.left_edge.i != link.i + 1 or second not in tokens:
            continue
        first = link.head
        if _vows(first) and _vows(second) and link.lower_ == "and":
            return link, second
        if len(links) == 1 and _are_figures(tokens, link, first, second):
            return link, second
    return None


def _vows(verb: Token) -> bool:
    """“I will cut fees, and I will not raise the tax” can be kept and broken one by one."""
    who = child(verb, "nsubj")
    helps = {one.lower_ for one in verb.children if one.dep_ in ("aux", "advmod")}
    return (
        who is not None
        and who.lower_ in ("i", "we")
        and bool(helps & {"will", "’ll", "'ll", "shall"})
        and not helps & {"probably", "likely", "perhaps"}
    )


def _are_figures(tokens: Sequence[Token], link: Token, first: Token, second: Token) -> bool:
    """“Rents rose by 5 percent, and wages fell by 3 percent”: a figure and a subject each."""
    if first.dep_ not in ("ROOT", "ccomp") or any(one.text in MARKS for one in tokens):
        return False
    left = [one for one in tokens if one.i < link.i]
    right = [one for one in tokens if one.i > link.i]
    subjects = _subject(first), _subject(second)
    if subjects[0] is None or subjects[1] is None or subjects[0].lower_ == subjects[1].lower_:
        return False
    if not (_has_figure(left) and _has_figure(right) and _is_finite(first) and _is_finite(second)):
        return False
    if any(one.dep_ in OVER_BOTH and one.i < subjects[0].i for one in first.children):
        return False
    # “in 2024” at one end may hold for both halves.
    return _has_date(left) == _has_date(right) and not any(one.pos_ == "PRON" for one in right)


def _subject(verb: Token) -> Token | None:
    found = child(verb, *SUBJECTS)
    return found if found is not None and found.pos_ in ("NOUN", "PROPN") else None


def _is_finite(verb: Token) -> bool:
    return verb.tag_ in FINITE or any(
        one.tag_ in FINITE for one in verb.children if one.dep_ in ("aux", "auxpass")
    )


def _has_figure(tokens: list[Token]) -> bool:
    return any(one.like_num and one.ent_type_ not in NOT_COUNTED for one in tokens)


def _has_date(tokens: list[Token]) -> bool:
    return any(one.ent_type_ == "DATE" for one in tokens)
