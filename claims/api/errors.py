"""Errors: every refusal is one `application/problem+json` body (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from claims.google import errors as google
from claims.pipeline.changes import Conflict

# Below which everything speaks as Google's API does.
GOOGLES = ("/v1alpha1/", "/$discovery/")

TITLES = {
    400: "invalid",
    401: "not-authenticated",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    410: "retracted",
    412: "changed",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
    500: "broken",
}

# The keys under which Django and REST framework put what is no single field's fault.
_NO_FIELD = ("", "detail", NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY)


class Moved(exceptions.APIException):
    """The pipeline's Conflict: the row is no longer what the caller took it for."""

    status_code = status.HTTP_409_CONFLICT


class Changed(exceptions.APIException):
    """The row is not what the caller's If-Match says that it is."""

    status_code = status.HTTP_412_PRECONDITION_FAILED


class Gone(exceptions.APIException):
    """A publication that was retracted; `extra` goes into the body beside the reason."""

    status_code = status.HTTP_410_GONE

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.extra = extra


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class ProblemRenderer(JSONRenderer):
    media_type = "application/problem+json"
    format = "problem"


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's EXCEPTION_HANDLER. None, so a 500, for what nobody expected."""
    error = _translated(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = problem(response.status_code, response.data) | getattr(error, "extra", {})
    # Whatever the caller would have been given: CSV, JSON-LD. A problem is always JSON.
    request = context["request"]
    request.accepted_renderer = ProblemRenderer()
    request.accepted_media_type = ProblemRenderer.media_type
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400, for what never reached a view."""
    refusal = _refusal(request)
    if refusal is None:
        return defaults.bad_request(request, exception)
    return refusal(400, "The request can’t be understood.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: to programs a problem, as every other refusal is."""
    refusal = _refusal(request)
    if refusal is None:
        return defaults.server_error(request)
    return refusal(500, "We made a mistake, not you. What was saved is safe.")


def _refusal(request: HttpRequest) -> Callable[[int, str], HttpResponse] | None:
    """How programs are refused at this address; None: here are readers."""
    if request.path.startswith("/api/"):
        return refused
    return google.refused if request.path.startswith(GOOGLES) else None


def refused(code: int, detail: str) -> HttpResponse:
    """The answer to what never reached a view, or is past it."""
    return JsonResponse(problem(code, detail), status=code, content_type=ProblemRenderer.media_type)


def problem(code: int, data: Any) -> dict[str, Any]:
    """The body for `code`. `data` is what REST framework has: messages, by field or not."""
    title = TITLES.get(code, "error")
    fields = dict(_by_field(data if isinstance(data, dict) else {"": data}))
    general = [message for name in _NO_FIELD for message in fields.pop(name, [])]
    detail = " ".join(general) or "Some fields can’t be taken as they are; see errors."
    body: dict[str, Any] = {
        "type": f"urn:factcheck:problem:{title}",
        "title": title.replace("-", " ").capitalize(),
        "status": code,
        "detail": detail,
    }
    return body | {"errors": fields} if fields else body


def _translated(error: Exception) -> Exception:
    if isinstance(error, Conflict):
        return Moved(str(error))
    if isinstance(error, ValidationError):
        has_fields = hasattr(error, "error_dict")
        return exceptions.ValidationError(error.message_dict if has_fields else error.messages)
    if isinstance(error, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return TooLarge(f"The request is larger than {limit:,} bytes.")
    if isinstance(error, exceptions.NotAuthenticated):
        # Its auth_header, which makes the answer a 401, is set by the view.
        error.detail = exceptions.ErrorDetail(
            "This needs an API key: send “Authorization: Bearer fck_…”."
        )
    if isinstance(error, Http404):
        return exceptions.NotFound("There is nothing at this address, or you may not see it.")
    return error


def _by_field(data: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Messages by field; a field inside another is named with a dot."""
    for name, messages in data.items():
        path = f"{prefix}{name}"
        if isinstance(messages, dict):
            yield from _by_field(messages, f"{path}.")
        else:
            several = messages if isinstance(messages, list | tuple) else [messages]
            yield path, [str(message) for message in several]
