"""A client that keeps a copy: killed anywhere and started again, it ends with what is published."""

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from rest_framework.renderers import JSONRenderer

from claims.exports import records
from claims.models import Newsroom, Publication, User
from claims.pipeline import publication
from tests import make
from tests.clients.programs import program
from tests.worker import wait_for

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

# Kills before the end; a client that is quick is through before, and another one is started.
KILLS, MOST = 8, 80
EVERY_ACT = {"publish", "correct", "retract"}


@pytest.fixture
def unlimited(settings: pytest.FixtureRequest) -> None:
    """As many requests as it takes: this is not about limits."""
    rates = {"anon": "100000/minute", "key": "100000/minute"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}


class Desk(threading.Thread):
    """Two people who publish, correct and retract until they are told to stop."""

    def __init__(self, alice: User, bob: User, seed: int) -> None:
        super().__init__()
        self.alice, self.bob, self.random = alice, bob, random.Random(seed)
        self.enough = threading.Event()
        self.done: list[str] = []

    def run(self) -> None:
        while not self.enough.is_set():
            self.act()
        connection.close()

    def act(self) -> None:
        what = self.random.choice(("publish", "correct", "correct", "retract"))
        live = list(Publication.objects.live().filter(published_by=self.bob)[:50])
        if what == "publish" or not live:
            make.published(self.alice, self.bob)
        elif what == "correct":
            make.corrected(self.random.choice(live), self.bob)
        else:
            publication.retract(self.random.choice(live), by=self.bob, reason="We were wrong.")
        self.done.append(what)


def copied(file: Path) -> dict[int, dict]:
    with sqlite3.connect(file) as copy:
        rows = copy.execute("SELECT id, record FROM verdict").fetchall()
    return {number: json.loads(record) for number, record in rows}


def published() -> dict[int, dict]:
    newsroom = Newsroom.current()
    rows = Publication.objects.live()
    body = JSONRenderer().render([records.record(row, newsroom) for row in rows])
    return {row["id"]: row for row in json.loads(body)}


def test_a_client_that_is_killed_at_random_ends_with_what_is_published(
    transactional_db, live_server, unlimited, tmp_path
):
    chance = random.Random()
    seed = chance.randrange(10**6)
    print(f"seed {seed}")
    chance.seed(seed)
    first = make.published(make.user("ann", role="Reporter"), make.user("ed", role="Editor"))
    make.publications_like(first, 150)
    # Pages of a row: there are many places at which to be killed.
    script = tmp_path / "sync.py"
    script.write_text(program("sync.py").replace('"page_size": 100', '"page_size": 1'))
    command = [sys.executable, script, live_server.url, tmp_path / "copy.sqlite"]
    desks = [
        Desk(make.user(f"alice{n}", role="Editor"), make.user(f"bob{n}", role="Editor"), seed + n)
        for n in range(2)
    ]
    for desk in desks:
        desk.start()
    midway = 0
    try:
        for _ in range(MOST):
            client = subprocess.Popen(command)
            time.sleep(chance.uniform(0.2, 1.2))
            client.kill()
            midway += client.wait() != 0
            if midway == KILLS:
                break
        wait_for(
            lambda: {what for desk in desks for what in desk.done} >= EVERY_ACT, what="each act"
        )
    finally:
        for desk in desks:
            desk.enough.set()
        for desk in desks:
            desk.join()
    assert midway == KILLS
    subprocess.run(command, check=True, timeout=600)
    assert copied(tmp_path / "copy.sqlite") == published()
