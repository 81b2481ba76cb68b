"""One request to one server: at an address that was checked, bounded in time and bytes.

The connection is made to an IP address; the name goes into the Host header and into the check of
the certificate. So whatever a name stands for in the next moment makes no difference.

httpx's own time-outs are for each single read, so a server that sends a byte a second could hold a
worker for hours. `asyncio.timeout` ends the whole of a request: handshake, headers, body.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass

import httpx

from .networks import Resolver
from .refusal import Kind, Refused, too_big
from .targets import Target

# A name may have addresses that don't answer, such as those of IPv6 on a network without it.
MOST_ADDRESSES = 4
# How many seconds the body of an answer is waited for that is read out of mere interest.
A_MOMENT = 2.0
# What is among the causes of any error in the middle of a handshake.
WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
# NODATA is not in Python everywhere.
UNKNOWN_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class TooSlow(Exception):
    """The time for the page is over."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as they went over the wire; `body` is still packed.

    The body of anything but a success is left where it is: then `body` is empty. Of the answer to
    a message it is as much as was wanted and came.
    """

    target: Target
    address: str
    at: dt.datetime
    request: tuple[tuple[str, str], ...]
    http_version: str
    status: int
    reason: str
    response: httpx.Headers
    body: bytes

    @property
    def leads_to(self) -> str:
        """Where a redirect leads; "" when it is none."""
        return self.response.get("Location", "") if self.status in (301, 302, 303, 307, 308) else ""


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The authorities that come with the package: the same ones on every machine."""
    return httpx.create_ssl_context(trust_env=False)


def looked_up(resolve: Resolver, name: str, until: float) -> list[str]:
    """The addresses of a name, by `until` on the monotonic clock. Raises Refused or TooSlow.

    In a thread, which is left behind when it hangs: nothing can end a system's look-up.
    """
    answers: queue.SimpleQueue[list[str] | BaseException] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(resolve(name))
        except BaseException as error:  # raised again by whoever waits
            answers.put(error)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=_left(until))
    except queue.Empty:
        raise TooSlow from None
    if answer == [] or (isinstance(answer, socket.gaierror) and answer.errno in UNKNOWN_NAME):
        raise Refused(Kind.DNS, "There is no site of this name.")
    if isinstance(answer, (OSError, UnicodeError)):
        raise Refused(Kind.DNS, "The site’s name could not be looked up.")
    if isinstance(answer, BaseException):
        raise answer
    return answer


def ask(
    target: Target,
    addresses: list[str],
    headers: dict[str, str],
    most: int,
    until: float,
    message: bytes | None = None,
) -> Exchange:
    """Ask for a page at the first of `addresses` that can be reached, by `until`.

    With a `message` that is posted instead, to one address at most: the next is tried only where
    no connection came about. Raises Refused or TooSlow.
    """
    tried = addresses[:MOST_ADDRESSES]
    for number, address in enumerate(tried):
        # What is left is shared, so that a dead address leaves time for the next.
        others = len(tried) - number - 1
        patience = _left(until) / (others + 1) if others else None
        try:
            return asyncio.run(_exchange(target, address, headers, most, until, patience, message))
        except TimeoutError:
            raise TooSlow from None
        except httpx.TransportError as error:
            if _is_about_tls(error):
                raise _no_secure_connection(error) from None
            if not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
                raise _no_answer(error) from None
    raise Refused(Kind.UNREACHABLE, "The site could not be reached.")


async def _exchange(
    target: Target,
    address: str,
    headers: dict[str, str],
    most: int,
    until: float,
    patience: float | None,
    message: bytes | None,
) -> Exchange:
    """Without a client around it: httpx's own reads cookies, and links that lead elsewhere."""
    request = httpx.Request(
        "GET" if message is None else "POST",
        target.at(address),
        headers={"Host": target.authority, **headers},
        content=message,
        extensions={"sni_hostname": target.host, "timeout": {"connect": patience}},
    )
    at = dt.datetime.now(dt.UTC)
    async with (
        asyncio.timeout(_left(until)),
        httpx.AsyncHTTPTransport(verify=tls_context(), trust_env=False) as transport,
    ):
        response = await transport.handle_async_request(request)
        async with aclosing(response):
            if message is not None:
                body = await _beginning(response, most, until)
            else:
                body = await _read(response, most) if response.is_success else b""
            return Exchange(
                target,
                address,
                at,
                tuple(request.headers.multi_items()),
                response.http_version,
                response.status_code,
                response.reason_phrase,
                response.headers,
                body,
            )


async def _read(response: httpx.Response, most: int) -> bytes:
    """The body as it was sent."""
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and (len(length) > len(str(most)) or int(length) > most):
        raise too_big(most)
    body = bytearray()
    try:
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > most:
                raise too_big(most)
    except httpx.TransportError:
        raise _broke_off() from None
    return bytes(body)


async def _beginning(response: httpx.Response, most: int, until: float) -> bytes:
    """The first `most` bytes of a body, or what came of them: its status counts all the same."""
    body = bytearray()
    # Ends before the whole of the request does, which would take the status along.
    patience = min(A_MOMENT, until - time.monotonic() - 0.05)
    with suppress(httpx.TransportError, TimeoutError):
        async with asyncio.timeout(patience):
            async for piece in response.aiter_raw():
                body += piece
                if len(body) >= most:
                    break
    return bytes(body[:most])


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TooSlow
    return left


def _broke_off() -> Refused:
    return Refused(Kind.BROKEN, "The connection broke off before the page was whole.")


def _no_answer(error: httpx.TransportError) -> Refused:
    if isinstance(error, httpx.RemoteProtocolError):
        return Refused(Kind.BROKEN, "What came back is not the answer of a web server.")
    return _broke_off()


def _is_about_tls(error: BaseException) -> bool:
    return any(
        isinstance(cause, ssl.SSLError) and not isinstance(cause, WAITING)
        for cause in _causes(error)
    )


def _no_secure_connection(error: BaseException) -> Refused:
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error)):
        return Refused(Kind.TLS, "The site’s certificate is not valid, so it was not read.")
    return Refused(Kind.TLS, "No secure connection to the site could be made.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    following: BaseException | None = error
    while following is not None:
        yield following
        following = following.__cause__ or following.__context__
