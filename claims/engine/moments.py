"""When the words were said, and which of the days that they name were still to come then."""

from __future__ import annotations

import datetime as dt

from spacy.tokens import Token

from .days import WEEKDAYS, days
from .details import Precision
from .drafts import Draft
from .nlp import Block, lemma
from .speech import Form

WILL = frozenset(("will", "’ll", "'ll", "shall", "would", "wo", "could", "may", "might", "should"))
DUE = frozenset(("schedule", "slate", "expect", "plan", "set"))  # is scheduled for Friday
IS = frozenset(("is", "are", "’s", "'s", "’re", "'re", "am", "’m", "'m"))


def ahead(draft: Draft, block: Block) -> frozenset[int]:
    """Where in the text the draft names a weekday on which something is to happen."""
    places = [token for token in draft.tokens if token.lower_ in WEEKDAYS]
    vowed = draft.speech is not None and draft.speech.form is Form.INFINITIVE
    return frozenset(block.at(one) for one in places if _is_ahead(one, draft, vowed))


def _is_ahead(day: Token, draft: Draft, vowed: bool) -> bool:
    verb = governor(day)
    if verb is None:
        return False
    if vowed and draft.speech is not None and verb == draft.speech.content_head:
        return True
    helps = {one.lower_ for one in verb.lefts if one.dep_ in ("aux", "auxpass")}
    if helps & WILL or (verb.tag_ in ("VBZ", "VBP") and verb.pos_ == "VERB"):
        return True  # the council meets on Tuesday
    if lemma(verb) in DUE or verb.lower_ == "due":
        return bool(helps & IS) or verb.head.lower_ in IS
    above = verb.head  # is going to meet, is expected to meet, plans to meet
    told = above.tag_ in ("VBP", "VBZ") or any(one.lower_ in IS for one in above.lefts)
    return "to" in helps and told


def governor(token: Token) -> Token | None:
    """The verb that a time hangs on, near enough to be certain."""
    for _ in range(4):
        if token.head == token:
            return None
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
        if token.pos_ not in ("ADP", "NOUN", "PROPN"):
            return None
    return None


def said_on(text: str, draft: Draft, block: Block, published: dt.date | None) -> dt.date | None:
    """“… will meet next week, he said on Friday”: counted from that Friday, if it is told."""
    cue = draft.speech.cue_token if draft.speech is not None else None
    if cue is None or published is None:
        return published
    for link in cue.children:
        if link.dep_ not in ("prep", "npadvmod"):
            continue
        start, end = block.at(link.left_edge), block.after(link.right_edge)
        if start < draft.end and draft.start < end:
            continue
        for day in days(text, start, end, published):
            if day.precision is Precision.DAY and day.first and day.first <= published:
                return day.first
    return published
