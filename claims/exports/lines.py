"""The published verdicts as they are read for export: one after the other, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from claims.exports import spreadsheets
from claims.exports.records import record
from claims.models import Newsroom
from claims.models.publication import PublicationQuerySet

# Rows that the database hands over at a time.
ROWS = 64


def lines(rows: PublicationQuerySet, newsroom: Newsroom) -> Iterator[bytes]:
    """Each record as JSON, with a line end."""
    for row in records(rows, newsroom):
        yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def csv_lines(rows: PublicationQuerySet, newsroom: Newsroom) -> Iterator[bytes]:
    """A header and each record as CSV, with line ends."""
    return spreadsheets.lines(records(rows, newsroom))


def records(rows: PublicationQuerySet, newsroom: Newsroom) -> Iterator[dict[str, Any]]:
    """Each record (`claims.exports.records.record`)."""
    for row in rows.newest_first().iterator(chunk_size=ROWS):
        yield record(row, newsroom)
