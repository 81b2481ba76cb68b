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

from claims.api.errors import Changed
from claims.models import Claim


def tagged(request: Request, response: Response) -> None:
    """Give an answer its ETag once it is rendered, or make a 304 of it."""

    def finish(rendered: HttpResponse) -> HttpResponseBase | None:
        rendered["ETag"] = etag(rendered.content)
        known = get_conditional_response(request._request, rendered["ETag"], response=rendered)
        return None if known is rendered else known

    response.add_post_render_callback(finish)


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
        if read != ["*"] and etag(JSONRenderer().render(shown())) not in read:
            raise Changed("This has changed since you read it: read it again, then decide.")
        yield


def _hold(row: Model) -> None:
    """Lock a row until the transaction ends, after its claim as the pipeline does."""
    if claim := getattr(row, "claim_id", None):
        Claim.objects.select_for_update().filter(pk=claim).order_by().first()
    type(row)._base_manager.select_for_update().filter(pk=row.pk).order_by().first()
