"""Verdicts: one person writes, others sign off. (What readers then see: `publishing`.)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from claims import permissions
from claims.desk import (
    claims,
    copies,
    drafts,
    evidence,
    forms,
    history,
    markdown,
    passages,
    precedents,
    wording,
)
from claims.desk.doors import door, number, page, require
from claims.models import Claim, User, Verdict
from claims.pipeline import corrections, fetching, publication, replies, sources, verdicts
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
        "Signed off.",
    ),
    "drop": Action(
        lambda user, row: user.has_perm(permissions.DRAFT),
        forms.ActionForm,
        verdicts.drop,
        "The draft is given up. It is kept to be read.",
    ),
    "unschedule": Action(
        lambda user, row: user.has_perm(permissions.PUBLISH),
        forms.ActionForm,
        publication.unschedule,
        "It is off the schedule. Somebody publishes it by hand.",
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
        Verdict.objects.with_parts()
        .select_related("correction__corrects__verdict")
        .filter(claim__in=Claim.objects.visible()),
        pk=verdict_id,
    )


@door()
def verdict(request: DeskRequest, verdict_id: int) -> HttpResponse:
    return show(request, find(verdict_id))


@dataclass(frozen=True)
class Forms:
    """The forms of a draft's page, which are sent together. No verdict form: nobody may write."""

    verdict: forms.VerdictForm | None
    correction: forms.CorrectionForm | None
    source: forms.SourceForm
    reply: forms.ReplyForm

    @property
    def sent(self) -> list[forms.ActionForm]:
        rows = (self.verdict, self.correction, self.source, self.reply)
        return [row for row in rows if row is not None]

    @property
    def parts(self) -> list[forms.ActionForm]:
        """Those of which something typed comes back with the draft."""
        return [form for form in self.sent if form is not self.verdict]

    @property
    def is_refused(self) -> bool:
        """Whether what was typed into any of them can't be taken as it is."""
        return any(form.is_bound and form.errors for form in self.sent)


@require_POST
@door(permissions.DRAFT)
def save(request: DeskRequest, verdict_id: int) -> HttpResponse:
    """Save the draft first, whatever the button; then do what the button says.

    A source or a reply that was typed is added on the way, so that no button loses it.
    """
    row = find(verdict_id)
    sent = _sent(request, row)
    assert sent.verdict
    steps: list[tuple[forms.ActionForm | None, Callable[..., Any]]] = [
        (sent.verdict, verdicts.save),
        (sent.correction, corrections.describe),
        (sent.source if sent.source.is_bound else None, sources.add),
        (sent.reply if sent.reply.is_bound else None, replies.ask),
    ]
    for form, function in steps:
        if form is not None and not form.attempt(function, row, by=request.user):
            return show(request, find(verdict_id), sent=_unsettled(sent))
    drafts.forget(request, _place(row))
    if not sent.verdict.settle(_then, request, find(verdict_id)):
        return show(request, find(verdict_id), sent=_fresh(sent))
    return _after_saving(request, row, sent)


def _sent(request: DeskRequest, row: Verdict) -> Forms:
    source, reply = forms.SourceForm(request.POST), forms.ReplyForm(request.POST)
    wanted = request.POST.get("do", "")
    return Forms(
        forms.VerdictForm(request.POST, verdict=row, newsroom=request.newsroom),
        forms.CorrectionForm(request.POST) if row.open_correction else None,
        source if source.has_input or wanted == "add-source" else forms.SourceForm(),
        reply if reply.has_input or wanted == "add-reply" else forms.ReplyForm(),
    )


def _unsettled(sent: Forms) -> Forms:
    """The forms when one was refused: a source that was stored before it isn't sent again."""
    stored = sent.source.is_bound and sent.source.result is not None
    return replace(sent, source=forms.SourceForm()) if stored else sent


def _fresh(sent: Forms) -> Forms:
    """The forms after all of them were stored: what was added stands in the lists now."""
    return Forms(sent.verdict, sent.correction, forms.SourceForm(), forms.ReplyForm())


def _place(row: Verdict) -> str:
    return f"verdict-{row.pk}"


