"""The whole desk in one command: servers, web, worker and beat, started, watched and stopped.

Order of the start: the data folder's lock, the port, the servers, `prepare` (migrations, the demo),
web, its first page, worker and beat. Order of the stop: beat and web, worker, servers.
"""

import json
import os
import re
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from factcheck.services import children, keeper, processes
from factcheck.services.children import Child, Options
from factcheck.services.errors import ServiceError
from factcheck.services.ownership import only_desk, record
from factcheck.services.paths import check_owner
from factcheck.services.signals import Signals, Stopped
from factcheck.services.use import Use, running

START_WITHIN = 120.0
# What Celery says at a shutdown, for a terminal that it would have to itself; and the echo of this
# module's own question while the worker starts.
_CHATTER = re.compile(rb"$|worker: |.*Service Unavailable: /readyz$")
_TICK = 0.2
_LONGEST_PAUSE = 30.0
_SETTLED = 60.0
# Seconds after which a client is given up that takes nothing of what it asked for.
_STALLED = 60.0


def run(options: Options, prepare: Callable[[], None]) -> None:
    """Run the desk until a signal asks it to stop; raises ServiceError when it can't start."""
    began = time.monotonic()
    check_owner()
    with Signals() as signals, only_desk(), _listening(options) as listener:
        desk = Desk(options, listener, signals)
        try:
            with running() as use:
                try:
                    with signals.interrupting():
                        prepare()
                        desk.start()
                    desk.announce(time.monotonic() - began)
                    desk.watch(use)
                finally:
                    desk.stop()
        except Stopped:
            pass
        print("Factcheck has stopped.", flush=True)


