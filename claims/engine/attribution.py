"""Who said what: every act of speech in the text, direct, mixed or indirect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from . import cues
from .contents import Content, according_to, content
from .direct import Passage, Said, direct_quotes, signature
from .headlines import headline_speech
from .hearsay import hearsay
from .nlp import Block, lemma
from .noun_cues import noun_content
from .quotes import quotations
from .speech import Form, Mention, Speech, mention
from .stretches import pieces_of
from .syntax import child, conjuncts, is_unsaid, noun_phrase, speaker, subject, trim
from .topic_cues import topic

# “Plans to build” or “criticism of the law”, by nobody, says nothing that could be checked.
NEEDS_SPEAKER = frozenset((Form.INFINITIVE, Form.REQUEST, Form.GERUND, Form.NAMING, Form.OBJECT))
SPOKEN = frozenset((Form.DIRECT, Form.CLAUSE, Form.TURN))


def speeches(text: str, blocks: list[Block]) -> list[Speech]:
    """Every act of speech, in the order of the text."""
    found: list[Speech] = []
    last: Speech | None = None
    for number, block in enumerate(blocks):
        found += _in_block(text, block, number, last)
        last = _last_to_speak(found, number) or last
    return found


def _last_to_speak(found: list[Speech], number: int) -> Speech | None:
    """Whoever was quoted or reported last in a paragraph, in whole sentences."""
    here = [
        speech
        for speech in found
        if speech.block == number and speech.speakers and speech.form in SPOKEN
    ]
    spoken = [speech for speech in here if speech.form is Form.DIRECT] or here
    return max(spoken, key=lambda speech: speech.end, default=None)


def _in_block(text: str, block: Block, number: int, before: Speech | None) -> list[Speech]:
    if block.paragraph.turn:
        return [_turn(block, number)]
    headline = headline_speech(block, number, text)
    if headline is not None:
        return [headline]
    quotes = quotations(text, block.start, block.paragraph.end)
    passage = Passage(text, block, number, list(block.doc), quotes)
    return list(_in_passage(passage, before))


def _turn(block: Block, number: int) -> Speech:
    label = block.paragraph.turn
    who = Mention(label, block.start, block.start, None, number)
    return Speech(((block.start, block.paragraph.end),), Form.TURN, number, ":", (who,))


def _in_passage(passage: Passage, before: Speech | None) -> Iterator[Speech]:
    said = direct_quotes(passage)
    used: set[int] = set()
    for one in said:
        used.update(one.quotes)
        speech = _direct(passage, one, before)
        if speech is not None:
            before = speech
            yield speech
    for k, quote in enumerate(passage.quotes):
        if quote.inner:
            inner = Passage(
                passage.text, passage.block, passage.number, passage.inside(k), list(quote.inner)
            )
            outer = next((one for one in said if k in one.quotes), None)
            yield from _inner(inner, _relayers(passage, outer))
    yield from _indirect(passage, used)


def _relayers(passage: Passage, outer: Said | None) -> tuple[Mention, ...]:
    """Who speaks the words round an inner quotation."""
    return () if outer is None or outer.cue is None else _mentions(passage, speaker(outer.cue))


def _inner(passage: Passage, relayers: tuple[Mention, ...]) -> Iterator[Speech]:
    """Speech inside a quotation: only where its verb stands there too."""
    for one in direct_quotes(passage):
        if one.cue is not None:
            speech = _direct(passage, one, None)
            if speech is not None:
                yield replace(speech, reporters=relayers)


def _direct(passage: Passage, said: Said, before: Speech | None) -> Speech | None:
    quotes = [passage.quotes[k] for k in said.quotes]
    pieces = tuple((q.start, q.end) for q in quotes if q.start < q.end)
    if said.cue is not None:
        return _speech(passage, pieces, Form.DIRECT, said.cue, None)
    signed = _signed(passage, said)
    speakers = signed or _floating(passage, said, before)
    if not speakers:
        return None
    goes_on = not signed and before is not None and before.form is Form.DIRECT
    return Speech(pieces, Form.DIRECT, passage.number, "", speakers, goes_on=goes_on)


def _signed(passage: Passage, said: Said) -> tuple[Mention, ...]:
    name = signature(passage, said.quotes[-1]) if said.signed else []
    return (mention(passage.block, passage.number, name, name[-1]),) if name else ()


def _floating(passage: Passage, said: Said, before: Speech | None) -> tuple[Mention, ...]:
    """A paragraph that is only a quotation goes on with whoever spoke in the one before."""
    first = passage.quotes[said.quotes[0]]
    near = before is not None and passage.number - before.block <= 1
    if before is None or not near or first.outer_start > passage.block.start + 1:
        return ()
    return before.speakers


def _indirect(passage: Passage, used: set[int]) -> Iterator[Speech]:
    for token in passage.frame():
        speech = _from_verb(passage, token, used) or _from_noun(passage, token)
        speech = speech or _from_according(passage, token) or _from_topic(passage, token)
        speech = speech or _from_hearsay(passage, token)
        if speech is not None:
            yield speech


def _from_verb(passage: Passage, cue: Token, used: set[int]) -> Speech | None:
    if cue.pos_ != "VERB" and not (cue.pos_ == "AUX" and cue.tag_ == "VBG"):
        return None
    found = None if _calls_out(cue) else content(cue)
    if found is None or _is_quoted(passage, found, used):
        return None
    return _speech(passage, pieces_of(passage, found), found.form, cue, found)


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


def _from_noun(passage: Passage, cue: Token) -> Speech | None:
    if cue.pos_ != "NOUN" or lemma(cue) not in cues.NOUNS:
        return None
    found = noun_content(cue)
    if found is None:
        return None
    inner, who = found
    return _speech(passage, pieces_of(passage, inner), inner.form, cue, inner, who)


def _from_topic(passage: Passage, cue: Token) -> Speech | None:
    found = topic(cue)
    if found is None:
        return None
    inner, who = found
    return _speech(passage, pieces_of(passage, inner), inner.form, cue, inner, who)


def _from_hearsay(passage: Passage, cue: Token) -> Speech | None:
    found = hearsay(cue)
    if found is None:
        return None
    pieces = pieces_of(passage, found)
    made = _speech(passage, pieces, Form.HEARSAY, cue, found)
    return None if made is None else replace(made, speakers=(), reporters=())


def _from_according(passage: Passage, token: Token) -> Speech | None:
    if token.lower_ != "according":
        return None
    found = according_to(token)
    if found is None:
        return None
    return _speech(passage, pieces_of(passage, found[0]), found[0].form, token, found[0], found[1])


def _speech(
    passage: Passage,
    pieces: tuple[tuple[int, int], ...],
    form: Form,
    cue: Token,
    found: Content | None,
    who: Token | None = None,
) -> Speech | None:
    if not pieces:
        return None
    made = Speech(
        pieces,
        form,
        passage.number,
        lemma(cue),
        _mentions(passage, who if who is not None else speaker(cue)),
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


def _mentions(passage: Passage, head: Token | None) -> tuple[Mention, ...]:
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
            return () if same else _mentions(passage, relayed)
        token = above
    return ()
