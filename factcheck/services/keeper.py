"""The process that keeps the embedded servers while anybody uses them: `python -m …keeper`.

Whoever uses the servers holds the lock `using`, shared. The keeper is the servers' parent: it
starts a server again that dies. Once it can take the lock alone, nobody is left, however they
ended, and it stops the servers and itself. So any number of commands may come and go in any
order, and a command that is killed leaves nothing behind.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from factcheck.services import processes
from factcheck.services.errors import ServiceError
from factcheck.services.locks import Lock
from factcheck.services.paths import make_data_dir, make_runtime_dir, runtime_dir
from factcheck.services.postgres import Postgres
from factcheck.services.valkey import Valkey

READY = "ready"
PATIENCE = 120.0
_TICK = 0.1
_LONGEST_PAUSE = 30.0

Server = Postgres | Valkey


def keeping_lock() -> Lock:
    return Lock(make_data_dir("locks") / "keeping")


def using_lock() -> Lock:
    return Lock(make_data_dir("locks") / "using")


def log_path(name: str) -> Path:
    return make_data_dir("logs") / f"{name}.log"


@dataclass
class Kept:
    """One server, its process, and when to try again after it died."""

    server: Server
    process: subprocess.Popen[bytes]
    pause: float = 0.5
    again_at: float | None = None
    started: float = field(default_factory=time.monotonic)

    def look(self) -> None:
        """Start the server again when it has died, each time after a longer pause."""
        now = time.monotonic()
        if self.again_at is None:
            if self.process.poll() is not None:
                self._died(now)
        elif now >= self.again_at:
            self.again_at = None
            self._start_again(now)

    def _died(self, now: float) -> None:
        if now - self.started > 60:
            self.pause = 0.5
        how = processes.describe_end(self.process.returncode)
        say(f"{self.server.name} ended ({how}): starting it again in {self.pause:g} s.")
        self.again_at = now + self.pause
        self.pause = min(self.pause * 2, _LONGEST_PAUSE)

    def _start_again(self, now: float) -> None:
        self.started = now
        try:
            self.server.prepare()
            self.process = self.server.start(log_path(self.server.name.lower()))
        except (ServiceError, OSError) as error:
            say(f"{self.server.name} could not be started: {error}")
            self.again_at = now + self.pause


def say(line: str) -> None:
    with log_path("services").open("a") as file:
        file.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {line}\n")


def main(arguments: list[str]) -> int:
    """Keep the servers named until nobody uses them; the first line printed is READY or why not."""
    options = _parse(arguments)
    keeping, told_to_stop = keeping_lock(), Told()
    if not keeping.take(wait=False):
        return 0
    kept: list[Kept] = []
    try:
        kept = _start(_servers(options))
        _wait_until_ready(kept)
        _answer(READY)
        _keep(kept, told_to_stop)
        return 0
    except ServiceError as error:
        _answer(str(error))
        return 1
    finally:
        # The lock `keeping` is let go by the end of this process, not before it.
        _stop(kept)


class Told:
    """Whether the system asked the keeper itself to stop, as when the machine shuts down."""

    def __init__(self) -> None:
        self.stop = False
        signal.signal(signal.SIGTERM, self._remember)
        signal.signal(signal.SIGINT, self._remember)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def _remember(self, _signal: int, _frame: object) -> None:
        self.stop = True


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="keeper")
    parser.add_argument("servers", nargs="+", choices=["postgres", "valkey"])
    parser.add_argument("--unsafe-but-fast", action="store_true")
    return parser.parse_args(arguments)


def _servers(options: argparse.Namespace) -> list[Server]:
    durable = not options.unsafe_but_fast
    known: dict[str, Server] = {
        "postgres": Postgres(durable=durable),
        "valkey": Valkey(durable=durable),
    }
    return [known[name] for name in options.servers]


def _start(servers: list[Server]) -> list[Kept]:
    make_runtime_dir()
    for server in servers:
        _keep_one_old_log(log_path(server.name.lower()))
    kept = []
    # The quick one first: it gets ready while a new database is made.
    for server in sorted(servers, key=lambda server: server.name, reverse=True):
        server.prepare()
        kept.append(Kept(server, server.start(log_path(server.name.lower()))))
    return kept


def _keep_one_old_log(path: Path) -> None:
    if path.exists() and path.stat().st_size > 1_000_000:
        path.replace(path.with_suffix(".log.1"))


def _wait_until_ready(kept: list[Kept]) -> None:
    deadline = time.monotonic() + PATIENCE
    for one in kept:
        while not one.server.answers():
            log = log_path(one.server.name.lower())
            if one.process.poll() is not None:
                how = processes.describe_end(one.process.returncode)
                raise ServiceError(f"{one.server.name} did not start ({how}): see {log}.")
            if time.monotonic() > deadline:
                raise ServiceError(
                    f"{one.server.name} is not ready after {PATIENCE:g} s: see {log}."
                )
            time.sleep(0.02)


def _answer(line: str) -> None:
    """Tell the command that waits for it, and let go of its terminal."""
    print(line, flush=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _keep(kept: list[Kept], told: Told) -> None:
    using = using_lock()
    while not told.stop and not using.take(wait=False):
        for one in kept:
            one.look()
        time.sleep(_TICK)


def _stop(kept: list[Kept]) -> None:
    for one in kept:
        one.server.stop(one.process)
    if kept:
        with suppress(OSError):
            runtime_dir().rmdir()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
