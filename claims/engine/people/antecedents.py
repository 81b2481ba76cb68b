"""Whom “she”, “they” or “it” at the head of a sentence means, where the one before leaves one."""

from __future__ import annotations

from spacy.tokens import Span, Token

from ..speech.syntax import SUBJECTS, child, noun_phrase
from ..text.nlp import Block
from ..wordlist import words
from .names import People
from .namesakes import PRONOUNS, Person

COUNTED = frozenset(("DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "CARDINAL", "ORDINAL"))
LONGEST = 6  # words of a phrase that stands for “they”
VAGUE = words("some many most several other others few no all both these those such any more two")
FAR = 400  # characters


def meant_by(
    pronoun: Token, block: Block, people: People, not_these: tuple[Person, ...] = ()
) -> str:
    """The words to put for the pronoun, "" where more than one thing may be meant."""
    low = pronoun.lower_
    if low in PRONOUNS:
        found = _person(pronoun, block, people, not_these)
        return found.name if found else ""
    before = _sentence_before(pronoun)
    if before is None or not block.doc[before.end - 1].is_punct:
        return ""
    if low == "they":
        return _many(before)
    return _body(before) if low == "it" and _acts(pronoun.head) else ""


def _person(
    pronoun: Token, block: Block, people: People, not_these: tuple[Person, ...]
) -> Person | None:
    """The only fitting person whom this sentence, so far, and the one before it name.

    That person must be the subject there: “He lied about Drew. He …” is not about Drew.
    """
    gender = PRONOUNS[pronoun.lower_]
    before = _sentence_before(pronoun)
    end = block.at(pronoun)
    start = block.start + before.start_char if before is not None else block.start
    if before is None:  # a paragraph's first sentence goes on from the end of the last one
        start = max(0, block.start - FAR)
    places = [one for one in people.places.between(start, end) if one.person not in not_these]
    named = {one.person for one in places}
    fitting = [one for one in named if one.gender in ("", gender)]
    if len(fitting) != 1 or not fitting[0].is_sure or _has_another(before, gender):
        return None
    (found,) = fitting
    stranger = people.strangers.nearest(pronoun.lower_, end, not_these)
    if stranger is not None and stranger.start >= start:
        return None
    if not any(one.is_subject and one.person is found for one in places):
        return None
    return found if found.gender == gender or len(named) == 1 else None


def story_goes_on_with(pronoun: Token, block: Block, people: People) -> str:
    """Whom “he” means in the article's own words: the one man whom it has just told of.

    "" where this sentence has named him already, or where two may be meant.
    """
    gender, place = PRONOUNS.get(pronoun.lower_, ""), block.at(pronoun)
    start = block.start + pronoun.sent.start_char
    fitting = [
        one
        for one in people.places.between(place - FAR, place)
        if one.person.gender in ("", gender)
    ]
    if not gender or any(one.start >= start for one in fitting):
        return ""
    told = [one for one in fitting if one.is_subject and not one.is_quoted]
    persons = {one.person for one in told}
    if len(persons) != 1 or not all(one.is_sure for one in persons):
        return ""
    stranger = people.strangers.nearest(pronoun.lower_, place)
    if stranger is not None and stranger.start > told[-1].start:
        return ""
    return told[-1].person.name


def _has_another(before: Span | None, gender: str) -> bool:
    """A “he” of the sentence before, who may be the same “he” and nobody whom it names."""
    return before is not None and any(
        one.dep_ in SUBJECTS and PRONOUNS.get(one.lower_) == gender for one in before
    )


def _sentence_before(token: Token) -> Span | None:
    first = token.sent.start
    return token.doc[first - 1].sent if first > 0 else None


def _many(before: Span) -> str:
    """“Two mills closed. They …”: its subject, if it is the only thing of which there are many."""
    subjects = [
        one
        for one in before
        if one.dep_ in SUBJECTS and one.tag_ in ("NNS", "NNPS") and one.ent_type_ not in COUNTED
    ]
    if len(subjects) != 1:
        return ""
    phrase = noun_phrase(subjects[0])
    others = [
        one
        for one in before
        if one.tag_ in ("NNS", "NNPS") and one.ent_type_ not in COUNTED and one not in phrase
    ]
    return "" if others else _phrase(phrase)


def _body(before: Span) -> str:
    """“Norsk Rail bought it. It …”: the only organisation named, if it is the subject."""
    bodies = [one for one in before.ents if one.label_ in ("ORG", "GPE")]
    people = any(one.label_ not in ("ORG", "GPE", *COUNTED) for one in before.ents)
    if len(bodies) != 1 or people or bodies[0].root.dep_ not in SUBJECTS:
        return ""
    root = bodies[0].root
    things = any(one.dep_ in SUBJECTS and one != root for one in before)
    return "" if things else _phrase(noun_phrase(root))


def _phrase(tokens: list[Token]) -> str:
    loose = any(one.lower_ in VAGUE or one.pos_ == "PRON" for one in tokens)
    if loose or len(tokens) > LONGEST:
        return ""
    return " ".join("".join(one.text_with_ws for one in tokens).split())


def _acts(verb: Token) -> bool:
    """Not “it is clear that …” or “it takes years to …”, where “it” is nobody."""
    return verb.pos_ == "VERB" and child(verb, "ccomp", "xcomp", "csubj", "advcl") is None
