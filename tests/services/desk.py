"""A whole desk for a test: started as a newsroom starts it, watched from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import psutil

PROJECT = Path(__file__).resolve().parents[2]
MANAGE = (sys.executable, "manage.py")


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment of somebody who has set nothing but the data folder."""
    dropped = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "LOG_LEVEL")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return {**kept, "FACTCHECK_DATA_DIR": str(data), **more}


def manage(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command of manage.py to its end."""
    return subprocess.run(
        [*MANAGE, *words],
        cwd=PROJECT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def processes_of(data: Path) -> list[psutil.Process]:
    """Return every process that was started for this data folder, tests aside."""
    return [
        process
        for process in psutil.process_iter()
        if process.pid != os.getpid() and _data_folder(process) == str(data)
    ]


def _data_folder(process: psutil.Process) -> str | None:
    try:
        return process.environ().get("FACTCHECK_DATA_DIR")
    except (psutil.Error, OSError):
        return None


def command_of(process: psutil.Process) -> str:
    """Its words; none when it has ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def until(what: str, is_so, within: float = 120.0) -> None:
    """Wait until it is so; fail with the words `what` when it isn't in time.

    As long as a machine that is busy with other things may need: nobody waits who needn't.
    """
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, f"waited {within:g} s: {what}"
        time.sleep(0.05)


class Desk:
    """`with Desk(folder) as desk:` runs one; whatever is left at the end is killed."""

    def __init__(
        self,
        data: Path,
        *,
        command: Sequence[str] = (*MANAGE, "run", "--no-demo"),
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.data = data
        self.port = port or free_port()
        self.command = command
        self.environment = environment(data, PORT=str(self.port), **(settings or {}))
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            self.command,
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        try:
            until("the desk is ready", lambda: self.said("Ready in") or self.ended(), 180)
        except AssertionError:
            self.__exit__(None, None, None)
            raise AssertionError("\n".join(self.lines)) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self.ended():
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
        for process in processes_of(self.data):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        self.reader.join(5)
        if self.process.stdout:
            self.process.stdout.close()

    def said(self, words: str) -> bool:
        return any(words in line for line in self.lines)

    def ended(self) -> bool:
        return self.process.poll() is not None

    def is_well(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def number(self, name: str) -> int:
        """Return the process number of one of the desk's own: supervisor, web, worker or beat."""
        recorded = json.loads((self.data / "locks" / "desk.json").read_text())
        return int(recorded[name][0])

    def child_of(self, name: str) -> int:
        return psutil.Process(self.number(name)).children()[0].pid

    def find(self, words: str) -> int:
        """Return the number of the oldest process of this desk with these words in its command."""
        found = [p for p in processes_of(self.data) if words in command_of(p)]
        return min(found, key=psutil.Process.create_time).pid

    def ask_to_stop(self, how: signal.Signals) -> float:
        """Send the signal, wait for the end and return how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(120)
        self.reader.join(60)
        return time.monotonic() - began

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
