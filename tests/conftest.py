"""What every test may ask for: the servers, and the cast."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.cache import cache, caches

from claims.desk import names
from claims.models import User
from factcheck import services
from tests import make

# A folder for each run, named after its process: see `tests/settings.py`.
RUNS = Path(__file__).resolve().parent.parent / ".data" / "test"


@pytest.fixture(scope="session")
def embedded_services() -> Iterator[None]:
    """Have the database and the broker, from the first test that needs them to the end."""
    _remove_what_killed_runs_left()
    with services.running(durable=False):
        yield
    if services.data_dir().is_relative_to(RUNS):
        shutil.rmtree(services.data_dir(), ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(embedded_services: None) -> None:
    """Start the servers before pytest-django makes the test database on them."""


def _remove_what_killed_runs_left() -> None:
    for folder in RUNS.iterdir() if RUNS.is_dir() else ():
        if folder.name.isdigit() and not psutil.pid_exists(int(folder.name)):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_kept(request: pytest.FixtureRequest) -> None:
    """Forget what was kept of another test's rows, and the requests that it made."""
    caches["process"].clear()
    names.forget()
    if _has_the_database(request):
        request.getfixturevalue("embedded_services")
        cache.clear()


def _has_the_database(request: pytest.FixtureRequest) -> bool:
    asked = {"db", "transactional_db"}.intersection(request.fixturenames)
    return bool(asked or request.node.get_closest_marker("django_db"))


# The cast. Alice writes, Bob and Carol sign off, Dana administers, Charlie has an account and no
# role: he must see nothing.


@pytest.fixture
def alice(db: None) -> User:
    return make.user("alice", role="Reporter", first_name="Alice", last_name="Adler")


@pytest.fixture
def bob(db: None) -> User:
    return make.user("bob", role="Editor", first_name="Bob", last_name="Brandt")


@pytest.fixture
def carol(db: None) -> User:
    return make.user("carol", role="Editor", first_name="Carol", last_name="Cruz")


@pytest.fixture
def dana(db: None) -> User:
    return make.user("dana", role="Administrator", first_name="Dana", last_name="Dietz")


@pytest.fixture
def charlie(db: None) -> User:
    return make.user("charlie", first_name="Charlie", last_name="Clark")
