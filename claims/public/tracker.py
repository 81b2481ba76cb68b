"""The tracker: what was promised and predicted, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import accumulate

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse

from claims.desk import cursors
from claims.desk.doors import page
from claims.models import PromiseStatus, Publication
from claims.models.publication import PublicationQuerySet
from claims.public import filters, words
from claims.public.filters import UNRATED, Filters
from claims.requests import DeskRequest
from claims.templatetags.public import promise_label

SIZE = 30


@dataclass(frozen=True, slots=True)
class Part:
    """How many promises stand so: a part of the chart from `start` on, both in per cent."""

    status: str
    label: str
    means: str
    times: int
    start: float
    share: float
    address: str


def tracker(request: DeskRequest) -> HttpResponse:
    """The published promises and predictions, by how they stand and by who made them."""
    read = Filters.read(request.GET)
    asked = Filters(claimant=read.claimant, status=read.status)
    every = filters.promises(Publication.objects.live())
    theirs = replace(asked, status="").apply(every)
    found = cursors.cut(
        asked.apply(every), after=request.GET.get("after", ""), fields=("id",), size=SIZE
    )
    since = _since(found.rows)
    context = {
        "asked": asked,
        "name": filters.name_of(int(asked.claimant), every) if asked.claimant else "",
        "shown": filters.status_label(asked.status),
        "parts": _parts(theirs, asked),
        "everybody": _address(replace(asked, claimant="")),
        "first": _address(asked),
        # What nobody has rated has no history to follow.
        "feed": "fact-checks-feed" if asked.status == UNRATED else "promises-feed",
        "every_status": _address(replace(asked, status="")),
        "rows": [(row, since.get(row.claim_id)) for row in found.rows],
        "page": found,
        "next_page": _address(asked, after=found.after) if found.after else "",
    }
    return page(request, "promises", context)


def _parts(rows: PublicationQuerySet, asked: Filters) -> list[Part]:
    counted = rows.order_by().values_list("promise_status").annotate(times=Count("pk"))
    times = dict(counted)
    total = sum(times.values()) or 1
    shares = [100 * times.get(status, 0) / total for status in words.PROMISES]
    return [
        Part(
            status=status,
            label=promise_label(status),
            means=means,
            times=times.get(status, 0),
            start=end - share,
            share=share,
            address=_address(replace(asked, status=status or UNRATED)),
        )
        for (status, means), share, end in zip(
            words.PROMISES.items(), shares, accumulate(shares), strict=True
        )
    ]


def _since(rows: list[Publication]) -> dict[int, dt.date]:
    """For each claim the day since which its promise stands as it does."""
    last = (
        PromiseStatus.objects.filter(claim__in=[row.claim_id for row in rows])
        .order_by("claim", "-on", "-id")
        .distinct("claim")
    )
    return dict(last.values_list("claim", "on"))


def _address(asked: Filters, **other: str) -> str:
    query = asked.query(**other)
    return f"{reverse('promises')}?{query}" if query else reverse("promises")
