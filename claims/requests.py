"""Requests as the doors get them: with what middleware has put there, for the type checker."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from claims.models import Newsroom, User


class DeskRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User
    newsroom: Newsroom
    htmx: HtmxDetails


def person(request: HttpRequest) -> User:
    """Who asks, behind a door that lets in nobody without an account."""
    assert isinstance(request.user, User)
    return request.user
