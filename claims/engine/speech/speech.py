"""One act of reported speech, before names are resolved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from ..text.nlp import Block


class Form(StrEnum):
    """How the content hangs on its cue; the statement is built accordingly."""

    DIRECT = "direct"  # “…,” she said
    CLAUSE = "clause"  # said that …
    INFINITIVE = "infinitive"  # vowed to …
    REQUEST = "request"  # urged them to …
    GERUND = "gerund"  # accused him of lacking …
    NAMING = "naming"  # called it “…”
    OBJECT = "object"  # criticised the …
    TOPIC = "topic"  # spoke about …, questions about …: what it was about, not what was said
    HEARSAY = "hearsay"  # is expected to …, seems to …: nobody is named who says so
    TURN = "turn"  # a transcript's line


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """Where somebody is named; `text` as it stands, `head` its main word."""

    text: str
    start: int
    end: int
    head: Token | None
    block: int


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """Who is reported to have said what: `pieces` are stretches of the text, in order."""

    pieces: tuple[tuple[int, int], ...]
    form: Form
    block: int
    cue: str
    speakers: tuple[Mention, ...] = ()
    reporters: tuple[Mention, ...] = ()
    addressee: Mention | None = None
    cue_token: Token | None = None
    content_head: Token | None = None
    unsaid: bool = False
    goes_on: bool = False  # a quotation without a verb, after one of the same speaker's
    partial: bool = False  # the words can't be told without the sentence that they are part of
    block_start: int = 0

    @property
    def is_told(self) -> bool:
        """What was said can be told: not only what it was about, or how things seem."""
        return self.form not in (Form.TOPIC, Form.HEARSAY) and not self.partial

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words and whose they are, for whoever needs no claims made of them.

    `pieces` are stretches of the text, in order; `speaker` is the fullest name known, `mention`
    where the text names the speaker of these words. `style` is direct, indirect or mixed.
    """

    pieces: tuple[tuple[int, int], ...]
    style: str
    cue: str
    speaker: str = ""
    mention: tuple[int, int] | None = None
    nested: bool = False  # it lies inside other reported words


def mention(block: Block, number: int, tokens: list[Token], head: Token) -> Mention:
    start, end = block.at(tokens[0]), block.after(tokens[-1])
    # The span's own text: the whole paragraph's is put together anew every time it is asked for.
    words = block.doc[tokens[0].i : tokens[-1].i + 1].text
    return Mention(words, start, end, head, number)