def _then(request: DeskRequest, row: Verdict) -> None:
    """What a button of the draft does once it is saved."""
    if removed := request.POST.get("remove", ""):
        sources.remove(evidence.source_of(row, removed), by=request.user)
    if removed := request.POST.get("remove-reply", ""):
        replies.remove(evidence.reply_of(row, removed), by=request.user)
    if asked := request.POST.get("again", ""):
        fetching.again(evidence.source_of(row, asked), by=request.user)
    match request.POST.get("do"):
        case "submit":
            verdicts.submit(row, by=request.user)
        case "publish":
            require(request, permissions.PUBLISH)
            corrections.publish(row, by=request.user)


def _after_saving(request: DeskRequest, row: Verdict, sent: Forms) -> HttpResponse:
    """Where a button of the draft leads once everything is stored."""
    for name, page_name in (("edit", "source"), ("edit-reply", "reply")):
        if chosen := number(request.POST.get(name, "")):
            return redirect(page_name, chosen)
    messages.success(request, _words_after_saving(request, sent))
    if request.POST.get("do") == "publish":
        return redirect(row.claim)
    return redirect("verdict", row.pk)


def _words_after_saving(request: DeskRequest, sent: Forms) -> str:
    match request.POST.get("do"):
        case "submit":
            return "Submitted. A second person signs it off now."
        case "publish":
            return "The correction is out: readers see what is changed, and why."
    if sent.source.is_bound:
        return "The source is added and the draft is saved."
    if sent.reply.is_bound:
        return "It is noted whom you asked, and the draft is saved."
    if request.POST.get("remove"):
        return "The source is removed and the draft is saved."
    if request.POST.get("again"):
        return "The page is read again, and the draft is saved."
    return "The draft is saved."


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
    if name == "drop":
        drafts.forget(request, _place(row))
    messages.success(request, action.done)
    return redirect("verdict", row.pk)


def show(
    request: DeskRequest,
    row: Verdict,
    *,
    sent: Forms | None = None,
    refused: dict[str, forms.ActionForm] | None = None,
) -> HttpResponse:
    """The verdict's page: to write for its author, to read and decide for everybody else."""
    may_edit = permissions.may_edit_draft(request.user, row)
    shown = sent or _blank(request, row)
    kept = drafts.of(request.user, [_place(row)]).get(_place(row))
    form = shown.verdict
    if form and kept and kept.saved_at > _written_at(row):
        # After a refusal everything that was typed is in what was sent, but for what is stored.
        for one in (form, *shown.parts) if sent is None else ():
            drafts.put_in(one, _place(row), kept)
            form.typed_at = form.typed_at or one.typed_at
        kept = None
    if form:
        form.place = _place(row)
    claim = claims.find(row.claim_id)
    all_sent = [*shown.sent, *(refused or {}).values()]
    context = {
        "verdict": row,
        "claim": claim,
        "form": _on_present_wording(form, row),
        "may_edit": may_edit,
        "may_ask": copies.may_ask(request.user, row),
        "source_form": shown.source,
        "reply_form": shown.reply,
        "correction": row.open_correction,
        "correction_form": shown.correction,
        "is_minor": _is_minor(request, row),
        "set_aside": drafts.set_aside(kept),
        "scale": request.newsroom.scale,
        "needed": request.newsroom.approvals,
        "refused": refused or {},
        "refusals": [one.conflict for one in all_sent if one.conflict],
        "is_refused": shown.is_refused,
        "difference": difference(row),
        "actions": _actions(request.user, row, refused or {}, request.newsroom.approvals),
        "why_not": why_not(request.user, row, request.newsroom.approvals),
        "quotes": passages.quotes(claim, passages.NEAR, limit=1),
        "precedents": precedents.of(claim),
        "history": history.of(_events(row)),
    }
    status = max((one.status for one in all_sent), default=200)
    return page(request, "verdict", context, status=status)


def _blank(request: DeskRequest, row: Verdict) -> Forms:
    """The forms of a page that is opened, with what is stored in them."""
    correction = row.open_correction
    if not permissions.may_edit_draft(request.user, row):
        return Forms(None, None, forms.SourceForm(), forms.ReplyForm())
    told = {name: getattr(correction, name) for name in ("kind", "what", "why") if correction}
    return Forms(
        forms.VerdictForm(verdict=row, newsroom=request.newsroom),
        forms.CorrectionForm(initial=told) if correction else None,
        forms.SourceForm(),
        forms.ReplyForm(),
    )


