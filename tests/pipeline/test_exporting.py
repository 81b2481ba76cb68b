"""Exports: asked for, written by whoever holds the lease, handed out, and removed again."""

import csv
import datetime as dt
import gzip
import hashlib
import io
import os
import threading
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from claims.exports import links
from claims.exports.formats import FORMATS
from claims.exports.selection import Selection
from claims.models import Event, Export, Publication, User
from claims.pipeline import exporting
from claims.pipeline.changes import Conflict
from tests import make

State = Export.State


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    """A folder of exports that has nothing of another test."""
    place = tmp_path / "exports"
    exports = {**settings.STORAGES["exports"], "OPTIONS": {"location": str(place)}}
    settings.STORAGES = {**settings.STORAGES, "exports": exports}
    return place


@pytest.fixture
def live(transactional_db: None, alice: User, bob: User) -> Publication:
    return make.published(alice, bob)


def ask(by: User, **facts) -> Export:
    return exporting.ask(by=by, **({"format": "ndjson"} | facts))


def written(export: Export) -> Export:
    taken = exporting.take_over(export.pk)
    assert taken
    exporting.run(taken)
    return fresh(export)


def fresh(export: Export) -> Export:
    return Export.objects.get(pk=export.pk)


def actions(export: Export) -> list[str]:
    events = Event.objects.filter(object_type="export", object_id=export.pk).order_by("id")
    return list(events.values_list("action", flat=True))


def test_an_export_is_asked_for_written_and_recorded(alice, live):
    export = written(ask(alice))
    assert export.state == State.DONE
    content = exporting.path_of(export).read_bytes()
    assert content.count(b"\n") == 1
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert (export.bytes, export.rows_done, export.rows_total) == (len(content), 1, 1)
    days = (export.expires_at - export.finished_at) / dt.timedelta(days=1)
    assert days == pytest.approx(7)
    assert actions(export) == ["export.asked", "export.started", "export.done"]
    assert Event.objects.get(action="export.asked").by == alice


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("compression", ["", "gzip", "zstd"])
def test_the_file_has_the_same_bytes_as_the_api_gives(alice, live, client, name, compression):
    asked = {"format": name, **({"compression": compression} if compression else {})}
    with time_machine.travel(timezone.now(), tick=False):
        export = written(ask(alice, **asked))
        response = client.get("/api/v1/verdicts/export/", asked)
        assert exporting.path_of(export).read_bytes() == b"".join(response)
    ending = {"": "", "gzip": ".gz", "zstd": ".zst"}[compression]
    assert export.file_name.endswith(FORMATS[name].suffix + ending)


def test_filters_are_kept_and_narrow_the_file(alice, bob, live):
    other = make.published(alice, bob)
    Publication.objects.filter(pk=other.pk).update(promise_status="kept")
    export = written(
        ask(alice, format="csv", compression="gzip", selection=Selection(promise_status="kept"))
    )
    text = gzip.decompress(exporting.path_of(export).read_bytes()).decode()
    assert [row["id"] for row in csv.DictReader(io.StringIO(text))] == [str(other.claim_id)]
    assert export.rows_total == 1
    assert export.selection == {"promise_status": "kept"}


def test_the_folder_is_its_owners_alone(alice, live, folder):
    written(ask(alice))
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"format": "docx"}, "format"),
        ({"compression": "rar"}, "compression"),
        ({"format": "archive", "compression": "gzip"}, "compression"),
        ({"format": "archive", "selection": Selection(kind="promise")}, "selection"),
    ],
)
def test_what_cannot_be_written_cannot_be_asked_for(alice, asked, field):
    with pytest.raises(ValidationError) as refused:
        ask(alice, **asked)
    assert list(refused.value.message_dict) == [field]
    assert not Export.objects.exists()


def test_a_person_has_three_under_way_at_most_and_others_have_theirs(alice, bob):
    first, *_ = (ask(alice) for _ in range(3))
    with pytest.raises(Conflict, match="3 exports under way"):
        ask(alice)
    ask(bob)
    exporting.remove(first, by=alice)
    ask(alice)


def test_a_file_takes_its_name_only_when_it_is_whole(alice, live, folder, monkeypatch):
    export = exporting.take_over(ask(alice).pk)

    def half(*_, **__):
        yield b"half of it"
        assert [file.name[0] for file in folder.iterdir()] == ["."]
        raise OSError("The network is gone.")

    monkeypatch.setattr("claims.exports.formats.blocks", half)
    with pytest.raises(OSError, match="network"):
        exporting.run(export)
    assert list(folder.iterdir()) == []


