"""The web on this machine: a server that behaves and misbehaves as a test likes, under any name.

A way to behave is a function of the request that the server is answering; each path has its own.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from claims.fetching import Limits, NotModified, Page, Refused, fetch, is_public

CERTIFICATE = Path(__file__).parent / "fetching" / "news.example.pem"
LIMITS = Limits(seconds=5, body_bytes=200_000, redirects=5)
HERE = "127.0.0.1"
LONG_PAST_ANY_LIMIT = 400
NOTHING = bytes(1_000_000)


class Request(BaseHTTPRequestHandler):
    """One request: what a way to behave answers."""

    protocol_version = "HTTP/1.1"
    server: Server
    # What was posted.
    message = b""

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.requests.append(self)
        with suppress(OSError):  # the client has had enough
            self.server.pages.get(self.path, sends(b"", 404))(self)

    def do_POST(self) -> None:
        self.message = self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        headers = {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}
        self.begin(status, **headers)
        self.wfile.write(body)

    def begin(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


Behaviour = Callable[[Request], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.pages: dict[str, Behaviour] = {}
        self.requests: list[Request] = []
        self.names_asked_for: list[str | None] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return self.server_port

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def secure(self) -> None:
        """Speak TLS from now on, with the certificate of news.example."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        context.sni_callback = lambda _, name, __: self.names_asked_for.append(name)
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )

    def handle_error(self, *_: Any) -> None:
        """Say nothing: clients that hang up are what is tested."""


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


@contextmanager
def running() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.over.set()
        server.shutdown()


def sends(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    return lambda request: request.send(body, status, **headers)


def leads_to(location: str, status: int = 302) -> Behaviour:
    return sends(b"", status, Location=location.encode().decode("latin-1"))


def says(raw: bytes) -> Behaviour:
    """Sends these bytes and nothing else, HTTP or not."""

    def behave(request: Request) -> None:
        request.wfile.write(raw)

    return behave


def drips_headers(request: Request) -> None:
    """One more byte of the headers every now and then."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    _drip(request)
    request.wfile.write(b"\r\nContent-Length: 0\r\n\r\n")


def drips_body(request: Request) -> None:
    request.begin(Content_Length=str(LONG_PAST_ANY_LIMIT))
    _drip(request)


def _drip(request: Request) -> None:
    for _ in range(LONG_PAST_ANY_LIMIT):
        if request.server.over.wait(0.05):
            break
        request.wfile.write(b".")


def promises_ten_gigabytes(request: Request) -> None:
    """And sends nothing: the promise alone is enough."""
    request.begin(Content_Length=str(10 * 1000**3))
    request.server.over.wait(10)


def lies_about_ten_gigabytes(request: Request) -> None:
    request.begin(Content_Length=str(LIMITS.body_bytes - 1), Content_Encoding="gzip")
    _pour(request, packed_zeros(10))


def gives_no_length(request: Request) -> None:
    """Sends ten gigabytes until the connection is closed."""
    request.begin(Connection="close")
    _pour(request, NOTHING)


def sends_pieces_without_end(request: Request) -> None:
    request.begin(Transfer_Encoding="chunked")
    _pour(request, f"{len(NOTHING):x}\r\n".encode() + NOTHING + b"\r\n")


def sends_headers_without_end(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    _pour(request, b"X-More: " + b"y" * 1000 + b"\r\n")


def _pour(request: Request, piece: bytes) -> None:
    for _ in range(10_000):
        if request.server.over.is_set():
            break
        request.wfile.write(piece)


def packed_zeros(millions: int, wbits: int = zlib.MAX_WBITS | 16) -> bytes:
    """So many million zeros in about a thousandth of the bytes; without their end."""
    packer = zlib.compressobj(9, wbits=wbits)
    first, again = (packer.compress(NOTHING) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (millions - 1)


def breaks_off(request: Request) -> None:
    """Resets the connection in the middle of the body."""
    request.begin(Content_Length="1000")
    request.wfile.write(b"Half of")
    request.wfile.flush()
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()
