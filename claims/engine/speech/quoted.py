"""Direct quotes and whose words they are: a verb's, a name's beside them, or the last speaker's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from .acts import act, mentions
from .direct import TERMINATORS, Passage, Said, direct_quotes, frame_before, label, signature
from .speech import Form, Mention, Speech, mention
from .syntax import RELATIVE, is_animate, speaker
from .verb_cues import says

CLAUSES = frozenset((Form.CLAUSE,))
NAMING = frozenset(("PROPN", "PRON", "NOUN"))
NEAR = 12  # words before a verb among which its subject may be, where the parser is lost


def quoted(passage: Passage, found: list[Said], before: Speech | None) -> Iterator[Speech]:
    """An act of speech for each of `found` that somebody spoke; `before` is the last one so far."""
    for said in found:
        speech = _direct(passage, said, before)
        if speech is not None:
            before = speech
            yield speech


def quoted_inside(passage: Passage, found: list[Said]) -> Iterator[Speech]:
    """Speech inside quotations: only where its verb stands there too."""
    for k, quote in enumerate(passage.quotes):
        if not quote.inner:
            continue
        inside = replace(
            passage, tokens=passage.inside(k), quotes=list(quote.inner), where=dict[int, int]()
        )
        outer = next((said for said in found if k in said.quotes), None)
        cue = None if outer is None else outer.cue
        relayers = () if cue is None else mentions(passage, speaker(cue))
        for said in direct_quotes(inside):
            speech = None if said.cue is None else _direct(inside, said, None)
            if speech is not None:
                yield replace(speech, reporters=relayers)


def last_to_speak(found: list[Speech], passage: Passage) -> Speech | None:
    """Whoever was quoted last in the passage's paragraph, else reported in a clause, else at all.

    A paragraph such as “She told the hall, to loud applause:” hands over to the next one.
    """
    if passage.text[passage.block.start : passage.block.paragraph.end].endswith(":"):
        *_, last = passage.block.sentences()
        cue = next((one for one in reversed(list(last)) if says(one)), None)
        speakers = mentions(passage, speaker(cue)) if cue is not None else ()
        if speakers:
            end = passage.block.paragraph.end
            return Speech(((end, end),), Form.CLAUSE, passage.number, ":", speakers)
    for forms in (frozenset((Form.DIRECT, Form.TURN)), CLAUSES, frozenset(Form)):
        here = [one for one in found if one.speakers and one.is_told and one.form in forms]
        if here:
            return max(here, key=lambda one: one.end)
    return None


def _direct(passage: Passage, said: Said, before: Speech | None) -> Speech | None:
    quotes = [passage.quotes[k] for k in said.quotes]
    pieces = tuple((quote.start, quote.end) for quote in quotes if quote.start < quote.end)
    if said.cue is not None:
        made = act(passage, pieces, Form.DIRECT, said.cue, None)
        found = () if made is None or made.speakers else _beside(passage, said.cue)
        return replace(made, speakers=found) if made is not None and found else made
    named = _named(passage, said) or _same_paragraph(passage, said)
    speakers = named or _floating(passage, said, before)
    if not speakers or not pieces:
        return None
    goes_on = not named and before is not None and before.form is Form.DIRECT
    return Speech(pieces, Form.DIRECT, passage.number, "", speakers, goes_on=goes_on)


def _beside(passage: Passage, cue: Token) -> tuple[Mention, ...]:
    """Who stands right after the verb (“…,” opined the Herald) or last before it."""
    frame = passage.frame()
    place = next((k for k, token in enumerate(frame) if token.i >= cue.i), len(frame))
    after = frame[place + 1] if place + 1 < len(frame) else None
    if after is not None and after.i == cue.i + 1 and after.pos_ in (*NAMING, "DET", "NUM"):
        head = next((one for one in (after, *after.ancestors) if one.pos_ in NAMING), after)
        return mentions(passage, head if head.i < cue.i + NEAR else after)
    for token in reversed(frame[max(0, place - NEAR) : place]):
        subject = token.dep_ in ("nsubj", "nsubjpass", "ROOT", "appos")
        if subject and is_animate(token) and token.lower_ not in RELATIVE:
            return mentions(passage, token)
    return ()


def _named(passage: Passage, said: Said) -> tuple[Mention, ...]:
    """“…” — Ann Lee; Ann Lee: “…”"""
    name = signature(passage, said.quotes[-1]) if said.signed else label(passage, said.quotes[0])
    return (mention(passage.block, passage.number, name, name[-1]),) if name else ()


def _same_paragraph(passage: Passage, said: Said) -> tuple[Mention, ...]:
    """She said it was “a disgrace.” “Nobody told us.” The second quotation is hers as well."""
    first = said.quotes[0]
    between = frame_before(passage, first)
    if not first or not between or between[-1].text not in TERMINATORS:
        return ()
    sentence = between[-1].sent
    cue = next(
        (one for one in reversed(between) if one.i >= sentence.start and says(one)),
        None,
    )
    return mentions(passage, speaker(cue)) if cue is not None else ()


def _floating(passage: Passage, said: Said, before: Speech | None) -> tuple[Mention, ...]:
    """A paragraph that is only a quotation goes on with whoever spoke in the one before."""
    first = passage.quotes[said.quotes[0]]
    near = before is not None and passage.number - before.block <= 1
    if before is None or not near or first.outer_start > passage.block.start + 1:
        return ()
    return before.speakers
