"""A claim's page, and what may be done to it, from this page and from the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from django_htmx.http import push_url, reswap, retarget

from claims import permissions
from claims.desk import (
    drafts,
    forms,
    history,
    merging,
    passages,
    presence,
    promises,
    views,
)
from claims.desk.actions import ACTIONS, Action
from claims.desk.doors import door, page, require, where_next
from claims.desk.messages import done, in_words
from claims.desk.people import on_desk
from claims.models import Claim, Claimant, Verdict
from claims.pipeline import undo
from claims.pipeline.changes import Conflict, moved
from claims.requests import DeskRequest

State = Claim.State


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
    form = action.form.on(row, request.POST)
    if not form.attempt(_as_seen(request, row, action.call), row, by=request.user):
        return refused(request, find(claim_id), name, form)
    if action.is_kept:
        drafts.forget(request, place(row, name))
    if action.is_undone and form.result is None:
        messages.info(request, "That is how it was already, so nothing was changed.")
    else:
        done(request, _words(action, form), event=form.result.pk if action.is_undone else None)
    if action.goes_to_result:
        return redirect("verdict", form.result.pk)
    field = "stay" if action.stays else "then"
    return redirect(where_next(request, row.get_absolute_url(), field))


def place(row: Claim, name: str) -> str:
    """Where what is typed into the form of an action is kept."""
    return f"claim-{row.pk}-{name}"


def _as_seen(request: DeskRequest, row: Claim, call: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, unless the claim's state is another than the one that the person decided on.

    The page was read in an earlier request; from here on the pipeline sees to it.
    """

    def guarded(*args: Any, **kwargs: Any) -> Any:
        if request.POST.get("seen", row.state) != row.state:
            raise Conflict(moved(row))
        return call(*args, **kwargs)

    return guarded


def _words(action: Action, form: forms.ActionForm) -> SafeString:
    return format_html(action.done, **in_words({**form.input(), "result": form.result}))


@door(permissions.TRIAGE)
def merge_choices(request: DeskRequest, claim_id: int) -> HttpResponse:
    """The claims into which this one may be merged: a list for htmx, else a page; POST merges."""
    if request.method == "POST":
        return act(request, claim_id, "merge")
    row = find(claim_id)
    q = request.GET.get("q", "")
    context = {"claim": row, "q": q, "choices": merging.choices(row, q)}
    return page(request, "merge", context, fragment="_merge")


def refused(request: DeskRequest, row: Claim, name: str, form: forms.ActionForm) -> HttpResponse:
    """The claim with the form that didn't go through: in the queue's pane when asked from there."""
    if request.htmx and request.htmx.target == "queue":
        stay = where_next(request, reverse("queue"), "stay")
        context = {
            "claim": row,
            "then": where_next(request, reverse("queue")),
            "stay": stay,
            "jump": stay.rsplit("claim=", 1)[0],
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
        row.publications.select_related("published_by", "retracted_by", "correction").order_by(
            "-number"
        )
    )
    places = list(row.occurrences.all())
    events = list(row.events.for_history()[:200])
    context = {
        "claim": row,
        "actions": actions(request, row, bound or {}),
        "refused": bound or {},
        "quotes": passages.quotes(row, passages.NEAR),
        "further": places[passages.SHOWN :],
        "merged": list(row.merged.visible().order_by("id")[:50]),
        "verdicts": all_verdicts,
        "publications": publications,
        "standings": promises.history(row),
        "history": history.of(events, undo.can(events)),
        "readers": presence.others(row.pk, request.user, on_desk()),
        **_beside(request, row, all_verdicts),
    }
    return page(request, "claim", context, status=status)


def may(request: DeskRequest, row: Claim, all_verdicts: list[Verdict]) -> dict[str, Any]:
    """What this person may do about the verdict."""
    current = any(
        one.state in (Verdict.State.DRAFT, Verdict.State.SUBMITTED) for one in all_verdicts
    )
    return {
        "begin": permissions.may_draft(request.user, row) and not current,
        "retract": row.is_live and request.user.has_perm(permissions.RETRACT),
        "publish": request.user.has_perm(permissions.PUBLISH),
    }


def pane(
    request: DeskRequest, row: Claim, bound: dict[str, forms.ActionForm] | None = None
) -> dict[str, Any]:
    """What the queue shows of its selected claim, in at most three queries."""
    judged = row.state not in (State.NEW, State.PARKED)
    all_verdicts = list(row.verdicts.select_related("author").order_by("-id")) if judged else []
    return {
        "actions": actions(request, row, bound or {}),
        "quotes": passages.quotes(row, passages.WIDE, limit=1),
        **_beside(request, row, all_verdicts),
    }


def _beside(request: DeskRequest, row: Claim, all_verdicts: list[Verdict]) -> dict[str, Any]:
    """What the actions need besides their forms."""
    return {
        "may": may(request, row, all_verdicts),
        "verdict_now": next(iter(all_verdicts), None),
        "open": request.GET.get("open", ""),
        "tags_known": views.tags(),
    }


@door()
def people(request: DeskRequest, claim_id: int) -> HttpResponse:
    """The claimants of the claim's document, to choose from: asked for when it is edited."""
    place = find(claim_id).occurrence
    names = claimants_in(place.document_id) if place else []
    return page(request, "_options", {"options": names})


def claimants_in(document_id: int) -> list[str]:
    """The names of the claimants of a document, to choose from."""
    found = Claimant.objects.filter(claims__occurrences__document=document_id)
    return list(found.order_by("name").values_list("name", flat=True).distinct()[:100])


def actions(
    request: DeskRequest, row: Claim, bound: dict[str, forms.ActionForm]
) -> dict[str, forms.ActionForm]:
    """The forms of what this person may do to this claim now, and those that were refused."""
    found = {
        name: action.form.on(row)
        for name, action in ACTIONS.items()
        if row.state in action.states
        and action.applies(row)
        and request.user.has_perm(action.permission)
    }
    for name, form in bound.items():
        if form.conflict:
            # The editor is shown what the claim is now; the next try is on that.
            form.catch_up(row)
        if form.fields:
            found[name] = form
    _give_back(request, row, found)
    return found


def _give_back(request: DeskRequest, row: Claim, found: dict[str, forms.ActionForm]) -> None:
    """Put what was typed and not saved into the forms again."""
    places = {place(row, name): name for name in found if ACTIONS[name].is_kept}
    kept = drafts.of(request.user, places) if places else {}
    for where, name in places.items():
        drafts.put_in(found[name], where, kept.get(where))
