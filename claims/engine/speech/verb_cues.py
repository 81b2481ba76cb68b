"""What a reporting verb reports, read from the sentence's grammar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Token

from ..text.nlp import lemma
from . import clauses, cues, objects
from .contents import PEOPLE, Content
from .speech import Form
from .syntax import is_passive, subject

LONGEST = 400  # words; what is longer is no sentence but a text without punctuation
# The first that finds something has it.
READERS: tuple[Callable[[Token, str], Content | None], ...] = (
    clauses.request,
    clauses.infinitive,
    clauses.clause,
    clauses.made_clear,
    clauses.as_reported,
    objects.evidence,
    objects.accusation,
    objects.naming,
    objects.gerund_object,
    objects.plain_object,
    objects.undergone,
)


def verb_content(cue: Token) -> Content | None:
    """What the verb `cue` reports, or None where it reports nothing."""
    if any(_words_in(one) > LONGEST for one in cue.children if one.dep_ != "conj"):
        return None
    word = lemma(cue)
    for read in READERS:
        found = read(cue, word)
        if found is None:
            continue
        if len(found.tokens) > 1 or _is_somebody(found.head):
            return found
        if found.form in (Form.OBJECT, Form.TOPIC) and found.head.pos_ in ("NOUN", "PRON"):
            return replace(found, form=Form.TOPIC)
    return None


def _is_somebody(token: Token) -> bool:
    return token.pos_ == "PROPN" or token.lower_ in PEOPLE


def _words_in(head: Token) -> int:
    return head.right_edge.i - head.left_edge.i + 1


def says(cue: Token) -> bool:
    """True for a verb that can stand beside a direct quote and has somebody to say it."""
    return (
        cue.pos_ == "VERB"
        and cue.dep_ != "amod"
        and lemma(cue) in cues.SAYING
        and not (is_passive(cue) and subject(cue) is None)
    )
