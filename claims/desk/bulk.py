"""One act on many claims, and taking an act back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from claims import permissions
from claims.desk import editing, forms
from claims.desk.doors import door, number, where_next
from claims.desk.filters import Filters
from claims.desk.messages import done as said
from claims.desk.messages import in_words, refused
from claims.models import Claim, Event
from claims.pipeline import bulk, undo
from claims.requests import DeskRequest


class TagForm(editing.TagForm):
    """Tags to put on; taking one off is a matter of one claim."""

    def input(self) -> dict[str, Any]:
        return {"add": super().input()["add"]}


ACTIONS: dict[str, tuple[type[forms.ActionForm], Callable[..., bulk.Outcome], str]] = {
    "assign": (forms.AssignForm, bulk.assign, "assigned to {to}"),
    "dismiss": (forms.DismissForm, bulk.dismiss, "dismissed: {reason}"),
    "park": (forms.ParkForm, bulk.park, "parked until {until}"),
    "tag": (TagForm, bulk.tag, "tagged {add}"),
}


@require_POST
@door(permissions.TRIAGE)
def act(request: DeskRequest) -> HttpResponse:
    """Assign, dismiss, park or tag all claims that were chosen, in one transaction.

    `chosen` has a value "12.new" for each claim: its number, and the state in which the person
    saw it. With `all` it is instead what the filters of `query` show first.
    """
    # A reason's button can't say more than the reason.
    name = "dismiss" if "reason" in request.POST else request.POST.get("do", "")
    there = where_next(request, reverse("queue"))
    if name == "nothing":
        messages.info(request, "Nothing was done. Choose what to do with the selected claims.")
        return redirect(there)
    if name not in ACTIONS:
        raise Http404
    form_class, call, done = ACTIONS[name]
    form = form_class(request.POST)
    chosen = _chosen(request)
    if not chosen:
        messages.info(request, "No claim was selected, so nothing was done.")
    elif form.attempt(call, chosen, by=request.user):
        said(
            request,
            _said(form.result, done.format(**in_words(form.input()))),
            batch=form.result.batch,
        )
    else:
        refused(request, "Nothing was done.", form)
    return redirect(there)


def _chosen(request: DeskRequest) -> dict[int, str]:
    if request.POST.get("all"):
        asked = Filters.read(QueryDict(request.POST.get("query", "").removeprefix("?")))
        return asked.first(request.user, bulk.LIMIT)
    pairs = (value.partition(".") for value in request.POST.getlist("chosen"))
    return {number(word): state for word, _, state in pairs if number(word)}


def _said(outcome: bulk.Outcome, done: str) -> str:
    """What was done to how many, and what became of the rest."""
    words = f"{_counted(outcome.done)} {done}." if outcome.done else "Nothing was done."
    if outcome.left:
        were = "was" if outcome.left == 1 else "were"
        words += f" {_counted(outcome.left)} {were} left alone: somebody has moved on with them."
    return words


def _counted(number: int) -> str:
    return f"{number} claim{'' if number == 1 else 's'}"


@require_POST
@door(permissions.TRIAGE)
def take_back(request: DeskRequest) -> HttpResponse:
    """Undo what an Event tells of, or all Events of one batch, as far as nothing came after."""
    form = forms.ActionForm(request.POST)
    there = where_next(request, reverse("queue"))
    if request.POST.get("batch"):
        if form.attempt(undo.undo_batch, _batch(request), by=request.user):
            messages.success(request, _said(form.result, "put back as before"))
    else:
        event = get_object_or_404(
            Event.objects.filter(claim__in=Claim.objects.visible()),
            pk=number(request.POST.get("event", "")),
        )
        if form.attempt(undo.undo, event, by=request.user):
            messages.success(request, "Taken back. The claim is as it was before.")
        there = _with_claim(there, event.claim_id)
    if form.status != 200:
        refused(request, "It couldn’t be taken back.", form)
    return redirect(there)


def _batch(request: DeskRequest) -> UUID:
    try:
        return UUID(request.POST["batch"])
    except ValueError:
        raise Http404 from None


def _with_claim(there: str, claim_id: int | None) -> str:
    """The queue with this claim selected; other pages as they are."""
    if not there.startswith(reverse("queue")) or not claim_id:
        return there
    return f"{there}{'&' if '?' in there else '?'}claim={claim_id}"
