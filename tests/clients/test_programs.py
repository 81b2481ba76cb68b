"""The other programs of docs/clients.md, run as they stand there against a real server."""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from claims.models import Export, Newsroom, Publication, User
from claims.pipeline import exporting, publication
from tests import make
from tests.clients.programs import program
from tests.worker import wait_for

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

Run = Callable[..., str]


@pytest.fixture
def live(alice: User, bob: User, live_server: LiveServer) -> list[Publication]:
    """Three fact-checks of a newsroom under the server's address."""
    Newsroom.objects.update(address=live_server.url)
    return [make.published(alice, bob) for _ in range(3)]


@pytest.fixture
def run(live_server: LiveServer, tmp_path: Path) -> Run:
    """Run a program of the page in a folder of its own; what it prints."""

    def start(name: str, **variables: str) -> str:
        (tmp_path / name).write_text(program(name))
        if name.endswith(".sh"):
            command = ["sh", "-eu", name]
        else:
            command = [sys.executable, name, live_server.url]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "NEWSROOM": live_server.url, **variables},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return start


def test_curl_gets_the_whole_set_and_nothing_again_until_it_has_changed(
    live: list[Publication], run: Run, tmp_path: Path, alice: User, bob: User
) -> None:
    run("dump.sh")
    table = tmp_path / "verdicts.csv"
    assert _ids(table) == {row.claim_id for row in live}
    os.utime(table, (0, 0))
    run("dump.sh")
    assert table.stat().st_mtime == 0, "what had not changed was written again"
    another = make.published(alice, bob)
    run("dump.sh")
    assert _ids(table) == {row.claim_id for row in [*live, another]}


def _ids(table: Path) -> set[int]:
    with table.open(newline="") as file:
        return {int(row["id"]) for row in csv.DictReader(file)}


def test_curl_gets_what_has_changed_since(live: list[Publication], run: Run, bob: User) -> None:
    live[0].refresh_from_db()
    publication.retract(live[1], by=bob, reason="Two years were mixed up.")
    said = json.loads(run("changes.sh", SINCE=live[0].changed_at.isoformat()))
    assert [(row["id"], row["state"]) for row in said["results"]] == [
        (live[2].claim_id, "live"),
        (live[1].claim_id, "retracted"),
    ]


@pytest.fixture
def worker(live: list[Publication]) -> Iterator[None]:
    """Writes the first export that is asked for, in a thread of this process."""

    def write() -> None:
        try:
            wait_for(Export.objects.exists, what="an export that is asked for")
            export = exporting.take_over(Export.objects.get().pk)
            assert export
            exporting.run(export)
        finally:
            connection.close()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    yield
    thread.join(120)


def test_curl_has_a_file_written_waits_for_it_and_saves_it(
    live: list[Publication], run: Run, worker: None, alice: User, tmp_path: Path
) -> None:
    run("export.sh", KEY=make.api_key(alice, "read_published"))
    [file] = tmp_path.glob("verdicts-*.ndjson.gz")
    lines = gzip.decompress(file.read_bytes()).splitlines()
    assert {json.loads(line)["id"] for line in lines} == {row.claim_id for row in live}


def test_pandas_reads_every_format_from_its_address(live: list[Publication], run: Run) -> None:
    said = run("analyse.py")
    assert "Mostly true    3" in said
    assert "3 verdicts cite 3 sources." in said
    assert f"The first one is of {live[0].published_at:%Y-%m-%d}." in said
