"""Speech and sentences into drafts: one exact stretch of text for each thing claimed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from ..speech import cues
from ..speech.speech import Form, Speech
from ..speech.syntax import MARKS, has_finite_verb
from ..text.nlp import Block, lemma
from ..wordlist import words
from .splitting import joint

ASIDES = frozenset(("though", "although", "while", "whereas", "but", "despite"))
LONGEST_GAP = 80  # characters of “…,” she said on Monday, “…” that one stretch may run over
WHOLE = frozenset((Form.DIRECT, Form.TURN))
LONGEST = 1500  # characters; what runs on for longer is no claim that anybody could check
FIRST_PERSON = words("i we me us my our")


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A stretch that may carry a claim; `text` is what it says, without what interrupts it."""

    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    block: int
    speech: Speech | None = None


def from_speech(text: str, blocks: list[Block], speech: Speech) -> Iterator[Draft]:
    """The claims in one act of speech: a sentence each in a direct quote, else one."""
    block = blocks[speech.block]
    if speech.form in WHOLE:
        for pieces in _sentences(text, block, speech):
            yield from _drafts(text, block, pieces, speech)
    else:
        pieces = _clean(text, block, speech)
        if pieces and pieces[-1][1] - pieces[0][0] <= LONGEST:
            for made in _drafts(text, block, pieces, speech):
                # “A dull day, according to the mayor”: a heading's scrap states nothing.
                if speech.cue != "accord" or has_finite_verb(made.tokens):
                    yield made


def from_article(text: str, blocks: list[Block], speeches: list[Speech]) -> Iterator[Draft]:
    """The sentences that the article states itself: nobody's speech, and with a verb."""
    told: dict[int, list[tuple[int, int]]] = {}
    for speech in speeches:
        told.setdefault(speech.block, []).extend(_reach(blocks[speech.block], speech))
    for number, block in enumerate(blocks):
        for sentence in block.sentences():
            start, end = _trim(text, *_place(block, sentence))
            taken = any(left < end and right > start for left, right in told.get(number, ()))
            if start < end and not taken and has_finite_verb(sentence):
                yield from _drafts(text, block, [(start, end)], None, number)


def are_spoken(own: list[Draft]) -> bool:
    """The article's own sentences say “we” and “my”: a speech without a label."""
    first = sum(any(token.lower_ in FIRST_PERSON for token in draft.tokens) for draft in own)
    return first > 1 and first * 4 >= len(own)


def _reach(block: Block, speech: Speech) -> list[tuple[int, int]]:
    """The content and the cue: a sentence that has either is not the article's own."""
    cue = speech.cue_token
    own = [] if cue is None else [(block.at(cue), block.after(cue))]
    return [*speech.pieces, *own]


def _place(block: Block, sentence: Span) -> tuple[int, int]:
    return block.start + sentence.start_char, block.start + sentence.end_char


def _sentences(text: str, block: Block, speech: Speech) -> Iterator[list[tuple[int, int]]]:
    """Each sentence's stretches; one that “she said” interrupts has two."""
    found: list[list[tuple[int, int]]] = []
    for start, end in speech.pieces:
        for sentence in block.sentences():
            left, right = _place(block, sentence)
            left, right = _trim(text, max(left, start), min(right, end))
            if left >= right:
                continue
            if found and _continues(text, found[-1][-1], left):
                found[-1].append((left, right))
            else:
                found.append([(left, right)])
    yield from found


def _continues(text: str, before: tuple[int, int], left: int) -> bool:
    unfinished = text[before[1] - 1] not in ".!?…" and text[before[1] : before[1] + 1] not in (
        ".",
        "!",
        "?",
    )
    return unfinished and text[left].islower() and left - before[1] <= LONGEST_GAP


def _clean(text: str, block: Block, speech: Speech) -> list[tuple[int, int]]:
    """The content without “that” or “to” before it and “, though …” after it."""
    (start, end), *rest = speech.pieces
    for token in _tokens(block, start, end)[:2]:
        if (
            token.lower_ in ("that", "to")
            and token.dep_ in ("mark", "aux")
            and block.at(token) == start
        ):
            start = block.after(token)
    pieces = [(start, end), *rest]
    pieces[-1] = (
        pieces[-1][0],
        min(_without_aside(block, pieces[-1]), _same_tense(block, speech, pieces[-1])),
    )
    trimmed = [_trim(text, left, right, marks=False) for left, right in pieces if left < right]
    return [(left, right) for left, right in trimmed if left < right]


