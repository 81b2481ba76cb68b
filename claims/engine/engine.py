"""The whole way from a text to candidates for claims."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from .candidate import Candidate, Occurrence
from .detail import structure
from .detail.moments import Clock
from .people.name_words import label_name
from .people.names import People
from .people.namesakes import PRONOUNS, Person
from .speech import carriers
from .speech.attribution import speeches
from .speech.nesting import inside_others, style, without_frames
from .speech.speech import Attribution, Form, Mention, Speech
from .speech.syntax import has_finite_verb, relative_pronoun
from .text import nlp
from .text.quotes import quotations
from .text.reading import paragraphs
from .weighing import repeats, scoring, worth
from .weighing.kinds import kinds
from .wording import drafts
from .wording.dating import dated
from .wording.drafts import Draft
from .wording.statement import LONGEST, statement
from .wordlist import words

KEEP_QUOTED = 0.01  # a question, a greeting and the like score nothing at all
KEEP_SPEECH = 0.1
KEEP_TURN = 0.35
KEEP_ARTICLE = 0.5
MOST_SPEAKERS = 6  # more are a list that the parser has taken for one subject
NOBODY = frozenset(PRONOUNS) | words("i we it they you who whom which that this")
UNNAMED = "an unnamed speaker"  # whom the text leaves at “he” or “they”
LONGEST_NAME = 120  # characters of somebody's description
TICK = 50  # drafts between two words to whoever waits

Progress = Callable[[int, int], None]


def warm() -> None:
    """Load the language pipeline, so that the first document is not slow."""
    list(nlp.pipeline().pipe(["Ready."]))


def extract(
    text: str, published: datetime.date | None = None, progress: Progress | None = None
) -> list[Candidate]:
    """The candidates for claims in `text`, in the order in which they stand there.

    Offsets count code points of `text` as given: `text[o.start:o.end] == o.quote`, always.
    `published` is the day that “today” in the text means.
    `progress(done, total)` hears of sentences as they are read, the total an estimate until the
    last call; it goes on being called while what was found is put together. What it raises ends
    the extraction.
    """
    blocks = nlp.parse(text, paragraphs(text), progress)
    total = nlp.count_sentences(blocks)
    everything = [speech for speech in speeches(text, blocks) if speech.is_told]
    found = carriers.with_authors(blocks, without_frames(everything))
    people = People(blocks, _quoted(text, blocks))
    clock = Clock(published)
    made: list[Candidate] = []
    own = list(drafts.from_article(text, blocks, everything))
    keep_own = KEEP_TURN if drafts.are_spoken(own) else KEEP_ARTICLE
    for number, draft in enumerate(chain(_from_speeches(text, blocks, found), own)):
        if progress and number % TICK == 0:
            progress(total, total + 1)
        candidate = _candidate(text, draft, people)
        if candidate.score >= (_least(text, draft) if draft.speech else keep_own):
            day = clock.day_of(text, draft, blocks[draft.block], candidate.speaker)
            known = structure.details(
                text, blocks, draft, candidate.kinds, candidate.statement, day
            )
            stated = dated(candidate.statement, known.days)
            if len(stated) <= LONGEST:
                candidate = replace(candidate, statement=stated)
            made.append(replace(candidate, details=known))
    result = weighed(repeats.merged(made))
    if progress:
        progress(total, total)
    return result


def attributions(text: str) -> list[Attribution]:
    """Who said what in `text`, in its order: the stages before anything is weighed or worded."""
    blocks = nlp.parse(text, paragraphs(text))
    found = carriers.with_authors(blocks, speeches(text, blocks))
    people = People(blocks, _quoted(text, blocks))
    nested = inside_others(found)
    made: list[Attribution] = []
    quoted: int | None = None  # the last direct quote among them
    for speech in found:
        if speech.form is Form.TURN:
            continue
        one = _attribution(text, blocks, speech, people, speech in nested)
        if speech.goes_on and quoted is not None and not one.nested:
            before = made[quoted]
            made[quoted] = replace(before, pieces=(*before.pieces, *one.pieces))
            continue
        if speech.form is Form.DIRECT and not one.nested:
            quoted = len(made)
        made.append(one)
    return made


def _attribution(
    text: str, blocks: list[nlp.Block], speech: Speech, people: People, nested: bool
) -> Attribution:
    names = [
        _name(one, people.person(one), people) or one.text
        for one in speech.speakers[:MOST_SPEAKERS]
    ]
    return Attribution(
        speech.pieces,
        style(text, blocks[speech.block], speech),
        speech.cue,
        " and ".join(dict.fromkeys(names)),
        _place(blocks[speech.block], speech),
        nested,
    )


def _place(block: nlp.Block, speech: Speech) -> tuple[int, int] | None:
    """Where the speaker of these words is named: at “who”, where that is the nearest word."""
    if not speech.speakers:
        return None
    nearest = relative_pronoun(speech.cue_token) if speech.cue_token is not None else None
    if nearest is not None:
        return block.at(nearest), block.after(nearest)
    return speech.speakers[0].start, speech.speakers[0].end


def weighed(found: list[Candidate]) -> list[Candidate]:
    """Each score the mean of the rules' and of the trained model's; the rules' own without it."""
    likely = worth.probabilities([candidate.statement for candidate in found]) if found else None
    if likely is None:
        return found
    return [
        replace(candidate, score=round((candidate.score + value) / 2, 2))
        for candidate, value in zip(found, likely, strict=True)
    ]


