"""Verdicts as the desk writes them: under the claim that they are on."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import mixins, status
from rest_framework.response import Response

from claims import permissions
from claims.api.base import DeskViewSet, act
from claims.api.inputs import SaveInput, SendBackInput, SourceInput
from claims.api.outputs import VerdictOutput
from claims.api.permissions import needs
from claims.api.requests import KeyRequest
from claims.models import Claim, Scope, Source, User, Verdict
from claims.pipeline import publication, sources, verdicts

act_on_verdict = partial(act, answers=VerdictOutput)

DRAFT = OpenApiExample(
    "A draft",
    request_only=True,
    value={
        "revision": 1,
        "rating": "Mostly true",
        "summary": "The city’s own figures agree, but for one tower.",
        "explanation": "The register lists **every** building permit.",
        "as_of": "2024-05-04",
    },
)


class OfClaim(DeskViewSet):
    """Views under `claims/{claim_id}/`."""

    detail_class = VerdictOutput

    def get_queryset(self) -> QuerySet[Verdict]:
        rows = Verdict.objects.with_parts().select_related("rating__scale")
        return rows.filter(claim__in=Claim.objects.visible(), claim_id=self.kwargs.get("claim_id"))


def in_path(name: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.INT, OpenApiParameter.PATH)


@extend_schema(parameters=[in_path("claim_id")])
@extend_schema_view(retrieve=extend_schema(summary="One verdict, drafts included"))
class VerdictViewSet(mixins.RetrieveModelMixin, OfClaim):
    """The verdicts on one claim."""

    @extend_schema(
        summary="Begin the draft of a verdict", request=None, responses={201: VerdictOutput}
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def create(self, request: KeyRequest, claim_id: str) -> Response:
        claim = get_object_or_404(Claim.objects.visible(), pk=claim_id)
        verdict = verdicts.begin(claim, by=request.user)
        address = reverse("api:claim-verdict-detail", args=[claim.pk, verdict.pk])
        return self.answer(
            verdict.pk,
            code=status.HTTP_201_CREATED,
            Location=request.build_absolute_uri(address),
        )

    @act_on_verdict(permissions.DRAFT, "Go on with a draft that somebody else began")
    def take_over(self, verdict: Verdict, *, by: User) -> None:
        verdicts.take_over(verdict, by=by)

    @act_on_verdict(permissions.DRAFT, "Save a draft of yours", SaveInput, examples=[DRAFT])
    def save(self, verdict: Verdict, *, by: User, **given: Any) -> None:
        verdicts.save(verdict, by=by, **given)

    @act_on_verdict(permissions.DRAFT, "Hand a complete draft to a second person")
    def submit(self, verdict: Verdict, *, by: User) -> None:
        verdicts.submit(verdict, by=by)

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


@extend_schema(parameters=[in_path("claim_id"), in_path("verdict_id")])
class SourceViewSet(OfClaim):
    """The evidence of one draft."""

    def get_verdict(self) -> Verdict:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["verdict_id"])

    @extend_schema(
        summary="Add a source to a draft of yours",
        request=SourceInput,
        responses={201: VerdictOutput},
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def create(self, request: KeyRequest, **kwargs: str) -> Response:
        verdict = self.get_verdict()
        given = SourceInput(data=request.data)
        given.is_valid(raise_exception=True)
        sources.add(verdict, by=request.user, **given.validated_data)
        return self.answer(verdict.pk, code=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Take a source out of a draft of yours",
        parameters=[in_path("id")],
        responses={204: OpenApiResponse(description="Removed.")},
    )
    @needs(Scope.ACT, permissions.DRAFT)
    def destroy(self, request: KeyRequest, pk: str, **kwargs: str) -> Response:
        source = get_object_or_404(Source, verdict=self.get_verdict(), pk=pk)
        sources.remove(source, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
