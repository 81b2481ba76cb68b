"""Real workers write exports, and are killed over them."""

import datetime as dt
import hashlib
import time
from pathlib import Path

import pytest
from django.utils import timezone

from claims.models import Event, Export, Publication
from claims.pipeline import exporting
from tests import make
from tests.worker import Worker, wait_for

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def folder(settings, variables: dict[str, str], tmp_path: Path) -> Path:
    """A folder of exports that this process and the workers share."""
    place = tmp_path / "exports"
    variables |= {"EXPORTS_DIR": str(place), "EXPORT_LEASE_SECONDS": "3"}
    exports = {**settings.STORAGES["exports"], "OPTIONS": {"location": str(place)}}
    settings.STORAGES = {**settings.STORAGES, "exports": exports}
    return place


@pytest.fixture
def live(alice, bob) -> Publication:
    return make.published(alice, bob)


def state_of(export: Export) -> str:
    return Export.objects.get(pk=export.pk).state


def assert_whole(export: Export) -> None:
    export = Export.objects.get(pk=export.pk)
    content = exporting.path_of(export).read_bytes()
    assert (export.bytes, export.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert Event.objects.filter(action="export.done", object_id=export.pk).count() == 1


def test_a_worker_writes_what_was_asked_for(live, alice, folder, start_worker):
    export = exporting.ask(by=alice, format="ndjson", compression="gzip")
    start_worker()
    wait_for(lambda: state_of(export) == "done", what="the export")
    assert_whole(export)


def test_who_is_through_with_a_file_wakes_a_worker_for_the_next_one(
    live, alice, folder, variables, tmp_path
):
    mine = exporting.take_over(exporting.ask(by=alice, format="csv").pk)
    assert mine
    # Nobody extends its lease while the worker starts.
    Export.objects.filter(pk=mine.pk).update(lease_until=timezone.now() + dt.timedelta(hours=1))
    # On this process's broker, and without beat: no sweep finds it.
    del variables["REDIS_URL"]
    worker = Worker(tmp_path / "worker.log", **variables).wait_until_ready()
    try:
        waiting = exporting.ask(by=alice, format="ndjson")
        # Its own message comes to nothing, as this process is at another one.
        time.sleep(1)
        assert state_of(waiting) == "queued"
        exporting.run(mine)
        exporting.wake_next()
        wait_for(lambda: state_of(waiting) == "done", what="the next export")
    finally:
        worker.kill()
    assert_whole(waiting)


def test_a_worker_killed_in_the_middle_leaves_no_half_file_and_another_writes_it_all(
    live, alice, folder, start_worker
):
    make.publications_like(live, 60)
    worker = start_worker().wait_until_ready()
    export = exporting.ask(by=alice, format="archive")
    wait_for(lambda: list(folder.glob(".*.part")), what="a file that was begun")
    worker.kill()
    assert state_of(export) == "running"
    assert list(folder.glob("export-*")) == []

    start_worker()
    wait_for(lambda: state_of(export) == "done", what="the export")
    assert Export.objects.get(pk=export.pk).attempt >= 2
    assert_whole(export)