def _from_speeches(text: str, blocks: list[nlp.Block], found: list[Speech]) -> Iterator[Draft]:
    for speech in found:
        if not speech.unsaid or speech.form is Form.DIRECT:
            yield from drafts.from_speech(text, blocks, speech)


def _quoted(text: str, blocks: list[nlp.Block]) -> list[tuple[int, int]]:
    return [
        (quote.outer_start, quote.outer_end)
        for block in blocks
        for quote in quotations(text, block.start, block.paragraph.end)
        if quote.closed
    ]


def _least(text: str, draft: Draft) -> float:
    """The score below which a draft is not worth an editor's look; verbatim scraps always are."""
    assert draft.speech is not None
    if draft.speech.form is Form.TURN:
        return KEEP_TURN
    if draft.speech.form is Form.DIRECT:
        return KEEP_QUOTED if has_finite_verb(draft.tokens) else KEEP_SPEECH
    return 0.0 if _is_quoted(text, draft) else KEEP_SPEECH


def _candidate(text: str, draft: Draft, people: People) -> Candidate:
    speech = draft.speech
    mentions = speech.speakers[:MOST_SPEAKERS] if speech else ()
    persons = tuple(people.person(mention) for mention in mentions)
    names = tuple(
        dict.fromkeys(
            _name(one, person, people) for one, person in zip(mentions, persons, strict=True)
        )
    )
    names = tuple(name for name in names if name) or ((UNNAMED,) if mentions else ())
    sort = kinds(draft, _is_quoted(text, draft))
    stated = statement(draft, names, persons, people)
    score, reasons = scoring.score(draft, sort, stated)
    where = Occurrence(draft.start, draft.end, text[draft.start : draft.end])
    return Candidate(
        stated,
        (where,),
        names,
        _roles(names, persons),
        _reporter(speech, names, people),
        sort,
        score,
        reasons,
    )


def _name(mention: Mention, person: Person | None, people: People) -> str:
    """The fullest name; what the text calls an unnamed source; "" for a pronoun without owner."""
    if person is not None:
        return person.name
    if mention.head is None:
        return label_name(mention.text)
    body = people.bodies.called(mention)
    if body:
        return body
    bare = " ".join(mention.text.split()).strip('“”"‘’,. ')
    if bare.lower() in NOBODY:
        return ""
    if len(bare) > LONGEST_NAME // 2:  # “Republicans, concerned about …”
        bare = bare.split(", ", 1)[0]
    return bare if len(bare) <= LONGEST_NAME else bare[:LONGEST_NAME].rsplit(" ", 1)[0]


def _roles(names: tuple[str, ...], persons: tuple[Person | None, ...]) -> tuple[str, ...]:
    known = {person.name: person.role for person in persons if person is not None}
    return tuple(known.get(name, "") for name in names)


def _reporter(speech: Speech | None, names: tuple[str, ...], people: People) -> str:
    if speech is None or not speech.reporters:
        return ""
    found = [_name(one, people.person(one), people) for one in speech.reporters]
    return " and ".join(name for name in found if name and name not in names)


def _is_quoted(text: str, draft: Draft) -> bool:
    if draft.speech is not None and draft.speech.form in (Form.DIRECT, Form.TURN):
        return True
    return any(mark in draft.text for mark in '“”"«»')
