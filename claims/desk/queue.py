"""The queue: claims by priority, filtered, with the selected one beside its context."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims import permissions
from claims.desk import claims, forms
from claims.desk.doors import door, page
from claims.desk.filters import EVERYTHING, STATES, Filters
from claims.models import Claim, Kind, User
from claims.requests import DeskRequest

SIZE = 40
# Above this many the desk says "500+": exact counts of large sets are slow and help nobody.
CAP = 500


def home(request: DeskRequest) -> HttpResponse:
    """The queue for those who work here, what was published for everybody else."""
    if request.user.has_perm(permissions.VIEW_DESK):
        return redirect("queue")
    return redirect("fact-checks")


@door()
def queue(request: DeskRequest) -> HttpResponse:
    filters = Filters.read(request.GET)
    found = filters.page(request.user, after=request.GET.get("after", ""), size=SIZE)
    people = list(forms.desk_people())
    selected = _selected(found.rows, request.GET.get("claim", ""))
    keep = filters.query(after="" if found.is_first else request.GET["after"])
    context = {
        "filters": filters,
        "state_label": filters.state_label,
        "words": filters.words(people),
        "tabs": _tabs(filters, request.user),
        "page": found,
        "people": people,
        "kinds": Kind.choices,
        "first_page": filters.query(),
        "next_page": filters.query(after=found.after) if found.after else "",
        "keep": keep,
        "joint": "&" if keep else "?",
        "chosen": "claim" in request.GET,
        "open_dismiss": "dismiss" in request.GET,
        "may_triage": request.user.has_perm(permissions.TRIAGE),
        **_pane(request, found.rows, selected, keep),
    }
    return page(request, "queue", context, fragment="_queue")


def _selected(rows: list[Claim], wanted: str) -> Claim | None:
    """The claim that the address names, if this page has it, else the most urgent one."""
    by_id = {str(row.pk): row for row in rows}
    return by_id.get(wanted) or next(iter(rows), None)


def _pane(
    request: DeskRequest, rows: list[Claim], claim: Claim | None, keep: str
) -> dict[str, Any]:
    """What the pane beside the list needs; after a decision it goes on with the next claim."""
    if claim is None:
        return {"claim": None}
    place = rows.index(claim)
    following = rows[place + 1] if place + 1 < len(rows) else rows[place - 1] if place else None
    return {
        "claim": claim,
        "then": address(keep, following),
        "back": f"{address(keep)}#row-{claim.pk}",
        **claims.pane(request, claim),
    }


def address(keep: str, claim: Claim | None = None) -> str:
    """The queue with the filters of `keep`, and this claim selected."""
    here = reverse("queue") + keep
    return f"{here}{'&' if keep else '?'}claim={claim.pk}" if claim else here


def _tabs(filters: Filters, user: User) -> list[dict[str, Any]]:
    """Each state with the number of claims that the other filters leave in it."""
    counts = _counts(filters, user)
    return [
        {
            "label": label,
            "state": state,
            "count": _capped(counts.get(state, 0)),
            "query": replace(filters, state=state).query(),
            "is_current": state == filters.state,
        }
        for state, label in STATES.items()
    ]


def _counts(filters: Filters, user: User) -> dict[str, int]:
    """Claims by state, each counted up to the cap, in one query."""
    base = filters.apply(user, any_state=True).order_by()
    parts = [
        base.filter(state=state).values_list("state")[: CAP + 1] for state in Claim.State.values
    ]
    counts: dict[str, int] = {}
    for (state,) in parts[0].union(*parts[1:], all=True):
        counts[state] = counts.get(state, 0) + 1
    counts[EVERYTHING] = sum(counts.values())
    return counts


def _capped(count: int) -> str:
    return f"{CAP}+" if count > CAP else str(count)
