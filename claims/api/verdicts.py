"""Verdicts as the desk writes them: under the claim that they are on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from claims import permissions
from claims.api import conditions, parts
from claims.api.base import NOTHING_TO_SEE, DeskViewSet, Followed, Load, act, loaded, made, read
from claims.api.inputs import (
    CorrectionInput,
    ReplyInput,
    SaveInput,
    ScheduleInput,
    SendBackInput,
    SourceInput,
    VerdictFilters,
)
from claims.api.outputs import VerdictOutput
from claims.api.permissions import may_read_desk, needs
from claims.api.requests import KeyRequest
from claims.models import Approval, Claim, Correction, Reply, Scope, Source, User, Verdict
from claims.models.verdict import VerdictQuerySet
from claims.pipeline import corrections, fetching, publication, replies, sources, verdicts

act_on_verdict = partial(act, answers=VerdictOutput)


CHANGED = {200: VerdictOutput, 204: NOTHING_TO_SEE}
REMOVED = {204: OpenApiResponse(description="Removed.")}


def told_corrections() -> Prefetch:
    """The correction of each row, with the number of what it corrects, and not what that says."""
    rows = Correction.objects.select_related("corrects").only(
        *("verdict", "publication", "kind", "what", "why", "approved_by", "at"), "corrects__number"
    )
    return Prefetch("correction", queryset=rows)


# How verdicts are loaded with what is more than a column of theirs.
LOADS: dict[str, Load] = {
    "author": lambda rows, inside: rows.select_related("author"),
    "approved_by": lambda rows, inside: rows.select_related("approved_by"),
    "scheduled_by": lambda rows, inside: rows.select_related("scheduled_by"),
    "revision": lambda rows, inside: rows.select_related("revision"),
    "statement": lambda rows, inside: rows.select_related("revision"),
    "rating": lambda rows, inside: rows.select_related("rating__scale"),
    "sources": lambda rows, inside: rows.prefetch_related(
        Prefetch("sources", queryset=Source.objects.for_list())
    ),
    "replies": lambda rows, inside: rows.prefetch_related("replies"),
    "approvals": lambda rows, inside: rows.prefetch_related(
        Prefetch("approvals", queryset=Approval.objects.select_related("by"))
    ),
    "correction": lambda rows, inside: rows.prefetch_related(told_corrections()),
}


def verdict_rows(inside: parts.Tree | None = None) -> VerdictQuerySet:
    """Verdicts with what is asked for of them, else with all that an answer shows."""
    return loaded(Verdict.objects.all(), LOADS, inside or parts.whole(VerdictOutput))


def begun(verdict: Verdict, request: KeyRequest) -> Response:
    """201 with a new draft, for a key that may see it; else 204. Both say where it is."""
    address = reverse("api:claim-verdict-detail", args=[verdict.claim_id, verdict.pk])
    headers = {"Location": request.build_absolute_uri(address)}
    if not may_read_desk(request):
        return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)
    row = verdict_rows().get(pk=verdict.pk)
    seen = VerdictOutput(row, context={"request": request}).data
    return Response(seen, status=status.HTTP_201_CREATED, headers=headers)


class OfClaim(DeskViewSet):
    """Views under `claims/{claim_id}/`."""

    serializer_class = VerdictOutput
    loads = LOADS

    def rows(self) -> VerdictQuerySet:
        claims = Claim.objects.visible()
        rows = Verdict.objects.select_related("claim").defer("claim__search")
        return rows.filter(claim__in=claims, claim_id=self.kwargs.get("claim_id"))


def in_path(name: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.INT, OpenApiParameter.PATH)


@extend_schema(parameters=[in_path("claim_id")])
@extend_schema_view(
    list=extend_schema(summary="The verdicts on a claim, drafts included, newest first"),
    retrieve=extend_schema(summary="One verdict, drafts included"),
)
class VerdictViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Followed, OfClaim):
    """The verdicts on one claim."""

    filters_class = VerdictFilters

    def rows(self) -> VerdictQuerySet:
        rows = super().rows()
        return _filtered(self.changed_since(rows), self.filters) if self.action == "list" else rows

    @extend_schema(
        summary="Begin the draft of a verdict", request=None, responses=made(VerdictOutput)
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def create(self, request: KeyRequest, claim_id: str) -> Response:
        claim = get_object_or_404(Claim.objects.visible(), pk=claim_id)
        return begun(verdicts.begin(claim, by=request.user), request)

    @act_on_verdict(permissions.DRAFT, "Go on with a draft that somebody else began")
    def take_over(self, verdict: Verdict, *, by: User) -> None:
        verdicts.take_over(verdict, by=by)

    @act_on_verdict(permissions.DRAFT, "Save a draft of yours", SaveInput)
    def save(self, verdict: Verdict, *, by: User, **given: Any) -> None:
        kept = {"not_found": verdict.not_found, "review_by": verdict.review_by}
        verdicts.save(verdict, by=by, **(kept | given))

    @act_on_verdict(
        permissions.DRAFT, "Say what a correction of yours changes, and why", CorrectionInput
    )
    def describe_correction(self, verdict: Verdict, *, by: User, **given: Any) -> None:
        corrections.describe(verdict, by=by, **given)

    @act_on_verdict(permissions.DRAFT, "Hand a complete draft to a second person")
    def submit(self, verdict: Verdict, *, by: User) -> None:
        verdicts.submit(verdict, by=by)

    @act_on_verdict(permissions.DRAFT, "Give a draft of yours up")
    def drop(self, verdict: Verdict, *, by: User) -> None:
        verdicts.drop(verdict, by=by)

    @act_on_verdict(
        permissions.DRAFT,
        "Return a verdict to its author",
        SendBackInput,
        only=permissions.may_send_back,
        begins=(Claim.State.IN_REVIEW, Claim.State.APPROVED),
    )
    def send_back(self, verdict: Verdict, *, by: User, **given: Any) -> None:
        verdicts.send_back(verdict, by=by, **given)

    @act_on_verdict(
        permissions.SIGN_OFF,
        "Sign off somebody else’s verdict",
        only=permissions.may_sign_off,
        begins=(Claim.State.IN_REVIEW,),
    )
    def approve(self, verdict: Verdict, *, by: User) -> None:
        verdicts.approve(verdict, by=by)

    @act_on_verdict(permissions.PUBLISH, "Publish a verdict that was signed off")
    def publish(self, verdict: Verdict, *, by: User) -> None:
        publication.publish(verdict, by=by)

    @act_on_verdict(permissions.PUBLISH, "Publish a correction that leaves the verdict as it is")
    def publish_correction(self, verdict: Verdict, *, by: User) -> None:
        corrections.publish(verdict, by=by)

    @act_on_verdict(permissions.PUBLISH, "Have it published at a time to come", ScheduleInput)
    def schedule(self, verdict: Verdict, *, by: User, at: dt.datetime) -> None:
        publication.schedule(verdict, by=by, at=at)

    @act_on_verdict(permissions.PUBLISH, "Have it wait for somebody to publish it")
    def unschedule(self, verdict: Verdict, *, by: User) -> None:
        publication.unschedule(verdict, by=by)


@extend_schema_view(
    list=extend_schema(summary="The verdicts on all claims, drafts included, newest first")
)
class AnyVerdictViewSet(mixins.ListModelMixin, Followed):
    """The verdicts on all claims, as the desk has them."""

    serializer_class = VerdictOutput
    filters_class = VerdictFilters
    loads = LOADS

    def rows(self) -> VerdictQuerySet:
        rows = Verdict.objects.filter(claim__in=Claim.objects.visible())
        return _filtered(self.changed_since(rows), self.filters)


def _filtered(rows: VerdictQuerySet, given: dict[str, Any]) -> VerdictQuerySet:
    return rows.filter(**{name: given[name] for name in ("state", "author") if name in given})


@extend_schema(parameters=[in_path("claim_id"), in_path("verdict_id")])
class PartViewSet(OfClaim):
    """What one draft holds beside its text. Each change answers the whole draft."""

    @contextmanager
    def verdict_as_read(self) -> Iterator[Verdict]:
        """The draft, to be changed only as the caller's `If-Match` says that it is."""
        verdict = get_object_or_404(self.rows(), pk=self.kwargs["verdict_id"])
        with conditions.as_read(self.request, verdict, lambda: self.shown(verdict.pk)):
            yield verdict


