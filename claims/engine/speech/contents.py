"""What is reported, as words of a parsed sentence, and what several ways of reporting share."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from .speech import Form
from .syntax import child

CLAUSE_VERBS = ("VERB", "AUX")
EMPTY_OBJECTS = frozenset(
    ("it", "this", "that", "them", "him", "her", "himself", "herself", "what")
)
PEOPLE = frozenset(("him", "her", "them", "us", "me"))


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The reported words; `addressee` is who is told, accused or asked."""

    tokens: tuple[Token, ...]
    form: Form
    head: Token
    addressee: Token | None = None
    partial: bool = False  # “which” stands for what the sentence before it names


def subtree(head: Token, form: Form, cue: Token) -> Content:
    """All that hangs on `head`, without the cue and what hangs on that."""
    tokens = tuple(head.subtree)
    if cue in tokens:
        left_out = set(cue.subtree)
        tokens = tuple(one for one in tokens if one not in left_out)
    return Content(tokens, form, head, _told(cue))


def _told(cue: Token) -> Token | None:
    told = child(cue, "dative", "dobj")
    return (
        child(told, "pobj")
        if told is not None and told.dep_ == "dative" and told.pos_ == "ADP"
        else told
    )


def has_to(verb: Token) -> bool:
    return any(one.tag_ == "TO" for one in verb.lefts)


def links(cue: Token, accused: Token | None) -> list[Token]:
    near = [one for one in cue.children if one.dep_ in ("prep", "prt")]
    if accused is not None:
        near += [one for one in accused.children if one.dep_ == "prep"]
    return near


def gerund(head: Token) -> Token | None:
    """The verb of “of lacking gratitude”, which the parser sometimes takes for an adjective."""
    first = next(iter(head.subtree))
    if head.tag_ == "VBG":
        return head
    return first if first.tag_ == "VBG" and first.dep_ == "amod" else None
