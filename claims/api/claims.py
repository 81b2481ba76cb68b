"""Claims: the queue, and what editors do with it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from claims import permissions
from claims.api.base import DeskViewSet, act, made, read
from claims.api.inputs import (
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
    ClaimWithVerdictsOutput,
    VerdictOutput,
)
from claims.api.permissions import needs
from claims.api.requests import KeyRequest
from claims.api.verdicts import begun, in_path, verdict_rows
from claims.models import (
    Alert,
    Claim,
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

act_on_claim = partial(act, answers=ClaimWithVerdictsOutput)

DISMISSAL = OpenApiExample(
    "Too vague", request_only=True, value={"reason": "vague", "note": "No year, no place."}
)


@extend_schema_view(
    list=extend_schema(summary="Claims, most urgent first", parameters=[ClaimFilters]),
    retrieve=extend_schema(summary="One claim, with its verdicts, drafts included"),
)
class ClaimViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Claims with at least one occurrence in a document that is not hidden."""

    serializer_class = ClaimOutput
    detail_class = ClaimWithVerdictsOutput
    ordering = ("priority", "id")

    def get_queryset(self) -> ClaimQuerySet:
        rows = Claim.objects.visible().for_list()
        return _filtered(rows, self._filters()) if self.action == "list" else _with_verdicts(rows)

    def _filters(self) -> dict[str, Any]:
        filters = ClaimFilters(data=self.request.query_params)
        filters.is_valid(raise_exception=True)
        return filters.validated_data

    @act_on_claim(permissions.TRIAGE, "Start checking a new claim")
    def accept(self, claim: Claim, *, by: User) -> None:
        triage.accept(claim, by=by)

    @act_on_claim(permissions.TRIAGE, "Give a claim to somebody", AssignInput)
    def assign(self, claim: Claim, *, by: User, to: User) -> None:
        triage.assign(claim, by=by, to=to)

    @act_on_claim(
        permissions.TRIAGE, "Decide not to check a claim", DismissInput, examples=[DISMISSAL]
    )
    def dismiss(self, claim: Claim, *, by: User, **given: Any) -> None:
        triage.dismiss(claim, by=by, **given)

    @act_on_claim(permissions.TRIAGE, "Put a claim aside until a date", ParkInput)
    def park(self, claim: Claim, *, by: User, **given: Any) -> None:
        triage.park(claim, by=by, **given)

    @act_on_claim(permissions.TRIAGE, "Check a claim after all")
    def reopen(self, claim: Claim, *, by: User) -> None:
        triage.reopen(claim, by=by)

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
        responses=made(ClaimWithVerdictsOutput),
    )
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.TRIAGE)
    def split(self, request: KeyRequest, pk: str) -> Response:
        second = editing.split(self.get_object(), by=request.user, **read(request, SplitInput))
        address = request.build_absolute_uri(reverse("api:claim-detail", args=[second.pk]))
        return self.answer(second.pk, code=status.HTTP_201_CREATED, Location=address)

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

    detail_class = AlertOutput

    def get_queryset(self) -> QuerySet[Alert]:
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


def _filtered(rows: ClaimQuerySet, given: dict[str, Any]) -> ClaimQuerySet:
    """Rows for which all filters hold."""
    conditions: dict[str, Any] = {
        name: given[name] for name in ("state", "assignee", "promise_status") if name in given
    }
    if kind := given.get("kind"):
        conditions["kinds__contains"] = [kind]
    if claimant := given.get("claimant"):
        conditions["claimants"] = claimant
    if tag := given.get("tag"):
        conditions["tags__contains"] = [tag]
    if due_by := given.get("due_by"):
        conditions["due_on__lte"] = due_by
    if document := given.get("document"):
        # Not a join: a claim that stands twice in a document is one row.
        inside = Occurrence.objects.visible().filter(document=document)
        conditions["pk__in"] = inside.order_by().values("claim")
    rows = rows.filter(**conditions)
    if (came_back := given.get("came_back")) is not None:
        back = Claim.objects.back().order_by().values("pk")
        rows = rows.filter(pk__in=back) if came_back else rows.exclude(pk__in=back)
    return rows.search(given["q"]) if given.get("q") else rows


def _with_verdicts(rows: ClaimQuerySet) -> ClaimQuerySet:
    publications = Publication.objects.defer("snapshot", "search").order_by("-number")
    return rows.prefetch_related(
        Prefetch("verdicts", queryset=verdict_rows().order_by("-id")),
        Prefetch("publications", queryset=publications),
        Prefetch("promise_statuses", queryset=PromiseStatus.objects.select_related("by")),
        Prefetch("alerts", queryset=Alert.objects.select_related("closed_by").order_by("-id")),
    )
