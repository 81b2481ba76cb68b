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
FAR = 3  # paragraphs after which somebody may be speaking on another day
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


class Clock:
    """From which day the words of a text count: from its publication, or from when they were said.

    “… will meet next week, he said on Friday” counts from that Friday, and so does what he goes on
    to say. To be asked in the order of the text.
    """

    def __init__(self, published: dt.date | None) -> None:
        self.published = published
        self.told: dict[str, tuple[int, dt.date]] = {}  # by speaker: in which paragraph, which day

    def day_of(self, text: str, draft: Draft, block: Block, speaker: str) -> dt.date | None:
        if draft.speech is None or self.published is None or not speaker:
            return self.published
        day = _said_on(text, draft, block, self.published)
        number, before = self.told.get(speaker, (-FAR, self.published))
        if day is None and draft.block - number >= FAR:
            return self.published
        self.told[speaker] = draft.block, day or before
        return day or before


def _said_on(text: str, draft: Draft, block: Block, published: dt.date) -> dt.date | None:
    """The day that stands beside the verb of saying, outside what is said."""
    cue = draft.speech.cue_token if draft.speech is not None else None
    for link in cue.children if cue is not None else ():
        if link.dep_ not in ("prep", "npadvmod"):
            continue
        start, end = block.at(link.left_edge), block.after(link.right_edge)
        if start < draft.end and draft.start < end:
            continue
        for day in days(text, start, end, published):
            if day.precision is Precision.DAY and day.first and day.first <= published:
                return day.first
    return None
