"""What the API's views have in common, and how an action becomes an endpoint."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from claims.api.parsers import JSONParser
from claims.api.permissions import may_read_desk, needs
from claims.api.requests import KeyRequest
from claims.api.schema import AutoSchema
from claims.api.throttling import AddressRateThrottle, ApiKeyRateThrottle
from claims.models import Scope, User, Verdict
from claims.pipeline.changes import Conflict, moved

Rule = Callable[[User, Verdict], bool]

NOTHING_TO_SEE = OpenApiResponse(description="Done; the key may not read the desk.")


def made(answers: type[serializers.Serializer]) -> dict[int, Any]:
    """What an endpoint that makes something may answer."""
    return {201: answers, 204: NOTHING_TO_SEE}


class ApiViewSet(GenericViewSet):
    """Every view: JSON in, limits counted, and the allowance in the headers of the answer."""

    schema = AutoSchema()
    parser_classes = (JSONParser,)
    throttle_classes = (AddressRateThrottle, ApiKeyRateThrottle)
    metadata_class = None
    # As long as the longest id, and no longer than what Python makes a number of.
    lookup_value_regex = "[0-9]{1,19}"

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if allowance := getattr(request, "allowance", None):
            response["RateLimit-Limit"] = str(allowance.limit)
            response["RateLimit-Remaining"] = str(allowance.remaining)
            response["RateLimit-Reset"] = str(allowance.reset)
        return response


class DeskViewSet(ApiViewSet):
    """Views of the desk: they need a key, and no cache keeps what they answer."""

    request: KeyRequest
    serializer_class: type[serializers.Serializer]
    detail_class: type[serializers.Serializer]

    def get_serializer_class(self) -> type[serializers.Serializer]:
        """`serializer_class` for rows of a list, `detail_class` for one."""
        return self.serializer_class if self.action == "list" else self.detail_class

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def answer(self, pk: int, *, code: int = status.HTTP_200_OK, **headers: str) -> Response:
        """The row as it is now, for a key that may see it."""
        if not may_read_desk(self.request):
            return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)
        row = self.get_queryset().get(pk=pk)
        return Response(self.get_serializer(row).data, status=code, headers=headers)


def act(
    permission: str,
    summary: str,
    given: type[serializers.Serializer] | None = None,
    *,
    answers: type[serializers.Serializer],
    only: Rule | None = None,
    begins: tuple[str, ...] = (),
    **schema: Any,
) -> Callable[[Callable[..., None]], Callable[..., Response]]:
    """Make `POST …/name/` of a method that calls one pipeline function.

    The method gets the row, `by` and the fields of `given`. It needs the scope `act` and
    `permission`; `only` is a rule about this verdict as well (`claims.permissions`), which applies
    while its claim is in one of the states `begins`.
    """

    def decorate(method: Callable[..., None]) -> Callable[..., Response]:
        @functools.wraps(method)
        def handler(self: DeskViewSet, request: KeyRequest, **kwargs: Any) -> Response:
            row = self.get_object()
            if only and not only(request.user, row):
                _refuse(row, begins)
            method(self, row, by=request.user, **(read(request, given) if given else {}))
            return self.answer(row.pk)

        name = method.__name__.replace("_", "-")
        endpoint = action(detail=True, methods=["post"], url_path=name, url_name=name)
        # Outermost: `action` forgets what was said about the schema before it.
        said = extend_schema(
            summary=summary, request=given, responses={200: answers, 204: NOTHING_TO_SEE}, **schema
        )
        return said(endpoint(needs(Scope.ACT, permission)(handler)))

    return decorate


def read(
    request: Request, given: type[serializers.Serializer], *, partial: bool = False
) -> dict[str, Any]:
    """The fields of a request's body. Raises ValidationError with a message for each."""
    values = given(data=request.data, partial=partial)
    values.is_valid(raise_exception=True)
    return values.validated_data


def _refuse(verdict: Verdict, begins: tuple[str, ...]) -> None:
    """A rule said no: because of who asks, or because the verdict has moved."""
    if verdict.claim.state in begins:
        raise PermissionDenied("Your roles don’t allow this, or it takes a second person.")
    raise Conflict(moved(verdict))


class Nothing(APIView):
    """Whatever address is not one of ours: a problem, like every other refusal."""

    permission_classes = (AllowAny,)
    throttle_classes = (AddressRateThrottle, ApiKeyRateThrottle)
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        hint = "" if request.path.endswith("/") else " Addresses of the API end with a slash."
        raise NotFound(f"There is nothing at {request.path}.{hint}")
