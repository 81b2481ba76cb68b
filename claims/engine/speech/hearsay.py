"""What is said without saying by whom: is expected to, seems to, reportedly."""

from __future__ import annotations

from spacy.tokens import Token

from ..text.nlp import lemma
from ..wordlist import words
from .contents import Content
from .speech import Form
from .syntax import child, is_passive

PASSIVE = words("""
    expect believe think say report allege rumor rumour estimate project predict consider
    presume assume
""")
SEEMING = words("seem appear")
LIKENED = frozenset(("like",))


def hearsay(cue: Token) -> Content | None:
    """The statement that the verb puts at a distance, its subject included; None where none is."""
    if cue.pos_ != "VERB":
        return None
    word = lemma(cue)
    if is_passive(cue):
        who = child(cue, "nsubjpass")
        what = None
        if word in PASSIVE and child(cue, "agent") is None:
            what = child(cue, "xcomp", "ccomp")
    elif word in SEEMING:
        who, what = child(cue, "nsubj", "expl"), _seen(cue, word)
    else:
        return None
    if what is None:
        return None
    if who is not None and who.lower_ == "it" and what.dep_ == "ccomp":
        who = None  # “it was said that …”
    elif who is None and cue.dep_ == "conj":
        who = child(cue.head, "nsubj", "nsubjpass")
    tokens = {*what.subtree, *(who.subtree if who is not None else ())}
    return Content(tuple(sorted(tokens, key=lambda one: one.i)), Form.HEARSAY, what)


def _seen(cue: Token, word: str) -> Token | None:
    found = child(cue, "xcomp", "oprd", "ccomp")
    if found is None and word == "seem":
        found = child(cue, "acomp")
    if found is None:
        found = next(
            (one for one in cue.children if one.dep_ == "prep" and one.lower_ in LIKENED), None
        )
    return found
