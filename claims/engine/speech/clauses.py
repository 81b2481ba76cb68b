"""Clauses and infinitives that a verb reports: said that …, vowed to …, urged them to …"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from . import cues
from .contents import CLAUSE_VERBS, Content, has_to, subtree
from .speech import Form
from .syntax import RELATIVE, child, is_passive, subject

ANONYMITY = frozenset(("named", "identified", "quoted"))  # asked not to be named
PLACES = ("where", "when")


def clause(cue: Token, word: str) -> Content | None:
    """said that taxes fell; and, with the verb put in the middle, taxes, he said, fell."""
    if word not in cues.CLAUSE or is_passive(cue):
        return None
    heads = [one for one in cue.children if one.dep_ == "ccomp" and one.pos_ != "PUNCT"]
    heads = [one for one in heads if _follows(cue, one)] or heads
    if heads and _is_gap(cue, heads[0]):
        return _with_pronoun(heads[0], cue)
    if heads:
        return _joined(heads, cue)
    if _is_inserted(cue):
        return subtree(cue.head, Form.CLAUSE, cue)
    return None


def _follows(cue: Token, head: Token) -> bool:
    """“rents, she said, rose” is one clause in two parts; “…: half said rents rose” is not."""
    first = head.left_edge
    return first.i > cue.i and first.nbor(-1).text not in (",", "—", "–", "-", "--")


def _joined(heads: list[Token], cue: Token) -> Content:
    """A clause that the parser has torn in two is one again: nothing lies between its parts."""
    first = subtree(heads[0], Form.CLAUSE, cue)
    tokens = list(first.tokens)
    for head in heads[1:]:
        if head.left_edge.i <= tokens[-1].i + 1 and head.i > cue.i:
            tokens = sorted({*tokens, *head.subtree}, key=lambda one: one.i)
    return Content(tuple(tokens), Form.CLAUSE, heads[0], first.addressee)


def _is_gap(cue: Token, head: Token) -> bool:
    """“a letter he said he received”: the clause lacks what the relative clause hangs on."""
    return (
        cue.dep_ == "relcl"
        and child(head, "mark") is None
        and cue.i < head.i
        and not any(_relates(one) for one in cue.lefts)
    )


def _relates(token: Token) -> bool:
    """The clause's own “where”, “who” or “in which”: then nothing is lacking inside."""
    inner = child(token, "pobj") if token.dep_ == "prep" else None
    return token.lower_ in (*RELATIVE, *PLACES) or (inner is not None and inner.lower_ == "which")


def _with_pronoun(head: Token, cue: Token) -> Content | None:
    """“which he said were fake”: said of what “which” stands for; None where it has no pronoun."""
    first = head.left_edge
    whole = subtree(head, Form.CLAUSE, cue)
    if first.i > cue.i:  # “something that, or which, she said was fake”, without the pronoun
        return replace(whole, partial=True) if subject(head) is None else None
    if first.tag_ not in ("WDT", "WP", "WRB"):
        return None
    if first.tag_ == "WRB":
        return replace(whole, tokens=tuple(one for one in whole.tokens if one != first))
    return replace(whole, partial=True)


def _is_inserted(cue: Token) -> bool:
    if cue.head == cue or cue.head.pos_ not in CLAUSE_VERBS:
        return False
    if cue.dep_ == "parataxis":
        return True
    mark = child(cue, "mark")
    return (
        cue.dep_ == "advcl"
        and mark is not None
        and mark.lower_ == "as"
        and len(list(cue.subtree)) < 6
    )


def made_clear(cue: Token, word: str) -> Content | None:
    """made clear that rents would rise; made the case that …"""
    head = child(cue, "ccomp")
    plain = child(cue, "oprd", "acomp", "amod", "dobj")
    if word != "make" or head is None or head.i < cue.i or plain is None:
        return None
    return subtree(head, Form.CLAUSE, cue) if plain.lower_ in ("clear", "plain", "case") else None


def as_reported(cue: Token, word: str) -> Content | None:
    """As reported by the Herald, rents rose"""
    mark = child(cue, "mark", "advmod", "prep")
    if word not in cues.CLAUSE or cue.dep_ != "advcl" or child(cue, "agent") is None:
        return None
    if mark is None or mark.lower_ != "as" or cue.head.pos_ not in CLAUSE_VERBS:
        return None
    return subtree(cue.head, Form.CLAUSE, cue)


def infinitive(cue: Token, word: str) -> Content | None:
    """vowed to end the war"""
    if word not in cues.COMMITMENT or is_passive(cue):
        return None
    head = child(cue, "xcomp", "ccomp")
    if head is None and child(cue, "dobj") is None and word in cues.PROMISES:
        head = child(cue, "advcl")  # vowed on Monday to …, as the parser reads it now and then
    if head is None or not has_to(head) or child(head, "nsubj") is not None:
        return None
    if head.lower_ in ANONYMITY:
        return None
    return subtree(head, Form.INFINITIVE, cue)


def request(cue: Token, word: str) -> Content | None:
    """urged lawmakers to pass it, where the parser may take “lawmakers” for a subject"""
    if word not in cues.REQUEST:
        return None
    head = child(cue, "xcomp", "ccomp") or (child(cue, "advcl") if word == "call" else None)
    if head is None or not has_to(head):
        return None
    asked = child(head, "nsubj") or child(cue, "dobj") or _called_on(cue)
    if asked is None:
        return None
    asked_tokens = list(asked.subtree) if asked.i < head.i and asked.head != head else []
    tokens = sorted({*asked_tokens, *head.subtree}, key=lambda one: one.i)
    return Content(tuple(tokens), Form.REQUEST, head, asked)


def _called_on(cue: Token) -> Token | None:
    """called on tech companies to act"""
    link = next((one for one in cue.rights if one.lower_ in ("on", "upon")), None)
    return None if link is None or link.dep_ != "prep" else child(link, "pobj")


def according_to(token: Token) -> tuple[Content, Token] | None:
    """The clause that “according to …” belongs to, and who it is put down to."""
    if token.lower_ != "according":
        return None
    to = child(token, "prep") or (token.nbor() if token.i + 1 < len(token.doc) else None)
    source = None if to is None or to.lower_ != "to" else child(to, "pobj")
    if source is None:
        return None
    head = token.head
    while head.pos_ not in CLAUSE_VERBS and head.head != head:
        head = head.head
    if head == token or head.i == source.i:
        return None
    return subtree(head, Form.CLAUSE, token), source
