"""The whole desk: started in one command, every process of it killed, stopped in one piece."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from factcheck import services
from tests.services.desk import (
    MANAGE,
    PROJECT,
    Desk,
    environment,
    free_port,
    manage,
    processes_of,
    until,
)

pytestmark = pytest.mark.processes


def keep_a_note() -> None:
    with psycopg.connect(services.database_url()) as connection:
        connection.execute("CREATE TABLE note (text text)")
        connection.execute("INSERT INTO note VALUES ('kept')")
    redis.Redis.from_url(services.redis_url(), db=3).set("note", "kept")


def assert_the_note_is_there() -> None:
    with psycopg.connect(services.database_url()) as connection:
        assert connection.execute("SELECT text FROM note").fetchall() == [("kept",)]
    assert redis.Redis.from_url(services.redis_url(), db=3).get("note") == b"kept"


def test_the_desk_survives_the_death_of_any_process_and_stops_in_one_piece(data: Path):
    with Desk(data) as desk:
        until("the desk is well", desk.is_well)
        assert desk.said(f"http://127.0.0.1:{desk.port}")
        assert desk.said("database ok, broker ok, worker ok")
        keep_a_note()

        # Other commands attach to its servers; a second desk and a restore are refused.
        assert "attached" in manage(data, "shell", "--no-imports", "-c", "print('attached')").stdout
        second = manage(data, "run", "--no-demo", PORT=str(free_port()))
        assert second.returncode == 1
        assert second.stderr.startswith("Factcheck already runs on the data folder")
        refused = manage(data, "restore", "any.dump")
        assert refused.stderr.startswith("Stop the desk first")

        kill_and_recover(desk, "web", desk.number("web"))
        kill_and_recover(desk, "worker", desk.number("worker"))
        kill_and_recover(desk, "beat", desk.number("beat"))
        kill_and_recover(desk, "PostgreSQL", postmaster(data))
        kill_and_recover(desk, "Valkey", broker_number())
        kill_and_recover(
            desk, "The keeper of the embedded servers", desk.find("factcheck.services.keeper")
        )
        for parent in ("web", "worker"):
            os.kill(desk.child_of(parent), signal.SIGKILL)
        until("the desk is well without a web and a worker process", desk.is_well)
        assert_the_note_is_there()

        assert desk.ask_to_stop(signal.SIGINT) < 30
        assert desk.process.returncode == 0
        assert desk.lines[-1] == "Factcheck has stopped."
        assert processes_of(data) == []


def kill_and_recover(desk: Desk, name: str, number: int) -> None:
    os.kill(number, signal.SIGKILL)
    until(f"{name} is missed", lambda: any(f"{name} ended" in line for line in desk.lines))
    until(f"the desk is well after {name}", desk.is_well)
    assert_the_note_is_there()


def postmaster(data: Path) -> int:
    return int((data / "postgres" / "postmaster.pid").read_text().split()[0])


def broker_number() -> int:
    return int(redis.Redis.from_url(services.redis_url()).info("server")["process_id"])


def test_after_the_supervisor_was_killed_the_next_start_works_and_nothing_is_lost(data: Path):
    with Desk(data) as desk:
        keep_a_note()
        ours = [process.pid for process in processes_of(data)]
        desk.process.kill()
        desk.process.wait()

        # At once, while what is left is still ending, on the same port, as `make … &` in a script.
        script = f"{' '.join(MANAGE)} run --no-demo & wait"
        with Desk(data, command=["sh", "-c", script], port=desk.port) as again:
            until("the desk is well again", again.is_well)
            assert_the_note_is_there()
            alive = [number for number in ours if not has_ended(number)]
            assert alive == []
            # A shell without a terminal has what it starts with "&" ignore Ctrl-C.
            os.kill(again.number("supervisor"), signal.SIGINT)
            until("everything has ended", lambda: not processes_of(data))


def has_ended(number: int) -> bool:
    """Whether it is gone, or waits for its parent to take note of that."""
    try:
        return psutil.Process(number).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_taken_port_is_told_before_anything_is_started(data: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage(data, "run", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"The address 127.0.0.1:{port} can't be used")
    assert done.stdout == ""
    assert not (data / "postgres").exists()


def test_a_stop_while_it_is_starting_leaves_nothing(data: Path):
    process = subprocess.Popen(
        [*MANAGE, "run", "--no-demo"],
        cwd=PROJECT,
        env=environment(data, PORT=str(free_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    until("the servers run", lambda: (data / "postgres" / "postmaster.pid").exists())
    process.terminate()
    said, _ = process.communicate(timeout=120)
    assert said == "Factcheck has stopped.\n"
    assert process.returncode == 0
    assert processes_of(data) == []


def test_servers_that_were_given_are_used_and_none_is_started(data: Path, tmp_path: Path):
    with services.running(durable=False):
        given = {"DATABASE_URL": services.database_url(), "REDIS_URL": services.redis_url()}
        desk_data = tmp_path / "desk"
        with Desk(desk_data, command=[*MANAGE, "run"], settings=given) as desk:
            until("the desk is well", desk.is_well)
            assert not (desk_data / "postgres").exists()
            assert not (desk_data / "valkey").exists()
            with psycopg.connect(services.database_url()) as connection:
                # No demo on a database that was given.
                assert connection.execute("SELECT count(*) FROM claims_user").fetchone() == (0,)
            assert desk.ask_to_stop(signal.SIGTERM) < 30
