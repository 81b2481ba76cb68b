"""Statements for what hangs on its cue: vowed to …, accused him of …, called it …"""

from __future__ import annotations

import re

from spacy.tokens import Token

from ..people.names import People
from ..people.namesakes import PRONOUNS, Person
from ..speech.speech import Form, Speech
from ..speech.syntax import RELATIVE
from ..text.nlp import lemma
from ..wordlist import pairs, words
from .drafts import Draft, is_promise_cue
from .verbs import past

Persons = tuple[Person | None, ...]
NEVER_TO = re.compile(r"^(never|not) to ")
UNCERTAIN = words(
    "his her their its my our your this that these those such some him them us me you it who whom "
    "which what people"
)
# What somebody did whose claim, demand or the like it is to …
ACTS = pairs("""
    claim:claimed demand:demanded request:asked refusal:refused decision:decided
    proposal:proposed appeal:appealed hope:hoped
""")
# Verbs that can't stand before “that”: he told that …
NEEDS_HEARER = words("tell inform remind warn assure convince persuade notify advise teach")


def framed(draft: Draft, words: str, who: str, persons: Persons, people: People) -> str:
    """The claim with its cue, which it can't do without."""
    speech = draft.speech
    assert speech is not None
    if speech.form is Form.INFINITIVE and is_promise_cue(speech):
        act = NEVER_TO.sub(r"\1 ", words)
        return f"{who} will {act}" if who else words
    if speech.form is Form.GERUND and speech.cue == "accuse":
        return _accused(speech, words, who, persons, people)
    if not who:
        return words
    link = "to " if speech.form is Form.INFINITIVE else ""
    if speech.cue_token is not None and speech.cue_token.pos_ == "NOUN":
        verb = ACTS.get(speech.cue, "") if link else ""
        if verb:
            return f"{who} {verb} to {words}"
        return f"{who}’s {speech.cue_token.text}: {link}{words}"
    return f"{who} {finite(speech)} {link or _between(draft, speech)}{words}"


def addressee(speech: Speech, persons: Persons, people: People) -> Person | None:
    """Whom the speaker tells or accuses, who is somebody else."""
    others = tuple(one for one in persons if one is not None)
    return people.person(speech.addressee, others) if speech.addressee is not None else None


def _accused(speech: Speech, words: str, who: str, persons: Persons, people: People) -> str:
    """“Drew accused Petrov of hiding it” as what he says of her, if all of it is certain."""
    known = addressee(speech, persons, people)
    told = " ".join(speech.addressee.text.split()) if speech.addressee else ""
    name = known.name if known else told
    head = speech.content_head
    done = _past_of(head, known) if head is not None else ""
    first, _, rest = words.partition(" ")
    sure = known is not None or told.split(" ", 1)[0].lower() not in UNCERTAIN | set(PRONOUNS)
    if not name or not sure or not done or head is None or first != head.text:
        name = "someone" if name.lower() in ("", *RELATIVE) else name
        return f"{who or 'Somebody'} accused {name} of {words}"
    return f"{name} {done} {rest}"


def _past_of(verb: Token, known: Person | None) -> str:
    """hiding → hid, "" where it is not certain: the tag of “-ing” is often wrong."""
    if verb.lower_ == "being":
        return "was" if known else ""
    if verb.pos_ in ("VERB", "AUX"):
        return past(lemma(verb))
    return ""


def finite(speech: Speech) -> str:
    """The cue as a past tense, unless it stands in a tense of its own."""
    cue = speech.cue_token
    if cue is None or cue.pos_ not in ("VERB", "AUX") or cue.lower_ == "according":
        return "denied" if speech.cue == "denial" else "said"
    return cue.text if cue.tag_ in ("VBD", "VBZ", "VBP") else past(speech.cue)


def telling(speech: Speech) -> str:
    """The cue in a form that can stand before “that”."""
    return "said" if speech.cue in NEEDS_HEARER else finite(speech)


def _between(draft: Draft, speech: Speech) -> str:
    """The words between cue and content that link the two: “for ”, “him of ”."""
    cue = speech.cue_token
    if cue is None or not draft.tokens or draft.tokens[0].i <= cue.i:
        return ""
    words = cue.doc[cue.i + 1 : draft.tokens[0].i].text.strip('“”"‘’ ')
    return words + " " if words and len(words) < 60 else ""
