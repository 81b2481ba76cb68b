"""Every form of export is read back, by the programs that people read it with."""

import csv
import datetime as dt
import gzip
import io
import json

import extruct
import pandas
import pyarrow
import pytest
from pyarrow import parquet

from claims.exports.claim_reviews import claim_review
from claims.exports.compression import COMPRESSIONS
from claims.exports.formats import BLOCK, FORMATS, blocks
from claims.exports.records import record
from claims.exports.selection import Selection
from claims.exports.spreadsheets import CSV_COLUMNS, cells
from tests import make


def exported(newsroom, form: str, selection: Selection | None = None, compression: str = ""):
    chosen = selection or Selection()
    return b"".join(blocks(chosen, newsroom, format=form, compression=compression))


@pytest.fixture
def expected(published, newsroom) -> list[dict]:
    return [record(row, newsroom) for row in published]


def test_json_is_one_array_of_all_records(newsroom, expected):
    assert json.loads(exported(newsroom, "json")) == expected


def test_ndjson_has_a_record_a_line(newsroom, expected):
    raw = exported(newsroom, "ndjson")
    assert [json.loads(line) for line in raw.decode().removesuffix("\n").split("\n")] == expected
    frame = pandas.read_json(io.BytesIO(raw), lines=True, dtype=False)
    assert list(frame["id"]) == [row["id"] for row in expected]
    assert list(frame["explanation"]) == [row["explanation"] for row in expected]


def test_csv_has_a_record_a_row(newsroom, expected):
    raw = exported(newsroom, "csv")
    head, *rows = csv.reader(io.StringIO(raw.decode(), newline=""), strict=True)
    assert tuple(head) == CSV_COLUMNS
    assert [dict(zip(head, row, strict=True)) for row in rows] == [texts(row) for row in expected]
    frame = pandas.read_csv(io.BytesIO(raw), keep_default_na=False, dtype=str)
    assert list(frame["id"]) == [str(row["id"]) for row in expected]
    assert list(frame["sources_json"].map(json.loads)) == [row["sources"] for row in expected]


def texts(row: dict) -> dict[str, str]:
    """A record as a spreadsheet has it: all text, and none of it a formula."""
    values = {**cells(row), "stale": "; ".join(row["stale"])}
    words = {name: str("" if values[name] is None else values[name]) for name in CSV_COLUMNS}
    signs = ("=", "+", "-", "@")
    return {
        name: f"'{word}" if word.lstrip().startswith(signs) else word
        for name, word in words.items()
    }


def test_what_a_csv_cell_leaves_out_is_beside_it_as_json(newsroom, expected):
    rows = csv.DictReader(io.StringIO(exported(newsroom, "csv").decode(), newline=""))
    for row, said in zip(rows, expected, strict=True):
        for name in ("claimants", "occurrences", "sources", "replies", "corrections"):
            assert json.loads(row[f"{name}_json"]) == said[name]
        assert row["state"] == "live"


def test_json_ld_has_a_claim_review_for_each(newsroom, published):
    reviews = [claim_review(row, newsroom) for row in published]
    bare = [{name: row[name] for name in row if name != "@context"} for row in reviews]
    graph = json.loads(exported(newsroom, "jsonld"))
    assert graph == {"@context": "https://schema.org", "@graph": bare}
    lines = exported(newsroom, "claimreview").splitlines()
    assert [json.loads(line) for line in lines] == reviews


def test_readers_pages_say_the_same_as_the_export(newsroom, published, client):
    """What extruct, which others gather ClaimReviews with, finds on each page."""
    lines = exported(newsroom, "claimreview").splitlines()
    assert len(lines) == len(published)
    for line in lines:
        review = json.loads(line)
        page = client.get(review["url"].removeprefix(newsroom.address))
        (found,) = extruct.extract(page.content.decode(), syntaxes=["json-ld"])["json-ld"]
        assert found == review


def test_a_data_feed_has_an_item_for_each(newsroom, published, expected):
    feed = json.loads(exported(newsroom, "datafeed"))
    assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
    assert dt.datetime.fromisoformat(feed["dateModified"]).utcoffset() == dt.timedelta()
    for item, row, said in zip(feed["dataFeedElement"], published, expected, strict=True):
        assert item["@type"] == "DataFeedItem"
        assert item["dateCreated"] == said["first_published_at"]
        assert item["dateModified"] == said["published_at"]
        (review,) = item["item"]
        assert {"@context": "https://schema.org", **review} == claim_review(row, newsroom)


def test_parquet_has_typed_columns(newsroom, expected):
    packed = exported(newsroom, "parquet")
    table = parquet.read_table(io.BytesIO(packed))
    assert set(table.column_names) == set(expected[0])
    assert table.schema.field("published_at").type == pyarrow.timestamp("us", "UTC")
    assert table.schema.field("review_by").type == pyarrow.date32()
    assert [as_text(row) for row in table.to_pylist()] == [as_text(row) for row in expected]
    frame = pandas.read_parquet(io.BytesIO(packed))
    assert str(frame["changed_at"].dtype) == "datetime64[us, UTC]"


def as_text(value):
    """A value with times and days as text, whichever way they came."""
    if isinstance(value, dict):
        return {name: as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    if isinstance(value, str) and value[:2] == "20" and value.endswith("Z"):
        value = dt.datetime.fromisoformat(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def test_an_empty_set_is_a_file_like_any_other(newsroom):
    assert json.loads(exported(newsroom, "json")) == []
    assert exported(newsroom, "ndjson") == exported(newsroom, "claimreview") == b""
    assert exported(newsroom, "csv").decode() == ",".join(CSV_COLUMNS) + "\r\n"
    assert json.loads(exported(newsroom, "jsonld"))["@graph"] == []
    assert json.loads(exported(newsroom, "datafeed"))["dataFeedElement"] == []
    table = parquet.read_table(io.BytesIO(exported(newsroom, "parquet")))
    assert table.num_rows == 0
    assert {"id", "sources"} < set(table.column_names)


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "jsonld", "claimreview"])
def test_what_is_compressed_holds_the_same(newsroom, published, form):
    raw = exported(newsroom, form)
    assert set(COMPRESSIONS) == {"gzip", "zstd"}
    packed = {name: exported(newsroom, form, compression=name) for name in COMPRESSIONS}
    assert gzip.decompress(packed["gzip"]) == raw
    with pyarrow.CompressedInputStream(io.BytesIO(packed["zstd"]), "zstd") as unpacked:
        assert unpacked.read() == raw


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_filters_hold_for_every_form(newsroom, published, form):
    wanted = Selection(promise_status="stalled")
    whole, part = (exported(newsroom, form, one) for one in (Selection(), wanted))
    # What only one of the others says; in Parquet it is compressed.
    assert (b"x" * 1000 in whole) == (form != "parquet")
    assert b"x" * 1000 not in part
    assert 0 < len(part) < len(whole)


def test_a_large_set_comes_in_blocks_and_groups(newsroom, alice, bob, monkeypatch):
    monkeypatch.setattr("claims.exports.parquet.ROWS", 3)
    make.publications_like(make.published(alice, bob), 9, statement="x" * 100_000)
    found = list(blocks(Selection(), newsroom, format="ndjson"))
    assert len(found) > 2
    assert max(map(len, found)) < BLOCK + 110_000
    packed = exported(newsroom, "parquet")
    assert parquet.ParquetFile(io.BytesIO(packed)).num_row_groups == 4
    assert parquet.read_table(io.BytesIO(packed)).num_rows == 10
