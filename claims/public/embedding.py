"""Fact-checks on other people's pages: the frame that shows a card, and how large it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from claims.models import Newsroom, Publication

# Between these widths, in CSS pixels, a card looks as it should.
NARROWEST, USUAL, WIDEST = 300, 600, 700
# The most that a card says in one part; all of it stands in the fact-check.
LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Type:
    """How a part is set: how wide a sign is and how high a line, both in pixels."""

    sign: float
    line: int

    def height(self, words: str, width: int) -> int:
        per_line = max(1, int((width - 48) / self.sign))
        return self.line * math.ceil(len(words) / per_line)


# Those of `card.css`, rather too wide than too narrow.
_STATEMENT, _SUMMARY, _SMALL = _Type(10.2, 25), _Type(8.4, 24), _Type(7.9, 21)
# What stands around the parts, each with the space before it.
_EDGES, _RATING, _PROMISE, _NOTICE, _FOOT, _GAP = 32, 38, 30, 26, 44, 10


def iframe(publication: Publication, newsroom: Newsroom, width: int = USUAL) -> SafeString:
    """The HTML that shows the card of a fact-check on any page, as high as it needs to be."""
    return frame(publication, newsroom, width=width, height=height(publication, width))


def frame(publication: Publication, newsroom: Newsroom, *, width: int, height: int) -> SafeString:
    """The same in a size of one's own. It may run nothing, and open links beside itself."""
    card = newsroom.absolute(reverse("fact-check-card", args=[publication.claim_id]))
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" style="border: 0; max-width: 100%" '
        'loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        card,
        title(publication, newsroom),
        width,
        height,
    )


def title(publication: Publication, newsroom: Newsroom) -> str:
    """What a screen reader calls the frame. The verdict may change, so it isn't in it."""
    return f"Fact-check by {newsroom.name}: {_cut(publication.snapshot['statement'])}"


@dataclass(frozen=True, slots=True)
class Words:
    """What a card says, each part cut; "" where there is nothing to say.

    `what` was corrected last, and `outdated` says why the verdict may not be the last word.
    """

    statement: str
    summary: str
    what: str
    outdated: str
    reason: str


def words(publication: Publication) -> Words:
    check = publication.snapshot
    last = check["corrections"][-1] if check.get("corrections") else {"what": "", "why": ""}
    return Words(
        statement=_cut(check["statement"]),
        summary=_cut(check["summary"]),
        what=_cut(last["what"] or last["why"]),
        outdated=_outdated(publication.stale),
        reason=_cut(publication.retraction_reason),
    )


def height(publication: Publication, width: int) -> int:
    """About how high the card of what is published now is in a frame of this width."""
    said = words(publication)
    byline = " and ".join(
        f"{one['name']}, {one['role']}" for one in publication.snapshot["claimants"]
    )
    high = _EDGES + _FOOT + 2 * _GAP
    high += _SMALL.height(f"Claim by {byline}", width) + _STATEMENT.height(said.statement, width)
    high += _SUMMARY.height(said.summary, width)
    high += _RATING if publication.snapshot["rating"] else 0
    high += _PROMISE if publication.promise_status else 0
    # In a narrow frame the foot's parts stand below each other.
    high += 0 if width >= 500 else 44
    if said.what:
        high += _NOTICE + _SMALL.height(f"Corrected on some day. {said.what}", width)
    if said.outdated:
        high += _NOTICE + _SMALL.height(said.outdated, width)
    return math.ceil(high / 10) * 10


def _outdated(stale: list[str]) -> str:
    if not stale:
        return ""
    if {"due", "review"}.intersection(stale):
        return "This may be out of date: it waits for another look."
    return "A source of this can’t be read any more as it was: it waits for another look."


def _cut(words: str) -> str:
    return Truncator(words).chars(LONGEST)
