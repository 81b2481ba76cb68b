"""The places where a claim was made, each with the text round it and the claims next to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, Substr

from claims.desk import text
from claims.models import Claim, Occurrence

# How much of the document stands round a quote: two or three sentences on the claim’s page, more
# beside the queue, where the quote must still be seen without scrolling.
NEAR, WIDE = 240, 450
# Passages on one page; further places are listed by their document's title.
SHOWN = 5


@dataclass(frozen=True)
class Quote:
    """A place where the claim was made, with the text round it cut at its quotes.

    `marks` are the other claims of this passage, by their number.
    """

    occurrence: Occurrence
    paragraphs: list[text.Paragraph]
    marks: dict[int, Claim]
    before: bool
    after: bool


def quotes(row: Claim, reach: int, limit: int = SHOWN) -> list[Quote]:
    """The first places where a claim was made, each with up to `reach` characters either side.

    One query for a claim of `ClaimQuerySet.for_list`, however many places; never the whole text of
    a document.
    """
    places = list(row.occurrences.all())[:limit]
    if not places:
        return []
    # The claim's own first, as the others may be many.
    own_first = Case(When(claim=row, then=0), default=1)
    marks = list(_round(places, reach).filter(shown_for(row)).order_by(own_first, "start")[:400])
    return [_quote(row, place, marks, reach) for place in places]


def shown_for(row: Claim) -> Q:
    """Occurrences to be marked: those of a merged claim stand in the text in another's name."""
    return Q(claim__merged_into=None) | Q(claim=row)


def _round(places: list[Occurrence], reach: int) -> QuerySet[Occurrence]:
    """Every occurrence that stands within reach of these places, and some that don't.

    Those of the places themselves bring the text round them, from `offset`.
    """
    first = Greatest(F("start") - reach, Value(0), output_field=IntegerField())
    text_round = Substr("document__text", first + 1, F("end") - first + reach)
    return (
        Occurrence.objects.filter(
            document__in={place.document_id for place in places},
            start__lt=max(place.end for place in places) + reach,
            end__gt=min(place.start for place in places) - reach,
        )
        .select_related("claim")
        .only("document_id", "start", "end", "claim__statement", "claim__state")
        .annotate(
            offset=first,
            round=Case(
                When(pk__in=[place.pk for place in places], then=text_round), default=Value("")
            ),
        )
    )


def _quote(row: Claim, place: Occurrence, marks: list[Any], reach: int) -> Quote:
    own = next(mark for mark in marks if mark.pk == place.pk)
    first, last = text.window(own.round, own.start, own.end, own.offset, reach)
    spans = [
        mark
        for mark in marks
        if mark.document_id == place.document_id and mark.start < last and mark.end > first
    ]
    shown = own.round[first - own.offset : last - own.offset]
    return Quote(
        place,
        text.paragraphs(shown, spans, first),
        marks={span.claim_id: span.claim for span in spans if span.claim_id != row.pk},
        before=first > 0,
        after=last < place.document.characters,
    )