class Desk:
    """The processes that do the work, between a start and a stop."""

    def __init__(self, options: Options, listener: socket.socket, signals: Signals) -> None:
        self.options = options
        self.signals = signals
        self.web = children.web(options, listener)
        self.worker = children.worker(options)
        self.beat = children.beat()
        self.children = (self.web, self.worker, self.beat)
        self.output = selectors.DefaultSelector()
        self.services_log = _Follower(keeper.log_path("services"))
        # What each part said of itself when it was last asked.
        self.health: dict[str, str] = {}

    def start(self) -> None:
        """Start web, and once it serves a page worker and beat; return when all is well."""
        self._start(self.web)
        self._wait("the first page", lambda: self._ask("/healthz") is not None)
        self._start(self.worker)
        self._start(self.beat)
        self._wait("the worker", self._is_ready)

    def announce(self, took: float) -> None:
        """Say how long the start took and how everything is."""
        health = [f"{name} {word}" for name, word in self.health.items() if name != "status"]
        if "worker ok" in health:
            count = self.options.worker_processes
            health[health.index("worker ok")] += f" ({count} process{'es' if count > 1 else ''})"
        health.append("beat ok" if not self.beat.has_ended() else "beat ended")
        _say(f"Ready in {took:.1f} s: {', '.join(health)}, {self.options.address}")
        _say("Stop with Ctrl-C.")

    def _is_ready(self) -> bool:
        self.health = self._ask("/readyz") or {}
        return self.health.get("status") == "ok"

    def watch(self, use: Use) -> None:
        """Pass on what the processes say and start again what dies, until asked to stop."""
        while not self.signals.asked:
            self._relay(_TICK)
            for child in self.children:
                self._look(child)
            if use.renew():
                _say("The keeper of the embedded servers ended: it was started again.")

    def stop(self) -> None:
        """Stop beat and web, then the worker; asked again, stop waiting for them."""
        for group in ((self.beat, self.web), (self.worker,)):
            for child in group:
                if child.process is not None and not child.has_ended():
                    child.process.send_signal(child.stop_with)
            asked = time.monotonic()
            for child in group:
                self._finish(child, asked + child.stop_within)
        self._relay(0)
        record([])

    def _start(self, child: Child) -> None:
        # A signal that came between the birth of a process and its record would leave an orphan.
        blocked = signal.pthread_sigmask(
            signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}
        )
        try:
            child.start(children.environment())
            record(self.children)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        assert child.process is not None and child.process.stdout is not None
        self.output.register(child.process.stdout, selectors.EVENT_READ, child)

    def _wait(self, what: str, is_there: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_WITHIN
        while not is_there():
            self._relay(0.05)
            for child in self.children:
                if child.has_ended():
                    self._relay(0.2)
                    raise ServiceError(
                        f"{child.name.capitalize()} ended while the desk was starting: "
                        "what it said last is above."
                    )
            if time.monotonic() > deadline:
                raise ServiceError(f"Waited {START_WITHIN:g} s for {what} in vain.")

    def _look(self, child: Child) -> None:
        now = time.monotonic()
        if child.again_at is not None:
            if now >= child.again_at:
                self._start(child)
        elif child.has_ended():
            assert child.process is not None
            # Its own children would hold on to the port or to a task.
            processes.kill_session(child.process.pid)
            if now - child.started > _SETTLED:
                child.pause = 0.5
            how = processes.describe_end(child.process.returncode)
            _say(f"{child.name} ended ({how}): starting it again in {child.pause:g} s.")
            child.again_at = now + child.pause
            child.pause = min(child.pause * 2, _LONGEST_PAUSE)

    def _finish(self, child: Child, deadline: float) -> None:
        if child.process is None:
            return
        while not child.has_ended() and time.monotonic() < deadline and not self.signals.hurry:
            self._relay(0.02)
        if not processes.finish(child.process, time.monotonic()):
            _say(f"{child.name} did not stop in time and was ended.")

    def _ask(self, path: str) -> dict[str, str] | None:
        """Return the health answer, or None when there is none yet."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.options.host, self.options.host)  # noqa: S104
        connection = HTTPConnection(host, self.options.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": self.options.host_header})
            response = connection.getresponse()
            if path == "/healthz" and response.status == HTTPStatus.INTERNAL_SERVER_ERROR:
                raise ServiceError("The web server can't serve pages: what it said is above.")
            answer = json.loads(response.read())
        except (OSError, HTTPException, ValueError):
            return None
        finally:
            connection.close()
        return answer if isinstance(answer, dict) else None

    def _relay(self, wait: float) -> None:
        """Print what the processes have said meanwhile, each line with its speaker's name."""
        if not self.output.get_map():
            time.sleep(wait)
        for key, _ in self.output.select(wait):
            child, pipe = key.data, key.fileobj
            said = os.read(key.fd, 65536)
            if not said:
                self.output.unregister(pipe)
                pipe.close()  # type: ignore[union-attr]
            *lines, child.partial = (child.partial + said).split(b"\n")
            for line in lines:
                if not _CHATTER.match(line):
                    _say(f"{child.name}: {line.decode(errors='replace')}")
        for text in self.services_log.new_lines():
            _say(text)


class _Follower:
    """The lines that others add to a file from now on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.position = path.stat().st_size if path.exists() else 0

    def new_lines(self) -> list[str]:
        if not self.path.exists() or self.path.stat().st_size <= self.position:
            return []
        with self.path.open("rb") as file:
            file.seek(self.position)
            text = file.read()
        self.position += len(text)
        return text.decode(errors="replace").splitlines()


@contextmanager
def _listening(options: Options) -> Iterator[socket.socket]:
    """Hold the port for as long as the desk runs; raises ServiceError when it is taken.

    The web server inherits it: nobody can take it between the check and the first page, and
    while the web server is started again requests wait instead of being refused.
    """
    try:
        family, *_, address = socket.getaddrinfo(
            options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = _bound(family, address)
        end_stalled(listener, _STALLED)
    except OSError as error:
        raise ServiceError(
            f"The address {options.host}:{options.port} can't be used ({error.strerror}): stop "
            "what uses it, or choose another port, for example `make run PORT=8001`."
        ) from error
    with listener:
        yield listener


def _bound(family: int, address: tuple) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def end_stalled(listener: socket.socket, seconds: float) -> None:
    """Have connections to this port break off whose client takes nothing for so long.

    Each would hold a thread of the web server, and an export the database's connection, for as
    long as it likes. The web server knows no such limit, and neither do systems but Linux.
    """
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        listener.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1000))


def _say(line: str) -> None:
    print(line, flush=True)
