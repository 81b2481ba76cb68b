"""Processes: start one that ends with its parent, stop it in time, recognise it later."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

Output = int | IO[bytes] | IO[str] | None


def spawn(
    command: Sequence[str | Path],
    *,
    dies_with_parent: signal.Signals | None,
    stdout: Output = None,
    stderr: Output = None,
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that the terminal's Ctrl-C doesn't reach it.

    On Linux it gets the signal `dies_with_parent` when the thread that called this ends, however
    it ends; elsewhere nothing happens then, and the next start finds the orphan.
    """
    return subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        env=env,
        pass_fds=pass_fds,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_child_setup(dies_with_parent),
    )


def _child_setup(dies_with_parent: signal.Signals | None) -> Callable[[], None]:
    parent = os.getpid()

    def setup() -> None:
        # Inherited would be: these two ignored, by a shell that starts something with "&", and
        # whatever the parent keeps back at this moment.
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        if _libc is not None and dies_with_parent is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(dies_with_parent))
            if os.getppid() != parent:
                os._exit(1)

    return setup


def stop(process: subprocess.Popen[bytes], how: signal.Signals, within: float) -> bool:
    """Ask a program that `spawn` started to stop; after the deadline, kill it and its children.

    Returns whether it stopped by itself.
    """
    if process.poll() is None:
        process.send_signal(how)
    return finish(process, time.monotonic() + within)


def finish(process: subprocess.Popen[bytes], deadline: float) -> bool:
    """Wait until the deadline for a program's end, then kill whatever is left of its session."""
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
        stopped = True
    except subprocess.TimeoutExpired:
        stopped = False
    kill_session(process.pid)
    process.wait()
    return stopped


def kill_session(leader: int) -> None:
    """Kill what is left of the session of a program that `spawn` started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def birth(pid: int) -> float | None:
    """Return when this process was started, or None: with the number, it names one process."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def is_same(pid: int, born: float) -> bool:
    """Tell whether this process still is the one born then, not a later one with its number."""
    found = birth(pid)
    # The clock may have been set in between.
    return found is not None and abs(found - born) < 2


def working_in(folder: Path) -> list[psutil.Process]:
    """Return the processes whose working folder this is, as far as they may be looked at."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def end_all(processes: Iterable[psutil.Process], how: signal.Signals, within: float) -> None:
    """Ask these processes to stop; after the deadline, kill them."""
    asked = list(processes)
    for process in asked:
        _send(process, how)
    _, left = psutil.wait_procs(asked, timeout=within)
    for process in left:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(left, timeout=5)


def _send(process: psutil.Process, how: signal.Signals) -> None:
    with suppress(psutil.Error):
        process.send_signal(how)


def describe_end(returncode: int) -> str:
    """Say how a process ended: `signal SIGKILL` or `exit status 1`."""
    if returncode < 0:
        return f"signal {signal.Signals(-returncode).name}"
    return f"exit status {returncode}"
