"""What has changed on a page since it was drawn: asked every second or so, answered with that."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django_htmx.http import trigger_client_event

from claims.desk import history, presence, queue
from claims.desk.doors import door, number
from claims.desk.filters import Filters
from claims.desk.people import on_desk
from claims.models import Claim, Extraction
from claims.requests import DeskRequest

# Above this many the page says "99+": it is a reason to look, not a statistic.
CAP = 99
# Rows that one page shows at most, with room to spare.
MOST = 100


@door()
def changes(request: DeskRequest) -> HttpResponse:
    """Nothing (204) when the page is up to date; else what htmx puts in the places of the old.

    `seen` has "12.62a3f" for each claim in view: its number, and the `stamp` of its last change.
    `open` is the claim that is being read, and `who` its other readers as the page names them.
    `query` has the queue's filters, `newest` the newest claim when it was drawn, `fresh` how many
    newer ones it announces, and `reading` what it says of texts that are being read.
    """
    seen = _seen(request.GET.get("seen", ""))
    moved = _moved(seen)
    reading = number(request.GET.get("open", ""))
    # None where the page says it already; what it still says and isn't so any more is empty.
    readings = _readings(request)
    parts = {
        "readers": _readers(request, reading),
        "fresh": _fresh(request),
        "readings": readings,
    }
    if not moved and all(part is None for part in parts.values()):
        return HttpResponse(status=204)
    context = {
        **parts,
        "rows": _rows(moved) if "query" in request.GET else [],
        "progress": queue.progress(readings or []),
        **_row_context(request, reading),
    }
    response = render(request, "claims/_live.html", context)
    if reading in moved:
        trigger_client_event(response, "claim-moved", _what_happened(reading))
    return response


def stamp(moment: dt.datetime) -> str:
    """A moment, short and to the microsecond."""
    return f"{int(moment.timestamp() * 1_000_000):x}"


def _seen(words: str) -> dict[int, str]:
    pairs = (word.partition(".") for word in words.split("-")[:MOST])
    return {number(word): at for word, _, at in pairs if number(word)}


def _moved(seen: dict[int, str]) -> set[int]:
    times = Claim.objects.visible().filter(pk__in=seen).values_list("pk", "updated_at")
    return {claim for claim, at in times if stamp(at) != seen[claim]}


def _rows(moved: set[int]) -> list[Claim]:
    return list(Claim.objects.visible().for_list().filter(pk__in=moved)) if moved else []


def _readers(request: DeskRequest, reading: int) -> list[Any] | None:
    """Who else has the claim open, unless the page says so already."""
    if not reading:
        return None
    presence.enter(reading, request.user)
    others = presence.others(reading, request.user, on_desk())
    who = " ".join(str(person.pk) for person in others)
    return None if who == request.GET.get("who", "") else others


def _fresh(request: DeskRequest) -> str | None:
    """How many claims the filters would show that are newer than the page, if the page doesn't."""
    newest = number(request.GET.get("newest", ""))
    filters = Filters.read(QueryDict(request.GET.get("query", "").removeprefix("?")))
    # Searching anew every second would cost more than it tells.
    if not newest or filters.q:
        return None
    rows = filters.apply(request.user).filter(pk__gt=newest).order_by()
    found = len(rows.values_list("pk")[: CAP + 1])
    words = f"{CAP}+" if found > CAP else str(found or "")
    return None if words == request.GET.get("fresh", "") else words


def _readings(request: DeskRequest) -> list[Extraction] | None:
    """The texts that workers read just now, if they got further than the page says."""
    if "reading" not in request.GET:
        return None
    rows = queue.readings()
    return None if queue.progress(rows) == request.GET["reading"] else rows


def _what_happened(claim_id: int) -> dict[str, str]:
    """The last thing that was done to a claim, as a sentence, and the stamp of the claim now."""
    row = Claim.objects.get(pk=claim_id)
    entry = next(iter(history.of(row.events.for_history()[:5])), None)
    words = f"{entry.who} {entry.what}." if entry else "This claim has changed."
    return {"words": words, "at": stamp(row.updated_at)}


def _row_context(request: DeskRequest, reading: int) -> dict[str, Any]:
    """What a row needs that is not the claim's own: the same address as the rows round it."""
    keep = request.GET.get("query", "")
    keep = keep if keep.startswith("?") else ""
    first = Filters.read(QueryDict(keep.removeprefix("?"))).query()
    return {"open_claim": reading, "first_page": first, **queue.row_context(request, keep)}