def _written_at(row: Verdict) -> dt.datetime:
    """When the verdict itself was changed last, whatever became of its sources since."""
    its_own = row.claim.events.filter(object_type="verdict", object_id=row.pk)
    return its_own.aggregate(last=Max("at"))["last"] or row.created_at


def _is_minor(request: DeskRequest, row: Verdict) -> bool:
    """Whether this person may put the correction out at once, as the draft is stored."""
    correction = row.open_correction
    may = row.state == Verdict.State.DRAFT and request.user.has_perm(permissions.PUBLISH)
    return bool(correction and may and corrections.is_minor(correction, row))


def _on_present_wording(form: forms.VerdictForm | None, row: Verdict) -> forms.VerdictForm | None:
    if form is not None and form.conflict:
        # The conflict shows the author the new wording; what is saved next is on that one.
        form.catch_up(row.claim)
    return form


def _events(row: Verdict) -> Any:
    about_parts = row.claim.events.filter(object_type__in=("source", "reply", "correction"))
    about_it = row.claim.events.filter(object_type="verdict", object_id=row.pk)
    return (about_it | about_parts).for_history()[:100]


def _actions(
    user: User, row: Verdict, refused: dict[str, forms.ActionForm], needed: int
) -> dict[str, forms.ActionForm]:
    """The forms of what this person may do now."""
    open_to = {
        "take-over": permissions.may_take_over(user, row),
        "drop": permissions.may_edit_draft(user, row),
        "approve": permissions.may_sign_off(user, row)
        and not verdicts.has_written(user, row)
        and not row.is_outdated
        and (not _has_signed(user, row) or _still_needed(row, needed) < 1),
        "send-back": permissions.may_send_back(user, row),
        "publish": is_publishable(row) and user.has_perm(permissions.PUBLISH),
        "unschedule": row.scheduled_for is not None and user.has_perm(permissions.PUBLISH),
    }
    found = {name: forms.ActionForm() for name, is_open in open_to.items() if is_open}
    if "send-back" in found:
        found["send-back"] = forms.NoteForm()
    return found | {name: form for name, form in refused.items() if name in found}


def _has_signed(user: User, row: Verdict) -> bool:
    return any(approval.by_id == user.pk for approval in row.approvals.all())


def _still_needed(row: Verdict, needed: int) -> int:
    """How many more sign-offs it takes; none are left to wait for once fewer are asked for."""
    return needed - len(row.approvals.all())


def _words_after_signing(more: int) -> str:
    if more < 1:
        return "Fewer sign-offs are asked for by now. Sign it off again to approve it."
    others = "One more colleague has" if more == 1 else f"{more} more colleagues have"
    return f"You have signed it off. {others} to do so, too."


def is_publishable(row: Verdict) -> bool:
    return row.state == Verdict.State.APPROVED and row.claim.state == Claim.State.APPROVED


def why_not(user: User, row: Verdict, needed: int) -> str:
    """Why this person can't take the verdict's next step; empty when they can."""
    if row.state == Verdict.State.DRAFT and row.claim.state != Claim.State.CHECKING:
        return (
            f"The claim is {row.claim.get_state_display().lower()}. Reopen it to go on with this."
        )
    if row.state == Verdict.State.DRAFT and user != row.author:
        return f"{row.author.name} is writing this verdict."
    if row.state == Verdict.State.SUBMITTED:
        if user == row.author or verdicts.has_written(user, row):
            return "You wrote this verdict, so a second person has to sign it off."
        if not user.has_perm(permissions.SIGN_OFF):
            return "An editor signs verdicts off; your role doesn’t cover it."
        if row.is_outdated:
            return "The claim was reworded since. Send the verdict back, to be checked again."
        if _has_signed(user, row):
            return _words_after_signing(_still_needed(row, needed))
    if is_publishable(row) and not user.has_perm(permissions.PUBLISH):
        return "It is signed off. An editor publishes it."
    if row.state == Verdict.State.DROPPED:
        return "This draft was given up. It is kept to be read."
    return ""


def difference(row: Verdict) -> list[wording.Piece]:
    """The claim's wording then and now; nothing where the verdict is on the present one."""
    if not row.is_outdated:
        return []
    return wording.difference(row.revision.statement, row.claim.statement)
