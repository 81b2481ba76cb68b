"""What the server sent, into claims of the agreed form. Nothing in it is believed yet."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ..candidate import Kind
from .failure import Unusable

MOST_CLAIMS = 200  # in one answer; more is a model that has lost its way
# Some models think aloud first, and some put their JSON into a fence.
THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
FENCE = re.compile(r"\A\s*```(?:json)?\s(?P<inside>.*)```\s*\Z", re.DOTALL)
KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Given:
    """A claim as the model gave it: of the right form, its words not yet compared with the text."""

    quote: str
    before: str
    statement: str
    kinds: tuple[Kind, ...]
    speakers: tuple[Speaker, ...]
    reported_by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`tokens` are those that the server counted, None where it did not."""

    claims: tuple[Given, ...]
    tokens: int | None


def parse(body: bytes) -> Answer:
    """The claims in a server's answer, in their order. Raises Unusable for any other form."""
    envelope = _json(body)
    try:
        choice = envelope["choices"][0]
        content = choice["message"]["content"]
        ended = choice.get("finish_reason")
    except (TypeError, KeyError, IndexError, AttributeError):
        raise Unusable("The language model's server did not answer in the agreed form") from None
    if ended == "length":
        raise Unusable("The language model's answer was cut off, as it grew too long")
    if not isinstance(content, str) or not content.strip():
        raise Unusable("The language model gave no answer")
    return Answer(tuple(_claims(_json(_bare(content)))), _tokens(envelope.get("usage")))


def _json(data: str | bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Unusable("The language model's answer was not JSON") from None


def _bare(content: str) -> str:
    content = THOUGHTS.sub("", content)
    fenced = FENCE.match(content)
    return fenced["inside"] if fenced else content


def _tokens(usage: Any) -> int | None:
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    counted = isinstance(total, int) and not isinstance(total, bool) and total >= 0
    return total if counted else None


def _claims(answer: Any) -> list[Given]:
    rows = answer.get("claims") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise _wrong("no list of claims")
    if len(rows) > MOST_CLAIMS:
        raise Unusable(f"The language model gave more than {MOST_CLAIMS} claims at once")
    return [_claim(row) for row in rows]


def _claim(row: Any) -> Given:
    if not isinstance(row, dict):
        raise _wrong("a claim that is none")
    kinds = row.get("kinds")
    if not isinstance(kinds, list):
        raise _wrong("a claim without its kinds")
    speakers = row.get("speakers") or []
    if not isinstance(speakers, list):
        raise _wrong("speakers that are no list")
    return Given(
        quote=_text(row, "quote", needed=True),
        before=_text(row, "before"),
        statement=_text(row, "statement", needed=True),
        # One that we don't have tells nothing, and is no reason to lose the claim.
        kinds=tuple(KINDS[kind] for kind in kinds if isinstance(kind, str) and kind in KINDS),
        speakers=tuple(_speaker(speaker) for speaker in speakers),
        reported_by=_text(row, "reported_by"),
    )


def _speaker(row: Any) -> Speaker:
    if not isinstance(row, dict):
        raise _wrong("a speaker without a name")
    return Speaker(_text(row, "name", needed=True), _text(row, "role"))


def _text(row: dict[str, Any], key: str, *, needed: bool = False) -> str:
    """One line without what can't be seen or stored; "" for what is not `needed` and left out."""
    value = row.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise _wrong(f"“{key}” is missing or no text")
    seen = "".join(one if one.isprintable() else " " if one.isspace() else "" for one in value)
    return " ".join(seen.split())


def _wrong(what: str) -> Unusable:
    return Unusable(f"The language model's answer did not have the agreed form ({what})")
