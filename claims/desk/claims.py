"""A claim's page, and the actions of triage on it, from this page and from the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F, IntegerField, QuerySet, Value
from django.db.models.functions import Greatest, Substr
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import push_url, reswap, retarget

from claims import permissions
from claims.desk import forms, history, text
from claims.desk.doors import door, page, require, where_next
from claims.models import Claim, Occurrence, Verdict
from claims.pipeline import triage, verdicts
from claims.pipeline.changes import Conflict, moved
from claims.requests import DeskRequest

State = Claim.State

# How much of the document stands round a quote: two or three sentences on the claim’s page, more
# beside the queue, where the quote must still be seen without scrolling.
NEAR, WIDE = 240, 450


@dataclass(frozen=True)
class Action:
    """One thing that a person may do to a claim: who, in which states, with what, and the call."""

    permission: str
    states: tuple[str, ...]
    form: type[forms.ActionForm]
    call: Callable[..., Any]
    done: str
    goes_to_result: bool = False


UNDECIDED = (State.NEW, State.CHECKING)
ACTIONS = {
    "accept": Action(
        permissions.TRIAGE,
        (State.NEW,),
        forms.ActionForm,
        triage.accept,
        "Accepted: you are checking it now.",
    ),
    "assign": Action(
        permissions.TRIAGE, UNDECIDED, forms.AssignForm, triage.assign, "Assigned to {to}."
    ),
    "edit": Action(
        permissions.TRIAGE,
        (*UNDECIDED, State.IN_REVIEW),
        forms.EditForm,
        triage.edit,
        "The claim is edited. The quote stays as it was said.",
    ),
    "dismiss": Action(
        permissions.TRIAGE, UNDECIDED, forms.DismissForm, triage.dismiss, "Dismissed: {reason}."
    ),
    "park": Action(
        permissions.TRIAGE, UNDECIDED, forms.ParkForm, triage.park, "Parked until {until}."
    ),
    "reopen": Action(
        permissions.TRIAGE,
        (State.DISMISSED, State.PARKED, State.RETRACTED),
        forms.ActionForm,
        triage.reopen,
        "Reopened: you are checking it now.",
    ),
    "begin": Action(
        permissions.DRAFT,
        (State.CHECKING,),
        forms.ActionForm,
        verdicts.begin,
        "The draft is yours. Everything you save here stays until you submit it.",
        goes_to_result=True,
    ),
}


def find(claim_id: int) -> Claim:
    """A claim that may be seen, with what pages show of it; else 404."""
    return get_object_or_404(Claim.objects.visible().for_list(), pk=claim_id)


@door()
def claim(request: DeskRequest, claim_id: int) -> HttpResponse:
    return show(request, find(claim_id))


@require_POST
@door()
def act(request: DeskRequest, claim_id: int, name: str) -> HttpResponse:
    """Do one of the actions; or show the claim as it is now, with what was typed and why not."""
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    require(request, action.permission)
    row = find(claim_id)
    form = action.form(request.POST)
    if not form.attempt(_as_seen(request, row, action.call), row, by=request.user):
        return refused(request, find(claim_id), name, form)
    messages.success(request, _done(action, form))
    if action.goes_to_result:
        return redirect("verdict", form.result.pk)
    return redirect(where_next(request, row.get_absolute_url()))


def _as_seen(request: DeskRequest, row: Claim, call: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, unless the claim's state is another than the one that the person decided on.

    The page was read in an earlier request; from here on the pipeline sees to it.
    """

    def guarded(*args: Any, **kwargs: Any) -> Any:
        if request.POST.get("seen", row.state) != row.state:
            raise Conflict(moved(row))
        return call(*args, **kwargs)

    return guarded


def _done(action: Action, form: forms.ActionForm) -> str:
    words = dict(form.cleaned_data)
    if "reason" in words:
        words["reason"] = dict(forms.DismissForm.reasons)[words["reason"]].lower()
    if "to" in words:
        words["to"] = words["to"].name
    return action.done.format(**words)


def refused(request: DeskRequest, row: Claim, name: str, form: forms.ActionForm) -> HttpResponse:
    """The claim with the form that didn't go through: in the queue's pane when asked from there."""
    if request.htmx and request.htmx.target == "queue":
        context = {
            "claim": row,
            "then": where_next(request, reverse("queue")),
            "refusal": form,
            **pane(request, row, {name: form}),
        }
        response = page(request, "claim", context, fragment="_pane", status=form.status)
        # The stubs know the ways to swap but not their modifiers.
        response = reswap(response, "outerHTML show:none")  # type: ignore[arg-type]
        return push_url(retarget(response, "#pane"), False)
    return show(request, row, {name: form}, status=form.status)


