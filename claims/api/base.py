"""What the API's views have in common, and how an action becomes an endpoint."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, Throttled
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from claims.api import conditions, parts
from claims.api.authentication import refuse_key_in_address
from claims.api.fields import Query, refuse_unknown
from claims.api.inputs import Since
from claims.api.negotiation import FormatFirst, JsonAlone
from claims.api.pagination import Paging
from claims.api.parsers import JSONParser
from claims.api.parts import Parts
from claims.api.permissions import may_read_desk, needs
from claims.api.requests import ApiRequest, KeyRequest
from claims.api.schema import AutoSchema
from claims.api.throttling import AddressRateThrottle, ApiKeyRateThrottle
from claims.desk.filters import ORDERS, Order
from claims.models import Scope, User, Verdict
from claims.pipeline.changes import Conflict, moved

Rule = Callable[[User, Verdict], bool]

NOTHING_TO_SEE = OpenApiResponse(description="Done; the key may not read the desk.")


def made(answers: type[serializers.Serializer]) -> dict[int, Any]:
    """What an endpoint that makes something may answer."""
    return {201: answers, 204: NOTHING_TO_SEE}


class Door(APIView):
    """Every view: no key in the address, each request counted, whatever becomes of it, and the
    allowance in the headers of the answer."""

    content_negotiation_class: type[BaseContentNegotiation] = FormatFirst
    throttle_classes = (AddressRateThrottle, ApiKeyRateThrottle)
    takes_key_in_address = False
    is_counted = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not self.takes_key_in_address:
            refuse_key_in_address(request)
        super().initial(request, *args, **kwargs)

    def check_throttles(self, request: Request) -> None:
        self.is_counted = True
        super().check_throttles(request)

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal counts too: guesses at keys would cost nothing."""
        if not self.is_counted:
            try:
                self._count()
            except Throttled as too_many:
                exc = too_many
        return super().handle_exception(exc)

    def _count(self) -> None:
        # Of a key that isn't good nothing remains: its request is counted by address.
        with suppress(APIException):
            self.perform_authentication(self.request)
        self.check_throttles(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if hasattr(response, "add_post_render_callback"):
            # Last of all: what is known to the caller becomes a 304 once it is rendered.
            response.add_post_render_callback(self._tell_allowance)
        else:
            self._tell_allowance(response)
        return response

    def _tell_allowance(self, response: HttpResponseBase) -> None:
        if allowance := getattr(self.request, "allowance", None):
            for name, value in allowance.headers().items():
                response[name] = value


class ApiViewSet(Door, GenericViewSet):
    """Views of rows: JSON in, and an ETag on what comes out."""

    schema = AutoSchema()
    parser_classes = (JSONParser,)
    metadata_class = None
    # As long as the longest id, and no longer than what Python makes a number of.
    lookup_value_regex = "[0-9]{1,19}"
    is_tagged = True

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        # What is streamed has its ETag already.
        is_whole = isinstance(response, Response) and response.status_code == status.HTTP_200_OK
        if self.is_tagged and is_whole and request.method in SAFE_METHODS:
            conditions.tagged(request, response)
        return response


# Rows, and what of the part is asked for (nothing: all of it), to the same rows with it.
Load = Callable[[Any, parts.Tree], Any]


def loaded(rows: Any, loads: Mapping[str, Load], tree: parts.Tree) -> Any:
    """Rows with what is asked for of them, in a constant number of queries.

    `loads` has, by name, how rows are loaded with what is more than a column of theirs.
    """
    for name, inside in tree.items():
        rows = loads[name](rows, inside) if name in loads else rows
    return rows


class AskedViewSet(ApiViewSet):
    """Views of rows, of which callers choose what they are given.

    `serializer_class` has all that there is of a row. `apart` of that is given when it is asked
    for, and what lists leave out (`not_in_lists`) in a list as well; `closed` never in a list.
    `loads` is for `loaded`.
    """

    request: ApiRequest
    serializer_class: type[serializers.Serializer]
    filters_class: type[Query] = Query
    apart: tuple[str, ...] = ()
    not_in_lists: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    loads: Mapping[str, Load] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, [*self.parameters, "format"])

    @property
    def parameters(self) -> list[str]:
        """What an address of this view may ask for."""
        of_list = (self.filters_class, Paging) if self.action == "list" else ()
        of_rows = (Parts,) if self.request.method in SAFE_METHODS else ()
        return [name for one in (*of_list, *of_rows) for name in one().fields]

    @property
    def extras(self) -> tuple[str, ...]:
        """What is given when it is asked for, and else isn't."""
        if self.action != "list":
            return self.apart
        return tuple(name for name in (*self.not_in_lists, *self.apart) if name not in self.closed)

    @functools.cached_property
    def asked(self) -> parts.Tree:
        """What of a row is asked for."""
        whole = parts.whole(self.serializer_class)
        closed = self.closed if self.action == "list" else ()
        return parts.asked(self.request.query_params, whole, extras=self.extras, closed=closed)

    @functools.cached_property
    def filters(self) -> dict[str, Any]:
        """What a list is asked for; of everything else nothing is."""
        if self.action != "list":
            return {}
        filters = self.filters_class(data=self.request.query_params)
        filters.is_valid(raise_exception=True)
        return filters.validated_data

    def rows(self) -> Any:
        """The rows that may be seen here: bare, as an action needs them."""
        raise NotImplementedError

    def get_queryset(self) -> Any:
        reads = self.request is None or self.request.method in SAFE_METHODS
        return self.loaded(self.rows()) if reads else self.rows()

    def loaded(self, rows: Any) -> Any:
        """Rows with what is asked for of them."""
        if getattr(self, "swagger_fake_view", False):
            return rows
        return loaded(rows, self.loads, self.asked)


class DeskViewSet(AskedViewSet):
    """Views of the desk: they need a key, and no cache keeps what they answer."""

    request: KeyRequest

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer = super().get_serializer(*args, **kwargs)
        if not getattr(self, "swagger_fake_view", False):
            parts.prune(serializer, self.asked)
        return serializer

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
        return Response(self.shown(pk), status=code, headers=headers)

    def shown(self, pk: int) -> dict[str, Any]:
        """What there is to be seen of a row now."""
        return self.get_serializer(self.loaded(self.rows()).get(pk=pk)).data


class Followed(DeskViewSet):
    """Views whose list a program can follow: with `updated_since` it has the rows that changed
    then or later, in the order in which they did; else it is in an `order` of its own."""

    filters_class: type[Query] = Since
    changed = "updated_at"

    @property
    def order(self) -> Order:
        return ORDERS["newest"]

    @property
    def follows(self) -> bool:
        return "updated_since" in self.filters

    @property
    def ordering(self) -> tuple[str, ...]:
        return (self.changed, "id") if self.follows else self.order.fields

    @property
    def ascending(self) -> bool:
        return self.follows or self.order.ascending

    def changed_since(self, rows: Any) -> Any:
        if self.follows:
            return rows.filter(**{f"{self.changed}__gte": self.filters["updated_since"]})
        return rows


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
            values = read(request, given) if given else {}
            with conditions.as_read(request, row, lambda: self.shown(row.pk)):
                method(self, row, by=request.user, **values)
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


class Nothing(Door):
    """Whatever address is not one of ours: a problem, like every other refusal."""

    permission_classes = (AllowAny,)
    content_negotiation_class = JsonAlone
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        hint = "" if request.path.endswith("/") else " Addresses of the API end with a slash."
        raise NotFound(f"There is nothing at {request.path}.{hint}")
