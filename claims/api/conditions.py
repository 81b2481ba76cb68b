"""Conditions: answers carry an ETag; what is unchanged is not sent, what has moved is not acted on.

The ETag is that of the bytes which the answer has. Nothing cheaper is as sure: an answer changes
with people's names, hidden documents and what workers find, none of which moves the row itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags, quote_etag
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.errors import Changed, refused
from claims.models import Claim

# As far as REST framework indents JSON.
MOST_INDENT = 8


def tagged(request: Request, response: Response) -> None:
    """Give an answer its ETag once it is rendered, or put a 304 or a 412 in its place."""

    def finish(rendered: HttpResponse) -> HttpResponseBase | None:
        rendered["ETag"] = etag(rendered.content)
        return instead(request, rendered["ETag"], rendered)

    response.add_post_render_callback(finish)


def instead(
    request: Request, tag: str, response: HttpResponse | None = None
) -> HttpResponseBase | None:
    """What answers a GET in the place of what has this ETag: 304 or 412; None: nothing does."""
    known = get_conditional_response(request._request, etag=tag, response=response)
    if known is response:
        return None
    if known is not None and known.status_code == Changed.status_code:
        refusal = refused(Changed.status_code, "This is not (any more) what your If-Match says.")
        for name in ("Cache-Control", "Vary"):
            if response is not None and name in response:
                refusal[name] = response[name]
        return refusal
    return known


def etag(content: bytes) -> str:
    return quote_etag(sha256(content).hexdigest()[:32])


@contextmanager
def as_read(request: Request, row: Model, shown: Callable[[], Any]) -> Iterator[None]:
    """Act on a row only as it was read: as the caller's `If-Match` says, where there is one.

    `shown` gives what a GET of the row answers now. Raises Changed when that is something else.
    """
    if "If-Match" not in request.headers:
        yield
        return
    read = parse_etags(request.headers["If-Match"])
    with transaction.atomic():
        _hold(row)
        if read != ["*"] and not any(one in read for one in _etags(shown())):
            raise Changed("This has changed since you read it: read it again, then decide.")
        yield


def _etags(data: Any) -> Iterator[str]:
    """Those that an answer may have had: `Accept: application/json; indent=4` asks for other bytes
    than `application/json` does."""
    for indent in (None, *range(1, MOST_INDENT + 1)):
        yield etag(JSONRenderer().render(data, renderer_context={"indent": indent}))


def _hold(row: Model) -> None:
    """Lock a row until the transaction ends, after its claim as the pipeline does."""
    if claim := getattr(row, "claim_id", None):
        Claim.objects.select_for_update().filter(pk=claim).order_by().first()
    type(row)._base_manager.select_for_update().filter(pk=row.pk).order_by().first()
