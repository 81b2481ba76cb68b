"""How fast published verdicts go out: through HTTP, against COPY and against a plain serializer.

Run by itself, as a process on a scratch database, it is the client of COPY.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psutil

from claims.benchmarks import scratch

RUNS = 5
NDJSON = "/api/v1/verdicts/export/?format=ndjson"
CSV = "/api/v1/verdicts/export/?format=csv"
PLAIN = "/plain/"
# What is read from a socket at a time.
BUFFER = 1024 * 1024


def measure(*, verdicts: int, runs: int = RUNS) -> dict[str, float]:
    """Rows a second of each way out of a desk with so many verdicts, and how they compare.

    The ways take turns, `runs` times; each figure is the median. The limit is PostgreSQL's own
    `COPY (SELECT …) TO STDOUT` of the same lines, to a process that throws them away. HTTP is a
    GET of the whole set from gunicorn over loopback, not compressed, to the last byte. The plain
    serializer is asked for 10,000 rows at most, which suits it best (`claims.benchmarks.plain`).
    `peak_mb` is the most memory that the web process has while it sends NDJSON and CSV, in runs of
    their own that also count the lines; `idle_mb` what it has before.
    """
    with scratch.desk(settings="claims.benchmarks.settings", workers=False) as desk:
        desk.scratch.run("claims.benchmarks.published", str(verdicts))
        rows = {name: _rows(desk, path) for name, path in (("ndjson", NDJSON), ("csv", CSV))}
        assert set(rows.values()) == {verdicts}, f"exports have {rows} rows, not {verdicts}"
        memory = _memory(desk)
        seconds: dict[str, list[float]] = {}
        for _ in range(runs):
            for name, took in _one_turn(desk):
                seconds.setdefault(name, []).append(took)
    plain = min(verdicts, _plain_rows())
    rates = {
        name: (plain if name == "plain" else verdicts) / statistics.median(took)
        for name, took in seconds.items()
    }
    return {
        "verdicts": verdicts,
        "runs": runs,
        **{f"{name}_rows_s": round(rate) for name, rate in rates.items()},
        "ndjson_of_copy": round(rates["ndjson"] / rates["copy"], 3),
        "csv_of_copy": round(rates["csv"] / rates["copy_csv"], 3),
        "ndjson_over_drf": round(rates["ndjson"] / rates["plain"], 1),
        **memory,
    }


def _one_turn(desk: scratch.Desk) -> Iterator[tuple[str, float]]:
    """Each way once, with the seconds that it took."""
    yield "copy", _copied(desk, "lines")
    yield "ndjson", _received(desk, NDJSON)
    yield "copy_csv", _copied(desk, "csv_lines")
    yield "csv", _received(desk, CSV)
    yield "plain", _received(desk, PLAIN)


def _received(desk: scratch.Desk, path: str) -> float:
    """Seconds from asking to the last byte, which nobody looks at."""
    at = urlsplit(desk.url)
    buffer = bytearray(BUFFER)
    with socket.create_connection((at.hostname, at.port)) as connection:
        asked = f"GET {path} HTTP/1.1\r\nHost: {at.netloc}\r\nConnection: close\r\n\r\n"
        began = time.perf_counter()
        connection.sendall(asked.encode())
        size = connection.recv_into(buffer)
        assert buffer.startswith(b"HTTP/1.1 200 "), bytes(buffer[:size])
        while connection.recv_into(buffer):
            pass
        return time.perf_counter() - began


def _rows(desk: scratch.Desk, path: str) -> int:
    """The number of records in an answer, each of which is a line; CSV has a header above them."""
    connection = HTTPConnection(urlsplit(desk.url).netloc)
    connection.request("GET", path)
    answer = connection.getresponse()
    end, found = (b"\r\n", -1) if path == CSV else (b"}\n", 0)
    rest = b""
    while block := answer.read(BUFFER):
        found += (rest + block).count(end)
        rest = block[-1:]
    connection.close()
    return found


def _memory(desk: scratch.Desk) -> dict[str, float]:
    """The web process's memory in MB: before, and at most while it sends."""
    idle = _resident(desk)
    with _watched(desk) as sizes:
        for path in (NDJSON, CSV):
            _received(desk, path)
    return {"idle_mb": round(idle, 1), "peak_mb": round(max(sizes), 1)}


@contextmanager
def _watched(desk: scratch.Desk) -> Iterator[list[float]]:
    """The memory of the web process while this goes on, looked at every few milliseconds."""
    sizes = [_resident(desk)]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.005):
            sizes.append(_resident(desk))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield sizes
    finally:
        over.set()
        watcher.join()


def _resident(desk: scratch.Desk) -> float:
    (worker,) = psutil.Process(desk.web).children()
    return worker.memory_info().rss / 1e6


def _copied(desk: scratch.Desk, what: str) -> float:
    return float(json.loads(desk.scratch.run(__name__, what)))


def _plain_rows() -> int:
    from claims.benchmarks import plain

    return plain.ROWS


def main(what: str) -> float:
    """Seconds that COPY of all lines, or of all lines of CSV, takes."""
    from django.db import connection

    from claims.exports import lines
    from claims.models import Newsroom, Publication

    statement = {"lines": lines.statement, "csv_lines": lines.csv_statement}[what]
    query, given = statement(Publication.objects.live(), Newsroom.current())
    with connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.copy(f"COPY ({query}) TO STDOUT", given) as copy:
            for _ in copy:
                pass
        return time.perf_counter() - began


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    import django

    django.setup()
    print(json.dumps(main(sys.argv[1])))
