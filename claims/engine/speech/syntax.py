"""Small questions about a parsed sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from ..people.name_data import ROLES

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
# From a verb without a subject up to the clause that it shares one with.
CLIMBING = frozenset(
    ("conj", "advcl", "xcomp", "pcomp", "prep", "aux", "ccomp", "parataxis", "acomp", "oprd")
)
RELATIVE = frozenset(("who", "which", "that", "whom"))
NAME_PARTS = frozenset(
    (
        "compound",
        "det",
        "amod",
        "poss",
        "nummod",
        "nmod",
        "quantmod",
        "punct",
        "case",
        "advmod",
        "predet",
    )
)
MARKS = frozenset("“”„‟«»❝❞\"'‘’＂〝〞")
EDGES = MARKS | frozenset(
    (",", ";", ":", ".", "-", "–", "—", "--", "…", "...", "!", "?", "(", ")", "[", "]")
)


def child(token: Token, *labels: str) -> Token | None:
    """The first child with one of the labels."""
    return next((one for one in token.children if one.dep_ in labels), None)


def subject(token: Token) -> Token | None:
    """Who does what the verb says: its subject, or the one that it shares with its clause."""
    for step in range(8):
        own = _own_subject(token) or (child(token, "nsubjpass") if step else None)
        if own is not None:
            return own
        if token.dep_ in ("acl", "relcl"):
            return None if token.dep_ == "acl" and token.tag_ == "VBN" else token.head
        blamed = _blamed(token)
        if blamed is not None:
            return blamed
        if token.dep_ in CLIMBING:
            if _back_in_the_story(token):
                token = token.head.head
                continue
            if token.head == token or (token.dep_ == "ccomp" and token.tag_ != "VBG"):
                return None
            token = token.head
            continue
        return None
    return None


def _blamed(token: Token) -> Token | None:
    """“criticised Marsh for denying it”: Marsh denied it, if anybody did."""
    link = token.head
    if token.dep_ != "pcomp" or link.lower_ not in ("for", "of", "from"):
        return None
    whom = child(link.head, "dobj")
    return whom if whom is not None and is_animate(whom) else None


def _back_in_the_story(token: Token) -> bool:
    """“promised that no job would go and warned …”: she warned, not the job."""
    clause = token.head
    told = token.dep_ == "conj" and token.tag_ == "VBD" and clause.dep_ == "ccomp"
    return told and clause.tag_ in ("VB", "VBZ", "VBP") and clause.head.tag_ == "VBD"


def speaker(cue: Token) -> Token | None:
    """Whom a reporting verb belongs to: its subject, or, where that is a thing, somebody nearer.

    The parser hangs “…, accusing him” on the wrong verb now and then: “the visit turned sour when
    Ms Hall confronted him, accusing …” is not the visit's accusation.
    """
    found = subject(cue)
    if cue.lower_ == "adding" and cue.dep_ == "advcl":
        return _teller(cue) or found
    if (
        cue.tag_ != "VBG"
        or cue.dep_ not in ("advcl", "xcomp")
        or (found is not None and is_animate(found))
    ):
        return found
    for k in range(cue.i - 1, cue.sent.start, -1):
        token = cue.doc[k]
        own = child(token, "nsubj") if token.tag_ in ("VBD", "VBZ", "VBP", "VBN") else None
        if own is not None and is_animate(own):
            return own
    return found


def _teller(cue: Token) -> Token | None:
    """“Ms Hall said rents had gone up, adding …”: she added it, not the rents."""
    token = cue
    while token.dep_ in ("advcl", "conj", "xcomp"):
        token = token.head
    return subject(token.head) if token.dep_ == "ccomp" else None


def is_animate(token: Token) -> bool:
    return (
        token.ent_type_ in ("PERSON", "ORG", "NORP", "GPE")
        or token.lower_ in ("he", "she", "they", "we", "i", "who", "him", "her", "them", "you")
        or token.pos_ == "PROPN"
        or token.lower_ in ROLES
    )


def _own_subject(token: Token) -> Token | None:
    agent = child(token, "agent")
    if agent is not None and child(token, "nsubjpass") is not None:
        return child(agent, "pobj")
    own = child(token, "nsubj") or _who_has_said(token)
    if own is None and agent is not None:
        return child(agent, "pobj")
    if own is not None and own.lower_ in RELATIVE and token.dep_ == "relcl":
        return _not_the_other(token.head)
    return own


def _not_the_other(head: Token) -> Token:
    """“It was Moss, not Harris, who said”: Moss did."""
    first = head.left_edge
    denied = first.i > 0 and first.nbor(-1).lower_ == "not"
    return head.head if denied and head.dep_ in ("appos", "conj") else head


def relative_pronoun(cue: Token) -> Token | None:
    """The “who” of “the minister, who said …”, None where it has another subject."""
    own = child(cue, "nsubj")
    return own if own is not None and own.lower_ in RELATIVE and cue.dep_ == "relcl" else None


def is_passive(token: Token) -> bool:
    return child(token, "auxpass", "nsubjpass") is not None and _who_has_said(token) is None


def _who_has_said(token: Token) -> Token | None:
    """“She’s said prices fell”, whose “’s” the parser takes for “is”."""
    helper, who = child(token, "auxpass"), child(token, "nsubjpass")
    short = helper is not None and helper.lower_ in ("’s", "'s") and token.lower_ == "said"
    return who if short and who is not None and who.lower_ in ("he", "she") else None


def has_finite_verb(tokens: Iterable[Token]) -> bool:
    return any(token.tag_ in ("VBD", "VBP", "VBZ", "MD") for token in tokens)


def runs(tokens: Iterable[Token]) -> list[list[Token]]:
    """Tokens in order, in stretches without a gap; stretches of punctuation only are left out."""
    stretches: list[list[Token]] = []
    for token in sorted(set(tokens), key=lambda one: one.i):
        if stretches and token.i == stretches[-1][-1].i + 1:
            stretches[-1].append(token)
        else:
            stretches.append([token])
    trimmed = (trim(stretch) for stretch in stretches)
    return [stretch for stretch in trimmed if stretch]


def trim(tokens: list[Token]) -> list[Token]:
    """Without punctuation and space at the edges."""
    first, last = 0, len(tokens)
    while first < last and (tokens[first].is_space or tokens[first].text in EDGES):
        first += 1
    while last > first and (tokens[last - 1].is_space or tokens[last - 1].text in EDGES):
        last -= 1
    return tokens[first:last]


def noun_phrase(head: Token) -> list[Token]:
    """The words that name someone: the head with what is before it, and “of …” after it."""
    kept = set(_phrase(head))
    tokens = sorted(kept, key=lambda token: token.i)
    whole = next((run for run in runs(tokens) if head in run), [head])
    # “the secretary of state and wanted …”: the parser hangs the “and” on “state”.
    while len(whole) > 1 and whole[-1].dep_ == "cc":
        whole = whole[:-1]
    return whole


def _phrase(head: Token) -> Iterator[Token]:
    yield head
    for one in head.children:
        if one.dep_ in NAME_PARTS or (
            one.dep_ == "prep"
            and one.lower_ in ("of", "for", "from", "in", "at", "with")
            and one.i > head.i
            and not any(token.dep_ in ("relcl", "ccomp", "advcl") for token in one.subtree)
        ):
            yield from one.subtree


def conjuncts(head: Token) -> list[Token]:
    """The head and those joined to it by “and”, the parser's other way round included."""
    found = [head]
    found += [
        one
        for one in head.children
        if one.dep_ == "nmod"
        and one.pos_ == "PROPN"
        and any(two.dep_ == "cc" for two in one.children)
    ]
    joined = [
        one
        for one in found
        for two in one.children
        if two.dep_ == "cc" and two.lower_ in ("and", "&")
    ]
    if joined:
        found += [one for one in head.conjuncts if one not in found]
    return sorted(found, key=lambda token: token.i)
