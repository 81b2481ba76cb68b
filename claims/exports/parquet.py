"""Parquet: the records as typed columns, for analysts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from claims.exports.sink import Sink

if TYPE_CHECKING:
    import pyarrow as pa

# A row group is what a reader reads at a time, and what is in memory here: so many records, or
# fewer that have so many bytes as JSON.
ROWS = 5000
SIZE = 16 * 1024 * 1024


def pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """A Parquet file of records that come as lines of JSON, a row group at a time."""
    # Here, and not above: it is large, and no other form needs it.
    from pyarrow.parquet import ParquetWriter

    sink = Sink()
    with ParquetWriter(sink, schema(), compression="zstd") as writer:
        for group in _groups(lines):
            writer.write_table(_table(group))
            yield sink.drained()
    yield sink.drained()


def _groups(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    size = 0
    for line in lines:
        group.append(line)
        size += len(line)
        if len(group) == ROWS or size >= SIZE:
            yield group
            group, size = [], 0
    if group:
        yield group


def _table(lines: list[bytes]) -> pa.Table:
    import pyarrow as pa
    from pyarrow import json

    text = pa.py_buffer(b"".join(lines))
    # One block: a record must not be cut in two.
    reading = json.ReadOptions(use_threads=False, block_size=text.size)
    # Days are read as times: this reader knows no days.
    shape = json.ParseOptions(_schema(pa.timestamp("s")), unexpected_field_behavior="error")
    return json.read_json(pa.BufferReader(text), reading, shape).cast(schema())


def schema() -> pa.Schema:
    """The columns: those of the record, in its order. Times are UTC, days are days."""
    import pyarrow as pa

    return _schema(pa.date32())


@cache
def _schema(day: pa.DataType) -> pa.Schema:
    import pyarrow as pa

    text, number = pa.string(), pa.int32()
    time = pa.timestamp("us", "UTC")
    claimant = {"id": pa.int64(), "name": text, "role": text}
    document = {"title": text, "outlet": text, "url": text, "published_on": day}
    occurrence = {
        "quote": text,
        "speaker": text,
        "reported_by": text,
        "said_on": day,
        "document": pa.struct(document),
    }
    rating = {
        "scale": text,
        "label": text,
        "description": text,
        "tone": text,
        "number": number,
        "best": number,
        "worst": number,
    }
    source = {
        "title": text,
        "url": text,
        "publisher": text,
        "published_on": day,
        "kind": text,
        "stance": text,
        "passage": text,
        "locator": text,
        "read_on": day,
        "withheld_reason": text,
        "archived": pa.struct({"at": time, "sha256": text}),
    }
    reply = {
        "whom": text,
        "asked_on": day,
        "until": day,
        "answered_on": day,
        "answer": text,
    }
    correction = {
        "kind": text,
        "what": text,
        "why": text,
        "approved_by": text,
        "at": time,
        "corrects": number,
    }

    def several(parts: dict[str, pa.DataType]) -> pa.DataType:
        return pa.list_(pa.struct(parts))

    return pa.schema(
        {
            "id": pa.int64(),
            "url": text,
            "state": text,
            "number": number,
            "published_at": time,
            "not_found": text,
            "due_on": day,
            "yardstick": text,
            "replies": several(reply),
            "corrections": several(correction),
            "statement": text,
            "kinds": pa.list_(text),
            "claimants": several(claimant),
            "occurrences": several(occurrence),
            "rating": pa.struct(rating),
            "summary": text,
            "explanation": text,
            "as_of": day,
            "sources": several(source),
            "first_published_at": time,
            "language": text,
            "promise_status": text,
            "review_by": day,
            "is_stale": pa.bool_(),
            "stale": pa.list_(text),
            "changed_at": time,
        }
    )
