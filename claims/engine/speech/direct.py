"""Direct quotes: which verb, before, after or between them, says whose words they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from spacy.tokens import Token

from ..text.nlp import Block, lemma
from ..text.quotes import MARKS_THAT_LEAD, Quotation
from . import cues
from .syntax import child, has_finite_verb
from .verb_cues import says

WINDOW = 14  # words between a quote and the verb that reports it
DASHES = frozenset("—–-―") | {"--"}
TERMINATORS = frozenset(".!?")


@dataclass(slots=True, eq=False)
class Passage:
    """Tokens at one level of quotation, and the quotations among them."""

    text: str
    block: Block
    number: int
    tokens: list[Token]
    quotes: list[Quotation]
    where: dict[int, int] = field(default_factory=dict)  # token → the quotation that it is in

    def __post_init__(self) -> None:
        k = 0
        for token in self.tokens:
            place = self.block.at(token)
            while k < len(self.quotes) and place >= self.quotes[k].outer_end:
                k += 1
            if k < len(self.quotes) and place >= self.quotes[k].outer_start:
                self.where[token.i] = k

    def frame(self) -> list[Token]:
        """The words that are not quoted."""
        return [token for token in self.tokens if token.i not in self.where]

    def inside(self, k: int) -> list[Token]:
        return [token for token in self.tokens if self.where.get(token.i) == k]


@dataclass(slots=True, eq=False)
class Said:
    """Quotations that one verb reports; no verb: they go on from what was said before."""

    cue: Token | None
    quotes: list[int]
    signed: bool = False


def direct_quotes(passage: Passage) -> list[Said]:
    """The quotations that are whole utterances, those of one verb together, in order."""
    found: list[Said] = []
    for k in range(len(passage.quotes)):
        if not _is_utterance(passage, k):
            continue
        cue = _reporting_verb(passage, k)
        signed = cue is None and bool(signature(passage, k))
        if (
            found
            and not signed
            and (found[-1].cue == cue or (cue is None and _goes_on(passage, found[-1], k)))
        ):
            found[-1].quotes.append(k)
        else:
            found.append(Said(cue, [k], signed))
    return found


def _is_utterance(passage: Passage, k: int) -> bool:
    """Set off by punctuation and long enough; “good” inside a sentence is not."""
    quote = passage.quotes[k]
    words = [token for token in passage.inside(k) if token.is_alpha or token.like_num]
    if not words:
        return False
    before = _before(passage, k)
    if not before:
        return len(words) > 2 or quote.end - quote.start > 3
    last = before[-1]
    if last.text in MARKS_THAT_LEAD or last.text in TERMINATORS or last.text.endswith(":"):
        return True
    return says(last) or (
        len(words) > 5
        and has_finite_verb(words)
        and last.dep_ in ("dobj", "dative", "pobj")
        and passage.text[quote.start : quote.start + 1].isupper()
    )


def _before(passage: Passage, k: int) -> list[Token]:
    """The frame before the quotation, from the sentence's start or the quotation before."""
    stretch: list[Token] = []
    for token in reversed(_frame_between(passage, k - 1, k)):
        if stretch and token.text in TERMINATORS:
            break
        stretch.append(token)
    return stretch[::-1]


def _after(passage: Passage, k: int) -> list[Token]:
    stretch: list[Token] = []
    for token in _frame_between(passage, k, k + 1):
        if token.text in TERMINATORS or token.text == ";":
            break
        stretch.append(token)
    return stretch


def _frame_between(passage: Passage, left: int, right: int) -> list[Token]:
    start = passage.quotes[left].outer_end if left >= 0 else -1
    stop = passage.quotes[right].outer_start if right < len(passage.quotes) else float("inf")
    at = passage.block.at
    return [token for token in passage.tokens if start <= at(token) < stop and not token.is_space]


def _reporting_verb(passage: Passage, k: int) -> Token | None:
    before, after = _before(passage, k), _after(passage, k)
    if before and before[-1].text in TERMINATORS:
        before = []
    if before and before[-1].text.endswith(":"):
        return _nearest_cue(before[::-1], any_verb=True)
    if before and before[-1].text == "," and any(says(token) for token in before[-3:]):
        return _nearest_cue(before[::-1])
    if _ends_open(passage, k, after):
        cue = _nearest_cue(after)
        if cue is not None:
            return cue
    return _nearest_cue(before[::-1])


def _ends_open(passage: Passage, k: int, after: list[Token]) -> bool:
    """The sentence goes on after the closing mark: “…,” she said — but not “….” She left."""
    if not after or not passage.quotes[k].closed or after[0].dep_ == "cc":
        return False
    quote = passage.quotes[k]
    last = passage.text[quote.end - 1 : quote.end]
    if last in "…—–-,?!'’" or passage.text[quote.end : quote.end + 2].endswith(","):
        return True
    leads_next = k + 1 < len(passage.quotes) and after[-1].text in (":", ",")
    return after[0].text[0].islower() or not (leads_next or len(after) > 8)


def _nearest_cue(tokens: Iterable[Token], any_verb: bool = False) -> Token | None:
    others = []
    for place, token in enumerate(tokens):
        if place > WINDOW and not any_verb:
            break
        if says(token):
            return token
        if token.pos_ == "VERB" and child(token, "nsubj") is not None:
            others.append(token)
    if any_verb:
        return others[0] if others else None
    return next((token for token in others if lemma(token) in cues.CLAUSE), None)


def signature(passage: Passage, k: int) -> list[Token]:
    """The name after a dash that signs a quotation: “We lost everything.” — Ann Lee"""
    after = _after(passage, k)
    if not after or after[0].text not in DASHES:
        return []
    name = list(takewhile(_in_name, after[1:]))
    rest = after[len(name) + 1 :]
    return name if name and len(name) < 6 and (not rest or rest[0].text == ",") else []


def frame_before(passage: Passage, k: int) -> list[Token]:
    """All that stands between quotation `k` and the one before it, without the quoted words."""
    return _frame_between(passage, k - 1, k)


def label(passage: Passage, k: int) -> list[Token]:
    """The name before a colon that introduces a quotation: Ann Lee: “We lost everything.”"""
    before = _before(passage, k)
    if len(before) < 2 or before[-1].text != ":":
        return []
    name = list(takewhile(_in_name, reversed(before[:-1])))[::-1]
    rest = before[: len(before) - 1 - len(name)]
    alone = not rest or rest[-1].text in DASHES or rest[-1].text in TERMINATORS
    return name if name and len(name) < 6 and alone else []


def _in_name(token: Token) -> bool:
    hyphen = token.text == "-" and not token.whitespace_
    return token.pos_ == "PROPN" or hyphen or token.text in ".’'"


def _goes_on(passage: Passage, said: Said, k: int) -> bool:
    """Nothing but the reporting sentence's rest lies between this quotation and the last one."""
    return (
        not _before(passage, k)
        or _before(passage, k)[-1].text in TERMINATORS
        or (said.cue is None and not said.signed)
    )
