"""A draft into a statement that stands alone as well as rules can make it."""

from __future__ import annotations

import re

from spacy.tokens import Token

from .drafts import Draft, is_promise_cue
from .names import PRONOUNS, People, Person
from .nlp import lemma
from .speech import Form, Mention, Speech
from .syntax import MARKS, child, has_finite_verb
from .verbs import past
from .wordlist import words

Persons = tuple[Person | None, ...]
FIRST_PERSON = words("i me my mine myself we us our ours ourselves i'm i’m")
NOT_ALONE = words(
    "he she it they this that these those here there we you his her their its him them"
)
TELLING = words("warn tell remind inform accuse assure advise ask notify convince")
OPEN_FIRST = re.compile(
    r"I(?P<verb>’m|'m| am|’ve|'ve| have|’ll|'ll| will| would| can| could| did| had| was)\b"
)
THIRD = {
    "’m": " is",
    "'m": " is",
    " am": " is",
    "’ve": " has",
    "'ve": " has",
    " have": " has",
    "’ll": " will",
    "'ll": " will",
}
DENYING = words("deny dispute reject doubt refute dismiss denial")
NEVER_TO = re.compile(r"^(never|not) to ")
BRACKETED = re.compile(r"\[([^\[\]]{1,80})\]")
LEAD = re.compile(
    r"^(?:and|but|so|well|look|now|because|however|also|yes|no|listen|ok|okay),?\s+", re.IGNORECASE
)


def statement(draft: Draft, names: tuple[str, ...], persons: Persons, people: People) -> str:
    """The claim in a sentence of its own; the speaker in front only where it needs that."""
    speech = draft.speech
    words = BRACKETED.sub(r"\1", draft.text)
    if speech is None:
        return _sentence(_article(draft, words, people))
    who = " and ".join(names)
    if speech.form in (Form.DIRECT, Form.TURN):
        return _direct(draft, words, who)
    if speech.form is Form.CLAUSE:
        return _clause(draft, words, who, persons, people)
    return _sentence(_framed(draft, words, who, persons, people))


def _sentence(words: str) -> str:
    words = words.strip()
    start = 1 if words[:1] in MARKS else 0
    words = words[:start] + words[start : start + 1].upper() + words[start + 1 :]
    if words and words[-1] in '”"' and words[-2:-1] in (".", "!", "?"):
        return words
    return words if words and words[-1] in ".!?…" else words + "."


def _direct(draft: Draft, words: str, who: str) -> str:
    plain = _bare(LEAD.sub("", words, count=1)) if has_finite_verb(draft.tokens) else words
    said = [token.lower_ for token in draft.tokens]
    first = [word for word in said if word in FIRST_PERSON]
    opened = OPEN_FIRST.match(plain)
    if who and opened and len(first) == 1:
        verb = opened["verb"]
        return _sentence(who + THIRD.get(verb, verb) + plain[opened.end() :])
    if not who or (not first and has_finite_verb(draft.tokens) and not _leans(draft)):
        return _sentence(plain)
    return f"{who}: “{_sentence(words)}”"


def _bare(words: str) -> str:
    return words.strip("".join(MARKS - {"'", "’"}) + " ")


def _leans(draft: Draft) -> bool:
    """It needs what was said before: its subject is “they”, “this” or the like."""
    return any(
        token.lower_ in NOT_ALONE and token.tag_ in ("PRP", "PRP$", "DT")
        for token in draft.tokens
        if (token.dep_ in ("nsubj", "nsubjpass") and token.i < draft.tokens[0].i + 8)
        or (token.dep_ == "poss" and token.i < draft.tokens[0].i + 3)
    )


def _clause(draft: Draft, words: str, who: str, persons: Persons, people: People) -> str:
    speech = draft.speech
    assert speech is not None
    head = speech.content_head
    if speech.cue in DENYING:
        return _sentence(f"{who or 'Somebody'} {_finite(speech)} that {words}")
    first = child(head, "nsubj", "nsubjpass", "expl") if head is not None else None
    if head is not None and any(
        one.lower_ in ("whether", "if", "how", "what", "why") for one in list(head.subtree)[:1]
    ):
        return _sentence(f"{who or 'The article'} {_finite(speech)} {words}")
    owned = _owned(words, who, persons)
    if owned:
        return _sentence(owned)
    name = _subject_name(first, speech, persons, people) if first is not None else ""
    if first is not None and first.lower_ == "it" and _is_body(who, persons) and _acts(head):
        name = who
    if first is None or not name:
        leans = words.split(" ", 1)[0].lower() in NOT_ALONE - {"there"}
        return f"{who}: {_sentence(words)}" if leans and who else _sentence(words)
    return _sentence(_put(words, first, name))


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


