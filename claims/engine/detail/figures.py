"""Numbers with what they count: “£3.2bn”, “two-thirds”, “17,000 troops”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from spacy.tokens import Token

from ..wordlist import words
from .details import Figure

SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: value for value, word in enumerate(SMALL)} | {
    word: 10 * value for value, word in enumerate(TENS, 2)
}
FRACTIONS = {"half": "0.5", "a third": "0.333", "two-thirds": "0.667", "a quarter": "0.25"}
FRACTIONS |= {"two thirds": "0.667", "three-quarters": "0.75", "three quarters": "0.75"}
DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,15}(?:\.\d{1,9})?"
SPELT = (
    rf"(?:{'|'.join(TENS)})[- ](?:{'|'.join(SMALL[1:10])})|{'|'.join([*TENS, *reversed(SMALL)])}"
)
FIGURE = re.compile(
    r"(?<![\w.,/:-])(?P<money>US\$|[$£€¥])?"
    rf"(?:(?P<digits>{DIGITS})|(?P<spelt>{SPELT})|(?P<dozen>a dozen))"
    r"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|bn|tn|mn|[mk])(?!\w))?"
    r"(?P<share>\s?%|[ -]per ?cent(?:age points?)?(?!\w))?"
    r"(?![\d,:/]*\d|-?\w)",  # nor the beginning of a time, an ordinal, a decade
    re.IGNORECASE,
)
FRACTION = re.compile(rf"(?<![\w-])(?P<words>{'|'.join(FRACTIONS)}) of\b", re.IGNORECASE)
TIMES = words("second minute hour day night week month year decade century")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def figures(text: str, start: int, end: int, tokens: tuple[Token, ...], shift: int) -> list[Figure]:
    """The figures between `start` and `end`; `tokens` of it start at `idx + shift` of the text."""
    nouns = {token.idx + shift: token for token in tokens}
    found = [*_numbers(text, start, end, nouns), *_fractions(text, start, end)]
    return sorted(found, key=lambda one: one.start)


def _numbers(text: str, start: int, end: int, tokens: dict[int, Token]) -> Iterator[Figure]:
    for match in FIGURE.finditer(text, start, end):
        unit = _unit(match, tokens)
        if unit is None:
            continue
        place, stop = match.span()
        yield Figure(place, stop, text[place:stop], _value(match), unit)


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        base = Decimal(match["digits"].replace(",", ""))
    elif match["dozen"]:
        base = Decimal(12)
    else:
        base = Decimal(sum(WORDS[word] for word in re.split("[- ]", match["spelt"].lower())))
    return base * SCALES.get((match["scale"] or "").lower(), 1)


def _unit(match: re.Match[str], tokens: dict[int, Token]) -> str | None:
    """“%”, a currency's sign, the noun that is counted; None where it is no figure."""
    share = (match["share"] or "").lower()
    if share:
        return "percentage points" if "point" in share else "%"
    if match["money"]:
        return match["money"]
    token = tokens.get(match.start())
    noun = None if token is None else _counted(token)
    if noun is None:
        return "" if match["scale"] and len(match["scale"]) > 2 else None
    dated = token is not None and token.ent_type_ == "DATE"
    if dated and noun.lower_.rstrip("s") not in TIMES:
        return None  # 3 May, May 2026
    if YEAR.fullmatch(match.group()) and noun.lower_.rstrip("s") not in TIMES:
        return None  # the 2024 election
    return noun.text


def _counted(token: Token) -> Token | None:
    """The noun that a number stands before: “12 new libraries”, “three million people”."""
    for other in (token.head, token.head.head):
        if other.pos_ == "NOUN" and token.i < other.i <= token.i + 5:
            return other
    return None


def _fractions(text: str, start: int, end: int) -> Iterator[Figure]:
    for match in FRACTION.finditer(text, start, end):
        place, stop = match.span("words")
        value = Decimal(FRACTIONS[match["words"].lower()])
        yield Figure(place, stop, text[place:stop], value, "")
