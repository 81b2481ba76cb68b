"""When the words were said, and which of the days that they name were still to come then."""

from __future__ import annotations

import datetime as dt

from spacy.tokens import Token

from ..speech.speech import Form
from ..speech.syntax import SUBJECTS
from ..text.nlp import Block, lemma
from ..wording.drafts import Draft
from .days import WEEKDAYS, days
from .details import Precision

WILL = frozenset(("will", "’ll", "'ll", "shall", "would", "wo", "could", "may", "might", "should"))
DUE = frozenset(("schedule", "slate", "expect", "plan", "set"))  # is scheduled for Friday
PLANS = frozenset(("hope", "want", "intend", "agree", "decide", "promise", "vow", "refuse"))
FAR = 3  # paragraphs after which somebody may be speaking on another day
IS = frozenset(("is", "are", "’s", "'s", "’re", "'re", "am", "’m", "'m"))


def ahead(draft: Draft, block: Block) -> dict[int, bool]:
    """Where the draft names a weekday that is still to come (True) or may be (False)."""
    found = {}
    for token in draft.tokens:
        if token.lower_ in WEEKDAYS:
            told = _is_ahead(token, draft)
            if told is not False:
                found[block.at(token)] = bool(told)
    return found


def _is_ahead(day: Token, draft: Draft) -> bool | None:
    """None where the words don't tell: “the vote on Friday will …”, “was set to meet on Friday”"""
    verb, hangs_on_subject = _governor(day)
    if verb is None:
        return False
    if hangs_on_subject:
        return None if _will(verb) else False
    vowed = draft.speech is not None and draft.speech.form is Form.INFINITIVE
    if vowed and draft.speech is not None and verb == draft.speech.content_head:
        return True
    helps = {one.lower_ for one in verb.lefts if one.dep_ in ("aux", "auxpass")}
    if _will(verb):
        return True
    if lemma(verb) in DUE or verb.lower_ == "due":
        return bool(helps & IS) or verb.head.lower_ in IS
    if "to" not in helps:
        return False
    above = verb.head  # is going to meet, is expected to meet, plans to meet
    told = above.tag_ in ("VBP", "VBZ") or any(one.lower_ in IS for one in above.lefts)
    if told:
        return True
    if above.pos_ not in ("VERB", "AUX"):  # “the plan to open it on Friday”
        return None
    return None if above.lower_ == "going" or lemma(above) in DUE | PLANS else False


def _will(verb: Token) -> bool:
    """will meet, may meet; and “the council meets on Tuesday”"""
    helps = {one.lower_ for one in verb.lefts if one.dep_ == "aux"}
    return bool(helps & WILL) or (verb.tag_ in ("VBZ", "VBP") and verb.pos_ == "VERB")


def _governor(token: Token) -> tuple[Token | None, bool]:
    """The verb that a time hangs on, near enough to be certain; whether by way of its subject."""
    by_subject = False
    for _ in range(4):
        by_subject |= token.dep_ in SUBJECTS
        if token.head == token:
            return None, False
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token, by_subject
        if token.pos_ not in ("ADP", "NOUN", "PROPN"):
            return None, False
    return None, False


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
