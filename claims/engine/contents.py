"""What a reporting verb reports, read from the sentence's grammar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from spacy.tokens import Token

from . import cues
from .nlp import lemma
from .speech import Form
from .syntax import RELATIVE, child, is_passive, noun_phrase, subject
from .wordlist import words

EMPTY_OBJECTS = frozenset(
    ("it", "this", "that", "them", "him", "her", "himself", "herself", "what")
)
PEOPLE = frozenset(("him", "her", "them", "us", "me"))
ANONYMITY = frozenset(("named", "identified", "quoted"))  # asked not to be named
OPENERS = frozenset(("“", '"', "‘", "``", "''"))
PLACES = ("where", "when")
# When and where it was said is the writer's word: “on Monday”, “in an interview”.
NARRATING = words("by during after before at since until despite")
TALKS = words("interview speech statement address tweet post letter call")
CLAUSE_VERBS = ("VERB", "AUX")
LONGEST = 400  # words; what is longer is no sentence but a text without punctuation


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The reported words; `addressee` is who is told, accused or asked."""

    tokens: tuple[Token, ...]
    form: Form
    head: Token
    addressee: Token | None = None
    partial: bool = False  # “which” stands for what the sentence before it names


def content(cue: Token) -> Content | None:
    """What the verb `cue` reports, or None where it reports nothing."""
    if any(_words_in(one) > LONGEST for one in cue.children if one.dep_ != "conj"):
        return None
    word = lemma(cue)
    for read in READERS:
        found = read(cue, word)
        if found is not None and (len(found.tokens) > 1 or _is_somebody(found.head)):
            return found
    return None


def _is_somebody(token: Token) -> bool:
    return token.pos_ == "PROPN" or token.lower_ in PEOPLE


def _words_in(head: Token) -> int:
    return head.right_edge.i - head.left_edge.i + 1


def _clause(cue: Token, word: str) -> Content | None:
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
        return _subtree(cue.head, Form.CLAUSE, cue)
    return None


def _made_clear(cue: Token, word: str) -> Content | None:
    """made clear that rents would rise; made the case that …"""
    head = child(cue, "ccomp")
    plain = child(cue, "oprd", "acomp", "amod", "dobj")
    if word != "make" or head is None or head.i < cue.i or plain is None:
        return None
    return _subtree(head, Form.CLAUSE, cue) if plain.lower_ in ("clear", "plain", "case") else None


def _evidence(cue: Token, word: str) -> Content | None:
    """A poll shows Marsh ahead by 4 points: all that follows is what it shows."""
    told = subject(cue)
    if word not in cues.SHOWING or told is None or lemma(told) not in cues.EVIDENCE:
        return None
    first = child(cue, "dobj")
    return None if first is None else _with_rest(_subtree(first, Form.OBJECT, cue), cue, True)


def _as_reported(cue: Token, word: str) -> Content | None:
    """As reported by the Herald, rents rose"""
    mark = child(cue, "mark", "advmod", "prep")
    if word not in cues.CLAUSE or cue.dep_ != "advcl" or child(cue, "agent") is None:
        return None
    if mark is None or mark.lower_ != "as" or cue.head.pos_ not in CLAUSE_VERBS:
        return None
    return _subtree(cue.head, Form.CLAUSE, cue)


def _follows(cue: Token, head: Token) -> bool:
    """“rents, she said, rose” is one clause in two parts; “…: half said rents rose” is not."""
    first = head.left_edge
    return first.i > cue.i and first.nbor(-1).text not in (",", "—", "–", "-", "--")


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
        and not any(_relates(one) for one in cue.lefts)
    )


def _relates(token: Token) -> bool:
    """The clause's own “where”, “who” or “in which”: then nothing is lacking inside."""
    inner = child(token, "pobj") if token.dep_ == "prep" else None
    return token.lower_ in (*RELATIVE, *PLACES) or (inner is not None and inner.lower_ == "which")


def _with_pronoun(head: Token, cue: Token) -> Content | None:
    """“which he said were fake”: said of what “which” stands for; None where it has no pronoun."""
    first = head.left_edge
    whole = _subtree(head, Form.CLAUSE, cue)
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
    head = child(cue, "xcomp", "ccomp") or (child(cue, "advcl") if word == "call" else None)
    if head is None or not _has_to(head):
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


