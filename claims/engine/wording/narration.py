"""The article's own sentences, with names for the words that lean on the sentences before."""

from __future__ import annotations

from ..people.antecedents import story_goes_on_with
from ..people.names import People
from ..people.namesakes import PRONOUNS
from ..speech.speech import Mention
from ..speech.syntax import child
from .drafts import Draft
from .leaning import is_named_beside, put, replaced


def in_own_words(draft: Draft, words: str, people: People) -> str:
    """`words` with the name of whoever “she”, “her” or “the mayor” at their head means."""
    block = people.blocks[draft.block]
    opening = next(iter(draft.tokens), None)
    if opening is not None and opening.tag_ == "PRP$":
        owner = story_goes_on_with(opening, block, people)
        return put(words, opening, f"{owner}’s") if owner else words
    root = next((token for token in draft.tokens if token.dep_ == "ROOT"), None)
    first = child(root, "nsubj", "nsubjpass") if root is not None else None
    if first is None:
        return words
    if first.lower_ in PRONOUNS:
        name = story_goes_on_with(first, block, people)
        return put(words, first, name) if name else words
    pronoun, name = replaced(draft, (), people)
    if pronoun is not None:
        return put(words, pronoun, name)
    if first.left_edge.i == first.i:
        return words
    start = block.at(first.left_edge)
    phrase = first.doc[first.left_edge.i : first.i + 1].text
    found = people.described(Mention(phrase, start, start + len(phrase), first, draft.block))
    if found is None or is_named_beside(first, found.name):
        return words
    return put(words, first, found.name)
