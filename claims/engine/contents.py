"""What a reporting verb reports, read from the sentence's grammar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Token

from . import cues
from .nlp import lemma
from .speech import Form
from .syntax import RELATIVE, child, is_passive, subject

EMPTY_OBJECTS = frozenset(
    ("it", "this", "that", "them", "him", "her", "himself", "herself", "what")
)
ANONYMITY = frozenset(("named", "identified", "quoted"))  # asked not to be named
CLAUSE_VERBS = ("VERB", "AUX")
LONGEST = 400  # words; what is longer is no sentence but a text without punctuation


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The reported words; `addressee` is who is told, accused or asked."""

    tokens: tuple[Token, ...]
    form: Form
    head: Token
    addressee: Token | None = None


def content(cue: Token) -> Content | None:
    """What the verb `cue` reports, or None where it reports nothing."""
    if any(_words_in(one) > LONGEST for one in cue.children if one.dep_ != "conj"):
        return None
    word = lemma(cue)
    for read in READERS:
        found = read(cue, word)
        if found is not None and len(found.tokens) > 1:
            return found
    return None


def _words_in(head: Token) -> int:
    return head.right_edge.i - head.left_edge.i + 1


def _clause(cue: Token, word: str) -> Content | None:
    """said that taxes fell; and, with the verb put in the middle, taxes, he said, fell."""
    if word not in cues.CLAUSE or is_passive(cue):
        return None
    heads = [one for one in cue.children if one.dep_ == "ccomp" and one.pos_ != "PUNCT"]
    if heads:
        return None if _is_gap(cue, heads[0]) else _joined(heads, cue)
    if _is_inserted(cue):
        return _subtree(cue.head, Form.CLAUSE, cue)
    return None


def _joined(heads: list[Token], cue: Token) -> Content:
    """A clause that the parser has torn in two is one again: nothing lies between its parts."""
    first = _subtree(heads[0], Form.CLAUSE, cue)
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
        and not any(one.lower_ in ("who", "which", "that") for one in cue.lefts)
    )


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


def _infinitive(cue: Token, word: str) -> Content | None:
    """vowed to end the war"""
    if word not in cues.COMMITMENT or is_passive(cue):
        return None
    head = child(cue, "xcomp", "ccomp")
    if head is None and child(cue, "dobj") is None and word in cues.PROMISES:
        head = child(cue, "advcl")  # vowed on Monday to …, as the parser reads it now and then
    if head is None or not _has_to(head) or child(head, "nsubj") is not None:
        return None
    if head.lower_ in ANONYMITY:
        return None
    return _subtree(head, Form.INFINITIVE, cue)


def _has_to(verb: Token) -> bool:
    return any(one.tag_ == "TO" for one in verb.lefts)


def _request(cue: Token, word: str) -> Content | None:
    """urged lawmakers to pass it, where the parser may take “lawmakers” for a subject"""
    if word not in cues.REQUEST:
        return None
    head = child(cue, "xcomp", "ccomp")
    if head is None or not _has_to(head):
        return None
    asked = child(head, "nsubj") or child(cue, "dobj")
    if asked is None:
        return None
    asked_tokens = list(asked.subtree) if asked.head == cue else []
    tokens = sorted({*asked_tokens, *head.subtree}, key=lambda one: one.i)
    return Content(tuple(tokens), Form.REQUEST, head, asked)


def _accusation(cue: Token, word: str) -> Content | None:
    """accused him of lacking gratitude; criticised them for the delay; called for a vote"""
    wanted = cues.ACCUSATION.get(word)
    if wanted is None:
        return None
    accused = child(cue, "dobj", "dative") if not is_passive(cue) else child(cue, "nsubjpass")
    link = next((one for one in _links(cue, accused) if one.lower_ in wanted.split()), None)
    head = None if link is None else child(link, "pcomp", "pobj")
    if head is None or link is None:
        return None
    found = _subtree(head, Form.GERUND if _gerund(head) else Form.OBJECT, cue)
    return Content(found.tokens, found.form, _gerund(head) or head, accused)


def _links(cue: Token, accused: Token | None) -> list[Token]:
    near = [one for one in cue.children if one.dep_ in ("prep", "prt")]
    if accused is not None:
        near += [one for one in accused.children if one.dep_ == "prep"]
    return near


def _gerund(head: Token) -> Token | None:
    """The verb of “of lacking gratitude”, which the parser sometimes takes for an adjective."""
    first = next(iter(head.subtree))
    if head.tag_ == "VBG":
        return head
    return first if first.tag_ == "VBG" and first.dep_ == "amod" else None


def _naming(cue: Token, word: str) -> Content | None:
    """called it “a disgrace”; described their relationship as “good”"""
    if word not in cues.NAMING:
        return None
    named = child(cue, "dobj") if not is_passive(cue) else child(cue, "nsubjpass")
    if named is not None and named.lower_ in RELATIVE:
        return None
    name = child(cue, "oprd") or _as(cue, named)
    if name is None:
        clause = child(cue, "ccomp")  # the parser's other reading: [it a disgrace]
        if clause is None or word not in ("call", "label", "dub", "brand", "deem"):
            return None
        return _subtree(clause, Form.NAMING, cue)
    tokens = {*name.subtree, *(named.subtree if named is not None else ())}
    return Content(tuple(sorted(tokens, key=lambda one: one.i)), Form.NAMING, name, named)


def _as(cue: Token, named: Token | None) -> Token | None:
    for one in _links(cue, named):
        if one.lower_ == "as" and child(one, "pobj", "amod", "pcomp", "acomp", "advcl") is not None:
            return one
    return None


def _gerund_object(cue: Token, word: str) -> Content | None:
    """denied taking the money"""
    head = child(cue, "xcomp")
    if word not in cues.GERUND or head is None or head.tag_ != "VBG":
        return None
    return _subtree(head, Form.GERUND, cue)


def _object(cue: Token, word: str) -> Content | None:
    """criticised the burden of the war"""
    head = child(cue, "dobj")
    if word not in cues.OBJECT or head is None or is_passive(cue):
        return None
    if head.lower_ in EMPTY_OBJECTS or head.ent_type_ in ("PERSON", "DATE", "TIME"):
        return None
    return _subtree(head, Form.OBJECT, cue)


def according_to(token: Token) -> tuple[Content, Token] | None:
    """The clause that “according to …” belongs to, and who it is put down to."""
    to = child(token, "prep") or (token.nbor() if token.i + 1 < len(token.doc) else None)
    source = None if to is None or to.lower_ != "to" else child(to, "pobj")
    if source is None:
        return None
    head = token.head
    while head.pos_ not in CLAUSE_VERBS and head.head != head:
        head = head.head
    if head == token or head.i == source.i:
        return None
    return _subtree(head, Form.CLAUSE, token), source


def _subtree(head: Token, form: Form, cue: Token) -> Content:
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


READERS: tuple[Callable[[Token, str], Content | None], ...] = (
    _request,
    _infinitive,
    _clause,
    _accusation,
    _naming,
    _gerund_object,
    _object,
)


def says(cue: Token) -> bool:
    """True for a verb that can stand beside a direct quote and has somebody to say it."""
    return (
        cue.pos_ == "VERB"
        and lemma(cue) in cues.SAYING
        and not (is_passive(cue) and subject(cue) is None)
    )
