"""A letter, a post or a report says nothing by itself: whoever wrote it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from ..text.nlp import Block, lemma
from . import cues
from .speech import Mention, Speech, mention
from .syntax import child, noun_phrase

BACK = 3  # paragraphs that “the letter” may have been introduced before
LINKS = ("from", "by")


def with_authors(blocks: list[Block], found: list[Speech]) -> list[Speech]:
    """“The letter reads, …” put down to its writer, where the text tells who that is."""
    return [_with_author(blocks, speech) for speech in found]


def _with_author(blocks: list[Block], speech: Speech) -> Speech:
    if len(speech.speakers) != 1:
        return speech
    head = speech.speakers[0].head
    if head is None or head.pos_ != "NOUN" or lemma(head) not in cues.CARRIERS:
        return speech
    writer = next((one for one in _authors(blocks, speech.block, head)), None)
    return speech if writer is None else replace(speech, speakers=(writer,))


def _authors(blocks: list[Block], number: int, head: Token) -> Iterator[Mention]:
    """Owners of this word and of the same word before it, the nearest first."""
    for k in range(number, max(-1, number - BACK - 1), -1):
        stop = head.i + 1 if k == number else len(blocks[k].doc)
        for token in reversed(blocks[k].doc[:stop]):
            if token.lower_ == head.lower_:
                owner = _owner(token)
                if owner is not None:
                    yield mention(blocks[k], k, noun_phrase(owner), owner)


def _owner(noun: Token) -> Token | None:
    own = child(noun, "poss")
    if own is not None and own.ent_type_ == "PERSON":
        return own
    for link in noun.subtree:
        if link.lower_ in LINKS and link.dep_ in ("prep", "agent"):
            writer = child(link, "pobj")
            if writer is not None and writer.ent_type_ == "PERSON":
                return writer
    return None
