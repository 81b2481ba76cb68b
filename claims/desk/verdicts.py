"""Verdicts: one person writes, a second one signs off, somebody publishes, and it can be undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from claims import permissions
from claims.desk import claims, drafts, forms, history, markdown, passages, wording
from claims.desk.doors import door, number, page
from claims.models import Claim, Publication, Source, User, Verdict
from claims.pipeline import publication, snapshots, sources, verdicts
from claims.pipeline.changes import Conflict
from claims.requests import DeskRequest


@dataclass(frozen=True)
class Action:
    """One thing that a person may do to a verdict. `allowed` asks who; the pipeline asks when."""

    allowed: Callable[[User, Verdict], bool]
    form: type[forms.ActionForm]
    call: Callable[..., Any]
    done: str


def _may_sign_off_others(user: User, row: Verdict) -> bool:
    return user.has_perm(permissions.SIGN_OFF)


ACTIONS = {
    "take-over": Action(
        lambda user, row: user.has_perm(permissions.DRAFT),
        forms.ActionForm,
        verdicts.take_over,
        "The draft is yours now.",
    ),
    "approve": Action(
        _may_sign_off_others,
        forms.ActionForm,
        verdicts.approve,
        "Signed off. It can be published now.",
    ),
    "send-back": Action(
        lambda user, row: (
            permissions.may_send_back(user, row)
            or (row.state == Verdict.State.DRAFT and user.has_perm(permissions.DRAFT))
        ),
        forms.NoteForm,
        verdicts.send_back,
        "It is a draft again, with your note on top.",
    ),
}


def find(verdict_id: int) -> Verdict:
    """A verdict on a claim that may be seen; else 404."""
    return get_object_or_404(
        Verdict.objects.with_parts().filter(claim__in=Claim.objects.visible()), pk=verdict_id
    )


@door()
def verdict(request: DeskRequest, verdict_id: int) -> HttpResponse:
    return show(request, find(verdict_id))


@require_POST
@door(permissions.DRAFT)
def save(request: DeskRequest, verdict_id: int) -> HttpResponse:
    """Save the draft first, whatever the button; then do what the button says.

    A source that was typed is added on the way, so that no button loses it.
    """
    row = find(verdict_id)
    form = forms.VerdictForm(request.POST, verdict=row, newsroom=request.newsroom)
    source = forms.SourceForm(request.POST if _has_source(request) else None)
    if not form.attempt(verdicts.save, row, by=request.user):
        return show(request, find(verdict_id), form=form, source=source)
    if source.is_bound and not source.attempt(sources.add, row, by=request.user):
        return show(request, find(verdict_id), form=form, source=source)
    drafts.forget(request, _place(row))
    if not form.settle(_then, request, row):
        return show(request, find(verdict_id), form=form)
    return _after_saving(request, row)


def _place(row: Verdict) -> str:
    return f"verdict-{row.pk}"


def _has_source(request: DeskRequest) -> bool:
    return forms.SourceForm(request.POST).has_input or request.POST.get("do") == "add-source"


def _then(request: DeskRequest, row: Verdict) -> None:
    """What a button of the draft does once it is saved."""
    if removed := request.POST.get("remove", ""):
        source = Source.objects.filter(pk=number(removed), verdict=row).first()
        if source is None:
            raise Conflict("This source was removed already.")
        sources.remove(source, by=request.user)
    if request.POST.get("do") == "submit":
        verdicts.submit(row, by=request.user)


def _after_saving(request: DeskRequest, row: Verdict) -> HttpResponse:
    if request.POST.get("do") == "submit":
        messages.success(request, "Submitted. A second person signs it off now.")
    elif _has_source(request):
        messages.success(request, "The source is added and the draft is saved.")
    elif request.POST.get("remove"):
        messages.success(request, "The source is removed and the draft is saved.")
    else:
        messages.success(request, "The draft is saved.")
    return redirect("verdict", row.pk)


@require_POST
@door(permissions.DRAFT)
def preview(request: DeskRequest) -> HttpResponse:
    """An explanation as readers will see it."""
    return HttpResponse(markdown.render(request.POST.get("explanation", "")))


@require_POST
@door()
def act(request: DeskRequest, verdict_id: int, name: str) -> HttpResponse:
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    row = find(verdict_id)
    if not action.allowed(request.user, row):
        raise PermissionDenied("Your role on the desk doesn’t cover this. Ask an editor.")
    form = action.form(request.POST)
    if not form.attempt(action.call, row, by=request.user):
        return show(request, find(verdict_id), refused={name: form})
    messages.success(request, action.done)
    return redirect("verdict", row.pk)


@door(permissions.PUBLISH)
def publish(request: DeskRequest, verdict_id: int) -> HttpResponse:
    """Show exactly what readers will see; publish it when that is confirmed."""
    row = find(verdict_id)
    form = forms.ActionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(publication.publish, row, by=request.user):
        messages.success(request, "Published. Readers see it from now on.")
        return redirect(row.claim)
    if form.is_bound or row.state != Verdict.State.APPROVED:
        return show(request, find(verdict_id), refused={"publish": form})
    context = {"verdict": row, "claim": row.claim, "check": as_readers_see_it(row)}
    return page(request, "publish", context)


def as_readers_see_it(row: Verdict) -> dict[str, Any]:
    """The snapshot that publishing would make, in the form in which it is stored."""
    return json.loads(json.dumps(snapshots.of(row), cls=DjangoJSONEncoder))


@door(permissions.RETRACT)
def retract(request: DeskRequest, claim_id: int) -> HttpResponse:
    """Take back what is published, with the reason that readers will find in its place.

    Also when its documents are hidden: then it is the only page of the desk that shows the claim.
    """
    latest = (
        Publication.objects.filter(claim=claim_id)
        .select_related("claim", "retracted_by")
        .order_by("-number")
        .first()
    )
    if latest is None:
        raise Http404
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(publication.retract, latest, by=request.user):
        messages.success(request, "Retracted. Its address tells readers why.")
        return redirect(latest)
    latest.refresh_from_db()
    return page(request, "retract", {"publication": latest, "form": form}, status=form.status)


def show(
    request: DeskRequest,
    row: Verdict,
    *,
    form: forms.VerdictForm | None = None,
    source: forms.SourceForm | None = None,
    refused: dict[str, forms.ActionForm] | None = None,
) -> HttpResponse:
    """The verdict's page: to write for its author, to read and decide for everybody else."""
    may_edit = permissions.may_edit_draft(request.user, row)
    if form is None and may_edit:
        form = forms.VerdictForm(verdict=row, newsroom=request.newsroom)
    source = source or forms.SourceForm()
    sent = [one for one in (form, source, *(refused or {}).values()) if one]
    kept = drafts.of(request.user, [_place(row)]).get(_place(row))
    if form and kept and kept.saved_at > row.updated_at:
        drafts.put_in(form, _place(row), kept)
        drafts.put_in(source, _place(row), kept)
        form.typed_at = form.typed_at or source.typed_at
        kept = None
    if form:
        form.place = _place(row)
    claim = claims.find(row.claim_id)
    context = {
        "verdict": row,
        "claim": claim,
        "form": _on_present_wording(form, row),
        "may_edit": may_edit,
        "source_form": source,
        "set_aside": drafts.set_aside(kept),
        "scale": request.newsroom.scale,
        "refused": refused or {},
        "refusals": [one.conflict for one in sent if one.conflict],
        "difference": difference(row),
        "actions": _actions(request.user, row, refused or {}),
        "why_not": why_not(request.user, row),
        "quotes": passages.quotes(claim, passages.NEAR, limit=1),
        "history": history.of(_events(row)),
    }
    return page(request, "verdict", context, status=max((one.status for one in sent), default=200))


