"""Answers that are not sent again to whoever has them already."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag

from claims.requests import DeskRequest

View = Callable[..., HttpResponseBase]

# What holds for whoever has the answer already, too. Browsers take over the headers of the last
# one, and with them who may frame a page.
KEPT = ("Cache-Control", "Content-Security-Policy", "ETag", "Vary")


def conditional(view: View) -> View:
    """Give what `view` answers an ETag, and whoever sends it back a 304: to HEAD as to GET.

    Django's `conditional_page` leaves HEAD alone. This goes by what is in the answer and by no
    day: that of the last publication says nothing of a newsroom that has another name since.
    """

    @wraps(view)
    def answered(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        set_response_etag(response)
        answer = get_conditional_response(request, etag=response["ETag"])
        if answer is None:
            return response
        for name in KEPT:
            if name in response:
                answer[name] = response[name]
        return answer

    return answered
