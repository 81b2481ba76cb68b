"""A claim's page, and what may be done to it, from this page and from the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    alerts,
    drafts,
    editing,
    forms,
    history,
    merging,
    passages,
    presence,
    promises,
    views,
)
from claims.desk.doors import door, page, require, where_next
from claims.desk.messages import done, in_words
from claims.desk.people import on_desk
from claims.models import Claim, Claimant, Event, Publication, Verdict
from claims.pipeline import corrections, triage, undo, verdicts
from claims.pipeline import editing as writing
from claims.pipeline import merging as joining
from claims.pipeline import promises as promising
from claims.pipeline.changes import Conflict, moved
from claims.pipeline.publication import LIVE_IN
from claims.requests import DeskRequest

State = Claim.State
UNDECIDED = (State.NEW, State.CHECKING)


@dataclass(frozen=True)
class Action:
    """One thing that a person may do to a claim: who, in which states, with what, and the call.

    `stays`: from the queue it goes on with this claim, not with the next one. `is_kept`: what is
    typed into its form is kept until it is sent. `is_undone`: one press takes it back. `applies`
    narrows the states.
    """

    permission: str
    states: tuple[str, ...]
    form: type[forms.ActionForm]
    call: Callable[..., Any]
    done: str
    stays: bool = False
    is_kept: bool = False
    goes_to_result: bool = False
    is_undone: bool = False
    applies: Callable[[Claim], bool] = lambda row: True


def _merge(row: Claim, *, into: Claim, by: Any) -> Event | None:
    return joining.merge(row, into=into, by=by, seen=row.state)


def _correct(row: Claim, *, by: Any) -> Verdict:
    live = row.publications.filter(state=Publication.State.LIVE).first()
    if live is None:
        raise Conflict("This is not published any more.")
    return corrections.begin(live, by=by)


ACTIONS = {
    "accept": Action(
        permissions.TRIAGE,
        (State.NEW,),
        forms.ActionForm,
        triage.accept,
        "Accepted: you are checking it now.",
        is_undone=True,
    ),
    "assign": Action(
        permissions.TRIAGE,
        UNDECIDED,
        forms.AssignForm,
        triage.assign,
        "Assigned to {to}.",
        stays=True,
        is_undone=True,
    ),
    "edit": Action(
        permissions.TRIAGE,
        (*UNDECIDED, State.IN_REVIEW),
        editing.EditForm,
        writing.edit,
        "The claim is edited. The quote stays as it was said.",
        stays=True,
        is_kept=True,
    ),
    "split": Action(
        permissions.TRIAGE,
        UNDECIDED,
        editing.SplitForm,
        writing.split,
        "Split. The second claim is {result}.",
        stays=True,
        is_kept=True,
    ),
    "merge": Action(
        permissions.TRIAGE,
        UNDECIDED,
        editing.MergeForm,
        _merge,
        "Merged into {into}, which stays.",
        is_undone=True,
        applies=lambda row: not row.is_live,
    ),
    "unmerge": Action(
        permissions.TRIAGE,
        (State.DISMISSED,),
        forms.ActionForm,
        joining.unmerge,
        "The merge is taken back: both claims stand as they did before.",
        stays=True,
        applies=lambda row: row.merged_into_id is not None,
    ),
    "tag": Action(
        permissions.TRIAGE,
        tuple(State.values),
        editing.TagForm,
        triage.tag,
        "The tags are changed.",
        stays=True,
        is_undone=True,
    ),
    "dismiss": Action(
        permissions.TRIAGE,
        UNDECIDED,
        forms.DismissForm,
        triage.dismiss,
        "Dismissed: {reason}.",
        is_undone=True,
        applies=lambda row: not row.is_live,
    ),
    "park": Action(
        permissions.TRIAGE,
        UNDECIDED,
        forms.ParkForm,
        triage.park,
        "Parked until {until}.",
        is_undone=True,
        applies=lambda row: not row.is_live,
    ),
    "reopen": Action(
        permissions.TRIAGE,
        (State.DISMISSED, State.PARKED, State.RETRACTED),
        forms.ActionForm,
        triage.reopen,
        "Reopened: you are checking it now.",
        is_undone=True,
        applies=lambda row: row.merged_into_id is None,
    ),
    "correct": Action(
        permissions.DRAFT,
        (State.PUBLISHED,),
        forms.ActionForm,
        _correct,
        "Readers go on seeing what is published until this correction is out.",
        goes_to_result=True,
    ),
    "promise": Action(
        permissions.PUBLISH,
        tuple(state for state in State if state not in promising.CLOSED),
        promises.PromiseForm,
        promising.rate,
        "How it stands is noted, with the day.",
        stays=True,
        applies=promises.looks_ahead,
    ),
    "reviewed": Action(
        permissions.PUBLISH,
        LIVE_IN,
        alerts.ReviewedForm,
        alerts.reviewed,
        "The verdict still stands. That is noted.",
        stays=True,
        applies=lambda row: row.is_live,
    ),
    "looked": Action(
        permissions.TRIAGE,
        tuple(State.values),
        alerts.LookedForm,
        alerts.looked,
        "What came of it is noted.",
        stays=True,
        applies=lambda row: bool(row.came_back),
    ),
    "begin": Action(
        permissions.DRAFT,
        (State.CHECKING,),
        forms.ActionForm,
        verdicts.begin,
        "The draft is yours. What you type is kept until you save it.",
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
