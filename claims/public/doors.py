"""The door of everything that is about one fact-check: open while it is before readers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from claims.desk.doors import page
from claims.models import Publication
from claims.requests import DeskRequest

View = Callable[..., HttpResponseBase]


def newest(claim_id: int) -> Publication:
    """What was last published on a claim, retracted or not; 404 when nothing ever was."""
    last = Publication.objects.filter(claim=claim_id).order_by("-number").first()
    if last is None:
        raise Http404
    return last


def published(view: View) -> View:
    """Hand `view` the live publication of a claim; 410 with the reason when it was retracted.

    404 when nothing was ever published on the claim.
    """

    @wraps(view)
    def guarded(request: DeskRequest, claim_id: int, **kwargs: Any) -> HttpResponseBase:
        last = newest(claim_id)
        if last.state == Publication.State.RETRACTED:
            return page(request, "fact_check_gone", {"publication": last}, status=410)
        return view(request, last, **kwargs)

    return guarded
