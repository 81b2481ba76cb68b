"""Errors in Google's shape: a code, a sentence, and the name that its clients know the code by."""

from __future__ import annotations

from typing import Any

from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

# The names are those of google.rpc.Code, which has none of its own for a wrong method.
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
}


class Invalid(exceptions.APIException):
    """A request that can't be answered as it is, with what is wrong with it."""

    status_code = 400


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler here. None, so a 500, for what nobody expected."""
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is nothing at this address.")
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    response.data = body(response.status_code, str(error.detail))
    return response


def refused(code: int, message: str) -> JsonResponse:
    """The answer to what never reached a view, or broke one. Pages of others may read it, too."""
    return JsonResponse(
        body(code, message), status=code, headers={"Access-Control-Allow-Origin": "*"}
    )


def body(code: int, message: str) -> dict[str, Any]:
    said = {"code": code, "message": message, "status": STATUSES.get(code, "UNKNOWN")}
    return {"error": said}
