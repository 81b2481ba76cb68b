"""A receiver of webhooks: a server that answers as a test likes, and checks what it is sent."""

from __future__ import annotations

import json
from typing import Any

import standardwebhooks

from claims.fetching import Answer, post
from claims.models import Webhook
from claims.pipeline import webhooks
from tests.web_server import Behaviour, Request, Server, Web, sends

PATH = "/hook"


class Receiver:
    """What came to `/hook` of a server, every signature checked with the standard's own library.

    `answers` are the next answers; when they are used up it takes what it is sent, but for what is
    about a claim in `refuses`. Only messages that it took count as received.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.web = Web(server)
        self.answers: list[Behaviour] = []
        self.refuses: set[int] = set()
        self.tried: list[Request] = []
        self.taken: list[Request] = []
        server.pages[PATH] = self._behave

    def _behave(self, request: Request) -> None:
        self.tried.append(request)
        if self.answers:
            return self.answers.pop(0)(request)
        if json.loads(request.message)["data"].get("id") in self.refuses:
            return sends(b"Not this one.", 500)(request)
        self.taken.append(request)
        return sends(b"Thank you.", Content_Type="text/plain")(request)

    def fails(self, times: int = 1, status: int = 500, body: bytes = b"Oh no.") -> None:
        self.answers += [sends(body, status)] * times

    def webhook(self, by: Any, **facts: Any) -> Webhook:
        """A subscription of this receiver, under a name of the web."""
        url = self.web.url(PATH, host="cms.example")
        return webhooks.add(by=by, **{"name": "Website", "url": url, **facts})

    def send(self, url: str, message: bytes, **options: Any) -> Answer:
        """`post`, where every name is this server's."""
        own = {"resolve": self.web.resolve, "allowed": self.web.allowed}
        return post(url, message, **{**options, **own})

    def messages(self, webhook: Webhook) -> list[dict[str, Any]]:
        """What it took, in the order in which it came."""
        return [opened(request, webhook.secret) for request in self.taken]

    def told(self, webhook: Webhook) -> list[tuple[int, str]]:
        """The same in short: of which claim what was told."""
        return [(one["data"]["id"], one["type"]) for one in self.messages(webhook)]


def opened(request: Request, secret: str) -> dict[str, Any]:
    """A message whose signature is right; raises the library's own error otherwise."""
    return standardwebhooks.Webhook(secret).verify(request.message, dict(request.headers))
