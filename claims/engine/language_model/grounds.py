"""Whether a statement says no more than the words that it stands for.

An editor reads the statement first, so what a model adds to it, or what a text talks a model into
adding, would pass for what somebody said. Figures, spelt or not, negations and every word of weight
have to stand in the sentence, as they are or in another form of the same word; a name may come
from anywhere in the text. What statement and quotation share stands in the same order. What fails
this test loses its statement and keeps its quotation; it is strict rather than clever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from ..detail.figures import FRACTIONS, SCALES, WORDS
from ..wordlist import words

WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
SIGNS = re.compile(r"[$£€¥%‰°]")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
SHORT = 3  # letters; of shorter words no other form is looked for
HEADS = '.?!:”"\n•'  # before a space, they end a sentence
NEGATIONS = words("no not never none nor neither nobody nothing nowhere without cannot")
SPELT = (
    frozenset(WORDS) | frozenset(SCALES) | frozenset(" ".join(FRACTIONS).replace("-", " ").split())
)
SPELT |= words("dozen once twice double doubled triple tripled halved thirds quarters")
SPELT |= frozenset(f"{one}s" for one in SPELT)
SPELT -= {"a", "as", "k", "ks", "m", "ms"}
BE = words("is are was were be been being")
# Words that turn a quotation into a sentence and add nothing to it.
FRAME = words(
    "a an the i we he she it they you this that these those there here what when where which while "
    "who whom whose of to in on at by for from with into about and or but as if than then "
    "is are was were be been being am has have had having do does did shall will would "
    "also his her its their our my your them him us me said says"
)
# Forms that no ending tells, verb by verb.
IRREGULAR = {
    form: verb.split()[0]
    for verb in """
        become became; begin began begun; bind bound; bleed bled; break broke broken
        bring brought; build built; buy bought; catch caught; choose chose chosen; come came
        deal dealt; draw drew drawn; drive drove driven; eat ate eaten; fall fell fallen; feed fed
        feel felt; fight fought; find found; flee fled; fly flew flown; forget forgot forgotten
        freeze froze frozen; get got gotten; give gave given; go went gone goes; grow grew grown
        hear heard; hide hid hidden; hold held; keep kept; know knew known; lead led; leave left
        lend lent; lose lost; make made; mean meant; meet met; pay paid; rise rose risen; run ran
        say said; see saw seen; seek sought; sell sold; send sent; shake shook shaken; shoot shot
        shrink shrank shrunk; sink sank sunk; sit sat; sleep slept; speak spoke spoken
        spend spent; stand stood; steal stole stolen; strike struck; swear swore sworn
        take took taken; teach taught; tell told; think thought; throw threw thrown
        understand understood; wear wore worn; win won; write wrote written
    """.replace("\n", ";").split(";")
    for form in verb.split()
}


class Grounds:
    """The words of a text that statements about it may use."""

    def __init__(self, text: str) -> None:
        ordinary = {_plain(word) for word in WORD.findall(text) if not word[0].isupper()}
        self.names = {_plain(word) for word in _names(text)} - ordinary - FRAME

    def bear(self, statement: str, quote: str, sentence: str) -> bool:
        """Whether `sentence`, which `quote` stands in, has what `statement` says."""
        written = WORD.findall(statement)
        said, quoted, near = (_words(words) for words in (statement, quote, sentence))
        if _denies(said) and not _denies(near):
            return False
        if _denies(quoted) and not _denies(said):
            return False
        if not set(SIGNS.findall(statement)) <= set(SIGNS.findall(sentence)):
            return False
        if not _figures(statement) <= _figures(sentence):
            return False
        forms = {form for word in near for form in _forms(word)}
        if not all(
            self._may_stand(word, one, forms) for word, one in zip(written, said, strict=True)
        ):
            return False
        return (
            _is_sorted(_places(filter(_has_figure, said), quoted))
            and _is_sorted(_places(filter(_has_year, said), quoted))
            and self._keeps_order(said, quoted)
        )

    def _keeps_order(self, said: list[str], quoted: list[str]) -> bool:
        """Whether the words that both have tell as before who did what to whom.

        In “rents would be raised” for “raise rents” they don't keep their order, but names do.
        """
        places = _places(filter(_has_weight, said), quoted)
        if not BE & (set(said) - set(quoted)):
            return _is_sorted(places)
        names = [place for place in places if quoted[place] in self.names]
        return all(_splits(places, name) for name in names)

    def _may_stand(self, written: str, word: str, near: set[str]) -> bool:
        """`near` are the words of the sentence, in all their forms."""
        if word in near or word in FRAME or word in NEGATIONS:
            return True
        if _is_number(word):
            return False
        if word.endswith("n't") or (written[0].isupper() and word in self.names):
            return True  # that something is denied at all is seen to elsewhere
        return len(word) > SHORT and not near.isdisjoint(_forms(word))


def _names(text: str) -> Iterator[str]:
    """A capital tells one inside a sentence, and at its head before another: “Ada Moreno”."""
    found = list(WORD.finditer(text))
    for match, after in zip_longest(found, found[1:]):
        before = text[max(0, match.start() - 2) : match.start()]
        inside = before[-1:] in ("-", "/") or (before[-1:] == " " and before[0] not in HEADS)
        goes_on = after is not None and after[0][0].isupper() and text[match.end()] == " "
        if match[0][0].isupper() and (inside or goes_on):
            yield match[0]


def _words(text: str) -> list[str]:
    return [_plain(word) for word in WORD.findall(text)]


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s")


def _forms(word: str) -> set[str]:
    """The word, and what it may be a form of: “raised” is “rais” or “raise”, never “raid”."""
    found = {word, IRREGULAR.get(word, word)}
    if _is_number(word):
        return found
    for ending in ("s", "es", "d", "ed", "ing"):
        base = word.removesuffix(ending)
        if base == word or len(base) < SHORT or word.endswith("ss"):
            continue
        found |= {base, IRREGULAR.get(base, base)}
        if ending == "ing":
            found.add(f"{base}e")
        if base[-1] == base[-2]:  # cutting, planned
            found.add(base[:-1])
        if base.endswith("i"):  # cities, denied
            found.add(f"{base[:-1]}y")
    return found


def _denies(said: Iterable[str]) -> bool:
    return any(word in NEGATIONS or word.endswith("n't") for word in said)


def _is_number(word: str) -> bool:
    return word in SPELT or any(character.isdigit() for character in word)


def _figures(text: str) -> set[str]:
    """Its numbers whole: “3.2 million” and not “million”."""
    found: list[str] = []
    end = 0
    for match in WORD.finditer(text):
        word = _plain(match.group())
        if not _is_number(word):
            continue
        if found and text[end : match.start()].strip() in ("", "-"):
            found[-1] += f" {word}"
        else:
            found.append(word)
        end = match.end()
    return set(found)


def _has_year(word: str) -> bool:
    return bool(YEAR.fullmatch(word))


def _has_figure(word: str) -> bool:
    return _is_number(word) and not _has_year(word)


def _has_weight(word: str) -> bool:
    return not (_is_number(word) or word in FRAME or word in NEGATIONS)


def _places(said: Iterable[str], quoted: list[str]) -> list[int]:
    """Where in `quoted` the words stand that both have, each once, in the order of `said`."""
    known: dict[str, int] = {}
    for place, word in enumerate(quoted):
        for form in _forms(word):
            known.setdefault(form, place)
    found: dict[int, None] = {}
    for word in said:
        places = [known[form] for form in _forms(word) if form in known]
        if places:
            found.setdefault(known.get(word, min(places)))
    return list(found)


def _is_sorted(places: list[int]) -> bool:
    return places == sorted(places)


def _splits(places: list[int], name: int) -> bool:
    """Whether all before the name are lower, and all after it higher."""
    at = places.index(name)
    return all(one < name for one in places[:at]) and all(one > name for one in places[at + 1 :])
