"""Who said what: every act of speech in the text, direct, mixed or indirect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from spacy.tokens import Token

from ..text.nlp import Block
from ..text.quotes import quotations
from .acts import act
from .clauses import according_to
from .contents import Content
from .direct import Passage, direct_quotes
from .headlines import headline_speech
from .hearsay import hearsay
from .noun_cues import noun_content
from .quoted import last_to_speak, quoted, quoted_inside
from .speech import Form, Mention, Speech
from .stretches import pieces_of
from .syntax import child
from .topic_cues import topic
from .verb_cues import verb_content

OTHERS: tuple[Callable[[Token], tuple[Content, Token | None] | None], ...] = (
    noun_content,
    according_to,
    topic,
)


def speeches(text: str, blocks: list[Block]) -> list[Speech]:
    """Every act of speech, in the order of the text."""
    found: list[Speech] = []
    last: Speech | None = None
    for number, block in enumerate(blocks):
        quotes = quotations(text, block.start, block.paragraph.end)
        passage = Passage(text, block, number, list(block.doc), quotes)
        here = _in_block(passage, last)
        last = last_to_speak(here, passage) or last
        found += sorted(here, key=lambda one: (one.start, one.end))
    return found


def _in_block(passage: Passage, before: Speech | None) -> list[Speech]:
    if passage.block.paragraph.turn:
        return [_turn(passage.block, passage.number)]
    headline = headline_speech(passage.block, passage.number, passage.text)
    return [headline] if headline is not None else list(_in_passage(passage, before))


def _turn(block: Block, number: int) -> Speech:
    label = block.paragraph.turn
    who = Mention(label, block.start, block.start, None, number)
    return Speech(((block.start, block.paragraph.end),), Form.TURN, number, ":", (who,))


def _in_passage(passage: Passage, before: Speech | None) -> Iterator[Speech]:
    said = direct_quotes(passage)
    yield from quoted(passage, said, before)
    yield from quoted_inside(passage, said)
    yield from _indirect(passage, {k for one in said for k in one.quotes})


def _indirect(passage: Passage, used: set[int]) -> Iterator[Speech]:
    for token in passage.frame():
        speech = _from_verb(passage, token, used) or _from_others(passage, token)
        speech = speech or _from_hearsay(passage, token)
        if speech is not None:
            yield speech


def _from_verb(passage: Passage, cue: Token, used: set[int]) -> Speech | None:
    if cue.pos_ != "VERB" and not (cue.pos_ == "AUX" and cue.tag_ == "VBG"):
        return None
    found = None if _calls_out(cue) else verb_content(cue)
    if found is None or _is_quoted(passage, found, used):
        return None
    return act(passage, pieces_of(passage, found), found.form, cue, found)


def _calls_out(cue: Token) -> bool:
    """“Friends, thank you for coming”: the friends are spoken to and say nothing."""
    called = child(cue, "nsubj")
    return (
        cue.tag_ in ("VB", "VBP")
        and called is not None
        and called.pos_ in ("NOUN", "PROPN")
        and cue.i > 0
        and cue.nbor(-1).text == ","
        and any(one.lower_ == "you" for one in cue.rights)
    )


def _is_quoted(passage: Passage, found: Content, used: set[int]) -> bool:
    """Most of the content is a direct quote that has been taken already."""
    quoted = sum(passage.where.get(token.i) in used for token in found.tokens if not token.is_punct)
    return quoted * 2 >= sum(not token.is_punct for token in found.tokens)


def _from_others(passage: Passage, cue: Token) -> Speech | None:
    """What a noun carries, a source is named for or somebody spoke about: the first there is."""
    for read in OTHERS:
        found = read(cue)
        if found is not None:
            inner, who = found
            speech = act(passage, pieces_of(passage, inner), inner.form, cue, inner, who)
            if speech is not None:
                return speech
    return None


def _from_hearsay(passage: Passage, cue: Token) -> Speech | None:
    found = hearsay(cue)
    if found is None:
        return None
    pieces = pieces_of(passage, found)
    made = act(passage, pieces, Form.HEARSAY, cue, found)
    return None if made is None else replace(made, speakers=(), reporters=())
