"""How much a draft is worth checking: plain rules, each with the reason that an editor reads."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from ..candidate import Kind
from ..speech import cues
from ..speech.speech import Form, Speech
from ..speech.syntax import SUBJECTS, child, has_finite_verb
from ..wording.drafts import Draft
from ..wording.leaning import NOT_ALONE
from ..wordlist import words
from . import kind_data

BASE = 0.3
KIND_WEIGHTS = {
    Kind.STATISTIC: (0.25, "a number"),
    Kind.COMPARISON: (0.12, "a comparison"),
    Kind.PROMISE: (0.15, "a promise"),
    Kind.PREDICTION: (0.05, "a prediction"),
    Kind.CAUSE: (0.08, "a cause"),
    Kind.LAW: (0.08, "a law or a ruling"),
    Kind.EVENT: (0.08, "an event"),
    Kind.FIGURE_OF_SPEECH: (-0.05, "a figure of speech"),
    Kind.OPINION: (-0.12, "an opinion"),
}
DANGLING = words("it this that these those they he she")
TELLING = words("read reads spoke speaks talked talks addressed chatted phoned called joked")
NAMES = frozenset(("PERSON", "GPE", "ORG", "NORP", "LOC", "FAC", "LAW", "EVENT"))


def score(draft: Draft, kinds: tuple[Kind, ...], statement: str) -> tuple[float, tuple[str, ...]]:
    """Check-worthiness from 0 to 1, and the reasons that drove it, the weightiest first."""
    rules = [*_kind_rules(kinds), *_content_rules(draft, kinds), *_form_rules(draft, statement)]
    if draft.speech is not None:
        rules += _cue_rules(draft.speech)
    rules.sort(key=lambda rule: -abs(rule[0]))
    total = BASE + sum(weight for weight, _ in rules)
    return round(min(1.0, max(0.0, total)), 2), tuple(dict.fromkeys(reason for _, reason in rules))


def _kind_rules(kinds: tuple[Kind, ...]) -> Iterator[tuple[float, str]]:
    for kind in kinds:
        if kind in KIND_WEIGHTS:
            yield KIND_WEIGHTS[kind]


def _content_rules(draft: Draft, kinds: tuple[Kind, ...]) -> Iterator[tuple[float, str]]:
    said = draft.text
    if kind_data.DEADLINE.search(said):
        yield 0.15, "a deadline"
    elif kind_data.DAY.search(said):
        yield 0.1, "a date"
    if Kind.STATISTIC not in kinds and any(token.tag_ == "CD" for token in draft.tokens):
        yield 0.05, "a figure"
    named = {
        token.ent_iob_ == "B" and token.lower_ for token in draft.tokens if token.ent_type_ in NAMES
    }
    if named:
        yield 0.05 + 0.05 * min(2, len(named)), "names who or what"
    if _denies(draft):
        yield 0.1, "a denial"
    if kind_data.VAGUE.search(said):
        yield -0.1, "vague"
    if kind_data.HEDGE.search(said):
        yield -0.05, "hedged"


def _form_rules(draft: Draft, statement: str) -> Iterator[tuple[float, str]]:
    spoken = [token for token in draft.tokens if token.is_alpha or token.like_num]
    if draft.text.rstrip('”"’').endswith("?"):
        yield -0.35, "a question"
    if kind_data.PROCEDURE.search(draft.text):
        yield -0.3, "about the talk itself"
    if draft.speech is None and _only_tells(draft):
        yield -0.13, "tells that somebody spoke, not what"
    if kind_data.FEELING.search(draft.text):
        yield -0.2, "a feeling"
    if len(spoken) < 4:
        yield -0.2, "very short"
    elif len(spoken) < 7:
        yield -0.08, "short"
    if not has_finite_verb(draft.tokens) and (
        draft.speech is None or draft.speech.form in (Form.DIRECT, Form.TURN)
    ):
        yield -0.2, "no verb"
    yield from _leaning(draft, statement)


def _leaning(draft: Draft, statement: str) -> Iterator[tuple[float, str]]:
    """It opens with “this” or the like, which nothing in it explains, a name in front or not."""
    named, said = statement.split(": ", 1) if ": “" in statement else ("", statement)
    first = said.lstrip("“\"‘'").split(" ", 1)[0].lower()
    who = dangling(draft, statement)
    if who:
        yield -0.15, f"unclear {'who' if who in ('he', 'she') else 'what'} “{who}” refers to"
    elif first in NOT_ALONE and not (named and first in ("we", "our")):
        yield -0.1, "does not stand alone"


def dangling(draft: Draft, statement: str) -> str:
    """The pronoun that the sentence is about, where nothing before it tells what it means."""
    place = next((k for k, one in enumerate(draft.tokens[:4]) if one.dep_ in SUBJECTS), None)
    if place is None or draft.tokens[place].lower_ not in DANGLING:
        return ""
    pronoun = draft.tokens[place]
    before = draft.tokens[:place]
    told = any(one.pos_ in ("NOUN", "PROPN") and one.ent_type_ != "DATE" for one in before)
    if told or pronoun.head.dep_ == "relcl" or _is_filler(pronoun):
        return ""
    opening = " ".join(draft.text.split()[: place + 2]).lower()
    return pronoun.lower_ if opening in statement.lower() else ""


def _is_filler(pronoun: Token) -> bool:
    """“It is clear that …”"""
    return pronoun.lower_ == "it" and child(pronoun.head, "ccomp", "csubj", "xcomp") is not None


def _only_tells(draft: Draft) -> bool:
    return any(token.dep_ == "ROOT" and token.lower_ in TELLING for token in draft.tokens)


def _denies(draft: Draft) -> bool:
    """It says that something is not so or has not happened, which can be checked."""
    return any(
        token.dep_ == "neg"
        and token.head.tag_ in ("VBN", "VBG", "VBD", "VBZ", "VB")
        and token.head.lower_ not in ("know", "want", "think")
        for token in draft.tokens
    )


def _cue_rules(speech: Speech) -> Iterator[tuple[float, str]]:
    cue = speech.cue_token.text if speech.cue_token is not None else ""
    cue = "according to" if cue.lower() == "according" else cue
    shown = f"attributed speech, “{cue}”" if cue else "attributed speech"
    if speech.cue in cues.STRONG:
        yield 0.12, shown
    elif speech.cue in cues.BELIEF or speech.cue in cues.WEAK_CLAUSE:
        yield -0.1, f"a belief, “{cue}”" if cue else "a belief"
    else:
        yield 0.04, shown
    if speech.form in (Form.OBJECT, Form.NAMING):
        yield -0.12, "a reaction"
    elif speech.form is Form.REQUEST:
        yield -0.08, "a call to act"
    if not speech.speakers:
        yield -0.05, "nobody named"
