"""The forms in which published verdicts are exported, streamed in constant memory.

All have every field of the record (`claims.exports.records`), but for ClaimReview and what is
made of it, which has those that schema.org knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from claims.exports import claim_reviews, parquet
from claims.exports.compression import COMPRESSIONS, compressed
from claims.exports.lines import csv_lines, lines, records
from claims.exports.selection import Selection
from claims.models import Newsroom
from claims.models.publication import PublicationQuerySet

__all__ = ["COMPRESSIONS", "FORMATS", "Format", "blocks", "stream"]

# Bytes that go out at a time: a write for each line is most of the time that an export takes.
BLOCK = 256 * 1024

Pieces = Callable[[PublicationQuerySet, Newsroom], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A form: its name for people, its media type, the end of its files' names."""

    label: str
    media_type: str
    suffix: str
    pieces: Pieces


def _json(rows: PublicationQuerySet, newsroom: Newsroom) -> Iterator[bytes]:
    """One array, a record a line."""
    separator = b"["
    for line in lines(rows, newsroom):
        yield separator + line
        separator = b","
    yield b"[]\n" if separator == b"[" else b"]\n"


FORMATS = {
    "json": Format("JSON", "application/json", ".json", _json),
    "ndjson": Format("NDJSON", "application/x-ndjson", ".ndjson", lines),
    "csv": Format("CSV", "text/csv", ".csv", csv_lines),
    "jsonld": Format(
        "ClaimReview, one JSON-LD graph",
        "application/ld+json",
        ".jsonld",
        lambda rows, newsroom: claim_reviews.graph(records(rows, newsroom), newsroom),
    ),
    "claimreview": Format(
        "ClaimReview, one a line",
        "application/x-ndjson",
        ".claimreview.ndjson",
        lambda rows, newsroom: claim_reviews.lines(records(rows, newsroom), newsroom),
    ),
    "datafeed": Format(
        "ClaimReview, as a DataFeed",
        "application/ld+json",
        ".datafeed.jsonld",
        lambda rows, newsroom: claim_reviews.feed(records(rows, newsroom), newsroom),
    ),
    "parquet": Format(
        "Parquet",
        "application/vnd.apache.parquet",
        ".parquet",
        lambda rows, newsroom: parquet.pieces(lines(rows, newsroom)),
    ),
}


def blocks(
    selection: Selection, newsroom: Newsroom, *, format: str, compression: str = ""
) -> Iterator[bytes]:
    """What is published of `selection`, as of one moment, as the bytes of one file.

    `format` and `compression` are names of `FORMATS` and `COMPRESSIONS`; "" compresses nothing.
    This thread's database connection is busy until the last block or `close()`: who writes
    meanwhile does so from another thread.
    """
    return stream(selection.rows(), newsroom, format=format, compression=compression)


def stream(
    rows: PublicationQuerySet, newsroom: Newsroom, *, format: str, compression: str = ""
) -> Iterator[bytes]:
    """The same of these publications."""
    return compressed(_blocks(FORMATS[format].pieces(rows, newsroom)), compression)


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= BLOCK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
