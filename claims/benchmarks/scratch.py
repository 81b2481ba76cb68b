"""A scratch desk: its own database and broker, real web and worker processes, gone afterwards."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import httpx
import psycopg
from psycopg import sql

from factcheck import services
from factcheck.services import valkey

ROOT = Path(__file__).resolve().parent.parent.parent
USERNAME = "benchmark"


@dataclass(frozen=True)
class Desk:
    url: str
    password: str
    # What it runs on, and the id of its web server's first process.
    scratch: Scratch
    web: int

    def client(self) -> httpx.Client:
        """A browser without a screen, logged in as an administrator."""
        client = httpx.Client(base_url=self.url, timeout=30)
        client.get("/login/")
        answer = client.post(
            "/login/",
            data={
                "username": USERNAME,
                "password": self.password,
                "csrfmiddlewaretoken": client.cookies["csrftoken"],
            },
        )
        assert answer.status_code == httpx.codes.FOUND, "the scratch desk lets nobody in"
        return client


@contextmanager
def desk(*, settings: str = "", workers: bool = True) -> Iterator[Desk]:
    """A desk that is ready, with a warm worker; nothing of it is left when the block ends.

    Its servers have the settings of this process unless others are named.
    """
    with services_for_scratch() as scratch, ExitStack() as stack:
        port = _free_port()
        log = stack.enter_context((scratch.folder / "log").open("wb"))

        environment = scratch.environment
        if settings:
            environment = {**environment, "DJANGO_SETTINGS_MODULE": settings}

        def start(*command: str) -> int:
            return stack.enter_context(_process(command, environment, log))

        python = (sys.executable, "-m")
        web = ("--worker-class", "gthread", "--threads", "4", "--bind", f"127.0.0.1:{port}")
        server = start(*python, "gunicorn", *web, "--no-control-socket", "factcheck.wsgi")
        if workers:
            start(*python, "celery", "-A", "factcheck", "worker", "--concurrency", "2")
        url = f"http://127.0.0.1:{port}"
        health = "readyz" if workers else "healthz"
        _wait_for(lambda: _is_well(f"{url}/{health}"))
        yield Desk(url, scratch.password, scratch, server)


@dataclass(frozen=True)
class Scratch:
    """A database with all tables and one account, an administrator's, and a broker."""

    folder: Path
    environment: dict[str, str]
    password: str

    def run(self, module: str, *arguments: str) -> str:
        """What a module of ours prints when it runs by itself on these."""
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


@contextmanager
def services_for_scratch() -> Iterator[Scratch]:
    """Database and broker alone, for what runs in a process of its own; gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fc-")))
        password = secrets.token_urlsafe(16)
        environment = {
            **os.environ,
            "DATABASE_URL": stack.enter_context(_database()),
            "REDIS_URL": f"unix://{folder}/broker.sock",
            "DJANGO_SUPERUSER_PASSWORD": password,
            "LOG_LEVEL": "ERROR",
        }
        log = stack.enter_context((folder / "broker.log").open("wb"))
        options = ("--port", "0", "--unixsocket", folder / "broker.sock", "--save", "")
        broker: tuple[str | Path, ...] = (valkey.program(), *map(str, options))
        stack.enter_context(_process(broker, environment, log))
        _manage(environment, "migrate", "-v0")
        who = ("--username", USERNAME, "--email", "benchmark@courier.example")
        _manage(environment, "createsuperuser", "--noinput", *who)
        yield Scratch(folder, environment, password)


@contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database on the server that the settings name."""
    server = services.database_url()
    name = f"factcheck_benchmark_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        identifier = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


@contextmanager
def _process(
    command: tuple[str | Path, ...], environment: dict[str, str], log: IO[bytes]
) -> Iterator[int]:
    """A process that ends with the block; gives its id."""
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _is_well(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"The scratch desk was not ready after {seconds:.0f} s.")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
