"""Objects that a verb reports: accused him of …, called it …, criticised the …, a poll shows …"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from ..text.nlp import lemma
from ..wordlist import words
from . import cues
from .contents import EMPTY_OBJECTS, PEOPLE, Content, gerund, has_to, links, subtree
from .speech import Form
from .syntax import RELATIVE, child, is_passive, noun_phrase, subject

THINGS = frozenset(("it", "this", "that"))
OPENERS = frozenset(("“", '"', "‘", "``", "''"))
# When and where it was said is the writer's word: “on Monday”, “in an interview”.
NARRATING = words("by during after before at since until despite")
TALKS = words("interview speech statement address tweet post letter call")


def evidence(cue: Token, word: str) -> Content | None:
    """A poll shows Marsh ahead by 4 points: all that follows is what it shows."""
    told = subject(cue)
    if word not in cues.SHOWING or told is None or lemma(told) not in cues.EVIDENCE:
        return None
    first = child(cue, "dobj")
    return None if first is None else _with_rest(subtree(first, Form.OBJECT, cue), cue, True)


def accusation(cue: Token, word: str) -> Content | None:
    """accused him of lacking gratitude; criticised them for the delay; called for a vote"""
    wanted = cues.ACCUSATION.get(word)
    if wanted is None:
        return None
    accused = child(cue, "dobj", "dative") if not is_passive(cue) else child(cue, "nsubjpass")
    link = next((one for one in links(cue, accused) if one.lower_ in wanted.split()), None)
    head = None if link is None else child(link, "pcomp", "pobj")
    if head is None or link is None:
        return None
    found = subtree(head, Form.GERUND if gerund(head) else Form.OBJECT, cue)
    return Content(found.tokens, found.form, gerund(head) or head, accused)


def naming(cue: Token, word: str) -> Content | None:
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
        return subtree(clause, Form.NAMING, cue)
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


def gerund_object(cue: Token, word: str) -> Content | None:
    """denied taking the money"""
    head = child(cue, "xcomp")
    if word not in cues.GERUND or head is None or head.tag_ != "VBG":
        return None
    return subtree(head, Form.GERUND, cue)


def plain_object(cue: Token, word: str) -> Content | None:
    """criticised the burden of the war; endorsed the mayor, which is a topic and no claim"""
    head = child(cue, "dobj")
    claimed = word in cues.OBJECT
    if not (claimed or word in cues.STANCE) or head is None or is_passive(cue):
        return None
    somebody = head.lower_ in PEOPLE or head.ent_type_ == "PERSON"
    vague = somebody or head.lower_ in THINGS
    if (somebody and word not in cues.SIDING) or head.ent_type_ in ("DATE", "TIME"):
        return None
    if head.lower_ in EMPTY_OBJECTS and not vague:
        return None
    form = Form.OBJECT if claimed and not vague else Form.TOPIC
    return _with_rest(subtree(head, form, cue), cue)


def undergone(cue: Token, word: str) -> Content | None:
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
    return one.dep_ == "advcl" and has_to(one)
