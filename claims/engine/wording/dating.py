"""“On Friday” in a statement as the day that it was, in one style: on 28 February 2025.

The day comes before the month, so that no comma has to be put round the year. What stands in
quotation marks keeps its words and gets the date in brackets: “next week [the week of …]”.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from ..detail.days import MONTHS, WEEKDAYS
from ..detail.details import Day, Precision

LINKS = (
    "on|in|by|until|since|before|after|from|through|for|of|than|during|with|to|between|late|"
    "early|earlier|later"
)
KEPT = frozenset(LINKS.split("|")) - frozenset(
    ("on", "in", "than", "late", "early", "earlier", "later")
)
# “every Friday”, “Black Friday”, “over the last year” name no day of their own.
NO_DAY = re.compile(
    r"(?:\b(?:every|each|a|an|most|one|any|some|per|the|this|that|past|black|super|good|ash|palm|easter|"
    r"over|whole|all)|(?<!,) (?:and|or)|[-–\d])\s*$",
    re.IGNORECASE,
)
PART = r"(?P<part> (?:night|morning|afternoon|evening))?"
# “’s vote”, the thing being known where the words after it can't belong to it
OWNS = (
    r"(?P<owns>[’']s\b(?P<thing> [a-z]+(?=$|[.,;:!?”\"]| (?:in|at|on|of|to|and|but|that|with|was|"
    r"is|were|had)\b))?)?"
)
# What may follow a weekday that is no part of another word: not “the Friday meeting”.
ENDS = re.compile(
    r"$|[.,;:!?)\]”\"’—–]| (?:in|at|to|that|when|after|before|as|by|for|and|but|with|from|on|of|"
    r"because|if|over|near|during|about|against|he|she|they|it|we|i|the|a|an|his|her|their|while|"
    r"who|which|where|is|was|were|has|had|will|would)\b",
    re.IGNORECASE,
)
IS_SUBJECT = re.compile(r" (?:is|was|were|has|had|saw|will|would|brought|marked)\b")
OPENS = re.compile(r"^$|[,;:.!?“] $|\b(?:that|and|but|because) $")
TAKES_IT = re.compile(r"\b(?:spen[dt]s?|spending|took|takes?|as (?:soon|early|late|recently) as) $")
DETERMINED = re.compile(r"\b(?:the|this|that|his|her|its|their|our|my|[\w]+[’']s) $", re.IGNORECASE)
RELATIVE = re.compile(r"\b(?:last|this|next|coming)\b", re.IGNORECASE)
# “on Friday, March 3”, “on Friday, 3 March” and “on Friday and Saturday”
MORE_DAYS = re.compile(
    rf",? (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?(?:{'|'.join(MONTHS)})\b"
    rf"| (?:and|or|to|through) (?:{'|'.join(WEEKDAYS)})\b",
    re.IGNORECASE,
)
RANGE = re.compile(r"(?: ?[-–] ?| (?:to|and|or|through) )\d")
ATTACKS = re.compile(r"sept(?:ember|\.)? 11$", re.IGNORECASE)  # mostly those of 2001
SENTENCE = re.compile(r"(?:^|[.!?] )[“\"‘'(]?$")
YEAR = re.compile(r"\d{4}")
# Counted from the day on which they were said, which the text may not tell.
SPOKEN = frozenset(("yesterday", "tomorrow"))
LEFT = frozenset(("today", "tonight"))  # which may be nowadays


def dated(statement: str, days: Iterable[Day]) -> str:
    """`statement` with the dates that its words leave to the day of publication."""
    place = 0
    for day in days:
        known = day.first or day.last
        if known is None or YEAR.search(day.quote) or day.quote.lower() in LEFT:
            continue
        match = _pattern(day.quote).search(statement, place)
        if match is None or NO_DAY.search(statement[: match.start()]):
            continue
        write = _gloss if _in_marks(statement, match.start()) else _plain
        words = write(match, known, day.quote)
        if words:
            statement = statement[: match.start()] + words + statement[match.end() :]
            place = match.start() + len(words)
    return statement


def _pattern(quote: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:\b(?P<link>{LINKS}) )?\b{re.escape(quote)}{PART}{OWNS}(?![\w-])", re.IGNORECASE
    )


def _in_marks(statement: str, place: int) -> bool:
    before = statement[:place]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _gloss(match: re.Match[str], known: dt.date, quote: str) -> str:
    """The words as they were said, and in brackets what they mean."""
    if match["owns"] or quote.lower() in SPOKEN or RANGE.match(match.string, match.end()):
        return ""
    told = MONTHS.keys() & _words(quote)
    return f"{match[0]} [{known.year if told else _name(known, _precision(quote))}]"


def _plain(match: re.Match[str], known: dt.date, quote: str) -> str:
    text, link, precision = match.string, (match["link"] or "").lower(), _precision(quote)
    after, name = text[match.end() :], _name(known, precision)
    opening = f"{match['link']} " if link else ""
    if MONTHS.keys() & _words(quote):
        other = RANGE.match(after) or match["part"] or match["owns"] or ATTACKS.match(quote)
        alone = precision is Precision.MONTH or ENDS.match(after)
        return opening + name if alone and not other else ""
    if match["owns"]:
        return _owning(match, opening, name, precision)
    if precision is Precision.DAY and (MORE_DAYS.match(after) or not ENDS.match(after)):
        return ""
    name = f"the{match['part']} of {name}" if match["part"] else name
    before = text[: match.start()]
    if re.match(r" or (?:two|so)\b", after):
        return ""
    bare = TAKES_IT.search(before) or (IS_SUBJECT.match(after) and OPENS.search(before))
    if bare and not link:
        return _cased(match, name)
    at = "on" if precision is Precision.DAY else "in"
    opening = link if link in KEPT else at if link in ("", at) else f"{link} {at}"
    comma = "," if re.match(r" \d", after) else ""  # in 2024, 58 percent
    return _cased(match, f"{opening} {name}{comma}")


def _owning(match: re.Match[str], opening: str, name: str, precision: Precision) -> str:
    """“Friday’s vote” is the 28 February 2025 vote, “Monday night’s” that on the night of it."""
    determined = not opening and DETERMINED.search(match.string[: match.start()])
    if determined:
        return ""
    thing = match["thing"] or ""
    if not (match["part"] or precision is Precision.WEEK):
        return _cased(match, f"{opening}the {name}{thing}")
    when = f"on the{match['part']} of {name}" if match["part"] else f"in {name}"
    return _cased(match, f"{opening}the{thing} {when}") if thing else ""


def _cased(match: re.Match[str], words: str) -> str:
    return (
        words[:1].upper() + words[1:] if SENTENCE.search(match.string[: match.start()]) else words
    )


def _words(quote: str) -> set[str]:
    return set(quote.lower().replace(".", " ").split())


def _precision(quote: str) -> Precision:
    """How exactly the words themselves tell it: “since last week” is a week and no period."""
    words = _words(quote)
    unit = next((one for one in ("week", "month", "year") if one in words), "")
    if unit:
        return Precision(unit)
    alone = MONTHS.keys() & words and not any(one[0].isdigit() for one in words)
    return Precision.MONTH if alone else Precision.DAY


def _name(day: dt.date, precision: Precision) -> str:
    if precision is Precision.YEAR:
        return str(day.year)
    if precision is Precision.MONTH:
        return f"{day:%B} {day.year}"
    if precision is Precision.WEEK:
        return f"the week of {_name(day - dt.timedelta(days=day.weekday()), Precision.DAY)}"
    return f"{day.day} {day:%B} {day.year}"
