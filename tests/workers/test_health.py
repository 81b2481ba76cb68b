"""`/healthz` and `/readyz`: is the process up, and has it all that it needs?"""

import json
import subprocess
import sys

import pytest

from tests.worker import Worker, environment, wait_for


def test_a_process_that_is_up_says_so_without_asking_anybody(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_desk_without_a_worker_is_not_ready_and_says_what_is_missing(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "database": "ok",
        "broker": "ok",
        "worker": "failed: TimeoutError",
    }


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_desk_is_ready_once_a_worker_answers(client, tmp_path):
    worker = Worker(tmp_path / "worker.log")
    try:
        worker.wait_until_ready()
        # A worker has a second to answer, which one on a busy machine may miss.
        wait_for(lambda: client.get("/readyz").status_code == 200, what="a desk that is ready")
        wait_for(
            lambda: set(client.get("/readyz").json().values()) == {"ok"}, what="an ok of each part"
        )
    finally:
        worker.stop()


def test_a_database_that_is_away_is_named_without_its_address():
    ask = (
        "import django; django.setup();"
        "from django.test import Client; client = Client(headers={'host': 'localhost'});"
        "print(client.get('/readyz').content.decode())"
    )
    away = environment(
        DATABASE_URL="postgresql://somebody:secret@127.0.0.1:1/nowhere",
        REDIS_URL="unix:///nowhere.sock",
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], env=away, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {
        "status": "unavailable",
        "database": "failed: OperationalError",
        "broker": "failed: OperationalError",
        "worker": "unknown: the broker is away",
    }