class SourceViewSet(PartViewSet):
    """The evidence of one draft."""

    @extend_schema(
        summary="Add a source to a draft of yours",
        request=SourceInput,
        responses=made(VerdictOutput),
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def create(self, request: KeyRequest, **kwargs: str) -> Response:
        with self.verdict_as_read() as verdict:
            sources.add(verdict, by=request.user, **read(request, SourceInput))
        return self.answer(verdict.pk, code=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change what is given of a source",
        parameters=[in_path("id")],
        request=SourceInput,
        responses=CHANGED,
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def partial_update(self, request: KeyRequest, pk: str, **kwargs: str) -> Response:
        with self.verdict_as_read() as verdict:
            source = get_object_or_404(Source, verdict=verdict, pk=pk)
            sources.edit(source, by=request.user, **read(request, SourceInput, partial=True))
        return self.answer(verdict.pk)

    @extend_schema(
        summary="Have the page of a source read again",
        parameters=[in_path("id")],
        request=None,
        responses=CHANGED,
    )
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.DRAFT)
    def again(self, request: KeyRequest, pk: str, **kwargs: str) -> Response:
        with self.verdict_as_read() as verdict:
            source = get_object_or_404(Source, verdict=verdict, pk=pk)
            fetching.again(source, by=request.user)
        return self.answer(verdict.pk)

    @extend_schema(
        summary="Take a source out of a draft of yours",
        parameters=[in_path("id")],
        responses=REMOVED,
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def destroy(self, request: KeyRequest, pk: str, **kwargs: str) -> Response:
        with self.verdict_as_read() as verdict:
            source = get_object_or_404(Source, verdict=verdict, pk=pk)
            sources.remove(source, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReplyViewSet(PartViewSet):
    """Right of reply: who was asked about the claim of one draft, and what they answered."""

    @extend_schema(
        summary="Note in a draft of yours whom you asked",
        request=ReplyInput,
        responses=made(VerdictOutput),
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def create(self, request: KeyRequest, **kwargs: str) -> Response:
        with self.verdict_as_read() as verdict:
            replies.ask(verdict, by=request.user, **read(request, ReplyInput))
        return self.answer(verdict.pk, code=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change what is given of it, as when the answer has come",
        parameters=[in_path("id")],
        request=ReplyInput,
        responses=CHANGED,
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def partial_update(self, request: KeyRequest, pk: str, **kwargs: str) -> Response:
        with self.verdict_as_read() as verdict:
            reply = get_object_or_404(Reply, verdict=verdict, pk=pk)
            replies.edit(reply, by=request.user, **read(request, ReplyInput, partial=True))
        return self.answer(verdict.pk)

    @extend_schema(
        summary="Take it out of a draft of yours", parameters=[in_path("id")], responses=REMOVED
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def destroy(self, request: KeyRequest, pk: str, **kwargs: str) -> Response:
        with self.verdict_as_read() as verdict:
            reply = get_object_or_404(Reply, verdict=verdict, pk=pk)
            replies.remove(reply, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
