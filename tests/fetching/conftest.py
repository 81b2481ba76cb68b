"""The web as these tests see it: one server on the loopback address, under any name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from claims.fetching import Limits, NotModified, Page, Refused, fetch, is_public
from tests import web_server
from tests.web_server import Server

LIMITS = Limits(seconds=5, body_bytes=200_000, redirects=5)
HERE = "127.0.0.1"

Read = Callable[..., Page]
Refusal = Callable[..., Refused]


class Web:
    """Names, addresses and who was asked: the resolver and the rule that are handed over.

    Every name is the server's here, unless `names` says otherwise; the rule takes the server's
    address for a public one, in as many hops as `trusted_hops` says.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.names: dict[str, list[list[str]]] = {}
        self.looked_up: list[str] = []
        self.checked: list[str] = []
        self.trusted_hops = 100

    def resolve(self, name: str) -> list[str]:
        """The next of the answers for a name, the last one again and again."""
        self.looked_up.append(name)
        answers = self.names.get(name, [[HERE]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def allowed(self, address: str) -> bool:
        self.checked.append(address)
        return is_public(address) or (address == HERE and len(self.checked) <= self.trusted_hops)

    def url(self, path: str = "/", host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.server.port}{path}"

    def fetch(self, url: str, **options: Any) -> Page | NotModified:
        rules = {
            "agent": "Factcheck tests",
            "limits": LIMITS,
            "resolve": self.resolve,
            "allowed": self.allowed,
            "ports": {80, 443, self.server.port},
        }
        return fetch(url if "//" in url else self.url(url), **{**rules, **options})

    def read(self, url: str = "/", **options: Any) -> Page:
        page = self.fetch(url, **options)
        assert isinstance(page, Page)
        return page

    def refused(self, url: str = "/", **options: Any) -> Refused:
        """Why a page isn't read. Its reason is a sentence, whatever the kind."""
        with pytest.raises(Refused) as caught:
            self.fetch(url, **options)
        reason = caught.value.reason
        assert reason[0].isupper() and reason.endswith(".") and "\n" not in reason
        return caught.value


@pytest.fixture
def server() -> Iterator[Server]:
    with web_server.running() as server:
        yield server


@pytest.fixture
def web(server: Server) -> Web:
    return Web(server)
