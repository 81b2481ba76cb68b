"""The embedded servers: they run while somebody uses them, and not a moment longer."""

import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from factcheck import services
from factcheck.services.paths import runtime_dir
from factcheck.services.privileges import AS_ROOT
from factcheck.services.use import is_kept, running
from tests.services.desk import PROJECT, command_of, environment, processes_of, until

USE = """
import sys
from factcheck import services
with services.running(durable=False):
    print("in", flush=True)
    sys.stdin.readline()
print("out", flush=True)
"""


def ask(question: str) -> object:
    with psycopg.connect(services.database_url()) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def broker() -> redis.Redis:
    return redis.Redis.from_url(services.redis_url())


def keep_a_note(note: str) -> None:
    with psycopg.connect(services.database_url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [note])


class Command:
    """Another command that uses the servers until it is told to end."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USE],
            cwd=PROJECT,
            env=environment(data),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def is_in(self) -> bool:
        return self.process.stdout.readline() == "in\n"

    def end(self) -> str:
        return self.process.communicate("\n", timeout=120)[0]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def test_both_servers_answer_and_nothing_is_left_afterwards(data: Path):
    with services.running():
        assert ask("SELECT current_user") == "factcheck"
        assert ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert ask("SHOW server_encoding") == "UTF8"
        assert ask("SHOW data_checksums") == "on"
        assert ask("SHOW listen_addresses") == ""
        assert ask("SHOW fsync") == "on"
        assert broker().ping()
        assert stat.S_IMODE(runtime_dir().stat().st_mode) == 0o700
        assert len(os.fsencode(runtime_dir() / ".s.PGSQL.5432")) < 104
    assert processes_of(data) == []
    assert not runtime_dir().exists()


def test_what_was_stored_is_there_the_next_time(used_data: Path):
    with services.running():
        keep_a_note("first")
        broker().rpush("queue", "waiting")
    with services.running():
        assert ask("SELECT text FROM note") == "first"
        assert broker().lrange("queue", 0, -1) == [b"waiting"]


def test_commands_that_start_together_share_the_servers(data: Path):
    commands = [Command(data) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(Command.is_in, commands)) == [True] * 4
    keepers = [p for p in processes_of(data) if "factcheck.services.keeper" in command_of(p)]
    assert len(keepers) == 1
    assert [command.end() for command in commands] == ["out\n"] * 4
    assert processes_of(data) == []


def test_the_servers_stay_when_the_command_that_started_them_ends(used_data: Path):
    first = Command(used_data)
    assert first.is_in()
    with services.running(durable=False):
        assert first.end() == "out\n"
        time.sleep(0.5)
        assert ask("SELECT 1") == 1
        assert broker().ping()
    until("the servers stop", lambda: not processes_of(used_data))


def test_a_killed_command_leaves_no_server_behind(used_data: Path):
    command = Command(used_data)
    assert command.is_in()
    command.kill()
    until("the servers stop", lambda: not processes_of(used_data))


def test_a_killed_server_is_started_again(used_data: Path):
    with services.running():
        keep_a_note("kept")
        broker().rpush("queue", "kept")
        postmaster = int((used_data / "postgres" / "postmaster.pid").read_text().split()[0])
        valkey = int(broker().info("server")["process_id"])
        for number in (postmaster, valkey):
            os.kill(number, signal.SIGKILL)
        until("the database is back", lambda: _works(lambda: ask("SELECT text FROM note")))
        until("the broker is back", lambda: _works(broker().ping))
        assert ask("SELECT text FROM note") == "kept"
        assert broker().lrange("queue", 0, -1) == [b"kept"]
    log = (used_data / "logs" / "services.log").read_text()
    assert "PostgreSQL ended (signal SIGKILL): starting it again in 0.5 s." in log
    assert "Valkey ended (signal SIGKILL): starting it again in 0.5 s." in log


def test_a_killed_keeper_takes_its_servers_along_and_is_replaced(used_data: Path):
    with running() as use:
        keep_a_note("kept")
        (keeper,) = [
            p for p in processes_of(used_data) if "factcheck.services.keeper" in command_of(p)
        ]
        keeper.kill()
        until("the keeper is gone", lambda: not is_kept())
        assert use.renew()
        assert not use.renew()
        assert ask("SELECT text FROM note") == "kept"
        assert broker().ping()
    assert processes_of(used_data) == []


def test_a_first_start_that_was_killed_leaves_nothing_that_looks_like_a_database(data: Path):
    (data / "postgres.new").mkdir(parents=True)
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    with services.running(durable=False):
        assert ask("SELECT 1") == 1
    assert not (data / "postgres.new").exists()


def test_a_lock_file_that_names_somebody_elses_process_does_not_stop_the_start(used_data: Path):
    lock = f"{os.getpid()}\n{used_data}/postgres\n0\n5432\n/nowhere\n\n0 0\nready\n"
    (used_data / "postgres" / "postmaster.pid").write_text(lock)
    with services.running(durable=False):
        assert ask("SELECT 1") == 1
    assert psutil.pid_exists(os.getpid())


def test_the_data_of_another_version_are_left_alone_and_the_way_out_is_named(used_data: Path):
    (used_data / "postgres" / "PG_VERSION").write_text("16\n")
    with (
        pytest.raises(services.ServiceError, match=r"was made by PostgreSQL 16.*restore"),
        services.running(),
    ):
        pass
    assert processes_of(used_data) == []


def test_a_folder_of_sockets_that_is_open_to_others_is_refused(data: Path):
    runtime_dir().mkdir(mode=0o777)
    runtime_dir().chmod(0o777)
    try:
        with (
            pytest.raises(services.ServiceError, match="belongs to somebody else"),
            services.running(),
        ):
            pass
    finally:
        runtime_dir().rmdir()


def test_a_data_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, data: Path):
    monkeypatch.setenv("FACTCHECK_DATA_DIR", "/dev/null/data")
    with pytest.raises(services.ServiceError, match=r"set FACTCHECK_DATA_DIR"), services.running():
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
@pytest.mark.parametrize("way", AS_ROOT, ids=lambda way: way.prefix[0])
def test_root_has_two_ways_to_run_the_database(data: Path, way, monkeypatch: pytest.MonkeyPatch):
    if subprocess.run([*way.prefix, "true"], capture_output=True, check=False).returncode:
        pytest.skip(f"{way.prefix[0]} is not allowed here")
    from factcheck.services.paths import make_data_dir, make_runtime_dir
    from factcheck.services.postgres import Postgres

    make_data_dir()
    make_runtime_dir()
    server = Postgres(durable=False, ways=(way,))
    server.prepare()
    process = server.start(data / "log")
    try:
        until("the database answers", server.answers)
        assert ask("SELECT 1") == 1
        assert (data / "postgres").stat().st_uid == way.owner
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
    finally:
        server.stop(process)
        runtime_dir().rmdir()
    assert not server.answers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand a folder to somebody else")
def test_a_data_folder_of_another_user_is_refused(data: Path):
    data.mkdir(parents=True)
    os.chown(data, 12345, 12345)
    with (
        pytest.raises(services.ServiceError, match="belongs to another user"),
        services.running(),
    ):
        pass
    assert list(data.iterdir()) == []


def _works(action) -> bool:
    try:
        action()
    except (psycopg.Error, redis.RedisError):
        return False
    return True
