"""Why the engine put a claim where it is in the queue: words, for it or against it."""

from __future__ import annotations

from dataclasses import dataclass

from claims.models import Claim

# What the engine says in a word or two, as an editor reads it standing alone.
IN_FULL = {
    "vague": "vague words",
    "hedged": "hedged words",
    "short": "a short sentence",
    "very short": "a very short sentence",
    "no verb": "no verb: hardly a sentence",
    "nobody named": "nobody is named as having said it",
    "does not stand alone": "doesn’t stand alone without what was said before",
    "about the talk itself": "about the talk itself, not the world",
}
AGAINST = frozenset(
    (
        "a figure of speech",
        "an opinion",
        "vague",
        "hedged",
        "a question",
        "about the talk itself",
        "tells that somebody spoke, not what",
        "a feeling",
        "very short",
        "short",
        "no verb",
        "does not stand alone",
        "a reaction",
        "a call to act",
        "nobody named",
        "its speaker could not be found in the text",
    )
)
# Those that end with a word of the text.
AGAINST_FROM = ("unclear ", "a belief")


@dataclass(frozen=True, slots=True)
class Reason:
    words: str
    is_against: bool


def of(claim: Claim) -> list[Reason]:
    """The claim's reasons, the weightiest first, as the engine gave them."""
    return [_reason(words) for words in claim.reasons]


def _reason(words: str) -> Reason:
    is_against = words in AGAINST or words.startswith(AGAINST_FROM)
    return Reason(IN_FULL.get(words, words), is_against)
