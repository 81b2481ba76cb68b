"""The queue: views and filters, claims in order, and the selected one with its document."""

from __future__ import annotations

from typing import Any

from django import forms as fields
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import retarget

from claims import permissions
from claims.desk import claims, filters, forms, presence, views
from claims.desk.doors import door, number, page, where_next
from claims.desk.filters import Filters
from claims.desk.messages import refused
from claims.desk.people import on_desk
from claims.desk.search import documents_found
from claims.models import Claim, DismissalReason, Extraction, Kind, SavedView
from claims.pipeline import views as saved
from claims.requests import DeskRequest

SIZE = 40


class ViewForm(forms.ActionForm):
    """A name for what the queue shows."""

    name = fields.CharField(required=False)
    query = fields.CharField(required=False)
    is_shared = fields.BooleanField(required=False)


def home(request: DeskRequest) -> HttpResponse:
    """The queue for those who work here, what was published for everybody else."""
    if request.user.has_perm(permissions.VIEW_DESK):
        return redirect("queue")
    return redirect("fact-checks")


@door()
def queue(request: DeskRequest) -> HttpResponse:
    """The queue; for htmx only what it asks for, all of the queue or the pane alone."""
    asked = Filters.read(request.GET)
    found = asked.page(request.user, after=request.GET.get("after", ""), size=SIZE)
    keep = asked.query(after="" if found.is_first else request.GET["after"])
    selected = _selected(found.rows, request.GET.get("claim", ""))
    context = {
        "page": found,
        "filters": asked,
        "chosen": "claim" in request.GET,
        "open_dismiss": "dismiss" in request.GET,
        **row_context(request, keep),
        **_pane(request, found.rows, selected, keep),
    }
    if selected and request.htmx and request.htmx.target == "pane":
        return page(request, "queue", context | {"pane_alone": True}, fragment="_pane")
    response = page(request, "queue", context | _whole(request, asked, found), fragment="_queue")
    # Asked for a pane that there is none for, htmx gets the whole instead.
    return retarget(response, "#queue") if request.htmx.target == "pane" else response


def _whole(request: DeskRequest, asked: Filters, found: Any) -> dict[str, Any]:
    """What the page has beside its rows and the pane."""
    people = on_desk()
    listing = views.listing(request, asked)
    rows = readings()
    return {
        # New claims alone: an empty queue of these is good news.
        "is_narrowed": asked != Filters(),
        "is_sifted": any((asked.kind, asked.tag, asked.reason)) or asked.sort != "priority",
        "sentence": asked.sentence(people, found.rows),
        "groups": listing.groups,
        "is_view": any(view.is_current for group in listing.groups for view in group.views),
        "came_back": listing.came_back,
        "unread": listing.unread,
        "tags": views.tags(),
        "kinds": Kind.choices,
        "states": filters.STATES.items(),
        "dismissal_reasons": DismissalReason.choices,
        "orders": filters.ORDERS,
        "people": people,
        "first_page": asked.query(),
        "next_page": asked.query(after=found.after) if found.after else "",
        "newest": 0 if asked.q else listing.newest,
        "readings": rows,
        "progress": progress(rows),
        **_found_as_well(asked, found),
    }


def _found_as_well(asked: Filters, found: Any) -> dict[str, Any]:
    """What a search says beside the claims that it found."""
    if not asked.search:
        return {}
    stands_in = asked.search.stands_in(found.rows)
    return {
        "stands_in": stands_in,
        "documents": documents_found(asked.q) if found.is_first and not stands_in else [],
    }


def row_context(request: DeskRequest, keep: str) -> dict[str, Any]:
    """What a row needs beside its claim. `keep`: the filters and page, as the address has them."""
    here = address(keep)
    return {
        "keep": keep,
        "here": here,
        # An address that only lacks "claim=…".
        "jump": f"{here}{'&' if keep else '?'}",
        "may_triage": request.user.has_perm(permissions.TRIAGE),
    }


def _selected(rows: list[Claim], wanted: str) -> Claim | None:
    """The claim that the address names, on this page or not; without a name the first one here."""
    by_id = {row.pk: row for row in rows}
    if row := by_id.get(number(wanted)):
        return row
    if number(wanted):
        return Claim.objects.visible().for_list().filter(pk=number(wanted)).first()
    return next(iter(rows), None)


def _pane(
    request: DeskRequest, rows: list[Claim], claim: Claim | None, keep: str
) -> dict[str, Any]:
    """What the pane beside the list needs; after a decision it goes on with the next claim."""
    if claim is None:
        return {"claim": None}
    return {
        "claim": claim,
        "then": address(keep, _following(rows, claim)),
        "stay": address(keep, claim),
        "back": f"{address(keep)}#row-{claim.pk}",
        "readers": presence.others(claim.pk, request.user, on_desk()),
        **claims.pane(request, claim),
    }


def _following(rows: list[Claim], claim: Claim) -> Claim | None:
    """The claim after this one; on the last row the one before; at the side of the list the top."""
    if claim not in rows:
        return next(iter(rows), None)
    place = rows.index(claim)
    return rows[place + 1] if place + 1 < len(rows) else rows[place - 1] if place else None


def address(keep: str, claim: Claim | None = None) -> str:
    """The queue with the filters of `keep`, and this claim selected."""
    here = reverse("queue") + keep
    return f"{here}{'&' if keep else '?'}claim={claim.pk}" if claim else here


def readings() -> list[Extraction]:
    """The texts that workers are reading or will read next."""
    rows = Extraction.objects.active().filter(document__hidden_at=None)
    return list(
        rows.select_related("document")
        .defer("document__text", "document__search")
        .order_by("id")[:3]
    )


def progress(rows: list[Extraction]) -> str:
    """Differs whenever what a page says of these readings would differ."""
    return " ".join(f"{row.pk}.{row.state}.{row.percent}" for row in rows)


@require_POST
@door()
def save_view(request: DeskRequest) -> HttpResponse:
    """Keep the filters of the queue under a name."""
    form = ViewForm(request.POST)
    there = where_next(request, reverse("queue"))
    if form.attempt(saved.save, by=request.user):
        messages.success(request, f"“{form.result}” is kept among your views.")
    else:
        refused(request, "The view was not kept.", form)
    return redirect(there)


@require_POST
@door()
def remove_view(request: DeskRequest, view_id: int) -> HttpResponse:
    row = get_object_or_404(SavedView.objects.for_person(request.user), pk=view_id)
    form = forms.ActionForm(request.POST)
    if form.attempt(saved.remove, row, by=request.user):
        messages.success(request, f"The view “{row}” is removed. Its claims are where they were.")
    else:
        refused(request, "The view was not removed.", form)
    return redirect(where_next(request, reverse("queue")))
