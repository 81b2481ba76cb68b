"""`manage.py export_published`: the bytes of the API, in files that are whole or not there."""

import gzip
import io
from pathlib import Path

import pyarrow.parquet
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.exports.formats import FORMATS
from claims.models import Publication
from tests import make


@pytest.fixture
def two(transactional_db, alice, bob) -> list[Publication]:
    return [make.published(alice, bob) for _ in range(2)]


def export(*words: str | Path) -> str:
    out = io.StringIO()
    call_command("export_published", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def stream(client):
    """What the API answers."""

    def read(**asked: str) -> bytes:
        return b"".join(client.get("/api/v1/verdicts/export/", asked))

    return read


def test_a_folder_gets_every_format_in_the_bytes_of_the_api(two, tmp_path, stream):
    folder = tmp_path / "new"
    with time_machine.travel(timezone.now(), tick=False):
        said = export(f"{folder}/")
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
            f"verdicts{one.suffix}": stream(format=name) for name, one in FORMATS.items()
        }
    length = (folder / "verdicts.csv").stat().st_size
    assert f"{folder / 'verdicts.csv'}: 2 verdicts, {length:,} bytes" in said.splitlines()


def test_a_folder_gets_the_formats_that_are_named(two, tmp_path, stream):
    export(tmp_path, "--format", "csv", "--format", "ndjson", "--compression", "gzip")
    assert {file.name for file in tmp_path.iterdir()} == {"verdicts.csv.gz", "verdicts.ndjson.gz"}
    assert gzip.decompress((tmp_path / "verdicts.csv.gz").read_bytes()) == stream(format="csv")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("all.ndjson", {"format": "ndjson"}),
        ("all.csv.gz", {"format": "csv", "compression": "gzip"}),
        ("all.json.zst", {"format": "json", "compression": "zstd"}),
        ("all.claimreview.ndjson", {"format": "claimreview"}),
    ],
)
def test_the_name_of_a_file_says_its_format(two, tmp_path, stream, name, asked):
    export(tmp_path / name)
    assert (tmp_path / name).read_bytes() == stream(**asked)


def test_a_file_of_another_name_needs_its_format(two, tmp_path):
    with pytest.raises(CommandError, match="--format"):
        export(tmp_path / "verdicts.txt")
    export(tmp_path / "verdicts.txt", "--format", "parquet")
    assert pyarrow.parquet.read_table(tmp_path / "verdicts.txt").num_rows == 2


def test_filters_are_those_of_the_api(two, tmp_path, stream):
    Publication.objects.filter(pk=two[0].pk).update(promise_status="kept")
    said = export(tmp_path / "kept.csv", "--promise-status", "kept", "--corrected", "false")
    assert ": 1 verdict," in said
    assert (tmp_path / "kept.csv").read_bytes() == stream(format="csv", promise_status="kept")


@pytest.mark.parametrize(
    "words",
    [
        ["all.csv", "--corrected", "perhaps"],
        ["all.csv", "--published-from", "yesterday"],
        ["all.csv", "--format", "csv", "--format", "json"],
        ["all"],
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(db, tmp_path, words):
    with pytest.raises(CommandError) as refused:
        export(tmp_path / words[0], *words[1:])
    assert refused.value.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_unless_force_is_used(two, tmp_path):
    file = tmp_path / "all.csv"
    file.write_text("an older one")
    with pytest.raises(CommandError, match="--force") as refused:
        export(file)
    assert refused.value.returncode == 3
    assert file.read_text() == "an older one"
    export(file, "--force")
    assert file.read_bytes().count(b"\r\n") == 3


def test_a_file_that_fails_leaves_what_was_there(two, tmp_path, monkeypatch):
    file = tmp_path / "all.csv"
    file.write_text("an older one")

    def half(*_, **__):
        yield b"half"
        raise OSError("The network is gone.")

    monkeypatch.setattr("claims.management.commands.export_published.blocks", half)
    with pytest.raises(OSError, match="network"):
        export(file, "--force")
    assert [one.name for one in tmp_path.iterdir()] == ["all.csv"]
    assert file.read_text() == "an older one"
