"""Tables of words, written as text so that they can be read and searched."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def pairs(text: str) -> dict[str, str]:
    """`take:took go:went` as a table."""
    return dict(pair.split(":") for pair in text.split())