def show(
    request: DeskRequest,
    row: Claim,
    bound: dict[str, forms.ActionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The claim's page, with the forms in `bound` as they were sent."""
    all_verdicts = list(row.verdicts.with_parts().order_by("-id"))
    publications = list(
        row.publications.select_related("published_by", "retracted_by").order_by("-number")
    )
    context = {
        "claim": row,
        "actions": actions(request, row, bound or {}),
        "refused": bound or {},
        "quotes": quotes(row, NEAR),
        "verdicts": all_verdicts,
        "live": next((one for one in publications if one.state == "live"), None),
        "publications": publications,
        "history": history.of(row.events.for_history()[:200]),
        "may": may(request, row, all_verdicts),
    }
    return page(request, "claim", context, status=status)


def may(request: DeskRequest, row: Claim, all_verdicts: list[Verdict]) -> dict[str, Any]:
    """What this person may do about the verdict."""
    current = next((one for one in all_verdicts if one.state != "approved"), None)
    return {
        "begin": permissions.may_draft(request.user, row) and current is None,
        "retract": row.state == State.PUBLISHED and request.user.has_perm(permissions.RETRACT),
        "publish": request.user.has_perm(permissions.PUBLISH),
    }


def pane(
    request: DeskRequest, row: Claim, bound: dict[str, forms.ActionForm] | None = None
) -> dict[str, Any]:
    """What the queue shows of its selected claim."""
    return {
        "actions": actions(request, row, bound or {}),
        "quotes": quotes(row, WIDE, limit=1),
    }


def actions(
    request: DeskRequest, row: Claim, bound: dict[str, forms.ActionForm]
) -> dict[str, forms.ActionForm]:
    """The forms of what this person may do to this claim now, and those that were refused."""
    found = {
        name: _fresh(action, row)
        for name, action in ACTIONS.items()
        if row.state in action.states and request.user.has_perm(action.permission)
    }
    for name, form in bound.items():
        if isinstance(form, forms.EditForm) and form.conflict:
            # The editor has been shown the other wording; the next try is on that one.
            form.go_on_from(row.revision)
        if form.fields:
            found[name] = form
    return found


def _fresh(action: Action, row: Claim) -> forms.ActionForm:
    return forms.EditForm.of(row) if action.form is forms.EditForm else action.form()


@dataclass(frozen=True)
class Quote:
    """A place where the claim was made, with the text round it cut at its quotes."""

    occurrence: Occurrence
    paragraphs: list[text.Paragraph]
    before: bool
    after: bool


def quotes(row: Claim, reach: int, limit: int = 5) -> list[Quote]:
    """The first places where a claim was made, each with up to `reach` characters either side.

    Two queries, however many places; never the whole text of a document.
    """
    places = list(_with_text_round(row, reach)[:limit])
    marks = Occurrence.objects.filter(document__in={place.document_id for place in places})
    others = list(
        marks.filter(
            start__lt=max((place.end for place in places), default=0) + reach,
            end__gt=min((place.start for place in places), default=0) - reach,
        ).only("claim_id", "document_id", "start", "end")[:400]
    )
    return [_quote(place, others, reach) for place in places]


def _with_text_round(row: Claim, reach: int) -> QuerySet[Occurrence]:
    first = Greatest(F("start") - reach, Value(0), output_field=IntegerField())
    length = F("end") - first + reach
    return (
        Occurrence.objects.visible()
        .filter(claim=row)
        .select_related("document")
        .defer("document__text")
        .annotate(round=Substr("document__text", first + 1, length), offset=first)
    )


def _quote(place: Any, others: list[Occurrence], reach: int) -> Quote:
    first, last = text.window(place.round, place.start, place.end, place.offset, reach)
    spans = [
        other
        for other in others
        if other.document_id == place.document_id and other.start < last and other.end > first
    ]
    shown = place.round[first - place.offset : last - place.offset]
    return Quote(
        place,
        text.paragraphs(shown, spans, first),
        before=first > 0,
        after=last < place.document.characters,
    )
