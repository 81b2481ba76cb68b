"""A draft into a statement that stands alone as well as rules can make it."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..people.name_data import ROLES, TITLES
from ..people.names import People
from ..people.namesakes import PRONOUNS
from ..people.organisations import SORTS
from ..speech.speech import Form, Mention, Speech
from ..speech.syntax import MARKS, SUBJECTS, child, has_finite_verb
from ..text.nlp import lemma
from ..wordlist import words
from .drafts import Draft
from .framing import Persons, addressee, finite, framed, telling
from .full_names import with_full_names
from .leaning import NOT_ALONE, is_named_beside, leans, put, replaced
from .narration import in_own_words
from .third_person import in_third_person

FIRST_PERSON = words("i me my mine myself we us our ours ourselves i'm i’m")
TELLING = words("warn tell remind inform accuse assure advise ask notify convince")
HUMANS = words("man woman person employee source worker voter critic supporter boy girl")
DENYING = words("deny dispute reject doubt refute dismiss denial")
BRACKETED = re.compile(r"\[([^\[\]]{1,80})\]")
LEAD = re.compile(
    r"^(?:(?:and|but|so(?! (?:far|many|much|long)\b)),?|"
    r"(?:well|look|now|however|also|yes|no|listen|ok|okay),)\s+",
    re.IGNORECASE,
)
ENDS = (".", "!", "?", "…")
DOUBLES = '“”"'
COMMA_LAST = re.compile(r",([”\"’']+)$")
LEADING = NOT_ALONE - {"there"} | FIRST_PERSON
LONGEST = 2000  # characters
INNER_MARKS = str.maketrans('“”"', "‘’'")


def statement(draft: Draft, names: tuple[str, ...], persons: Persons, people: People) -> str:
    """The claim in a sentence of its own; the speaker in front only where it needs that."""
    words = " ".join(BRACKETED.sub(r"\1", draft.text).split())
    made = _stated(draft, words, " and ".join(names), persons, people)
    made = with_full_names(made, draft.start, draft.end, people)
    return made if len(made) <= LONGEST else _sentence(words)


def _stated(draft: Draft, words: str, who: str, persons: Persons, people: People) -> str:
    speech = draft.speech
    if speech is None:
        return _sentence(in_own_words(draft, LEAD.sub("", words, count=1), people))
    if speech.form in (Form.DIRECT, Form.TURN):
        return _direct(draft, words, who, persons, people)
    if speech.form is Form.CLAUSE:
        return _clause(draft, words, who, persons, people)
    return _sentence(framed(draft, words, who, persons, people))


def _sentence(words: str) -> str:
    """A capital first, a full stop last, whatever marks stand round the words."""
    words = COMMA_LAST.sub(r"\1", words.strip().rstrip(",;:—–- "))
    if sum(words.count(mark) for mark in DOUBLES) == 1:  # its partner is outside
        words = words.translate(dict.fromkeys(map(ord, DOUBLES)))
    start = len(words) - len(words.lstrip("".join(MARKS) + "(["))
    words = words[:start] + words[start : start + 1].upper() + words[start + 1 :]
    ended = words.rstrip("”\"’')]")
    return words if ended[-1:] in ENDS else words + "."


def _spoken(who: str, words: str) -> str:
    """The words as they stand, with whoever says them in front: always safe."""
    inside = _sentence(_bare(words).translate(INNER_MARKS))
    return f"{who[:1].upper()}{who[1:]}: “{inside}”"


def _direct(draft: Draft, words: str, who: str, persons: Persons, people: People) -> str:
    plain = _bare(LEAD.sub("", words, count=1)) if has_finite_verb(draft.tokens) else words
    told = _of_themselves(draft, who, persons)
    if told:
        return _sentence(BRACKETED.sub(r"\1", LEAD.sub("", told, count=1)))
    first = any(token.lower_ in FIRST_PERSON for token in draft.tokens)
    pronoun, name = (None, "") if first else replaced(draft, persons, people)
    if not who or (not first and has_finite_verb(draft.tokens) and not leans(draft, pronoun)):
        if pronoun is not None:
            return _sentence(put(plain, pronoun, name))
        return _sentence(_with_full_subject(draft, plain, persons, people))
    return _spoken(who, words)


def _of_themselves(draft: Draft, who: str, persons: Persons) -> str:
    """“I have signed it” as what the one speaker has done, "" where that is not safe."""
    if len(persons) > 1 or not has_finite_verb(draft.tokens) or leans(draft):
        return ""
    person = persons[0] if persons else None
    told = in_third_person(draft.tokens, who, person.gender if person is not None else "")
    return _bare(told)


def _with_full_subject(draft: Draft, words: str, persons: Persons, people: People) -> str:
    """“The mayor is late”, by somebody else, says so of the only mayor that the text knows."""
    speech = draft.speech
    first = next((token for token in draft.tokens if token.dep_ in SUBJECTS), None)
    if speech is None or first is None or first.pos_ not in ("NOUN", "PROPN"):
        return words
    old = first.doc[first.left_edge.i : first.i + 1].text
    name = _subject_name(first, speech, persons, people) if words.startswith(old) else ""
    return put(words, first, name) if name else words


def _bare(words: str) -> str:
    return words.strip("".join(MARKS - {"'", "’"}) + " ")


def _clause(draft: Draft, words: str, who: str, persons: Persons, people: People) -> str:
    speech = draft.speech
    assert speech is not None
    head = speech.content_head
    if speech.cue in DENYING:
        return _sentence(f"{who or 'Somebody'} {telling(speech)} that {words}")
    first = child(head, *SUBJECTS, "expl") if head is not None else None
    if head is not None and any(
        one.lower_ in ("whether", "if", "how", "what", "why") for one in list(head.subtree)[:1]
    ):
        return _sentence(f"{who or 'Somebody'} {finite(speech)} {words}")
    owned = _owned(words, who, persons)
    if owned:
        return _sentence(owned)
    if first is None or first not in draft.tokens or not has_finite_verb(draft.tokens):
        # A headline's words are the paper's, so no quotation marks go round them.
        return _spoken(who, words) if who and speech.cue != ":" else _sentence(words)
    name = _subject_name(first, speech, persons, people)
    if first.lower_ in PRONOUNS and _has_name(draft.tokens, first):
        name = ""  # “before Lund left, he …”
    if first == draft.tokens[0] and first.lower_ == "it" and _is_body(who, persons):
        name = who if _is_one(speech) and _acts(head) else ""
    if not name and first == draft.tokens[0] and _is_somebody_else(first, speech, persons):
        name = replaced(draft, persons, people)[1]
    if name:
        return _sentence(put(words, first, name))
    opening = words.lstrip('“‘"').split(" ", 1)[0].lower()
    if not who or opening not in LEADING:
        return _sentence(words)
    start = 1 if opening in NOT_ALONE else 0
    return _sentence(f"{who} {telling(speech)} that {words[:start].lower()}{words[start:]}")


def _is_somebody_else(first: Token, speech: Speech, persons: Persons) -> bool:
    """“Drew’s rivals say he …”, “the court says she …”: not whoever speaks."""
    gender = PRONOUNS.get(first.lower_)
    if gender is None or not persons or len(persons) < len(speech.speakers):
        return False
    return all(
        one.gender not in ("", gender) if one is not None else _is_no_person(mention.head)
        for one, mention in zip(persons, speech.speakers, strict=False)
    )


def _has_name(tokens: tuple[Token, ...], before: Token) -> bool:
    return any(one.ent_type_ == "PERSON" and one.i < before.i for one in tokens)


def _is_no_person(head: Token | None) -> bool:
    return head is not None and (
        head.tag_ in ("NNS", "NNPS") or head.ent_type_ in ("ORG", "GPE") or head.lower_ in SORTS
    )


def _owned(words: str, who: str, persons: Persons) -> str:
    """“its business has tripled”, says the firm: the firm's business has."""
    owner, _, rest = words.partition(" ")
    if owner.lower() == "its" and _is_body(who, persons):
        return f"{who}’s {rest}"
    if owner.lower() not in ("his", "her") or len(persons) != 1 or persons[0] is None:
        return ""
    return f"{who}’s {rest}" if persons[0].gender in ("", PRONOUNS[owner.lower()]) else ""


