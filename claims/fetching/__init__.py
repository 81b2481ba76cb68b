"""An address in, the page behind it out, or a message left there. Nothing here knows Django.

Addresses come from people and pages, so every one is taken for hostile: what is asked is only the
public web, at an address that was checked, and only so much and so long as `Limits` says.

The libraries are loaded with the first use, not with the import: a web server that only queues
what is to be read starts in a moment and stays small.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from .networks import Allowed, Resolver, is_public, system_resolver
from .page import Answer, Limits, NotModified, Page
from .passages import places_of, stands_in
from .refusal import Kind, Refused

__all__ = [
    "MESSAGE_PORTS",
    "WEB_PORTS",
    "Allowed",
    "Answer",
    "Kind",
    "Limits",
    "NotModified",
    "Page",
    "Refused",
    "Resolver",
    "fetch",
    "is_public",
    "places_of",
    "post",
    "stands_in",
    "system_resolver",
]

WEB_PORTS = frozenset({80, 443})
# Receivers of messages are often on a port of their own; not on those of mail and the like.
MESSAGE_PORTS = frozenset({80, 443, *range(1024, 65_536)})
DEFAULT_LIMITS = Limits()


def fetch(
    url: str,
    *,
    agent: str,
    limits: Limits = DEFAULT_LIMITS,
    resolve: Resolver = system_resolver,
    allowed: Allowed = is_public,
    ports: Collection[int] = WEB_PORTS,
    refuse: Callable[[str], str] = lambda url: "",
    etag: str = "",
    last_modified: str = "",
) -> Page | NotModified:
    """The page at `url`, after its redirects; NotModified if it is as `etag` and `last_modified`
    say, which are those of an earlier Page.

    `agent` is the User-Agent, ASCII. `refuse` is asked about every address on the way and says in
    a sentence why it must not be read, or "". `resolve`, `allowed` and `ports` are how names become
    addresses and which of them may be asked; nobody but a test gives others.

    Raises Refused, within `limits.seconds` and a moment.
    """
    from .fetcher import Visit

    return Visit(agent, limits, resolve, allowed, ports, refuse).fetch(url, etag, last_modified)


def post(
    url: str,
    message: bytes,
    *,
    headers: dict[str, str],
    seconds: float,
    resolve: Resolver = system_resolver,
    allowed: Allowed = is_public,
    ports: Collection[int] = MESSAGE_PORTS,
) -> Answer:
    """Post a message to `url` and tell what was answered. Redirects are not followed.

    `headers` are all but those of the connection. `resolve` and `allowed` are how names become
    addresses and which of them may be asked. Raises Refused when nothing was answered within
    `seconds`, whatever the reason.
    """
    from .posting import posted

    return posted(url, message, headers, seconds, resolve, allowed, ports)