def test_what_went_wrong_is_told_with_what_to_do(alice, live):
    taken = exporting.take_over(ask(alice).pk)
    exporting.give_up(taken, ValueError("no luck"), final=True)
    export = fresh(taken)
    assert export.state == State.FAILED
    assert "no luck" in export.error
    assert "Try again" in export.error
    assert actions(export)[-1] == "export.failed"


def test_a_full_disk_is_told_in_a_sentence(alice, live, folder, monkeypatch):
    monkeypatch.setattr(exporting, "SPARED", 2**63)
    taken = exporting.take_over(ask(alice).pk)
    with pytest.raises(exporting.NoRoom) as full:
        exporting.run(taken)
    exporting.give_up(taken, full.value, final=True)
    assert "not enough room" in fresh(taken).error
    assert list(folder.iterdir()) == []


def test_a_worker_that_is_silent_loses_its_export_and_what_it_wrote(alice, live, folder):
    first = exporting.take_over(ask(alice).pk)
    assert exporting.take_over(first.pk) is None
    with time_machine.travel(timezone.now() + exporting.LEASE * 2, tick=True):
        second = exporting.take_over(first.pk)
        assert second.attempt == 2
        with pytest.raises(exporting.LostLease):
            exporting.run(first)
        assert list(folder.iterdir()) == []
        exporting.run(second)
    assert [file.name for file in folder.iterdir()] == [fresh(first).stored_as]


def test_one_that_stops_its_worker_again_and_again_fails(alice, live):
    export = ask(alice)
    now = timezone.now()
    for number in range(exporting.MAX_ATTEMPTS):
        with time_machine.travel(now + exporting.LEASE * 2 * number, tick=True):
            assert exporting.take_over(export.pk)
    with time_machine.travel(now + exporting.LEASE * 2 * 10, tick=True):
        assert exporting.take_over(export.pk) is None
    assert "stopped 4 times" in fresh(export).error


def test_removing_one_that_is_being_written_stops_its_worker(alice, live, folder, monkeypatch):
    monkeypatch.setattr(exporting, "REPORT_EVERY", 0.02)
    taken = exporting.take_over(ask(alice).pk)
    begun, ended = threading.Event(), threading.Event()

    def endless(*_, **__):
        while True:
            begun.set()
            yield b"more\n"

    def worker():
        with pytest.raises(exporting.LostLease):
            exporting.run(taken)
        connection.close()
        ended.set()

    monkeypatch.setattr("claims.exports.formats.blocks", endless)
    threading.Thread(target=worker, daemon=True).start()
    assert begun.wait(10)
    exporting.remove(taken, by=alice)
    assert ended.wait(20), "the worker went on"
    assert list(folder.iterdir()) == []
    assert fresh(taken).state == State.REMOVED


def test_progress_and_the_lease_reach_the_row_while_the_file_is_written(alice, live, monkeypatch):
    monkeypatch.setattr(exporting, "REPORT_EVERY", 0.02)
    taken = exporting.take_over(ask(alice).pk)
    seen = threading.Event()

    def slow(*_, **__):
        yield b"a line\n"
        while not seen.wait(0.02):
            yield b""

    def look():
        while Export.objects.get(pk=taken.pk).rows_done == 0:
            seen.wait(0.02)
        seen.set()
        connection.close()

    monkeypatch.setattr("claims.exports.formats.blocks", slow)
    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    exporting.run(taken)
    looking.join(20)
    assert seen.is_set()
    assert fresh(taken).state == State.DONE


def test_removing_a_file_ends_its_link_and_deletes_it(alice, live, folder):
    export = written(ask(alice))
    exporting.remove(export, by=alice)
    assert list(folder.iterdir()) == []
    assert actions(export)[-1] == "export.removed"
    with pytest.raises(Conflict, match="removed already"):
        exporting.remove(export, by=alice)


def test_the_sweep_removes_files_whose_days_are_over(alice, live, folder):
    export, kept = written(ask(alice)), written(ask(alice))
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now())
    exporting.sweep()
    assert fresh(export).state == State.EXPIRED
    assert actions(export)[-1] == "export.expired"
    assert [file.name for file in folder.iterdir()] == [fresh(kept).stored_as]