def _acts(head: Token | None) -> bool:
    """Not “it is clear that …”, where “it” is nobody."""
    return head is not None and lemma(head) not in ("be", "seem", "appear")


def _put(words: str, first: Token, name: str) -> str:
    """`words` with the subject's own words replaced by the name."""
    old = first.doc[first.left_edge.i : first.i + 1].text
    return words.replace(old, name, 1) if old in words else words


def _subject_name(first: Token, speech: Speech, persons: Persons, people: People) -> str:
    """Whom the clause's subject means, "" where it can stay or is not sure."""
    told = _addressee(speech, persons, people)
    if first.lower_ in ("he", "she"):
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
        return found.name if found else _full(first, mention, people)
    return ""


def _full(first: Token, mention: Mention, people: People) -> str:
    """A bare last name becomes the full one."""
    if first.left_edge.i != first.i:
        return ""
    found = people.person(mention)
    return found.name if found else ""


def _addressee(speech: Speech, persons: Persons, people: People) -> Person | None:
    others = tuple(one for one in persons if one is not None)
    return people.person(speech.addressee, others) if speech.addressee is not None else None


def _framed(draft: Draft, words: str, who: str, persons: Persons, people: People) -> str:
    """The statement for what hangs on its cue: vowed to …, accused him of …, called it …"""
    speech = draft.speech
    assert speech is not None
    if speech.form is Form.INFINITIVE and is_promise_cue(speech):
        act = NEVER_TO.sub(r"\1 ", words)
        return f"{who} will {act}" if who else words
    if speech.form is Form.GERUND and speech.cue == "accuse":
        return _accused(speech, words, who, persons, people)
    if not who:
        return words
    if speech.cue_token is not None and speech.cue_token.pos_ == "NOUN":
        return f"{who}’s {speech.cue_token.text}: {words}"
    link = "to " if speech.form is Form.INFINITIVE else _between(draft, speech)
    return f"{who} {_finite(speech)} {link}{words}"


def _accused(speech: Speech, words: str, who: str, persons: Persons, people: People) -> str:
    accused = _addressee(speech, persons, people)
    head = speech.content_head
    name = accused.name if accused else (speech.addressee.text if speech.addressee else "")
    if not name or head is None or name.lower() in PRONOUNS or not words.startswith(head.text):
        return f"{who} accused {name or 'someone'} of {words}"
    return f"{name} {past(_stem(head))}{words[len(head.text) :]}"


def _stem(verb: Token) -> str:
    """lacking → lack; the parser's tag may be wrong, so its lemma cannot be trusted"""
    return lemma(verb) if verb.pos_ in ("VERB", "AUX") else verb.lower_.removesuffix("ing")


def _finite(speech: Speech) -> str:
    """The cue as a past tense, unless it stands in a tense of its own."""
    cue = speech.cue_token
    if cue is None:
        return "said"
    return cue.text if cue.tag_ in ("VBD", "VBZ", "VBP") else past(speech.cue)


def _between(draft: Draft, speech: Speech) -> str:
    """The words between cue and content that link the two: “for ”, “him of ”."""
    cue = speech.cue_token
    if cue is None or not draft.tokens or draft.tokens[0].i <= cue.i:
        return ""
    words = cue.doc[cue.i + 1 : draft.tokens[0].i].text.strip('“”"‘’ ')
    return words + " " if words and len(words) < 60 else ""


def _article(draft: Draft, words: str, people: People) -> str:
    """The article's own sentence: a leading link word off, a leading name or pronoun in full."""
    words = LEAD.sub("", words, count=1)
    root = next((token for token in draft.tokens if token.dep_ == "ROOT"), None)
    first = child(root, "nsubj", "nsubjpass") if root is not None else None
    if first is None or first.left_edge.i != first.i:
        return words
    mention = Mention(first.text, draft.start, draft.start, first, draft.block)
    found = people.person(mention)
    return (
        _put(words, first, found.name)
        if (found and found.name.split()[-1] != words.split()[0])
        or (found and first.text == words.split()[0])
        else words
    )
