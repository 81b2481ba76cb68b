"""The processes of a desk that do the work: web, worker and beat."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from factcheck.services import processes
from factcheck.services.paths import PROJECT, data_dir

_CELERY = (sys.executable, "-m", "celery", "--quiet", "--app", "factcheck")


@dataclass(frozen=True)
class Options:
    """What may be chosen about a desk."""

    host: str
    port: int
    web_processes: int
    worker_processes: int
    # The name that the health questions use: Django answers only to names that it was given.
    host_header: str

    @property
    def address(self) -> str:
        """Where a browser on this machine reaches the desk."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


@dataclass
class Child:
    """One process of the desk: how to start it, how to ask it to stop, how it has fared."""

    name: str
    command: Sequence[str]
    stop_with: signal.Signals
    stop_within: float
    # How it ends when the supervisor is killed, if not in the same way.
    dies_with: signal.Signals | None = None
    pass_fds: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    again_at: float | None = None
    partial: bytes = field(default=b"", repr=False)

    def start(self, env: Mapping[str, str]) -> None:
        self.process = processes.spawn(
            self.command,
            dies_with_parent=self.dies_with or self.stop_with,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            pass_fds=self.pass_fds,
            cwd=PROJECT,
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self.started, self.again_at = time.monotonic(), None

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


def web(options: Options, listener: socket.socket) -> Child:
    words = {
        "--bind": f"fd://{listener.fileno()}",
        "--worker-class": "gthread",
        "--workers": str(options.web_processes),
        "--threads": "8",
        "--keep-alive": "75",
        "--graceful-timeout": "2",
        "--log-level": "warning",
    }
    command = [sys.executable, "-m", "gunicorn", "factcheck.wsgi", "--preload"]
    command += ["--no-control-socket"]
    for word, value in words.items():
        command += [word, value]
    return Child("web", command, signal.SIGTERM, 3.5, pass_fds=[listener.fileno()])


def worker(options: Options) -> Child:
    words = {
        "--pool": "prefork",
        "--concurrency": str(options.worker_processes),
        "--prefetch-multiplier": "1",
        # Two desks on one machine may share a broker.
        "--hostname": f"desk-{os.getpid()}@%h",
        "--loglevel": "WARNING",
    }
    command = [*_CELERY, "worker", "--without-gossip", "--without-mingle"]
    for word, value in words.items():
        command += [word, value]
    # SIGQUIT is the soft shutdown: tasks get 3 s, then their messages go back. When the
    # supervisor is killed the broker goes too, and a soft shutdown would wait for it for ever.
    return Child("worker", command, signal.SIGQUIT, 4.0, dies_with=signal.SIGKILL)


def beat() -> Child:
    # The schedule is in the settings and nothing else, so no file can be damaged by a kill -9.
    command = [*_CELERY, "beat", "--scheduler", "celery.beat:Scheduler", "--loglevel", "WARNING"]
    return Child("beat", [*command, "--pidfile="], signal.SIGTERM, 2.5)


def environment() -> dict[str, str]:
    return {
        "LOG_LEVEL": "WARNING",
        # Celery warns about root on every start; the desk's own container may well be root.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
        "PYTHONUNBUFFERED": "1",
        **os.environ,
        "FACTCHECK_DATA_DIR": str(data_dir()),
    }
