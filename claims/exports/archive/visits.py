"""Readers' pages as a reader without an account gets them, made without a server."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from claims.models import Newsroom


class Answer(NamedTuple):
    """What an address answers: 200, or 410 where something was retracted."""

    status: int
    body: bytes


class _Visit(HttpRequest):
    """A request for a page of the newsroom's, under the address by which readers know it.

    What middleware adds for browsers (sessions, cookies, redirects to HTTPS) has no place in a
    file; what pages read of a request is here.
    """

    def __init__(self, newsroom: Newsroom, address: str) -> None:
        super().__init__()
        self._site = urlsplit(newsroom.address)
        asked = urlsplit(address)
        self.method = "GET"
        self.path = self.path_info = asked.path
        self.META = {"QUERY_STRING": asked.query, "REQUEST_METHOD": "GET"}
        self.GET = QueryDict(asked.query)
        self.newsroom = newsroom
        self.user = AnonymousUser()
        self.htmx = HtmxDetails(self)
        self.match = self.resolver_match = resolve(asked.path)

    def get_host(self) -> str:
        return self._site.netloc

    def _get_scheme(self) -> str:
        return self._site.scheme


def visit(newsroom: Newsroom, address: str) -> Answer | None:
    """What is at an address of readers', by the view that answers them; None: nothing."""
    request = _Visit(newsroom, address)
    view, args, kwargs = request.match
    with timezone.override(newsroom.tzinfo):
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return None
        if hasattr(response, "render"):
            response.render()
    assert response.status_code in (200, 410), (address, response.status_code)
    return Answer(response.status_code, _body(response))


def _body(response: HttpResponse) -> bytes:
    return b"".join(response) if response.streaming else response.content
