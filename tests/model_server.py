"""A language model's server on this machine, which behaves and misbehaves as a test likes.

A way to behave is a function of the request that the server is answering; the server goes through
those that the test gave it, and stays with the last.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-the-newsrooms-own-secret-key"


class Request(BaseHTTPRequestHandler):
    """One request, its body read: what a way to behave answers."""

    server: Server
    asked: dict[str, Any]

    def do_POST(self) -> None:
        self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(self)
        behaviours = self.server.behaviours
        behave = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        with suppress(OSError):  # the client has had enough
            behave(self)

    do_GET = do_POST

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


Behaviour = Callable[[Request], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.requests: list[Request] = []
        self.behaviours: list[Behaviour] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def behave(self, *behaviours: Behaviour) -> None:
        self.behaviours[:] = behaviours


@contextmanager
def running() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.over.set()
        server.shutdown()


def claim(quote: str, **facts: Any) -> dict[str, Any]:
    """A claim as a model that keeps to the form gives it."""
    told = {"before": "", "statement": quote, "kinds": ["event"], "speakers": [], "reported_by": ""}
    return {"quote": quote, **told, **facts}


def says(content: str, tokens: int | None = 500, ended: str = "stop") -> Behaviour:
    """A good answer with this content."""
    message = {"role": "assistant", "content": content}
    answer: dict[str, Any] = {"choices": [{"message": message, "finish_reason": ended}]}
    if tokens is not None:
        answer["usage"] = {"total_tokens": tokens}
    return sends(json.dumps(answer).encode())


def gives(*claims: dict[str, Any], **more: Any) -> Behaviour:
    return says(json.dumps({"claims": claims}), **more)


def sends(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    return lambda request: request.send(body, status, **headers)


def fails(status: int, **headers: str) -> Behaviour:
    # Servers like to repeat the key that they refuse.
    return sends(json.dumps({"error": f"{KEY} is wrong"}).encode(), status, **headers)


def hangs(request: Request) -> None:
    request.server.over.wait(10)


def drips_headers(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(request)


def drips_the_body(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    _drip(request)


def _drip(request: Request) -> None:
    while not request.server.over.wait(0.02):
        request.wfile.write(b" ")


def never_ends(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not request.server.over.is_set():
        request.wfile.write(b" " * 10_000)


def breaks_off(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
