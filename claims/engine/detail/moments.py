"""When the words were said, and which of the days that they name were still to come then."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Token

from ..speech.speech import Form
from ..speech.syntax import SUBJECTS
from ..speech.verb_cues import says
from ..text.nlp import Block, lemma
from ..wording.drafts import Draft
from .days import MONTHS, WEEKDAYS, days
from .details import Day, Due, Precision
from .due import due

WILL = frozenset(("will", "’ll", "'ll", "shall", "would", "wo", "could", "may", "might", "should"))
SCHEDULED = frozenset(("schedule", "slate", "expect", "plan", "set"))  # is scheduled for Friday
PLANS = frozenset(("hope", "want", "intend", "agree", "decide", "promise", "vow", "refuse"))
FAR = 3  # paragraphs after which somebody may be speaking on another day
IS = frozenset(("is", "are", "’s", "'s", "’re", "'re", "am", "’m", "'m"))

# What may tell when it was said: “said on Friday”, “told the 2019 meeting”, “speaking in May, …”
BESIDE = frozenset(("prep", "npadvmod", "advmod"))
OBJECTS = frozenset(("dobj", "dative"))
WHEN = frozenset(("in", "on", "at", "during"))
TOPICS = frozenset(("about", "for", "against", "over", "as", "by", "like"))
CLAUSES = frozenset(("acl", "relcl", "appos", "ccomp", "advcl"))
YEAR = re.compile(r"\d{4}")
LETTERS = re.compile(r"[a-z]+")


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
    if lemma(verb) in SCHEDULED or verb.lower_ == "due":
        return bool(helps & IS) or verb.head.lower_ in IS
    if "to" not in helps:
        return False
    above = verb.head  # is going to meet, is expected to meet, plans to meet
    told = above.tag_ in ("VBP", "VBZ") or any(one.lower_ in IS for one in above.lefts)
    if told:
        return True
    if above.pos_ not in ("VERB", "AUX"):  # “the plan to open it on Friday”
        return None
    return None if above.lower_ == "going" or lemma(above) in SCHEDULED | PLANS else False


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


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was said: a day, or some day of the month or year from `first` to `last`."""

    first: dt.date
    last: dt.date


class Clock:
    """From when the words of a text count: from its publication, or from when they were said.

    “… will meet next week, he said on Friday” counts from that Friday, and so does what he goes on
    to say. After “he said in 2019” it is not known from when the rest counts. To be asked in the
    order of the text.
    """

    def __init__(self, published: dt.date | None) -> None:
        self.published = published
        self.now = None if published is None else Moment(published, published)
        # by speaker: in which paragraph, and when
        self.told: dict[str, tuple[int, Moment | None]] = {}

    def day_of(self, text: str, draft: Draft, block: Block, speaker: str) -> Moment | None:
        """None where nothing tells from when the words count."""
        if self.published is None:
            return None
        if draft.speech is None:
            return _written(text, draft, block, self.published)
        said = _said(text, draft, block, self.published)
        if not speaker:
            return said[0] if said else self.now
        number, before = self.told.get(speaker, (-FAR, self.now))
        if not said and draft.block - number >= FAR:
            return self.now
        moment = said[0] if said else before
        known = moment is None or moment.first == moment.last
        self.told[speaker] = draft.block, moment if known else None
        return moment


def _said(text: str, draft: Draft, block: Block, published: dt.date) -> list[Moment | None]:
    """The time that stands beside the verb of saying, outside what is said: one or none.

    None in it is a time that is known not to be that of the publication, and no more than that.
    """
    if draft.speech is None or draft.speech.cue_token is None:
        return []
    content = ((draft.start, draft.end), *draft.speech.pieces)
    for day in _times_beside(text, draft.speech.cue_token, block, published):
        if any(day.start < end and start < day.end for start, end in content):
            continue
        named = MONTHS.keys() & set(LETTERS.findall(day.quote.lower()))
        if day.first is None or (day.first > published and not (named and not _has_year(day))):
            continue  # rather part of what is said: “by Friday”, “next week”, “in 2040”
        last = day.last or dt.date.max
        if day.precision is Precision.DAY and last <= published:
            return [Moment(last, last)]
        if not day.first <= published <= last:
            return [Moment(day.first, last) if last < published else None]
    return []


def _written(text: str, draft: Draft, block: Block, published: dt.date) -> Moment | None:
    """The year in a sentence of the text's own about something said then, if any is told."""
    for cue in filter(says, draft.tokens):
        for day in _times_beside(text, cue, block, published):
            if _has_year(day) and day.first and day.last and day.last < published:
                return Moment(day.first, day.last)
    return Moment(published, published)


def _times_beside(text: str, cue: Token, block: Block, published: dt.date) -> Iterator[Day]:
    for link in cue.children:
        beside = {block.at(token) for token in _beside(link)}
        start, end = block.at(link.left_edge), block.after(link.right_edge)
        yield from (one for one in days(text, start, end, published) if one.start in beside)


def _has_year(day: Day) -> bool:
    return bool(YEAR.search(day.quote))


def around(text: str, draft: Draft, block: Block, published: dt.date | None) -> Moment | None:
    """When the draft's words were said, where nothing tells which of the words round them say so.

    Any time that its sentences name besides may be it, or may not: from the earliest of them on.
    """
    if published is None:
        return None
    first = published
    for sentence in dict.fromkeys(token.sent for token in draft.tokens):
        start, end = block.at(sentence[0]), block.after(sentence[-1])
        for day in days(text, start, end, published):
            if day.end <= draft.start or draft.end <= day.start:
                first = min(first, day.first or day.last or published)
    return Moment(first, published)


def _beside(link: Token) -> Iterator[Token]:
    """What of these words may tell when: “a 2019 report said”, not “who left in 2019, said”."""
    if link.dep_ in SUBJECTS:
        if link.pos_ == "NOUN":
            yield from link.lefts
    elif link.dep_ in OBJECTS:  # told the 2019 meeting, told reporters in 2019
        for part in link.children:
            if part in link.lefts or part.lower_ in WHEN:
                yield from _whole(part)
    elif link.lower_ in ("of", "from"):  # published parts of a book from 2019
        return
    elif link.dep_ in BESIDE or (link.dep_ == "advcl" and link.tag_ in ("VBG", "VBN")):
        yield from _whole(link)


def _whole(token: Token) -> Iterator[Token]:
    """Of what hangs on it all but clauses, what is put beside it, and what it is about."""
    if token.lower_ in TOPICS:
        return
    yield token
    for part in token.children:
        if part.dep_ not in CLAUSES:
            yield from _whole(part)


def days_from(
    text: str, start: int, end: int, said: Moment | None, ahead: Mapping[int, bool]
) -> list[Day]:
    """The times named there, open where they hang on the very day and that is not known."""
    found = days(text, start, end, said.first if said else None, ahead)
    if said is None or said.first == said.last:
        return found
    latest = days(text, start, end, said.last, ahead)
    return [one if one in latest else replace(one, first=None, last=None) for one in found]


def due_from(text: str, start: int, end: int, named: list[Day], said: Moment | None) -> Due | None:
    """When it falls due; without the day where that hangs on the very day and that is not known."""
    found = due(text, start, end, named, said.first if said else None)
    if found is None or said is None or said.first == said.last:
        return found
    latest = due(text, start, end, named, said.last)
    if latest is None or latest.start != found.start or latest.on == found.on:
        return found
    return replace(found, on=None)
