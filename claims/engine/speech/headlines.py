"""“Marsh: Rents have doubled”: a headline that says who said it, with a colon and no verb."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..text.nlp import Block
from .speech import Form, Speech, mention

LONGEST = 200  # characters; what is longer is no headline
LEAST = 3  # words that are said
WHO = re.compile(r"(?:[A-Z][\w.’'-]*(?: (?:of |the )?(?=[A-Z])|(?=:))){1,4}: (?=\S)")
# “Live updates: …”, “Exclusive: …” and the like tell what sort of piece it is.
SORTS = re.compile(
    r"(?:Live|Updates?|Exclusive|Breaking|Analysis|Opinion|Watch|Video|Review|Photos?|Fact|Poll"
    r"|Election|Debate|Part|The Latest|Interview|Transcript|Editorial|Column|How|Why|What)\b",
    re.IGNORECASE,
)


def headline_speech(block: Block, number: int, text: str) -> Speech | None:
    """The speech that the document's first paragraph is, None where it is none."""
    start, end = block.start, block.paragraph.end
    found = WHO.match(text, start, end)
    if found is None or number or end - start > LONGEST or "\n" in text[start:end]:
        return None
    name = [token for token in block.doc if block.at(token) < found.end() and not token.is_space]
    said = [token for token in block.doc if block.at(token) >= found.end()]
    who = [token for token in name if token.text != ":"]
    stop = said[-1] if said and said[-1].text == "." else None
    if not who or SORTS.match(text, start) or sum(one.is_alpha for one in said) < LEAST:
        return None
    # Who speaks in a headline is told of below it; “Wow:” and “Big win:” are nobody.
    if text[found.end() :].find(who[-1].text, end - found.end()) < 0 or said[-1].text == "?":
        return None
    until = block.at(stop) if stop is not None else end
    return Speech(
        ((found.end(), until),),
        Form.CLAUSE,
        number,
        ":",
        (mention(block, number, who, who[-1]),),
        content_head=_root(said),
        block_start=start,
    )


def _root(tokens: list[Token]) -> Token:
    inside = {token.i for token in tokens}
    return next((one for one in tokens if one.head.i not in inside or one.head == one), tokens[0])