def _is_body(who: str, persons: Persons) -> bool:
    """An organisation speaks: one name, and nobody's."""
    return bool(who) and len(persons) == 1 and persons[0] is None


def _is_one(speech: Speech) -> bool:
    """“Its boosters”, “some” and “the man” are no “it”."""
    heads = [one.head for one in speech.speakers if one.head is not None]
    return all(
        one.tag_ in ("NN", "NNP", "NNPS")
        and one.lower_ not in ROLES | HUMANS
        and one.ent_type_ != "NORP"
        for one in heads
    )


def _acts(head: Token | None) -> bool:
    """Not “it is clear that …”, where “it” is nobody."""
    return head is not None and head.pos_ != "AUX" and lemma(head) not in ("seem", "appear")


def _subject_name(first: Token, speech: Speech, persons: Persons, people: People) -> str:
    """Whom the clause's subject means, "" where it can stay or is not sure."""
    told = addressee(speech, persons, people)
    if first.lower_ in ("he", "she"):
        if told is None and speech.cue in TELLING and _may_be_meant(speech.addressee):
            return _as_told(speech.addressee)
        gender = PRONOUNS[first.lower_]
        order = [told, *persons] if speech.cue in TELLING else [*persons, told]
        fitting = [one for one in order if one is not None and one.gender in ("", gender)]
        return fitting[0].name if fitting and len(persons) == 1 else ""
    if first.pos_ == "NOUN" or first.pos_ == "PROPN":
        place = speech.block_start + first.left_edge.idx
        phrase = first.doc[first.left_edge.i : first.i + 1].text
        mention = Mention(phrase, place, place, first, speech.block)
        own = tuple(one for one in persons if one is not None)
        found = people.described(mention, own)
        name = found.name if found else _full(first, mention, people)
        return "" if is_named_beside(first, name) else name
    return ""


def _may_be_meant(told: Mention | None) -> bool:
    """“warned the chairman that he had no cards”: the chairman, though nobody knows his name."""
    return told is not None and told.head is not None and told.head.tag_ in ("NN", "NNP")


def _as_told(told: Mention | None) -> str:
    """The words for whoever was told, "" where they are no person's."""
    human = told is not None and told.head is not None and told.head.lower_ in ROLES | HUMANS
    return " ".join(told.text.split()) if told is not None and human else ""


def _full(first: Token, mention: Mention, people: People) -> str:
    """A bare last name, a title before it or not, becomes the full one."""
    before = first.doc[first.left_edge.i : first.i]
    if any(token.lower_ not in TITLES for token in before):
        return ""
    if before and len(people.by_last.get(first.lower_, ())) > 1:  # which Mrs. Marsh?
        return ""
    found = people.person(mention)
    return found.name if found else ""
