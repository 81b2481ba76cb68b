"""The structured part of a candidate: figures, days, names, when it falls due, what stayed open."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from ..candidate import Kind
from ..speech.speech import Form
from ..text.nlp import Block
from ..weighing.scoring import dangling
from ..wording.drafts import Draft
from .details import Details
from .due import JUDGED_LATER
from .figures import figures
from .moments import Moment, ahead, days_from, due_from

PLACES = frozenset(("GPE", "LOC", "FAC"))
THEIRS = frozenset(("his", "her", "their", "its"))
THINGS = frozenset(("it", "them", "him", "her", "this", "that", "these", "those"))
ORGANISATIONS = frozenset(("ORG",))


def details(
    text: str,
    blocks: list[Block],
    draft: Draft,
    kinds: tuple[Kind, ...],
    statement: str,
    said: Moment | None,
) -> Details:
    """What the words of `draft` say; spans index `text`. “Today” in them is `said`."""
    block = blocks[draft.block]
    named = days_from(text, draft.start, draft.end, said, ahead(draft, block))
    later = JUDGED_LATER & set(kinds)
    open_days = tuple(day.quote for day in named if day.first is None and day.last is None)
    loose = (dangling(draft, statement), *_owners(draft, statement), *_objects(draft, statement))
    return Details(
        figures=tuple(figures(text, draft.start, draft.end, draft.tokens, block.start)),
        days=tuple(named),
        places=_names(draft, PLACES),
        organisations=_names(draft, ORGANISATIONS),
        due=due_from(text, draft.start, draft.end, named, said) if later else None,
        unresolved=tuple(dict.fromkeys(word for word in (*loose, *open_days) if word)),
    )


def _owners(draft: Draft, statement: str) -> Iterator[str]:
    """“their clash was hard”, where nothing before tells whose."""
    first = next(iter(draft.tokens), None)
    if draft.speech is not None and draft.speech.form is not Form.CLAUSE:
        return  # “she spoke of her plan”: hers
    if first is not None and first.tag_ == "PRP$" and first.lower_ in THEIRS:
        opening = " ".join(draft.text.split()[:2]).lower()
        if opening in statement.lower():
            yield first.lower_


def _objects(draft: Draft, statement: str) -> Iterator[str]:
    """“I signed it”, where nothing before tells what."""
    for token in draft.tokens:
        if token.pos_ in ("NOUN", "PROPN"):
            return
        if token.lower_ in THINGS and token.dep_ in ("dobj", "pobj"):
            if f" {token.lower_}" in statement.lower():
                yield token.lower_
            return


def _names(draft: Draft, types: frozenset[str]) -> tuple[str, ...]:
    """Each name once, as it stands, without the article before it."""
    found: dict[str, None] = {}
    for token in draft.tokens:
        if token.ent_type_ in types and token.ent_iob_ == "B":
            name = " ".join("".join(one.text_with_ws for one in _entity(token)).split())
            if name:
                found[name] = None
    return tuple(found)


def _entity(first: Token) -> Iterator[Token]:
    """The tokens of the name that begins with `first`, without article and possessive."""
    for token in first.doc[first.i :]:
        if token.i > first.i and token.ent_iob_ != "I":
            return
        if token.lower_ != "the" and token.tag_ != "POS":
            yield token
