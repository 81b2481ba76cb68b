"""Locks between processes. The system frees a lock when its holder dies, kill -9 included."""

import fcntl
import os
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self


class Held(Enum):
    """Who holds a lock at the moment."""

    BY_NOBODY = "nobody"
    BY_SHARERS = "sharers"
    BY_ONE = "one"


class Lock:
    """A lock on a file, for one holder or shared by many; `with` waits for it and holds it alone.

    Not passed on to programs that the holder starts.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Take the lock; without `wait`, return False at once when somebody else has it."""
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(
                file,
                (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB),
            )
        except BlockingIOError:
            os.close(file)
            return False
        except BaseException:
            os.close(file)
            raise
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def held(self) -> Held:
        """Tell who holds it, the caller included; it may change at any moment."""
        if not self.path.exists():
            return Held.BY_NOBODY
        probe = Lock(self.path)
        for shared, found in ((False, Held.BY_NOBODY), (True, Held.BY_SHARERS)):
            if probe.take(shared=shared, wait=False):
                probe.release()
                return found
        return Held.BY_ONE

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
