"""Claims that a noun carries: his promise to …, the accusation that …, frustration that …"""

from __future__ import annotations

from spacy.tokens import Token

from ..text.nlp import lemma
from . import cues
from .contents import Content
from .speech import Form
from .syntax import child, subject


def noun_content(cue: Token) -> tuple[Content, Token | None] | None:
    """What the noun `cue` carries and whose it is, or None where it carries nothing."""
    if cue.pos_ != "NOUN" or lemma(cue) not in cues.NOUNS:
        return None
    found = _that(cue) or _of(cue)
    if found is None:
        return None
    who = whose(cue)
    if who is None and found.form is not Form.CLAUSE:
        return None
    return found, who


def _that(cue: Token) -> Content | None:
    """the claim that …, a promise to …"""
    for head in cue.children:
        if head.i <= cue.i or head.dep_ not in ("acl", "ccomp", "relcl", "xcomp"):
            continue
        first = child(head, "mark")
        if first is not None and first.lower_ in ("that", "whether"):
            return Content(tuple(head.subtree), Form.CLAUSE, head)
        if head.dep_ != "relcl" and any(one.tag_ == "TO" for one in head.lefts):
            return Content(tuple(head.subtree), Form.INFINITIVE, head)
    return None


def _of(cue: Token) -> Content | None:
    """his promise of lower taxes"""
    link = next(
        (one for one in cue.children if one.dep_ == "prep" and one.lower_ in ("of", "for")), None
    )
    head = None if link is None else child(link, "pobj", "pcomp")
    if head is None or child(cue, "poss") is None or len(list(head.subtree)) < 2:
        return None
    form = Form.GERUND if head.tag_ == "VBG" else Form.OBJECT
    return Content(tuple(head.subtree), form, head)


def whose(cue: Token) -> Token | None:
    """Its owner or author, or whoever the sentence says has expressed it."""
    owner = child(cue, "poss")
    if owner is not None:
        return owner
    for link in cue.children:
        if link.dep_ in ("prep", "agent") and link.lower_ in ("by", "from"):
            return child(link, "pobj")
    verb = cue.head
    if cue.dep_ == "dobj" and verb.pos_ == "VERB" and lemma(verb) in cues.LIGHT:
        return subject(verb)
    return _said_in(cue)


def _said_in(cue: Token) -> Token | None:
    """“says in a statement that …”, “left early in the hope that …”"""
    link = cue.head
    verb = link.head
    if cue.dep_ != "pobj" or link.lower_ not in ("in", "with") or verb.pos_ != "VERB":
        return None
    return subject(verb) if lemma(cue) == "hope" or lemma(verb) in cues.SAYING else None
