"""What may be done to a claim: who, in which states, with which form, and what it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from claims import permissions
from claims.desk import alerts, editing, forms, promises
from claims.models import Claim, Event, Publication, Verdict
from claims.pipeline import corrections, triage, verdicts
from claims.pipeline import editing as writing
from claims.pipeline import merging as joining
from claims.pipeline import promises as promising
from claims.pipeline.changes import Conflict
from claims.pipeline.publication import LIVE_IN

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
