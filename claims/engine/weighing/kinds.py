"""What sort of claim it is, from its words and from the verb that reports it."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..candidate import Kind
from ..speech.speech import Form, Speech
from ..wording.drafts import Draft, is_promise_cue
from . import kind_data

PATTERNS = {
    kind: re.compile(r"\b(?:" + "|".join(words) + r")", re.IGNORECASE)
    for kind, words in kind_data.PATTERNS.items()
}
ORDER = tuple(Kind)
MAIN_FIRST = (
    Kind.PROMISE,
    Kind.STATISTIC,
    Kind.PREDICTION,
    Kind.COMPARISON,
    Kind.LAW,
    Kind.CAUSE,
    Kind.EVENT,
    Kind.POSITION,
    Kind.QUOTE,
    Kind.STATEMENT,
    Kind.FIGURE_OF_SPEECH,
    Kind.OPINION,
)


def kinds(draft: Draft, quoted: bool) -> tuple[Kind, ...]:
    """The kinds that fit, the main one first; `quoted` when some of the words are verbatim."""
    found = {kind for kind, pattern in PATTERNS.items() if pattern.search(draft.text)}
    found |= _from_cue(draft)
    if any(_counts(token) for token in draft.tokens):
        found.add(Kind.STATISTIC)
    if _is_event(draft) and not found & {Kind.PROMISE, Kind.PREDICTION, Kind.POSITION}:
        found.add(Kind.EVENT)
    if quoted:
        found.add(Kind.QUOTE)
    if not found - {Kind.FIGURE_OF_SPEECH, Kind.OPINION}:
        found.add(Kind.STATEMENT)
    return tuple(kind for kind in MAIN_FIRST if kind in found)


def _from_cue(draft: Draft) -> set[Kind]:
    speech = draft.speech
    if _promises(draft, speech):
        return {Kind.PROMISE}
    if speech is None:
        return {Kind.PREDICTION} if kind_data.FUTURE.search(draft.text) else set()
    reported = speech.form is Form.CLAUSE and kind_data.WOULD.search(draft.text)
    if (
        reported
        or kind_data.FUTURE.search(draft.text)
        or speech.cue
        in (
            "predict",
            "forecast",
            "expect",
            "estimate",
        )
    ):
        return {Kind.PREDICTION}
    if speech.form in (Form.REQUEST, Form.OBJECT, Form.INFINITIVE, Form.NAMING):
        return {Kind.POSITION}
    return set()


def _counts(token: Token) -> bool:
    """“14 health centres”, but neither “2019” nor “30 days”."""
    return (
        token.dep_ == "nummod"
        and token.text[0].isdigit()
        and token.head.tag_ == "NNS"
        and token.head.ent_type_ not in ("DATE", "TIME")
    )


def _promises(draft: Draft, speech: Speech | None) -> bool:
    if speech is None or speech.form in (Form.DIRECT, Form.TURN):
        own = kind_data.OWN_FUTURE.search(draft.text)
        return bool(own) and not kind_data.PROCEDURE.search(draft.text)
    if speech.form is Form.INFINITIVE:
        return is_promise_cue(speech)
    if is_promise_cue(speech) and speech.form is Form.CLAUSE:
        words = draft.text
        return bool(kind_data.FUTURE.search(words) or kind_data.WOULD.search(words))
    return speech.form is Form.CLAUSE and bool(kind_data.REPORTED_FUTURE.match(draft.text))


def _is_event(draft: Draft) -> bool:
    """Something happened: a past tense with a name, or with a day."""
    past = any(token.tag_ == "VBD" and token.pos_ == "VERB" for token in draft.tokens)
    perfect = any(token.tag_ == "VBN" and token.dep_ in ("ROOT", "ccomp") for token in draft.tokens)
    named = any(
        token.ent_type_ in ("PERSON", "GPE", "ORG", "NORP", "DATE", "EVENT", "FAC")
        for token in draft.tokens
    )
    return (past or perfect) and named
