"""One question to the server: bounded in time and bytes, tried again where that may help.

httpx's own time-outs are for each single read, so a server that sends a byte a second could hold a
worker for hours. `asyncio.timeout` ends the whole of a request: look-up, handshake, headers, body.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from .failure import Passing, Refused, Unusable
from .options import Options

LONGEST_WAIT_DIGITS = 6
UNREACHABLE = "The language model could not be reached"
ERROR = "The language model answered with an error"
WHAT_THEY_MEAN = {
    401: "the key was refused",
    402: "the account has no credit",
    403: "the key does not allow this",
    404: "no such address or model",
    413: "the request was too large",
    429: "too many requests",
}


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    retry_after: str
    encoding: str
    body: bytes


def ask(options: Options, body: bytes, until: float) -> bytes:
    """The server's answer to a request with this body, by `until` on the monotonic clock.

    Raises Unusable; Refused where the form of the request was the trouble.
    """
    for attempt in range(1, options.attempts + 1):
        try:
            return _accepted(_once(options, body, until))
        except Passing as problem:
            pause = problem.wait or options.back_off * 2 ** (attempt - 1)
            if attempt == options.attempts or time.monotonic() + pause >= until:
                raise
        time.sleep(pause)
    raise AssertionError("the last attempt returns or raises")


def too_slow(options: Options) -> Unusable:
    return Unusable(
        f"The language model took longer than the {options.document_seconds:g} seconds "
        "that a document may take"
    )


def _once(options: Options, body: bytes, until: float) -> Response:
    seconds = min(options.request_seconds, until - time.monotonic())
    if seconds <= 0:
        raise too_slow(options)
    # No cause goes with what is raised: a traceback in a log could show the request.
    try:
        return asyncio.run(_post(options, body, seconds))
    except (TimeoutError, httpx.TimeoutException):
        if seconds < options.request_seconds:
            raise too_slow(options) from None
        raise Unusable(
            f"The language model did not answer within {options.request_seconds:g} seconds"
        ) from None
    except httpx.TransportError as error:
        raise Passing(f"{UNREACHABLE} ({_why(error)})") from None
    except (httpx.InvalidURL, UnicodeError):
        raise Unusable(f"{UNREACHABLE} (its address is not valid)") from None


async def _post(options: Options, body: bytes, seconds: float) -> Response:
    headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
    if options.key:
        headers["Authorization"] = f"Bearer {options.key}"
    # A proxy of the environment sees nothing of what goes through it encrypted, and is for
    # nothing else.
    secure = options.url.startswith("https:")
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(timeout=seconds, follow_redirects=False, trust_env=secure) as client,
        client.stream("POST", options.address, content=body, headers=headers) as response,
    ):
        return Response(
            response.status_code,
            response.headers.get("Retry-After", ""),
            response.headers.get("Content-Encoding", "identity"),
            await _read(response, options.answer_bytes) if response.is_success else b"",
        )


async def _read(response: httpx.Response, most: int) -> bytes:
    """The body as it was sent. Never unpacked: a few bytes could become any number."""
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > most:
            raise Unusable("The language model's answer was too long")
    return bytes(body)


def _accepted(response: Response) -> bytes:
    """The body of a good answer; raises what any other answer means."""
    status = response.status
    if status == httpx.codes.OK:
        if response.encoding.lower() != "identity":
            raise Unusable("The language model's answer was compressed, which was not asked for")
        return response.body
    if 300 <= status < 400:
        raise Unusable(
            f"The language model's address leads elsewhere (status {status}), which is not followed"
        )
    meaning = WHAT_THEY_MEAN.get(status, "")
    message = f"{ERROR} (status {status}{f': {meaning}' if meaning else ''})"
    if status in (400, 422):
        raise Refused(message)
    if status == 429 or status >= 500:
        raise Passing(message, _wait(response.retry_after))
    raise Unusable(message)


def _wait(header: str) -> float | None:
    """The seconds of a Retry-After; None where it is a date or rubbish."""
    return float(header) if header.isdecimal() and len(header) <= LONGEST_WAIT_DIGITS else None


def _why(error: BaseException) -> str:
    """In an editor's words: an exception's own might hold anything."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return "its name is not known"
        if isinstance(cause, ssl.SSLError):
            return "no secure connection"
        if isinstance(cause, ConnectionRefusedError):
            return "connection refused"
    return "no connection" if isinstance(error, httpx.ConnectError) else "the connection broke off"


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _causes(one)
    following = error.__cause__ or error.__context__
    if following is not None:
        yield from _causes(following)
