"""How often a program may ask for feeds and their like: as often as it may ask the API."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from rest_framework.views import APIView

from claims.api.requests import ApiRequest
from claims.api.throttling import AddressRateThrottle


def counted(
    request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """The answer; 429 when this address has used up what the API's limit leaves it.

    Both count together, so that nobody has twice as much by asking here and there.
    """
    throttle, asked = AddressRateThrottle(), ApiRequest(request)
    allowed = throttle.allow_request(asked, APIView())
    response = get_response(request) if allowed else _refused(throttle.reset)
    # Nothing is counted where there is no limit.
    if allowance := getattr(asked, "allowance", None):
        for name, value in allowance.headers().items():
            response[name] = value
    return response


def _refused(seconds: int) -> HttpResponse:
    return HttpResponse(
        f"Too many requests from your address. Ask again in {seconds} seconds.\n",
        status=429,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(seconds)},
    )
