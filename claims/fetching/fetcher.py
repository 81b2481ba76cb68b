"""A page, followed through its redirects: each hop is checked as if it were the first."""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from . import archive, connection, inflating, reading
from .connection import Exchange, TooSlow
from .networks import Allowed, Resolver
from .page import Limits, NotModified, Page
from .refusal import Kind, Refused, too_slow
from .targets import Target, parse

ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.9,application/pdf;q=0.8,*/*;q=0.5"
# What may be sent back to a server as it came.
VALIDATOR = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,99}")
MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}", re.ASCII)
LONGEST_WAIT = 30 * 24 * 3600.0
MEANINGS = {
    401: "it wants a log-in",
    402: "it wants to be paid",
    403: "it doesn’t let programs read the page",
    429: "it was asked too often",
    451: "the page is withheld for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and the rules that hold: see `claims.fetching.fetch`."""

    agent: str
    limits: Limits
    resolve: Resolver
    allowed: Allowed
    ports: Collection[int]
    refuse: Callable[[str], str]

    def fetch(self, url: str, etag: str, last_modified: str) -> Page | NotModified:
        until = time.monotonic() + self.limits.seconds
        asked_if = _conditions(etag, last_modified)
        try:
            hops = self._followed(url, asked_if, until)
        except TooSlow:
            raise too_slow(self.limits.seconds) from None
        last = hops[-1]
        if last.status == 304 and asked_if:
            return NotModified(url, last.target.url, last.at)
        if not 200 <= last.status < 300:
            raise _answered_with_an_error(last)
        return page_of(url, hops, self.limits.body_bytes, until)

    def _followed(self, url: str, asked_if: dict[str, str], until: float) -> list[Exchange]:
        """All requests and answers up to one that isn't a redirect."""
        hops: list[Exchange] = []
        link = url
        while len(hops) <= self.limits.redirects:
            target = parse(link, self.ports)
            if any(target == hop.target for hop in hops):
                raise Refused(Kind.REDIRECTS, "The page sends its readers round in a circle.")
            hops.append(self._asked(target, asked_if, until))
            if not hops[-1].leads_to:
                return hops
            link = urljoin(target.url, hops[-1].leads_to.strip().replace(" ", "%20"))
        raise Refused(
            Kind.REDIRECTS, f"The page was not there after {self.limits.redirects} redirects."
        )

    def _asked(self, target: Target, asked_if: dict[str, str], until: float) -> Exchange:
        if reason := self.refuse(target.url):
            raise Refused(Kind.CIRCULAR, reason)
        headers = {
            "User-Agent": self.agent,
            "Accept": ACCEPT,
            "Accept-Encoding": inflating.OFFERED,
            "Connection": "close",
            **asked_if,
        }
        addresses = checked_addresses(target, self.resolve, self.allowed, until)
        return connection.ask(target, addresses, headers, self.limits.body_bytes, until)


def checked_addresses(
    target: Target, resolve: Resolver, allowed: Allowed, until: float
) -> list[str]:
    """What the name stands for now; nothing else is ever connected to.

    One address that may not be asked spoils the name: no honest site has such a mixture. Raises
    Refused or TooSlow.
    """
    addresses = (
        [target.host] if target.is_address else connection.looked_up(resolve, target.host, until)
    )
    if not all(allowed(address) for address in addresses):
        raise Refused(
            Kind.ADDRESS,
            "The link leads to an address that is not on the public web, so it is not read.",
        )
    return addresses


def page_of(url: str, hops: list[Exchange], body_bytes: int, until: float) -> Page:
    """The page that the last of these answers is, asked for as `url`.

    Raises Refused when it unpacks to more than `body_bytes`; `until`, of the monotonic clock, is
    when reading it ends.
    """
    last = hops[-1]
    encoding = last.response.get("Content-Encoding", "")
    body = inflating.inflated(last.body, encoding, body_bytes)
    declared = last.response.get("Content-Type", "")
    content_type = _media_type(declared)
    found = reading.read(body, content_type, declared, until)
    return Page(
        url=url,
        final_url=last.target.url,
        status=last.status,
        fetched_at=last.at,
        content_type=content_type,
        title=found.title,
        publisher=found.publisher or last.target.host.removeprefix("www."),
        published_on=found.published_on,
        text=found.text,
        sha256=hashlib.sha256(body).hexdigest(),
        warc=archive.written(hops),
        etag=_validator(last.response.get("ETag", "")),
        last_modified=_validator(last.response.get("Last-Modified", "")),
        note=found.note,
    )


def _conditions(etag: str, last_modified: str) -> dict[str, str]:
    """The headers that ask for a page only if it is another than before."""
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in conditions.items() if _validator(value)}


def _validator(value: str) -> str:
    return value if VALIDATOR.fullmatch(value) else ""


def _media_type(declared: str) -> str:
    media_type = declared.partition(";")[0].strip().lower()
    return media_type if MEDIA_TYPE.fullmatch(media_type) else ""


def _answered_with_an_error(exchange: Exchange) -> Refused:
    status = exchange.status
    if status in (404, 410):
        return Refused(Kind.GONE, f"The page is gone (status {status}).", status=status)
    meaning = MEANINGS.get(status, "")
    return Refused(
        Kind.ERROR,
        f"The site answered with an error (status {status}{f': {meaning}' if meaning else ''}).",
        status=status,
        retry_after=seconds_of(exchange.response.get("Retry-After", "")),
    )


def seconds_of(retry_after: str) -> float | None:
    """The seconds of a Retry-After, at most thirty days; None where it is rubbish."""
    try:
        if retry_after.isdecimal():
            seconds = float(retry_after)
        else:
            moment = parsedate_to_datetime(retry_after)
            seconds = moment.timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT) if math.isfinite(seconds) else LONGEST_WAIT
