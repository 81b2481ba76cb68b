"""A message, posted to an address by the rules that hold for pages: checked, and bounded."""

from __future__ import annotations

import time
from collections.abc import Collection

from . import connection
from .connection import TooSlow
from .fetcher import checked_addresses, seconds_of
from .networks import Allowed, Resolver
from .page import Answer
from .refusal import Kind, Refused
from .targets import parse

# The most that is read of an answer, in bytes.
MOST = 64 * 1024


def posted(
    url: str,
    message: bytes,
    headers: dict[str, str],
    seconds: float,
    resolve: Resolver,
    allowed: Allowed,
    ports: Collection[int],
) -> Answer:
    """See `claims.fetching.post`."""
    until = time.monotonic() + seconds
    target = parse(url, ports)
    plain = {"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    try:
        addresses = checked_addresses(target, resolve, allowed, until)
        exchange = connection.ask(target, addresses, plain | headers, MOST, until, message)
    except TooSlow:
        raise Refused(Kind.TOO_SLOW, f"No answer came within {seconds:g} seconds.") from None
    retry_after = seconds_of(exchange.response.get("Retry-After", ""))
    return Answer(exchange.status, exchange.body, retry_after)
