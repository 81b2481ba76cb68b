"""What somebody spoke about, or for and against whom: told, though not in words to be checked.

“She spoke about rents”, “questions about the harbour”, “critical of the deal”.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from ..text.nlp import lemma
from ..wordlist import words
from .contents import Content, gerund, links, subtree
from .noun_cues import whose
from .speech import Form
from .syntax import child, is_passive, subject


def _table(text: str) -> dict[str, frozenset[str]]:
    """“about on: speak talk” lines into verb → prepositions."""
    found: dict[str, set[str]] = {}
    for line in text.strip().splitlines():
        prepositions, _, listed = line.partition(":")
        for word in listed.split():
            found.setdefault(word, set()).update(prepositions.split())
    return {word: frozenset(prepositions) for word, prepositions in found.items()}


VERBS = _table("""
    about: ask speak talk say write joke boast brag think worry warn lie tweet wonder complain
    about: rant rave gush muse vent fret care press preach lecture inquire testify reminisce open
    about: question learn report feel disagree
    for: know campaign
    to: look stick devote
    on: comment elaborate expand expound touch opine reflect dwell weigh double agree disagree push
    on: press split speak lecture remark rule
    upon: remark touch
    to: refer point allude respond object admit confess attest testify agree acquiesce plead
    for: ask hope call vouch argue advocate plead lobby beg criticize criticise apologize apologise
    for: cheer thank congratulate blame
    of: dream talk approve disapprove assure learn
    against: rail vote argue speak warn caution inveigh rant come campaign lobby push turn
    with: agree disagree side concur empathize sympathize quarrel
    at: hint balk lash scoff bristle sneer
    from: distance
    by: stand
    behind: throw line
    in: believe
    over: fret agonize divide
""")
AS = words("""
    cite list point view regard see describe frame position bill name identify quote remember
    mention defend attack lambast know present interpret hire
""")
LIKENING = words("compare liken equate")
# would like to, is looking to
WISHES = words("look like")
NOUNS = _table("""
    about: question concern doubt comment joke thought talk word message anxiety conversation speech
    about: statement report attitude worry remark complaint claim story note warning
    on: thought opinion criticism consensus view comment
    of: mention hope defense defence opinion criticism discussion embrace rejection denunciation
    of: disclosure understanding accusation condemnation critique chant critic defender view
    of: endorsement favor favour
    for: call enthusiasm praise criticism hope
    over: criticism concern
""")
ADJECTIVES = _table("""
    of: critical supportive wary skeptical sceptical enamored sick afraid dismissive proud
    about: worried concerned nervous hopeful upbeat optimistic excited angry enthusiastic
    about: pessimistic
    in: confident
    to: devoted opposed
    with: satisfied pleased unhappy comfortable concerned disappointed
    on: unified united
    at: angry
""")
# What somebody would do, by their own word or by the writer's.
WILLING = words("eager reluctant happy hesitant keen loath unwilling determined prepared")
SURE = words("""
    confident aware concerned hopeful optimistic convinced worried certain sure adamant unaware
    glad afraid clear skeptical sceptical
""")
LINKING = words("be is are was were am been being ’s 's ’re 're remain feel seem sound become")


def topic(cue: Token) -> tuple[Content, Token | None] | None:
    """What the cue was about and who spoke, or None where it names no topic."""
    if cue.pos_ == "VERB":
        return _of_verb(cue)
    if cue.pos_ == "NOUN":
        return _of_noun(cue)
    return _of_adjective(cue) if cue.pos_ == "ADJ" else None


def _of_verb(cue: Token) -> tuple[Content, Token | None] | None:
    word = lemma(cue)
    wanted = VERBS.get(word, frozenset())
    told = child(cue, "dobj", "dative") if not is_passive(cue) else None
    for link in links(cue, told):
        if (link.lower_ == "as" and word in AS) or (link.lower_ == "to" and word in LIKENING):
            return _as(cue, link)
        if link.lower_ in wanted:
            found = _after(link, cue)
            return None if found is None else (found, None)
    return _wish(cue, word)


def _wish(cue: Token, word: str) -> tuple[Content, Token | None] | None:
    """would like to sell the ferry"""
    head = child(cue, "xcomp") if word in WISHES else None
    if head is None or head.i < cue.i:
        return None
    return Content(tuple(head.subtree), Form.TOPIC, head), None


def _as(cue: Token, link: Token) -> tuple[Content, Token | None] | None:
    """cited the harbour as an example"""
    found = _after(link, cue)
    named = child(cue, "nsubjpass" if is_passive(cue) else "dobj")
    if found is None or named is None:
        return None
    tokens = sorted({*found.tokens, *named.subtree}, key=lambda one: one.i)
    return Content(tuple(tokens), Form.TOPIC, found.head, named), None


def _of_noun(cue: Token) -> tuple[Content, Token | None] | None:
    wanted = NOUNS.get(lemma(cue))
    if wanted is None:
        return None
    for link in cue.children:
        if link.dep_ == "prep" and link.lower_ in wanted:
            found = _after(link, cue)
            return None if found is None else (found, _voice(cue))
    return None


def _voice(noun: Token) -> Token | None:
    """Whose question or doubt it is: its owner, or who raised it, whatever verb tells that."""
    verb = noun.head
    if noun.dep_ == "dobj" and verb.pos_ == "VERB" and not is_passive(verb):
        return child(noun, "poss") or subject(verb)
    return whose(noun)


def _of_adjective(cue: Token) -> tuple[Content, Token | None] | None:
    verb = cue.head
    if cue.dep_ not in ("acomp", "conj", "oprd") or verb.lower_ not in LINKING:
        return None
    word = cue.lower_
    for one in cue.children:
        if one.i < cue.i:
            continue
        if one.dep_ == "ccomp" and word in SURE:
            return Content(tuple(one.subtree), Form.CLAUSE, one), subject(verb)
        if one.dep_ == "xcomp" and word in WILLING:
            return Content(tuple(one.subtree), Form.TOPIC, one), subject(verb)
        if one.dep_ == "prep" and one.lower_ in ADJECTIVES.get(word, ()):
            found = _after(one, cue)
            return None if found is None else (found, subject(verb))
    return None


def _after(link: Token, cue: Token) -> Content | None:
    head = child(link, "pobj", "pcomp")
    if head is None:
        return None
    return replace(subtree(head, Form.TOPIC, cue), head=gerund(head) or head)
