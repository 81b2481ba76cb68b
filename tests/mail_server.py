"""A mail server on the loopback address that takes what it is sent, or refuses it."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """`mails` is what came in; `refuses` makes it answer every recipient with 550."""

    allow_reuse_address = daemon_threads = True
    refuses = False

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        super().__init__(("127.0.0.1", 0), _Conversation)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 mail.example")
        while command := self.rfile.readline().decode("ascii").strip():
            match command.upper().split()[0]:
                case "QUIT":
                    return self._say("221 Bye")
                case "RCPT" if self.server.refuses:
                    self._say("550 Nobody of this name lives here")
                case "DATA":
                    self._say("354 Go on")
                    self._take()
                    self._say("250 Taken")
                case _:
                    self._say("250 OK")

    def _say(self, words: str) -> Any:
        self.wfile.write(f"{words}\r\n".encode())

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        message = email.message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server.mails.append(message)


@contextmanager
def running() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
