"""Tables of words, written as text so that they can be read and searched."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text. Raises ValueError where one stands twice."""
    listed = text.split()
    found = frozenset(listed)
    if len(found) < len(listed):
        twice = sorted(word for word in found if listed.count(word) > 1)
        raise ValueError(f"Twice in one list: {', '.join(twice)}")
    return found


def pairs(text: str) -> dict[str, str]:
    """`take:took go:went` as a table."""
    return dict(pair.split(":") for pair in text.split())