def _without_aside(block: Block, piece: tuple[int, int]) -> int:
    words = _tokens(block, *piece)
    for token in words[3:]:
        if token.nbor(-1).text == "," and _starts_aside(token):
            return block.after(token.nbor(-2))
    return piece[1]


def _starts_aside(token: Token) -> bool:
    if token.tag_ == "VBG" and token.dep_ == "advcl":
        return lemma(token) in cues.SAYING  # …, posting on social media that …
    return token.lower_ in ASIDES and token.dep_ in ("mark", "cc", "prep")


def _same_tense(block: Block, speech: Speech, piece: tuple[int, int]) -> int:
    """“said that prices will fall but did not say when”: the last part is the narrator's."""
    cue, head = speech.cue_token, speech.content_head
    if cue is None or head is None or cue.tag_ != "VBD" or head.tag_ == "VBD":
        return piece[1]
    for token in _tokens(block, *piece):
        if token.dep_ == "cc" and _has_own_past(token):
            return block.after(token.nbor(-1))
    return piece[1]


def _has_own_past(link: Token) -> bool:
    other = next((one for one in link.head.conjuncts if one.i > link.i), None)
    if other is None or any(one.dep_ in ("nsubj", "nsubjpass") for one in other.children):
        return False
    return other.tag_ == "VBD" or any(
        one.dep_ == "aux" and one.tag_ == "VBD" for one in other.children
    )


def _tokens(block: Block, start: int, end: int) -> list[Token]:
    found = block.doc.char_span(start - block.start, end - block.start, alignment_mode="contract")
    return [] if found is None else list(found)


def _trim(text: str, start: int, end: int, marks: bool = True) -> tuple[int, int]:
    """Without white space, commas and (unless they belong inside) quotation marks at the ends."""
    while start < end and (
        text[start].isspace() or text[start] in ",;:" or (marks and text[start] in MARKS)
    ):
        start += 1
    while end > start and (
        text[end - 1].isspace() or text[end - 1] in ",;:" or (marks and text[end - 1] in MARKS)
    ):
        end -= 1
    return _unmarked(text, start, end) if not marks else (start, end)


def _unmarked(text: str, start: int, end: int) -> tuple[int, int]:
    """Marks off where they hold the whole stretch, or where their partner is outside."""
    inside = text[start:end]
    if inside[:1] in MARKS and inside[-1:] in MARKS and sum(one in '“”"«»' for one in inside) == 2:
        return start + 1, end - 1
    if inside.endswith("”") and "“" not in inside:
        return start, end - 1
    if inside.startswith("“") and "”" not in inside:
        return start + 1, end
    return start, end


def _drafts(
    text: str,
    block: Block,
    pieces: list[tuple[int, int]],
    speech: Speech | None,
    number: int = 0,
) -> Iterator[Draft]:
    """A sentence as one draft, or two where it makes two claims; none where it has no end."""
    if pieces[-1][1] - pieces[0][0] > LONGEST:
        return
    found = joint(_tokens(block, *pieces[0])) if len(pieces) == 1 else None
    if found is None:
        yield _draft(text, block, pieces, speech, number)
        return
    link, second = found
    (start, end), middle = pieces[0], block.at(second.left_edge)
    yield _draft(text, block, [(start, block.after(link.nbor(-2)))], speech, number)
    if speech is not None and speech.content_head is not None:
        speech = replace(speech, content_head=second)
    yield _draft(text, block, [(middle, end)], speech, number)


def _draft(
    text: str, block: Block, pieces: list[tuple[int, int]], speech: Speech | None, number: int = 0
) -> Draft:
    joined = [pieces[0]]
    for start, end in pieces[1:]:
        if start - joined[-1][1] > LONGEST_GAP:
            break
        joined.append((start, end))
    words = " ".join(" ".join(text[start:end].split()) for start, end in joined)
    tokens = tuple(token for start, end in joined for token in _tokens(block, start, end))
    at = speech.block if speech else number
    return Draft(joined[0][0], joined[-1][1], words, tokens, at, speech)


def is_promise_cue(speech: Speech) -> bool:
    """vowed to …, a promise to …"""
    return speech.cue in cues.PROMISES or speech.cue in cues.PROMISE_NOUNS
