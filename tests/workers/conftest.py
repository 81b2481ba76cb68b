"""A broker of the test's own that can be stopped and flushed, and workers on it."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from claims.models import Document
from factcheck.services import valkey
from tests.worker import Worker, environment, wait_for


class Broker:
    """A Valkey server that the test may stop, start and flush."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "broker.sock"
        self.url = f"unix://{self.socket}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ("--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder))
        self.process = subprocess.Popen([valkey.program(), *options], stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        wait_for(self.socket.exists, what="the broker's socket")
        wait_for(client.ping, what="the broker")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(timeout=10)
            self.process = None
            self.socket.unlink(missing_ok=True)

    def flush(self) -> None:
        redis.Redis.from_url(self.url).flushall()


@pytest.fixture
def broker() -> Iterator[Broker]:
    # Not tmp_path: a socket's path has room for about a hundred bytes.
    with tempfile.TemporaryDirectory(prefix="fc-") as folder:
        own = Broker(Path(folder))
        own.start()
        yield own
        own.stop()


@pytest.fixture
def variables(transactional_db: None, broker: Broker) -> dict[str, str]:
    """What the processes of these tests have in common."""
    return {
        "REDIS_URL": broker.url,
        "EXTRACTION_LEASE_SECONDS": "3",
        "EXTRACTION_RESEND_SECONDS": "3",
    }


@pytest.fixture
def ingest(variables: dict[str, str], tmp_path: Path) -> Callable[[str], Document]:
    """Add a text in a process of its own, as an editor's web server would."""

    def run(text: str) -> Document:
        file = tmp_path / "text.txt"
        file.write_text(text)
        command = [sys.executable, "manage.py", "ingest", str(file)]
        subprocess.run(command, env=environment(**variables), check=True, timeout=120)
        return Document.objects.get(text=text)

    return run


@pytest.fixture
def start_worker(variables: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Start a worker with beat on the test's broker, as often as the test likes."""
    started: list[Worker] = []

    def start() -> Worker:
        worker = Worker(tmp_path / "worker.log", beat=True, **variables)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
    print((tmp_path / "worker.log").read_text()[-4000:])
