"""Why a language model's answer could not be used, in words for an editor."""

from __future__ import annotations


class Unusable(Exception):
    """There is nothing to build on. The message is a sentence without its full stop.

    It never holds anything of the request or of the answer: neither the key nor what a server
    or a text would like an editor to read.
    """


class Passing(Unusable):
    """It may go better in a moment: after `wait` seconds, where the server said so."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Refused(Unusable):
    """The server does not take a request of this form; it may take a plainer one."""
