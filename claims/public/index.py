"""All fact-checks, the newest first, and those of one claimant."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpResponse
from django.urls import reverse

from claims.desk import cursors
from claims.desk.doors import page
from claims.models import Publication
from claims.models.publication import PublicationQuerySet
from claims.public import choices, filters
from claims.public.filters import Filters
from claims.requests import DeskRequest

SIZE = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter in words, and the address of the list without it."""

    words: str
    without: str


def fact_checks(request: DeskRequest) -> HttpResponse:
    """The published fact-checks that a reader asks for."""
    asked = Filters.read(request.GET)
    live = Publication.objects.live()
    found = _cut(request, asked.apply(live))
    chosen = _chosen(asked, live)
    words = ", ".join(one.words for one in chosen)
    context = {
        "asked": asked,
        "chosen": chosen,
        "feed": f"Fact-checks by {request.newsroom.name}: {words}",
        "choices": choices.offered(request.newsroom.time_zone),
        "statuses": [(value, filters.status_label(value)) for value in filters.STATUSES],
        "page": found,
        "next_page": _next(reverse("fact-checks"), asked.query(), found.after),
    }
    return page(request, "fact_checks", context)


def claimant(request: DeskRequest, claimant_id: int) -> HttpResponse:
    """What is published about somebody, under the name that was published last."""
    rows = filters.by(Publication.objects.live(), claimant_id)
    tally = _tally(rows)
    if not tally:
        raise Http404
    found = _cut(request, rows)
    name = filters.name_of(claimant_id, rows)
    context = {
        "name": name,
        "address": request.newsroom.absolute(reverse("claimant", args=[claimant_id])),
        "tally": tally,
        "most": max(one.times for one in tally),
        "total": sum(one.times for one in tally),
        "page": found,
        "next_page": _next(reverse("claimant", args=[claimant_id]), "", found.after),
        "feed": f"Fact-checks by {request.newsroom.name}: by {name}",
        "query": Filters(claimant=str(claimant_id)).query(),
    }
    return page(request, "claimant", context)


@dataclass(frozen=True, slots=True)
class Tally:
    label: str
    tone: str
    times: int


def _tally(rows: PublicationQuerySet) -> list[Tally]:
    """How often each rating was given, in the words of the publications, the most frequent first.

    Fact-checks on a scale without ratings are counted under an empty label.
    """
    rating = KeyTextTransform("rating", "snapshot")
    counted = (
        rows.annotate(
            label=KeyTextTransform("label", rating), tone=KeyTextTransform("tone", rating)
        )
        .order_by()
        .values_list("label", "tone")
        .annotate(times=Count("pk"))
        .order_by("-times", "label")
    )
    return [Tally(label or "", tone or "neutral", times) for label, tone, times in counted]


def _cut(request: DeskRequest, rows: PublicationQuerySet) -> cursors.Page[Publication]:
    return cursors.cut(rows, after=request.GET.get("after", ""), fields=("id",), size=SIZE)


def _next(address: str, query: str, after: str) -> str:
    if not after:
        return ""
    return f"{address}?{query}{'&' if query else ''}after={after}"


def _chosen(asked: Filters, live: PublicationQuerySet) -> list[Chosen]:
    index = reverse("fact-checks")
    return [
        Chosen(words, f"{index}?{asked.query(**{field: ''})}")
        for field, words in asked.in_words(live).items()
    ]
