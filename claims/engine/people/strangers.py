"""People without a name whom a sentence is about: “a witness”, “the victim’s mother”."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Span, Token

from ..speech.syntax import SUBJECTS, child, noun_phrase
from ..text.nlp import Block
from ..wordlist import words
from .name_data import PARTY_MEMBERS, ROLES
from .name_words import FEMALE, MALE
from .namesakes import PRONOUNS, Person
from .roles import apposed

FAR = 1500  # characters
LONGEST = 60  # characters
WOMEN = words("""
    woman mother wife widow daughter sister girl girlfriend aunt niece grandmother stepmother
    mum mom lady actress waitress housewife schoolgirl heroine queen princess duchess nun
    bride fiancée
""")
MEN = words("""
    man father husband widower son brother boy boyfriend uncle nephew grandfather stepfather
    dad gentleman waiter schoolboy king prince duke monk groom fiancé
""")
OTHERS = words("""
    witness victim person human neighbour neighbor friend colleague counterpart opponent rival
    critic supporter voter worker employee employer boss driver passenger patient pupil parent
    survivor soldier suspect defendant accused culprit attacker gunman robber thief killer
    relative cousin child teenager youth toddler source insider whistleblower guest customer
    client tenant landlord landlady shopper shopkeeper visitor tourist traveller traveler pilot
    sailor fisher clerk cleaner cook chef baker butcher barber builder carpenter electrician
    plumber mechanic miner firefighter paramedic medic midwife pharmacist dentist psychologist
    psychiatrist therapist physician specialist consultant classmate teammate
    flatmate roommate partner companion spouse volunteer protester protestor demonstrator
    marcher striker unionist prisoner inmate detainee hostage refugee migrant immigrant citizen
    local villager islander native pensioner retiree veteran amateur artist musician painter
    poet novelist columnist blogger photographer filmmaker playwright comedian athlete player
    footballer goalkeeper referee runner swimmer cyclist rider jockey boxer golfer winner loser
    member delegate participant organiser organizer founder successor predecessor assistant
    secretary receptionist librarian lecturer academic scholar undergraduate graduate
    priest vicar pastor preacher reverend monk pilgrim bystander onlooker passer-by eyewitness
    caller viewer listener reader bidder buyer seller vendor trader dealer broker accountant
    auditor regulator inspector investigator policeman policewoman guard bodyguard warden
    ranger hunter rancher gardener fan follower believer skeptic sceptic moderator interviewer
    questioner heckler stranger figure politician diplomat statesman bureaucrat mediator
    negotiator interpreter translator magistrate barrister solicitor juror plaintiff claimant
    complainant accuser petitioner appellant coroner strategist operative staffer intern
    contractor supplier developer programmer hacker operator technician scientist chemist
    physicist geologist astronomer ecologist meteorologist forecaster statistician sociologist
    anthropologist demographer philosopher theologian curator conservationist environmentalist