def test_the_sweep_removes_what_killed_workers_left_and_touches_nothing_else(alice, live, folder):
    export = written(ask(alice))
    names = ("export-9-left", ".export-9-left.0badcafe.part", "somebody's.csv", "export-9-new")
    for name in names:
        (folder / name).write_text("x")
    long_ago = (timezone.now() - exporting.STRAY_AFTER * 2).timestamp()
    for file in folder.iterdir():
        if file.name != "export-9-new":
            os.utime(file, (long_ago, long_ago))
    exporting.sweep()
    assert {file.name for file in folder.iterdir()} == {
        export.stored_as,
        "somebody's.csv",
        "export-9-new",
    }


def test_what_cannot_be_removed_stops_no_sweep(alice, live, folder):
    (folder / "export-9-folder").mkdir(parents=True)
    long_ago = (timezone.now() - exporting.STRAY_AFTER * 2).timestamp()
    os.utime(folder / "export-9-folder", (long_ago, long_ago))
    export = ask(alice)
    Export.objects.filter(pk=export.pk).update(wake_at=timezone.now())
    assert exporting.sweep() == 1


def test_a_file_whose_row_may_be_stored_is_left_to_the_sweep(alice, live, monkeypatch):
    """The database goes away after it has committed, and before it says so."""
    taken = exporting.take_over(ask(alice).pk)

    @contextmanager
    def lost_afterwards():
        with transaction.atomic():
            yield
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(exporting, "transaction", SimpleNamespace(atomic=lost_afterwards))
    with pytest.raises(OperationalError):
        exporting.run(taken)
    monkeypatch.undo()
    exporting.give_up(taken, OperationalError("gone"))
    export = fresh(taken)
    assert export.state == State.DONE
    assert exporting.path_of(export).exists()


def test_the_sweep_finds_what_is_due_and_leaves_it_alone_for_a_while(alice):
    export = ask(alice)
    assert exporting.sweep() == 0
    Export.objects.filter(pk=export.pk).update(wake_at=timezone.now())
    assert exporting.sweep() == 1
    assert exporting.sweep() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"state": "running"},
        {"lease_until": dt.datetime(2026, 11, 28, tzinfo=dt.UTC)},
        {"state": "failed", "finished_at": dt.datetime(2026, 11, 28, tzinfo=dt.UTC)},
        {"state": "done", "finished_at": dt.datetime(2026, 11, 28, tzinfo=dt.UTC)},
        {"stored_as": "export-1"},
        {"finished_at": dt.datetime(2026, 11, 28, tzinfo=dt.UTC)},
        {"rows_done": 2, "rows_total": 1},
    ],
)
def test_the_database_refuses_an_export_that_cannot_be(alice, values):
    export = ask(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(**values)


def test_archives_are_written_one_at_a_time(alice, transactional_db):
    first, second = ask(alice, format="archive"), ask(alice, format="archive")
    assert exporting.take_over(first.pk)
    assert exporting.take_over(second.pk) is None
    exporting.remove(first, by=alice)
    assert exporting.take_over(second.pk)


def test_files_are_written_one_at_a_time_whoever_asked(alice, bob, transactional_db):
    """Two long ones would hold both processes of a small newsroom, and whatever else they do."""
    first, second, third = ask(alice), ask(bob), ask(alice, format="archive")
    assert exporting.take_over(first.pk)
    assert exporting.take_over(second.pk) is None
    assert exporting.take_over(third.pk)
    exporting.run(Export.objects.get(pk=first.pk))
    assert exporting.take_over(second.pk)


def test_whoever_died_over_a_file_holds_up_no_other(alice, bob, transactional_db):
    first, second = ask(alice), ask(bob)
    assert exporting.take_over(first.pk)
    Export.objects.filter(pk=first.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert exporting.take_over(second.pk)


def test_a_link_says_whose_file_it_is_and_until_when_and_cannot_be_made_up(alice, live):
    export = written(ask(alice))
    token = links.path(export).split("/")[2]
    ticket = links.read(token)
    assert ticket.export_id == export.pk
    assert ticket.until == export.expires_at.replace(microsecond=0)
    assert not ticket.is_over
    other = token.replace(f"{export.pk}-", f"{export.pk + 1}-", 1)
    for made_up in (other, token[:-1], token.upper(), "", "1", "1-2.x"):
        assert links.read(made_up) is None
