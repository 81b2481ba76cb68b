"""Use the embedded servers: attach to them when they run, else have them started."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from factcheck.services import keeper, processes
from factcheck.services.addresses import database_is_embedded, redis_is_embedded
from factcheck.services.errors import ServiceError
from factcheck.services.keeper import Server, keeping_lock, using_lock
from factcheck.services.locks import Held, Lock
from factcheck.services.paths import PROJECT, check_owner, data_dir, make_data_dir
from factcheck.services.postgres import Postgres
from factcheck.services.valkey import Valkey


class Use:
    """One command's use of the embedded servers that it needs.

    Servers run as long as at least one command uses them.
    """

    def __init__(self, *, durable: bool = True) -> None:
        self.durable = durable
        self.servers: list[Server] = []
        if database_is_embedded():
            self.servers.append(Postgres())
        if redis_is_embedded():
            self.servers.append(Valkey())
        self._using: Lock | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Return once the servers answer; raises ServiceError when they can't be had."""
        if not self.servers:
            return
        if not is_kept():
            check_owner()
        using = using_lock()
        # One starter at a time; while a keeper stops, this waits and then starts another one.
        with _starting_lock():
            using.take(shared=True)
            self._using = using
            try:
                self._ensure()
            except BaseException:
                self.end()
                raise

    def renew(self) -> bool:
        """Start a keeper again when it was killed; return whether that was needed."""
        if not self.servers or is_kept():
            return False
        with _starting_lock():
            self._ensure()
        return True

    def end(self) -> None:
        """Stop using the servers; return when they run for others or have stopped."""
        if self._using is None:
            return
        self._using.release()
        deadline = time.monotonic() + 10
        while is_kept() and time.monotonic() < deadline:
            if self._using.held() is Held.BY_SHARERS:
                return
            time.sleep(0.02)
        self._using = None
        if self._keeper is not None:
            self._keeper.wait()

    def _ensure(self) -> None:
        deadline = time.monotonic() + keeper.PATIENCE
        while not all(server.answers() for server in self.servers) or not is_kept():
            if not is_kept():
                self._keeper = self._start_keeper()
            elif time.monotonic() > deadline:
                raise ServiceError(
                    "The embedded servers do not answer: stop every other command of Factcheck "
                    f"and see the logs in {data_dir() / 'logs'}."
                )
            time.sleep(0.02)

    def _start_keeper(self) -> subprocess.Popen[bytes]:
        words = ["postgres" if isinstance(one, Postgres) else "valkey" for one in self.servers]
        if not self.durable:
            words.append("--unsafe-but-fast")
        with keeper.log_path("keeper").open("ab") as log:
            process = processes.spawn(
                [sys.executable, "-m", "factcheck.services.keeper", *words],
                dies_with_parent=None,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=PROJECT,
            )
        assert process.stdout is not None
        with process.stdout as answers:
            answer = answers.readline().decode().strip()
        if answer == keeper.READY:
            return process
        process.wait()
        raise ServiceError(answer or f"The embedded servers can't be kept: see {log.name}.")


def is_kept() -> bool:
    """Tell whether a keeper lives for this data folder."""
    return (data_dir() / "locks").is_dir() and keeping_lock().held() is not Held.BY_NOBODY


@contextmanager
def running(*, durable: bool = True) -> Iterator[Use]:
    """Have the database and the broker for the length of the block.

    Does nothing for whatever has a setting. Any number of commands may do this at the same time;
    the servers stop when the last one is done. `durable=False` is for tests: it trades
    crash safety for speed. Raises ServiceError when a server can't be had.
    """
    use = Use(durable=durable)
    use.begin()
    try:
        yield use
    finally:
        use.end()


def _starting_lock() -> Lock:
    return Lock(make_data_dir("locks") / "starting")
