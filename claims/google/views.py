"""The door for programs that were made for Google's API: `claims:search`, and its description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import ApiKeyAuthentication, use
from claims.api.base import ApiViewSet
from claims.api.negotiation import JsonAlone
from claims.api.requests import ApiRequest
from claims.google import discovery, errors
from claims.google.parameters import Search, named, read_standard
from claims.google.search import answer
from claims.google.selection import select
from claims.models import ApiKey, User


class Key(ApiKeyAuthentication):
    """A key of ours, where Google's programs put theirs: `?key=`, a header, or a bearer's token.

    Keys of anybody else are no concern of ours: all that is found here is public.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        clear = named(request.query_params).get("key") or request.headers.get("X-Goog-Api-Key", "")
        if clear.startswith(ApiKey.PREFIX):
            try:
                return use(clear)
            except AuthenticationFailed as error:
                raise errors.Invalid(f"API key not valid. {error.detail}") from None
        bearer = f"bearer {ApiKey.PREFIX}".encode()
        ours = get_authorization_header(request).lower().startswith(bearer)
        return super().authenticate(request) if ours else None


class Json(BaseRenderer):
    """JSON, indented unless `prettyPrint` says otherwise."""

    media_type = "application/json"
    charset = "UTF-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        request = (renderer_context or {})["request"]
        indented = getattr(request, "is_indented", True)
        return orjson.dumps(data, option=orjson.OPT_INDENT_2 if indented else None)


class GoogleViewSet(ApiViewSet):
    """Nobody needs a key. One of ours raises the limit."""

    # It is described in Google's own way (`discovery`), and REST framework leaves it out for this.
    schema = None  # type: ignore[assignment]
    authentication_classes = (Key,)
    permission_classes = (AllowAny,)
    renderer_classes = (Json,)
    content_negotiation_class = JsonAlone
    # As Google does, whose clients put it nowhere else.
    takes_key_in_address = True
    is_tagged = False

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return errors.handle

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        # Programs that run in a page of somebody else's may read it, as they may Google's.
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def search(self, request: ApiRequest) -> Response:
        # Before anything can be refused: refusals are indented as well. Only `Json` asks for it.
        request.is_indented = read_standard(request.query_params)  # type: ignore[attr-defined]
        asked = Search.read(request.query_params)
        return Response(select(answer(asked, request.newsroom), asked.selection))

    def describe(self, request: ApiRequest) -> Response:
        """What Google calls a discovery document: clients make their methods from it."""
        if request.query_params.get("version", discovery.VERSION) != discovery.VERSION:
            raise NotFound("There is nothing but version v1alpha1.")
        return Response(discovery.document(request.newsroom))

    def preflight(self, request: ApiRequest) -> Response:
        """A browser's question whether a page of somebody else's may ask."""
        headers = {
            "Access-Control-Allow-Methods": "GET",
            "Access-Control-Allow-Headers": "*, Authorization",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status=204, headers=headers)

    def nothing(self, request: ApiRequest, **kwargs: Any) -> Response:
        raise NotFound(f"There is nothing at {request.path}.")
