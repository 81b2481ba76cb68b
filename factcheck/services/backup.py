"""One file out, one file in: the whole database, through PostgreSQL's own programs."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from factcheck.services.addresses import database_url
from factcheck.services.errors import ServiceError
from factcheck.services.ownership import desk_number
from factcheck.services.postgres import program

_TABLES = """\
SELECT count(*) FROM pg_catalog.pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
_OTHERS = """\
SELECT count(*) FROM pg_catalog.pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


def dump(path: Path) -> None:
    """Write the database to this file, readable by nobody else; the desk may run meanwhile.

    Raises ServiceError when it can't; a file that was there before is then still there.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.touch(mode=0o600)
        _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={draft}")
        draft.replace(path)
    except OSError as error:
        raise ServiceError(f"The backup can't be written to {path}: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def restore(path: Path, *, replace: bool) -> None:
    """Put the database of this file in place of the one there: all of it, or nothing.

    Raises ServiceError while the desk runs, when the file is no backup, and, without `replace`,
    when the database has tables.
    """
    if (number := desk_number()) is not None:
        raise ServiceError(f"Stop the desk first (Ctrl-C where it runs, or `kill {number}`).")
    if not path.is_file():
        raise ServiceError(f"There is no file {path}.")
    try:
        _run("pg_restore", "--list", str(path), connect=False)
    except ServiceError as error:
        raise ServiceError(f"{path} is no whole backup of Factcheck ({error})") from error
    if int(_ask(_OTHERS)):
        raise ServiceError(
            "Other programs use the database: stop every web and worker process first."
        )
    if not replace and int(_ask(_TABLES)):
        raise ServiceError(
            "The database is not empty: make a backup of it, then add --replace (with make: "
            "REPLACE=1) to put the file in its place."
        )
    _replay(path)


def _replay(path: Path) -> None:
    unpack = [str(program("pg_restore")), "--no-owner", "--no-acl", "--file=-", str(path)]
    load = [str(program("psql")), "--no-psqlrc", "--quiet", f"--output={os.devnull}"]
    load += ["--set=ON_ERROR_STOP=1", "--file=-"]
    url, environment = _connection()
    with (
        subprocess.Popen(unpack, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as archive,
        subprocess.Popen(
            [*load, url], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        ) as database,
    ):
        assert archive.stdout and archive.stderr and database.stdin and database.stderr
        try:
            database.stdin.write(f"BEGIN; {_EMPTY}\n".encode())
            _copy_script(archive.stdout, database.stdin)
            # Only a file that was read to its end is kept: without this word psql rolls back.
            if archive.wait() == 0:
                database.stdin.write(b"\nCOMMIT;\n")
            database.stdin.close()
        except BrokenPipeError:
            archive.kill()
        complaint = database.stderr.read() + archive.stderr.read()
        done = database.wait() == 0 and archive.wait() == 0
    if not done:
        raise ServiceError(
            f"Nothing was restored: {_last_line(complaint.decode(errors='replace'))}"
        )


def _copy_script(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy the statements, less the one at the top that servers before PostgreSQL 17 don't know."""
    for _ in range(40):
        line = source.readline()
        if line != b"SET transaction_timeout = 0;\n":
            target.write(line)
    shutil.copyfileobj(source, target)


def _ask(question: str) -> str:
    words = ("--no-psqlrc", "--tuples-only", "--no-align", f"--command={question}")
    return _run("psql", *words).strip()


def _run(name: str, *words: str, connect: bool = True) -> str:
    url, environment = _connection() if connect else ("", dict(os.environ))
    command = [str(program(name)), *words, *([f"--dbname={url}"] if url else [])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServiceError(f"{name} failed: {_last_line(done.stderr)}")
    return done.stdout


def _connection() -> tuple[str, dict[str, str]]:
    """Return the address without its password, which `ps` would show, and what carries that."""
    parts = urlsplit(database_url())
    login, _, host = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    address = parts._replace(scheme="postgresql", netloc=f"{user}@{host}" if user else host)
    secret = {"PGPASSWORD": unquote(password)} if password else {}
    return address.geturl(), {**os.environ, **secret}


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "ERROR" in line]
    return (errors[:1] or lines[-1:] or ["no reason given"])[0]
