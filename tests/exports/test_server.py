"""Exports from a real server with one process and one thread: what a client does to the next."""

from __future__ import annotations

import gzip
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from django.db import connection

from claims.models import Publication
from factcheck.services.supervisor import end_stalled
from tests import make
from tests.worker import environment, wait_for

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

# Seconds, where the desk has a minute.
STALLED = 2.0
NDJSON = "/api/v1/verdicts/export/?format=ndjson"


@contextmanager
def serving(log: Path) -> Iterator[tuple[int, psutil.Process]]:
    """A web server's port, and the one process that answers there."""
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as file:
        end_stalled(listener, STALLED)
        command = [sys.executable, "-m", "gunicorn", "factcheck.wsgi", "--no-control-socket"]
        command += ["--worker-class", "gthread", "--threads", "1", "--log-level", "warning"]
        server = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}"],
            env=environment(),
            pass_fds=[listener.fileno()],
            stdout=file,
            stderr=file,
        )
        try:
            port = listener.getsockname()[1]
            wait_for(lambda: _is_up(port), what="the web server")
            (worker,) = psutil.Process(server.pid).children()
            yield port, worker
        finally:
            server.terminate()
            server.wait(timeout=10)


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def exports() -> list[tuple[int, str]]:
    """The database's processes that exported last, and whether they still do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, state FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'SELECT concat(%'"
        )
        return cursor.fetchall()


def count_lines(port: int) -> int:
    with httpx.stream("GET", f"http://127.0.0.1:{port}{NDJSON}", timeout=60) as answer:
        return sum(chunk.count(b"}\n") for chunk in answer.iter_bytes())


def test_a_client_that_goes_away_ends_its_query_and_leaves_the_connection_to_the_next(
    alice, bob, tmp_path
):
    make.publications_like(make.published(alice, bob), 199, explanation="x" * 100_000)
    log = tmp_path / "log"
    with serving(log) as (port, _):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(f"GET {NDJSON} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert client.recv(100_000).startswith(b"HTTP/1.1 200")
            ((pid, state),) = exports()
            assert state == "active"
            # Reset, as by a process that is killed.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wait_for(lambda: "active" not in {state for _, state in exports()}, what="the query's end")
        assert exports() == [(pid, "idle")]
        assert count_lines(port) == Publication.objects.count() == 200
        assert exports() == [(pid, "idle")]
    assert log.read_text() == ""


def test_a_client_that_takes_nothing_keeps_the_others_waiting_for_a_while_only(
    alice, bob, tmp_path
):
    make.publications_like(make.published(alice, bob), 199, explanation="x" * 100_000)
    with serving(tmp_path / "log") as (port, _):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(f"GET {NDJSON} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert client.recv(100_000).startswith(b"HTTP/1.1 200")
            # It stays connected, and the web server has no other thread.
            assert count_lines(port) == 200
        assert {state for _, state in exports()} == {"idle"}


def test_memory_stays_as_it_is_however_much_goes_out(alice, bob, tmp_path):
    first = make.published(alice, bob)
    with serving(tmp_path / "log") as (port, worker):
        assert count_lines(port) == 1
        before = worker.memory_info().rss
        make.publications_like(first, 199, explanation="x" * 100_000)
        assert count_lines(port) == 200
        assert worker.memory_info().rss - before < 20_000_000


def test_an_answer_that_is_compressed_on_its_way_unpacks_to_the_same(alice, bob, tmp_path):
    make.publications_like(make.published(alice, bob), 9, explanation="x" * 100_000)
    with serving(tmp_path / "log") as (port, _):
        address = f"http://127.0.0.1:{port}{NDJSON}"
        plain = httpx.get(address, headers={"Accept-Encoding": "identity"})
        packed = httpx.get(address, headers={"Accept-Encoding": "gzip"})
        file = httpx.get(f"{address}&compression=gzip")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.num_bytes_downloaded < len(plain.content) / 10
    assert packed.content == plain.content == gzip.decompress(file.content)
