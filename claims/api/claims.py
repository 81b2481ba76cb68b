"""Claims: the queue, and what editors do with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from claims import permissions
from claims.api.base import DeskViewSet, Followed, Load, act, made, read
from claims.api.inputs import (
    AddClaimInput,
    AssignInput,
    ClaimFilters,
    CloseInput,
    DismissInput,
    EditInput,
    MergeInput,
    ParkInput,
    PromiseInput,
    RetractInput,
    ReviewInput,
    SplitInput,
    TagInput,
)
from claims.api.outputs import (
    AlertOutput,
    ClaimOutput,
    VerdictOutput,
)
from claims.api.permissions import needs
from claims.api.requests import KeyRequest
from claims.api.verdicts import begun, in_path, verdict_rows
from claims.desk.filters import EVERYTHING, ORDERS, Filters, Order
from claims.models import (
    Alert,
    Claim,
    Event,
    Occurrence,
    PromiseStatus,
    Publication,
    Scope,
    User,
)
from claims.models.claim import ClaimQuerySet
from claims.pipeline import (
    alerts,
    corrections,
    editing,
    merging,
    promises,
    publication,
    triage,
    undo,
    watch,
)
from claims.pipeline.changes import Conflict

act_on_claim = partial(act, answers=ClaimOutput)

# How claims are loaded with what is more than a column of theirs.
LOADS: dict[str, Load] = {
    "assignee": lambda rows, inside: rows.select_related("assignee"),
    "claimants": lambda rows, inside: rows.prefetch_related("claimants"),
    "occurrences": lambda rows, inside: rows.prefetch_related(
        Prefetch("occurrences", queryset=Occurrence.objects.for_list())
    ),
    "verdicts": lambda rows, inside: rows.prefetch_related(
        Prefetch("verdicts", queryset=verdict_rows(inside).order_by("-id"))
    ),
    "publications": lambda rows, inside: rows.prefetch_related(
        Prefetch(
            "publications",
            queryset=Publication.objects.defer("snapshot", "search").order_by("-number"),
        )
    ),
    "promise_statuses": lambda rows, inside: rows.prefetch_related(
        Prefetch("promise_statuses", queryset=PromiseStatus.objects.select_related("by"))
    ),
    "alerts": lambda rows, inside: rows.prefetch_related(
        Prefetch("alerts", queryset=Alert.objects.select_related("closed_by").order_by("-id"))
    ),
    "history": lambda rows, inside: rows.prefetch_related(
        Prefetch("events", queryset=Event.objects.for_history())
    ),
}


@extend_schema_view(
    list=extend_schema(summary="Claims, most urgent first"),
    retrieve=extend_schema(summary="One claim, with its verdicts, drafts included"),
)
class ClaimViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Followed):
    """Claims with at least one occurrence in a document that is not hidden."""

    serializer_class = ClaimOutput
    filters_class = ClaimFilters
    not_in_lists = ("verdicts", "publications", "promise_statuses", "alerts")
    apart = ("history",)
    loads = LOADS

    @property
    def order(self) -> Order:
        return ORDERS[self.filters.get("sort", Filters.sort)]

    def rows(self) -> ClaimQuerySet:
        rows = Claim.objects.visible()
        if self.action == "list":
            rows = self.changed_since(_found(self.filters, self.request.user))
            rows = rows.with_due_order() if self.order.fields == ("due_order",) else rows
        return rows.defer("search")

    @extend_schema(
        summary="Make a claim of words that the engine passed over",
        request=AddClaimInput,
        responses=made(ClaimOutput),
    )
    @needs(Scope.ACT, permissions.TRIAGE)
    def create(self, request: KeyRequest) -> Response:
        return self._made(editing.add(by=request.user, **read(request, AddClaimInput)))

    @act_on_claim(permissions.TRIAGE, "Start checking a new claim")
    def accept(self, claim: Claim, *, by: User) -> None:
        triage.accept(claim, by=by)

    @act_on_claim(permissions.TRIAGE, "Give a claim to somebody", AssignInput)
    def assign(self, claim: Claim, *, by: User, to: User) -> None:
        triage.assign(claim, by=by, to=to)

    @act_on_claim(permissions.TRIAGE, "Decide not to check a claim", DismissInput)
    def dismiss(self, claim: Claim, *, by: User, **given: Any) -> None:
        triage.dismiss(claim, by=by, **given)

    @act_on_claim(permissions.TRIAGE, "Put a claim aside until a date", ParkInput)
    def park(self, claim: Claim, *, by: User, **given: Any) -> None:
        triage.park(claim, by=by, **given)

    @act_on_claim(permissions.TRIAGE, "Check a claim after all")
    def reopen(self, claim: Claim, *, by: User) -> None:
        triage.reopen(claim, by=by)

    @act_on_claim(permissions.TRIAGE, "Take a merge back, and leave the claim as it was")
    def unmerge(self, claim: Claim, *, by: User) -> None:
        merging.unmerge(claim, by=by)

    @act_on_claim(permissions.TRIAGE, "Put tags on a claim, or take them off", TagInput)
    def tag(self, claim: Claim, *, by: User, **given: Any) -> None:
        triage.tag(claim, by=by, **given)

    @act_on_claim(
        permissions.TRIAGE, "Reword a claim, or change its kind, claimants or days", EditInput
    )
    def edit(self, claim: Claim, *, by: User, **given: Any) -> None:
        editing.edit(claim, by=by, **given)

    @act_on_claim(permissions.TRIAGE, "Merge a claim into one that says the same", MergeInput)
    def merge(self, claim: Claim, *, by: User, **given: Any) -> None:
        merging.merge(claim, by=by, **given)

    @extend_schema(
        summary="Make a second claim out of one that says two things",
        request=SplitInput,
        responses=made(ClaimOutput),
    )
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.TRIAGE)
    def split(self, request: KeyRequest, pk: str) -> Response:
        second = editing.split(self.get_object(), by=request.user, **read(request, SplitInput))
        return self._made(second)

    def _made(self, claim: Claim) -> Response:
        """201 with a new claim, and where it is."""
        address = self.request.build_absolute_uri(reverse("api:claim-detail", args=[claim.pk]))
        return self.answer(claim.pk, code=status.HTTP_201_CREATED, Location=address)

    @act_on_claim(permissions.TRIAGE, "Undo the last decision on a claim")
    def undo(self, claim: Claim, *, by: User) -> None:
        last = undo.last(claim)
        if last is None:
            raise Conflict("Nothing that was decided on this claim can be undone (any more).")
        undo.undo(last, by=by)

    @act_on_claim(permissions.RETRACT, "Take back what was published", RetractInput)
    def retract(self, claim: Claim, *, by: User, reason: str) -> None:
        publication.retract(_live(claim), by=by, reason=reason)

    @extend_schema(
        summary="Begin the draft that corrects what is published",
        request=None,
        responses=made(VerdictOutput),
    )
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.DRAFT)
    def correct(self, request: KeyRequest, pk: str) -> Response:
        return begun(corrections.begin(_live(self.get_object()), by=request.user), request)

    @act_on_claim(permissions.PUBLISH, "Say that what is published still stands", ReviewInput)
    def review(self, claim: Claim, *, by: User, **given: Any) -> None:
        watch.reviewed(_live(claim), by=by, **given)

    @act_on_claim(permissions.PUBLISH, "Say how a promise or prediction stands", PromiseInput)
    def rate_promise(self, claim: Claim, *, by: User, **given: Any) -> None:
        promises.rate(claim, by=by, **given)


@extend_schema(parameters=[in_path("claim_id")])
class AlertViewSet(DeskViewSet):
    """Why a claim came back to the desk."""

    serializer_class = AlertOutput

    def rows(self) -> QuerySet[Alert]:
        rows = Alert.objects.select_related("claim", "closed_by")
        return rows.filter(claim__in=Claim.objects.visible(), claim_id=self.kwargs.get("claim_id"))

    @act(
        permissions.TRIAGE,
        "Say what came of looking again",
        CloseInput,
        answers=AlertOutput,
    )
    def close(self, alert: Alert, *, by: User, outcome: str) -> None:
        if not permissions.may_close_alert(by, alert):
            raise PermissionDenied("An editor says whether a promise or a verdict stands.")
        alerts.close(alert, by=by, outcome=outcome)


def _live(claim: Claim) -> Publication:
    """What readers have of a claim. Raises Conflict when that is nothing."""
    live = claim.publications.live().first()
    if live is None:
        raise Conflict("Nothing is published of this claim, or it is retracted already.")
    return live


def _found(given: dict[str, Any], user: User) -> ClaimQuerySet:
    """Claims for which all filters hold: the queue's, and those that only the API has."""
    queue = Filters(
        state=given.get("state", EVERYTHING),
        kind=given.get("kind", ""),
        claimant=str(given.get("claimant", "")),
        document=str(given.get("document", "")),
        assignee=given.get("assignee", ""),
        tag=given.get("tag", "").lower(),
        reason=given.get("reason", ""),
        due=given.get("due", ""),
        back=given.get("back", ""),
        q=given.get("q", ""),
    )
    rows = queue.apply(user)
    if due_by := given.get("due_by"):
        rows = rows.filter(due_on__lte=due_by)
    if status := given.get("promise_status"):
        rows = rows.filter(promise_status=status)
    if (came_back := given.get("came_back")) is not None:
        back = Claim.objects.back().order_by().values("pk")
        rows = rows.filter(pk__in=back) if came_back else rows.exclude(pk__in=back)
    return rows
