"""Signals that ask a desk to stop."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(BaseException):
    """Somebody asked the desk to stop while it was still starting."""


class Signals:
    """Ctrl-C and its kin: remembered, or raised as Stopped where work may be interrupted."""

    def __init__(self) -> None:
        self.asked: float | None = None
        self.hurry = False
        self._raise = False

    def __enter__(self) -> "Signals":
        # Set even where they were ignored: a shell ignores Ctrl-C for what it starts with "&".
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, self._received)
        return self

    def __exit__(self, *_: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Raise Stopped at once in this block, for work that may take a while."""
        self._raise = True
        try:
            if self.asked:
                raise Stopped
            yield
        finally:
            self._raise = False

    def _received(self, _number: int, _frame: object) -> None:
        now = time.monotonic()
        # make, timeout and systemd deliver one request twice; a person takes longer to repeat it.
        self.hurry = self.asked is not None and now - self.asked > 1
        self.asked = self.asked or now
        if self._raise:
            self._raise = False
            raise Stopped
