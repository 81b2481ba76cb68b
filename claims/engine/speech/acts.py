"""One act of speech out of a cue and its content: who speaks, who relays, who is addressed."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from ..text.nlp import lemma
from . import cues
from .contents import Content
from .direct import Passage
from .speech import Form, Mention, Speech, mention
from .syntax import child, conjuncts, noun_phrase, speaker, subject, trim
from .unsaid import is_unsaid

# “Plans to build” or “criticism of the law”, by nobody, says nothing that could be checked.
NEEDS_SPEAKER = frozenset((Form.INFINITIVE, Form.REQUEST, Form.GERUND, Form.NAMING, Form.OBJECT))


def act(
    passage: Passage,
    pieces: tuple[tuple[int, int], ...],
    form: Form,
    cue: Token,
    found: Content | None,
    who: Token | None = None,
) -> Speech | None:
    """The act of speech that the verb or noun `cue` reports; None where nobody could be asked.

    `found` is its content, None for a direct quote; `who` the speaker where the sentence's
    grammar alone does not tell.
    """
    if not pieces:
        return None
    made = Speech(
        pieces,
        form,
        passage.number,
        lemma(cue),
        mentions(passage, who if who is not None else speaker(cue)),
        cue_token=cue,
        content_head=found.head if found else None,
        unsaid=is_unsaid(cue),
        partial=found.partial if found else False,
        block_start=passage.block.start,
    )
    if not made.speakers and form in NEEDS_SPEAKER:
        return None
    made = replace(made, reporters=_reporters(passage, cue))
    return replace(made, addressee=_told(passage, found)) if found else made


def _told(passage: Passage, found: Content) -> Mention | None:
    """Who is told or accused, in words that the content does not hold."""
    if found.addressee is None:
        return None
    said = {token.i for token in found.tokens if token.i > found.addressee.i}
    words = noun_phrase(found.addressee)
    stop = next((k for k, token in enumerate(words) if token.i in said), len(words))
    words = trim(words[:stop]) or [found.addressee]
    if stop and words[-1].pos_ == "ADP":
        words = trim(words[:-1]) or [found.addressee]
    return mention(passage.block, passage.number, words, found.addressee)


def mentions(passage: Passage, head: Token | None) -> tuple[Mention, ...]:
    if head is None:
        return ()
    heads = conjuncts(head)
    return tuple(
        mention(passage.block, passage.number, _own_phrase(one, heads), one) for one in heads
    )


def _own_phrase(head: Token, heads: list[Token]) -> list[Token]:
    """The words of one of several joined names, without the others'."""
    before = max((one.i for one in heads if one.i < head.i), default=-1)
    words = [
        token
        for token in noun_phrase(head)
        if token.i > before and token.lower_ not in ("and", "&", ",")
    ]
    return words or [head]


def _reporters(passage: Passage, cue: Token) -> tuple[Mention, ...]:
    """Who relays it: the subject of the verb in whose clause this verb stands."""
    token = cue
    while token.head != token and token.dep_ in ("ccomp", "conj", "advcl", "xcomp"):
        above = token.head
        if token.dep_ == "conj" and child(token, "nsubj") is not None:
            return ()
        if token.dep_ == "ccomp" and above.pos_ == "VERB" and lemma(above) in cues.SAYING:
            relayed = subject(above)
            same = relayed is None or relayed in (subject(cue), speaker(cue))
            return () if same else mentions(passage, relayed)
        token = above
    return ()
