"""What a claim says in figures, days and names, and what to look out for, in an editor's words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.formats import date_format

from claims.engine.detail.details import Day, Details, Figure, Precision
from claims.models import Claim, Kind

State = Claim.State

CURRENCIES = frozenset("$£€¥₴₽₹")
# The states in which a claim waits to be checked, or is.
OPEN = (State.NEW, State.CHECKING, State.IN_REVIEW, State.PARKED)
FLAGS = {
    Kind.FIGURE_OF_SPEECH: "Figure of speech: may stand for a claim.",
    Kind.OPINION: "Opinion: may rest on a claim.",
}
QUARTERS = ("first", "second", "third", "fourth")
SHORT, LONG = "j M Y", "j F Y"
NUMBER = re.compile(r"\d[\d.,]*(?<=\d)")
# Below this, “three” or “a dozen” needs no figure beside it.
READ_AS_WORDS = 13
# Words that begin a time and, but for the start of a sentence, have no capital.
OPENERS = re.compile(r"(?:After|At|Before|By|During|In|On|Once|Over|Until|When|Within)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of the text, and what they come to; `means` is empty where they say it themselves."""

    words: str
    means: str


def of(claim: Claim) -> Details:
    return Details.from_json(claim.details)


def flags(claim: Claim) -> list[str]:
    """What to know before a claim is checked; nothing once that is decided."""
    if claim.state not in OPEN:
        return []
    found = [words for kind, words in FLAGS.items() if kind in claim.kinds]
    return [*found, *_unresolved(claim)]


def loose(claim: Claim) -> str:
    """The kind for which a claim may be dismissed at one press; empty where that is no question.

    Such words may be checked as said, restated as a plainer statement, or dismissed.
    """
    undecided = claim.state in (State.NEW, State.CHECKING)
    return next((kind.value for kind in FLAGS if undecided and kind in claim.kinds), "")


def _unresolved(claim: Claim) -> Iterator[str]:
    """About words that an editor has not replaced yet."""
    left = [word for word in of(claim).unresolved if _stands_in(claim.statement, word)]
    if left:
        words = _listed([f"“{word}”" for word in dict.fromkeys(left)])
        yield f"{words} could not be resolved: edit the statement before you check it."


def _stands_in(statement: str, word: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", statement, re.IGNORECASE))


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def due(claim: Claim, style: str = LONG) -> str:
    """When a promise or prediction can be judged; empty for a claim that needs no waiting."""
    if claim.due_on:
        verb = "Due" if claim.due_on >= timezone.localdate() else "Was due"
        return f"{verb} {date_format(claim.due_on, style)}"
    told = of(claim).due
    return f"Due {_within_a_sentence(told.quote)}: date not known" if told and not told.on else ""


def _within_a_sentence(quote: str) -> str:
    words = " ".join(quote.split())
    return words[0].lower() + words[1:] if OPENERS.match(words) else words


def due_words(claim: Claim) -> str:
    """The words of the text that a date comes from."""
    told = of(claim).due
    return told.quote if told and told.on and told.on == claim.due_on else ""


def figures(claim: Claim) -> list[Reading]:
    return [_figure(figure) for figure in of(claim).figures]


def _figure(figure: Figure) -> Reading:
    digits = intcomma(figure.digits, use_l10n=False)
    if _says_itself(figure, digits):
        is_whole = figure.unit in figure.quote or not figure.unit.isalpha()
        return Reading(figure.quote if is_whole else f"{figure.quote} {figure.unit}", "")
    joined = f"{figure.unit}{digits}" if figure.unit in CURRENCIES else f"{digits} {figure.unit}"
    return Reading(figure.quote, joined.strip())


def _says_itself(figure: Figure, digits: str) -> bool:
    told = NUMBER.findall(figure.quote)
    return bool({digits, figure.digits}.intersection(told)) or abs(figure.value) < READ_AS_WORDS


def days(claim: Claim) -> list[Reading]:
    return [Reading(day.quote, _unless_said(day, in_words(day))) for day in of(claim).days]


def _unless_said(day: Day, means: str) -> str:
    return "" if means.casefold() in day.quote.casefold() else means


def in_words(day: Day) -> str:
    """The time that is meant, as exactly as it was told."""
    if day.first is None or day.last is None:
        return _open_ended(day)
    first, last = day.first, day.last
    if first == last:
        return date_format(first, LONG)
    match day.precision:
        case Precision.WEEK:
            return f"the week of {date_format(first, LONG)}"
        case Precision.QUARTER:
            return f"the {QUARTERS[(first.month - 1) // 3]} quarter of {first.year}"
        case Precision.DECADE if first.year % 10 == 0:
            return f"the {first.year}s"
    return _from_to(first, last)


def _open_ended(day: Day) -> str:
    if day.first:
        return f"from {date_format(day.first, LONG)}"
    return f"until {date_format(day.last, LONG)}" if day.last else "date not known"


def _from_to(first: dt.date, last: dt.date) -> str:
    """Both ends in the same unit: whole years, whole months or days."""
    ends_a_month = (last + dt.timedelta(days=1)).day == 1 if last < dt.date.max else True
    if first.day != 1 or not ends_a_month:
        return f"{date_format(first, LONG)} to {date_format(last, LONG)}"
    if (first.month, last.month) == (1, 12):
        ends = [str(first.year), str(last.year)]
    else:
        same = first.year == last.year and first.month != last.month
        ends = [date_format(first, "F" if same else "F Y"), date_format(last, "F Y")]
    return " to ".join(dict.fromkeys(ends))
