"""Partial answers: Google's `fields` parameter, such as `claims(text,claimReview/url)`."""

from __future__ import annotations

import re
from typing import Any

from claims.google.errors import Invalid

# The names that are asked for, each with those below it; None: all of them.
Tree = dict[str, Any]

_LEAF: Tree = {}
SHAPE: Tree = {
    "claims": {
        "text": _LEAF,
        "claimant": _LEAF,
        "claimDate": _LEAF,
        "claimReview": {
            "publisher": {"name": _LEAF, "site": _LEAF},
            "url": _LEAF,
            "title": _LEAF,
            "reviewDate": _LEAF,
            "textualRating": _LEAF,
            "languageCode": _LEAF,
        },
    },
    "nextPageToken": _LEAF,
}
_TOKENS = re.compile(r"\s*([A-Za-z]+|[*/.,()])\s*")


def read_selection(words: str) -> Tree | None:
    """What `fields` asks for; None for everything. Raises Invalid for what isn't in an answer."""
    if not words.strip():
        return None
    tokens = _TOKENS.findall(words)
    if "".join(tokens) != re.sub(r"\s", "", words):
        raise Invalid("fields can’t be read.")
    reader = _Reader(tokens)
    found = reader.several(SHAPE)
    if reader.tokens:
        raise Invalid("fields has a bracket or a comma too many.")
    return found


def select(value: Any, tree: Tree | None) -> Any:
    """The parts of an answer that are asked for."""
    if tree is None:
        return value
    if isinstance(value, list):
        return [select(one, tree) for one in value]
    return {name: select(value[name], below) for name, below in tree.items() if name in value}


class _Reader:
    """Reads a selection from left to right, and knows at each place which names there are."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def several(self, shape: Tree) -> Tree | None:
        """Items with commas between them."""
        found = self.one(shape)
        while self.next_is(","):
            found = _merged(found, self.one(shape))
        return found

    def one(self, shape: Tree) -> Tree | None:
        """A name, alone or with what is asked for below it."""
        name = self.tokens.pop(0) if self.tokens else ""
        if name == "*":
            return None
        if name not in shape:
            raise Invalid(f"Invalid field selection “{name}”.")
        if self.next_is("/", "."):
            return {name: self.one(shape[name])}
        if not self.next_is("("):
            return {name: None}
        below = self.several(shape[name])
        if not self.next_is(")"):
            raise Invalid("fields has a bracket that is never closed.")
        return {name: below}

    def next_is(self, *signs: str) -> bool:
        if self.tokens and self.tokens[0] in signs:
            del self.tokens[0]
            return True
        return False


def _merged(one: Tree | None, other: Tree | None) -> Tree | None:
    """Whatever either of the two asks for."""
    if one is None or other is None:
        return None
    found = dict(one)
    for name, below in other.items():
        found[name] = _merged(found[name], below) if name in found else below
    return found
