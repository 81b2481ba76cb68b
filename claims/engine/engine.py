"""The whole way from a text to candidates for claims."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from . import carriers, drafts, nlp, repeats, scoring
from .attribution import speeches
from .candidate import Candidate, Occurrence
from .drafts import Draft
from .kinds import kinds
from .names import PRONOUNS, People, Person, label_name
from .quotes import quotations
from .reading import paragraphs
from .speech import Form, Mention, Speech
from .statement import statement

KEEP_SPEECH = 0.1
KEEP_TURN = 0.35
KEEP_ARTICLE = 0.5

Progress = Callable[[int, int], None]


def warm() -> None:
    """Load the language pipeline, so that the first document is not slow."""
    list(nlp.pipeline().pipe(["Ready."]))


def extract(
    text: str, published: datetime.date | None = None, progress: Progress | None = None
) -> list[Candidate]:
    """The candidates for claims in `text`, in the order in which they stand there.

    Offsets count code points of `text` as given: `text[o.start:o.end] == o.quote`, always.
    `published` is the day that “today” in the text means; these rules don't need it yet.
    `progress(done, total)` hears of sentences as they are read, the total an estimate until the
    last call; putting together what was found comes after that and takes about a fifth as long.
    What it raises ends the extraction.
    """
    blocks = nlp.parse(text, paragraphs(text), progress)
    everything = speeches(text, blocks)
    found = carriers.with_authors(blocks, _without_relays(everything))
    people = People(blocks, _quoted(text, blocks))
    made: list[Candidate] = []
    for draft in _drafts(text, blocks, found, everything):
        candidate = _candidate(text, draft, people)
        if candidate.score >= _least(text, draft):
            made.append(candidate)
    result = repeats.merged(made)
    if progress:
        total = nlp.count_sentences(blocks)
        progress(total, total)
    return result


def _drafts(
    text: str, blocks: list[nlp.Block], found: list[Speech], everything: list[Speech]
) -> Iterator[Draft]:
    for speech in found:
        if not speech.unsaid or speech.form is Form.DIRECT:
            yield from drafts.from_speech(text, blocks, speech)
    yield from drafts.from_article(text, blocks, everything)


def _quoted(text: str, blocks: list[nlp.Block]) -> list[tuple[int, int]]:
    return [
        (quote.outer_start, quote.outer_end)
        for block in blocks
        for quote in quotations(text, block.start, block.paragraph.end)
        if quote.closed
    ]


def _without_relays(found: list[Speech]) -> list[Speech]:
    """Speech that is little more than a frame for other speech inside it gives way to that."""
    kept = []
    for k, outer in enumerate(found):
        near = found[max(0, k - 12) : k + 13]
        if any(
            inner.cue_token is not None and inner.cue_token == outer.content_head for inner in near
        ):
            continue
        inside = sum(_size(inner) for inner in near if inner is not outer and _holds(outer, inner))
        if inside < 0.6 * _size(outer):
            kept.append(outer)
    return kept


def _size(speech: Speech) -> int:
    return sum(end - start for start, end in speech.pieces)


def _holds(outer: Speech, inner: Speech) -> bool:
    within = outer.start <= inner.start and inner.end <= outer.end
    return (
        within
        and _size(inner) < _size(outer)
        and bool(inner.speakers)
        and inner.form in (Form.DIRECT, Form.CLAUSE)
    )


def _least(text: str, draft: Draft) -> float:
    """The score below which a draft is not worth an editor's look; verbatim scraps always are."""
    if draft.speech is None:
        return KEEP_ARTICLE
    if draft.speech.form is Form.TURN:
        return KEEP_TURN
    return 0.0 if draft.speech.form is Form.CLAUSE and _is_quoted(text, draft) else KEEP_SPEECH


def _candidate(text: str, draft: Draft, people: People) -> Candidate:
    speech = draft.speech
    mentions = speech.speakers if speech else ()
    persons = tuple(people.person(mention) for mention in mentions)
    names = tuple(
        dict.fromkeys(_name(one, person) for one, person in zip(mentions, persons, strict=True))
    )
    names = tuple(name for name in names if name)
    sort = kinds(draft, _is_quoted(text, draft))
    words = statement(draft, names, persons, people)
    score, reasons = scoring.score(draft, sort, words)
    where = Occurrence(draft.start, draft.end, text[draft.start : draft.end])
    return Candidate(
        words,
        (where,),
        names,
        _roles(names, persons),
        _reporter(speech, names, people),
        sort,
        score,
        reasons,
    )


def _name(mention: Mention, person: Person | None) -> str:
    """The fullest name; what the text calls an unnamed source; "" for a pronoun without owner."""
    if person is not None:
        return person.name
    if mention.head is None:
        return label_name(mention.text)
    bare = " ".join(mention.text.split()).strip('“”"‘’,. ')
    return (
        ""
        if bare.lower() in PRONOUNS
        or bare.lower() in ("i", "we", "it", "they", "who", "which", "that")
        else bare
    )


def _roles(names: tuple[str, ...], persons: tuple[Person | None, ...]) -> tuple[str, ...]:
    known = {person.name: person.role for person in persons if person is not None}
    return tuple(known.get(name, "") for name in names)


def _reporter(speech: Speech | None, names: tuple[str, ...], people: People) -> str:
    if speech is None or not speech.reporters:
        return ""
    found = [_name(one, people.person(one)) for one in speech.reporters]
    return " and ".join(name for name in found if name and name not in names)


def _is_quoted(text: str, draft: Draft) -> bool:
    if draft.speech is not None and draft.speech.form in (Form.DIRECT, Form.TURN):
        return True
    return any(mark in draft.text for mark in '“”"«»')
