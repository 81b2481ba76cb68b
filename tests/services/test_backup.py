"""Backup and restore: one file out, one file in."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from factcheck import services
from factcheck.services import backup
from tests.services.desk import manage

OWN, OTHER = "own", "other"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database on a server that runs for all tests of this file."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        environment.delenv("REDIS_URL", raising=False)
        environment.setenv("FACTCHECK_DATA_DIR", str(tmp_path_factory.mktemp("backup") / "data"))
        with services.running(durable=False):
            yield services.database_url()


@pytest.fixture
def two_databases(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk's own database, and an empty one on the same server."""
    with psycopg.connect(server, autocommit=True) as connection:
        for name in (OWN, OTHER):
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
    monkeypatch.setenv("DATABASE_URL", server)
    monkeypatch.setenv("DATABASE_URL", address_of(OWN))
    notes(OWN, "CREATE TABLE note (id serial PRIMARY KEY, text text)", add="Zoë, Łódź, 東京")


def address_of(database: str) -> str:
    return services.database_url().rpartition("/")[0] + f"/{database}"


def notes(database: str, *first: str, add: str | None = None) -> list[str]:
    with psycopg.connect(address_of(database)) as connection:
        for statement in first:
            connection.execute(statement)
        if add:
            connection.execute("INSERT INTO note (text) VALUES (%s)", [add])
        return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY id")]


@pytest.fixture
def file(two_databases: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of the desk's own database; what comes next is about the other one."""
    backup.dump(tmp_path / "desk.dump")
    monkeypatch.setenv("DATABASE_URL", address_of(OTHER))
    return tmp_path / "desk.dump"


def test_a_backup_fills_an_empty_database_and_only_its_owner_can_read_it(file: Path):
    backup.restore(file, replace=False)
    assert notes(OTHER) == ["Zoë, Łódź, 東京"]
    assert notes(OTHER, add="the numbers go on") == ["Zoë, Łódź, 東京", "the numbers go on"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_database_with_content_is_replaced_only_when_asked_and_then_nothing_stays(file: Path):
    notes(OTHER, "CREATE TABLE note (id int, text text)", "CREATE TABLE newer ()", add="new")
    with pytest.raises(services.ServiceError, match="not empty: make a backup of it, then add"):
        backup.restore(file, replace=False)
    assert notes(OTHER) == ["new"]
    backup.restore(file, replace=True)
    assert notes(OTHER) == ["Zoë, Łódź, 東京"]
    with pytest.raises(psycopg.errors.UndefinedTable):
        notes(OTHER, "SELECT * FROM newer")


@pytest.mark.parametrize("part", [0.5, 0.9, 0.99])
def test_a_file_that_was_cut_short_changes_nothing(file: Path, part: float):
    notes(OTHER, "CREATE TABLE note (id int, text text)", add="stays")
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(services.ServiceError):
        backup.restore(file, replace=True)
    assert notes(OTHER) == ["stays"]


def test_a_database_in_use_is_left_alone(file: Path):
    with (
        psycopg.connect(address_of(OTHER)),
        pytest.raises(services.ServiceError, match="Other programs use the database"),
    ):
        backup.restore(file, replace=True)


def test_a_file_that_is_no_backup_is_named(two_databases: None, tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear editor")
    with pytest.raises(services.ServiceError, match=r"letter.txt is no whole backup of Factcheck"):
        backup.restore(letter, replace=True)
    with pytest.raises(services.ServiceError, match=r"There is no file .*missing.dump"):
        backup.restore(tmp_path / "missing.dump", replace=True)


def test_a_backup_that_cannot_be_written_is_named_and_leaves_the_last_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(services.ServiceError, match=r"can't be written to .*missing/desk.dump"):
        backup.dump(file.parent / "missing" / "desk.dump")
    before = file.read_bytes()
    monkeypatch.setenv("DATABASE_URL", address_of("nowhere"))
    with pytest.raises(services.ServiceError, match='database "nowhere" does not exist'):
        backup.dump(file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.glob("desk.dump*")] == ["desk.dump"]


def test_a_password_is_not_shown_to_those_who_list_the_processes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://desk:s%40fe@db:5433/desk?sslmode=require")
    url, environment = backup._connection()
    assert url == "postgresql://desk@db:5433/desk?sslmode=require"
    assert environment["PGPASSWORD"] == "s@fe"


@pytest.mark.processes
def test_the_two_commands_say_what_they_did(data: Path, tmp_path: Path):
    with services.running(durable=False):
        assert manage(data, "migrate", "--verbosity=0").returncode == 0
        written = manage(data, "backup", str(tmp_path / "desk.dump"))
        assert f"The database is in {tmp_path / 'desk.dump'}" in written.stdout
        assert f"Keep a copy of {data / 'secret_key'}" in written.stdout
        assert manage(data, "restore", str(tmp_path / "desk.dump")).returncode == 1
        done = manage(data, "restore", "--replace", str(tmp_path / "desk.dump"))
        assert "is in place: start the desk with `make run`" in done.stdout
        assert manage(data, "migrate", "--check").returncode == 0
