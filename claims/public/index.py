"""All fact-checks, the newest first, and those of one claimant."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpResponse
from django.urls import reverse

from claims.desk import cursors
from claims.desk.doors import page
from claims.models import Kind, Publication
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
    context = {
        "asked": asked,
        "chosen": _chosen(asked, live),
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
    context = {
        "name": filters.name_of(claimant_id, rows),
        "address": request.newsroom.absolute(reverse("claimant", args=[claimant_id])),
        "tally": tally,
        "most": max(one.times for one in tally),
        "total": sum(one.times for one in tally),
        "page": found,
        "next_page": _next(reverse("claimant", args=[claimant_id]), "", found.after),
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
    name = filters.name_of(int(asked.claimant), live) if asked.claimant else ""
    said = {
        "q": f"“{asked.q}”",
        "claimant": f"by {name or 'somebody of whom nothing is published'}",
        "rating": f"rated {asked.rating}",
        "kind": dict(Kind.choices).get(asked.kind, "").lower(),
        "status": filters.status_label(asked.status).lower(),
        "year": f"from {asked.year}",
    }
    index = reverse("fact-checks")
    return [
        Chosen(words, f"{index}?{asked.query(**{field: ''})}")
        for field, words in said.items()
        if getattr(asked, field)
    ]
