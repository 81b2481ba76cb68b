"""One desk a data folder: who runs it, and what a desk that was killed has left."""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from factcheck.services import processes
from factcheck.services.children import Child
from factcheck.services.errors import ServiceError
from factcheck.services.locks import Held, Lock
from factcheck.services.paths import data_dir, make_data_dir


@contextmanager
def only_desk() -> Iterator[None]:
    """Hold the data folder's lock, and end what a desk left that was killed."""
    lock = _desk_lock()
    if not lock.take(wait=False):
        number = desk_number()
        raise ServiceError(
            f"Factcheck already runs on the data folder {data_dir()} (process {number}): use that "
            f"one, stop it with `kill {number}`, or set FACTCHECK_DATA_DIR to another folder."
        )
    try:
        _end_orphans()
        record([])
        yield
    finally:
        lock.release()


def desk_number() -> int | None:
    """Return the process number of the desk that runs on this data folder, or None."""
    if not _record_path().exists() or _desk_lock().held() is Held.BY_NOBODY:
        return None
    return int(_recorded().get("supervisor", [0])[0])


def _desk_lock() -> Lock:
    return Lock(make_data_dir("locks") / "desk")


def record(children: Sequence[Child]) -> None:
    """Write down which processes are ours, for the start after a kill -9."""
    pids = {"supervisor": os.getpid()}
    pids.update({one.name: one.process.pid for one in children if one.process is not None})
    path = _record_path()
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({name: [pid, processes.birth(pid)] for name, pid in pids.items()}))
    draft.replace(path)


def _recorded() -> dict[str, list[float]]:
    try:
        found = json.loads(_record_path().read_text())
    except (OSError, ValueError):
        return {}
    return {name: pair for name, pair in found.items() if pair[1] is not None}


def _record_path() -> Path:
    return data_dir() / "locks" / "desk.json"


def _end_orphans() -> None:
    recorded = [pair for name, pair in _recorded().items() if name != "supervisor"]
    pids = [int(pid) for pid, born in recorded if processes.is_same(int(pid), born)]
    if not pids:
        return
    print("Ending what is left of a desk that was killed.", flush=True)
    processes.end_all([psutil.Process(pid) for pid in pids], signal.SIGTERM, within=1)
    for pid in pids:
        processes.kill_session(pid)
