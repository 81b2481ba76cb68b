"""What is reported though nobody said it: might claim, nobody said, rejected the claim that."""

from __future__ import annotations

from spacy.tokens import Token

from ..text.nlp import lemma
from ..wordlist import words
from .syntax import child, subject

# went on to say, continued to insist: these did happen
LEADING_ON = words(
    "went goes go going continued continues continue continuing proceeded began begins started "
    "rushed seemed tried tries moved appeared used came stood took hastened"
)
NOBODY = words("nobody none neither nothing few hardly")
RARELY = words("rarely hardly never seldom scarcely barely")
CONDITIONS = frozenset(("if", "unless", "whether", "lest"))
# avoided saying, denied having said
AVOIDING = words("avoid stop quit deny resist regret")
# Who rejects a claim has not made it.
REJECTING = words("""
    dismiss reject deny dispute retract withdraw mock debunk refute rebut ridicule question doubt
    contest disavow disprove challenge contradict deride repudiate disown
""")


def is_unsaid(cue: Token) -> bool:
    """The words that `cue` reports were not said, as far as this sentence tells."""
    if cue.pos_ == "NOUN":
        return _is_rejected(cue)
    return (
        _is_denied(cue)
        or any(one.tag_ == "MD" for one in cue.lefts)
        or (any(one.tag_ == "TO" for one in cue.lefts) and cue.head.lower_ not in LEADING_ON)
        or _by_nobody(cue)
        or _is_supposed(cue)
        or _is_avoided(cue)
    )


def _is_denied(cue: Token) -> bool:
    """did not promise, rarely says, no longer says"""
    if child(cue, "neg") is not None:
        return True
    return any(
        one.dep_ == "advmod"
        and (one.lower_ in RARELY or (one.lower_ == "longer" and child(one, "neg") is not None))
        for one in cue.children
    )


def _by_nobody(cue: Token) -> bool:
    """Nobody said; no minister has said; neither Roy nor Quinn said; not Harris but Moss said"""
    who = subject(cue)
    if who is None:
        return False
    opening = {one.lower_ for one in who.lefts}
    return who.lower_ in NOBODY or bool(opening & {"no", "neither", "not", "hardly", "few"})


def _is_supposed(cue: Token) -> bool:
    """if she says; did she say?; I wish she had said"""
    mark = child(cue, "mark")
    if cue.dep_ == "advcl" and mark is not None and mark.lower_ in CONDITIONS:
        return True
    if cue.dep_ == "ccomp" and lemma(cue.head) == "wish":
        return True
    own, helper = child(cue, "nsubj"), child(cue, "aux")
    asks = own is not None and helper is not None and helper.i < own.i
    return asks and cue.sent.text.rstrip().endswith("?")


def _is_avoided(cue: Token) -> bool:
    """avoided saying; without saying; stopped short of saying"""
    if cue.dep_ == "xcomp":
        return cue.tag_ == "VBG" and lemma(cue.head) in AVOIDING
    link = cue.head
    if cue.dep_ != "pcomp":
        return False
    return link.lower_ == "without" or (link.lower_ == "of" and link.nbor(-1).lower_ == "short")


def _is_rejected(noun: Token) -> bool:
    """dismissed the accusation that …; the claim was disputed; scoffed at the notion that …"""
    verb = noun.head if noun.dep_ in ("dobj", "nsubjpass") else noun.head.head
    return (
        noun.dep_ in ("dobj", "nsubjpass", "pobj")
        and verb.pos_ == "VERB"
        and lemma(verb) in REJECTING
    )