def _on_present_wording(form: forms.VerdictForm | None, row: Verdict) -> forms.VerdictForm | None:
    if form is not None and form.conflict:
        # The conflict shows the author the new wording; what is saved next is on that one.
        form.catch_up(row.claim)
    return form


def _events(row: Verdict) -> Any:
    about_sources = row.claim.events.filter(object_type="source")
    about_it = row.claim.events.filter(object_type="verdict", object_id=row.pk)
    return (about_it | about_sources).for_history()[:100]


def _actions(
    user: User, row: Verdict, refused: dict[str, forms.ActionForm]
) -> dict[str, forms.ActionForm]:
    """The forms of what this person may do now."""
    State = Verdict.State
    open_to = {
        "take-over": row.state == State.DRAFT
        and user != row.author
        and user.has_perm(permissions.DRAFT),
        "approve": permissions.may_sign_off(user, row) and not row.is_outdated,
        "send-back": permissions.may_send_back(user, row),
        "publish": is_publishable(row) and user.has_perm(permissions.PUBLISH),
    }
    found = {name: forms.ActionForm() for name, is_open in open_to.items() if is_open}
    if "send-back" in found:
        found["send-back"] = forms.NoteForm()
    return found | {name: form for name, form in refused.items() if name in found}


def is_publishable(row: Verdict) -> bool:
    return row.state == Verdict.State.APPROVED and row.claim.state == Claim.State.APPROVED


def why_not(user: User, row: Verdict) -> str:
    """Why this person can't take the verdict's next step; empty when they can."""
    if row.state == Verdict.State.DRAFT and user != row.author:
        return f"{row.author.name} is writing this verdict."
    if row.state == Verdict.State.SUBMITTED:
        if user == row.author:
            return "You wrote this verdict, so a second person has to sign it off."
        if not user.has_perm(permissions.SIGN_OFF):
            return "An editor signs verdicts off; your role doesn’t cover it."
        if row.is_outdated:
            return "The claim was reworded since. Send the verdict back, to be checked again."
    if is_publishable(row) and not user.has_perm(permissions.PUBLISH):
        return "It is signed off. An editor publishes it."
    return ""


def difference(row: Verdict) -> list[wording.Piece]:
    """The claim's wording then and now; nothing where the verdict is on the present one."""
    if not row.is_outdated:
        return []
    return wording.difference(row.revision.statement, row.claim.statement)