def _accusation(cue: Token, word: str) -> Content | None:
    """accused him of lacking gratitude; criticised them for the delay; called for a vote"""
    wanted = cues.ACCUSATION.get(word)
    if wanted is None:
        return None
    accused = child(cue, "dobj", "dative") if not is_passive(cue) else child(cue, "nsubjpass")
    link = next((one for one in links(cue, accused) if one.lower_ in wanted.split()), None)
    head = None if link is None else child(link, "pcomp", "pobj")
    if head is None or link is None:
        return None
    found = _subtree(head, Form.GERUND if gerund(head) else Form.OBJECT, cue)
    return Content(found.tokens, found.form, gerund(head) or head, accused)


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


def _naming(cue: Token, word: str) -> Content | None:
    """called it “a disgrace”; described their relationship as “good”"""
    if word not in cues.NAMING:
        return None
    named = child(cue, "dobj") if not is_passive(cue) else child(cue, "nsubjpass")
    if named is not None and named.lower_ in RELATIVE:
        return None
    names = [one for one in cue.children if one.dep_ == "oprd"]
    if named is None and len(names) > 1:
        named = names[0]
    name = names[-1] if names else _as(cue, named) or _in_marks(named)
    if name is None:
        clause = child(cue, "ccomp")  # the parser's other reading: [it a disgrace]
        if clause is None or word not in ("call", "label", "dub", "brand", "deem"):
            return None
        return _subtree(clause, Form.NAMING, cue)
    tokens = {*name.subtree, *(named.subtree if named is not None else ())}
    return Content(tuple(sorted(tokens, key=lambda one: one.i)), Form.NAMING, name, named)


def _in_marks(named: Token | None) -> Token | None:
    """called the senator “the next Cato”, which the parser takes for another name of his"""
    name = None if named is None else child(named, "appos")
    if name is None:
        return None
    first = name.left_edge
    return name if OPENERS & {first.text, first.doc[max(0, first.i - 1)].text} else None


def _as(cue: Token, named: Token | None) -> Token | None:
    for one in links(cue, named):
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
    """criticised the burden of the war; endorsed the mayor, which is a topic and no claim"""
    head = child(cue, "dobj")
    claimed, told = word in cues.OBJECT, word in cues.STANCE
    if not (claimed or told) or head is None or is_passive(cue):
        return None
    somebody = head.lower_ in PEOPLE or head.ent_type_ == "PERSON"
    if somebody and word not in cues.SIDING:
        return None
    if (head.lower_ in EMPTY_OBJECTS and not somebody) or head.ent_type_ in ("DATE", "TIME"):
        return None
    form = Form.OBJECT if claimed and not somebody else Form.TOPIC
    return _with_rest(_subtree(head, form, cue), cue)


def _undergone(cue: Token, word: str) -> Content | None:
    """The plan was criticised by the mayor; a plan backed by the mayor"""
    if word not in cues.OBJECT | cues.STANCE or child(cue, "agent") is None:
        return None
    what = child(cue, "nsubjpass") or (cue.head if cue.dep_ == "acl" else None)
    if what is None or what.lower_ in EMPTY_OBJECTS or what.lower_ in RELATIVE:
        return None
    tokens = tuple(noun_phrase(what))
    return Content(tokens, Form.TOPIC, what)


def _with_rest(found: Content, cue: Token, everything: bool = False) -> Content:
    """“supports a larger role in Iraq to deprive …”: what the parser hangs on the verb instead."""
    tokens = list(found.tokens)
    for one in cue.rights:
        if one.left_edge.i == tokens[-1].i + 1 and (everything or _belongs(one)):
            tokens += one.subtree
    return replace(found, tokens=tuple(tokens))


def _belongs(one: Token) -> bool:
    if one.dep_ == "prep":
        inner = child(one, "pobj")
        timed = inner is not None and (inner.ent_type_ in ("DATE", "TIME") or inner.lower_ in TALKS)
        return not timed and one.lower_ not in NARRATING
    return one.dep_ == "advcl" and _has_to(one)


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
    _made_clear,
    _as_reported,
    _evidence,
    _accusation,
    _naming,
    _gerund_object,
    _object,
    _undergone,
)


def says(cue: Token) -> bool:
    """True for a verb that can stand beside a direct quote and has somebody to say it."""
    return (
        cue.pos_ == "VERB"
        and cue.dep_ != "amod"
        and lemma(cue) in cues.SAYING
        and not (is_passive(cue) and subject(cue) is None)
    )