""")
ENDS = ("man", "woman", "person", "worker", "holder", "goer", "keeper", "maker")
# “Another was angry. He …”
SOMEBODY = words("another other someone somebody one")
LOOSE = words("accused old year-old deceased injured")  # a 45-year-old
HIM = words("him himself")
OBJECTS = words("dobj pobj dative")
SPEAKING = words("he she i who")
PEOPLE = ROLES | PARTY_MEMBERS | WOMEN | MEN | OTHERS


@dataclass(slots=True, eq=False)
class Stranger:
    """One whom the text does not name; `person` is nobody where no name can be made of it."""

    start: int
    end: int  # of its sentence
    gender: str
    person: Person | None

    def as_(self, gender: str) -> Person | None:
        """The same, of whom a pronoun has told the gender."""
        self.gender = self.gender or gender
        if self.person is not None:
            self.person.gender = self.gender
        return self.person


class Strangers:
    """Where the text tells of somebody without a name, in order."""

    def __init__(self, blocks: list[Block], passed_over: Callable[[int], bool]) -> None:
        """`passed_over` is true of places inside quotations and of people who are known."""
        self.found: list[Stranger] = []
        for block in blocks:
            for sentence in block.sentences():
                found = [_stranger(block, sentence, *one) for one in _people_of(sentence)]
                self.found += [one for one in found if not passed_over(one.start)]
        self.found.sort(key=lambda one: one.start)
        self.starts = [one.start for one in self.found]

    def nearest(
        self, pronoun: str, place: int, not_these: tuple[Person, ...] = ()
    ) -> Stranger | None:
        """The last one before a place whom the pronoun may mean."""
        gender = PRONOUNS.get(pronoun, "")
        for k in range(bisect_left(self.starts, place) - 1, -1, -1):
            one = self.found[k]
            if place - one.start > FAR:
                return None
            is_told = pronoun in HIM and one.end > place  # “a witness told him that …”
            if one.gender in ("", gender) and not is_told and one.person not in not_these:
                return one
        return None


def _people_of(sentence: Span) -> list[tuple[Token, bool]]:
    """Whom a sentence is about, and if it is a subject of its own verbs.

    If those are nobody, whoever else it has.
    """
    root = sentence.root
    verbs = {root, *root.conjuncts}
    own = [one for verb in verbs for one in verb.children if one.dep_ in SUBJECTS]
    found = [(one, True) for one in own if is_unnamed(one)]
    if is_unnamed(root):  # “An official who asked not to be named spoke”, to the parser
        found.append((root, False))
    if found or any(_is_somebody(one) for one in own):
        return found
    return [(one, False) for one in sentence if is_unnamed(one) and _depends_on(verbs, one)]


def _is_somebody(subject: Token) -> bool:
    named = subject.pos_ == "PROPN" and subject.ent_type_ not in ("GPE", "NORP")
    return named or subject.ent_type_ == "PERSON" or subject.lower_ in SPEAKING


def _depends_on(verbs: set[Token], noun: Token) -> bool:
    """“Police spoke to a witness”, “police said a witness had come”, “there was a witness”."""
    head = noun.head
    if noun.dep_ in SUBJECTS:
        return head.dep_ in ("ccomp", "advcl") and head.head in verbs
    if noun.dep_ == "attr":  # it was a neighbour who …
        return head in verbs and any(one.lower_ in ("there", "it") for one in head.children)
    while noun.dep_ == "pobj" and head.dep_ == "prep":  # according to a witness
        head = head.head
    return noun.dep_ in OBJECTS and head in verbs


def is_unnamed(noun: Token) -> bool:
    """One person, by a word for people and no name beside it."""
    low = noun.lower_
    if low in SOMEBODY:
        return noun.dep_ in SUBJECTS
    is_loose = noun.dep_ in SUBJECTS and (low in LOOSE or noun.ent_type_ == "NORP")
    if noun.tag_ != "NN" and not (is_loose and noun.tag_ not in ("NNS", "NNPS")):
        return False
    told = child(noun, "det", "poss", "nummod")
    if told is None or (told.dep_ == "nummod" and told.lower_ != "one"):
        return False
    if apposed(noun) is not None:
        return False
    if noun.i + 1 < len(noun.doc) and noun.nbor().pos_ == "PROPN":
        return False
    if low == "number":
        return noun.nbor(-1).lower_ == "opposite"
    return is_loose or low in PEOPLE or low.split("-")[-1] in PEOPLE or low.endswith(ENDS)


def _stranger(block: Block, sentence: Span, noun: Token, is_main: bool) -> Stranger:
    phrase = noun_phrase(noun)
    low = noun.lower_
    gender = FEMALE if low in WOMEN or low.endswith("woman") else ""
    gender = gender or (MALE if low in MEN or (low.endswith("man") and low != "human") else "")
    name = " ".join("".join(one.text_with_ws for one in phrase).split())
    loose = not is_main or low in SOMEBODY | {"old"} or len(name) > LONGEST
    loose |= any(one.pos_ == "PRON" or one.tag_ == "PRP$" for one in phrase)
    start = block.at(phrase[0])
    end = block.start + sentence.end_char
    return Stranger(start, end, gender, None if loose else Person(name, gender))
