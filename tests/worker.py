"""Real Celery processes on the test database, for tests that need one or kill one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
from celery import Celery
from django.db import connection

from factcheck import services


def environment(**more: str) -> dict[str, str]:
    """The environment in which a process of ours works on the test database."""
    own = {
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": services.redis_url(),
    }
    return {**os.environ, **own, **more}


def database_url() -> str:
    values = connection.settings_dict
    login = quote(values["USER"] or "", safe="")
    if values["PASSWORD"]:
        login += f":{quote(values['PASSWORD'], safe='')}"
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"postgresql://{login}@{quote(values['HOST'], safe='')}{port}/{values['NAME']}"


def wait_for(condition: Callable[[], object], *, seconds: float = 120, what: str = "") -> None:
    """Return when `condition` holds; fail after so many seconds: only a busy machine needs them."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what or condition}"
        time.sleep(0.05)


class Worker:
    """A worker process with its pool, and beat beside it if the test wants its sweeps."""

    def __init__(self, log: Path, *, beat: bool = False, **variables: str) -> None:
        self.log = log
        self.environment = environment(**variables)
        self.processes = [self._spawn("worker", "--pool", "prefork", "--concurrency", "1")]
        if beat:
            self.processes.append(self._spawn("beat", "--scheduler", "celery.beat:Scheduler"))

    def _spawn(self, *command: str) -> subprocess.Popen[bytes]:
        arguments = [sys.executable, "-m", "celery", "-A", "factcheck", *command]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*arguments, "--loglevel", "INFO"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self) -> Worker:
        """Return when the worker answers a ping."""
        url = services.celery_redis_url(self.environment["REDIS_URL"], db=0)
        with Celery(broker=url, set_as_current=False) as app:
            wait_for(lambda: app.control.ping(timeout=0.5, limit=1), what="a worker that answers")
        return self

    def kill(self) -> None:
        """SIGKILL everything at once: no handler runs, no message is given back."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        family = [
            member
            for process in self.processes
            if process.poll() is None
            for member in (psutil.Process(process.pid), *_children(process.pid))
        ]
        for process in self.processes if number == signal.SIGTERM else ():
            process.send_signal(number)
        for member in family if number == signal.SIGKILL else ():
            _kill(member)
        _, alive = psutil.wait_procs(family, timeout=10)
        for member in alive:
            _kill(member)
        for process in self.processes:
            process.wait(timeout=10)


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


def _children(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)
