"""The published verdicts as they are read for export: a line each, the newest first.

What never changes of a line is stored with the publication; the database puts the rest round it
when it is read, so that nothing stored is ever out of date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection
from django.urls import reverse
from psycopg import pq
from psycopg.adapt import Buffer, Loader

from claims.exports import spreadsheets
from claims.exports.records import frozen
from claims.models import Newsroom
from claims.models.publication import PublicationQuerySet

# Rows that the database hands over at a time, which an older libpq can't.
ROWS = 64 if pq.version() >= 170000 else 1

# A query and the values in it.
Statement = tuple[str, list[Any]]

# What lines are made of.
_PARTS = (
    "id",
    "claim_id",
    "state",
    "promise_status",
    "review_by",
    "stale",
    "changed_at",
    "line",
    "csv_line",
    "csv_more",
)
_MOMENT = """to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# Codes and dates need no escaping; the address comes escaped, its id cut out.
_LINE = f"""concat(
    '{{"id":', claim_id, ',"url":', %s::text, claim_id, %s::text, ',"state":"', state, '",',
    line,
    ',"promise_status":"', promise_status,
    '","review_by":', coalesce('"' || to_char(review_by, 'YYYY-MM-DD') || '"', 'null'),
    ',"is_stale":', (cardinality(stale) > 0)::text, ',"stale":', to_json(stale),
    ',"changed_at":"', {_MOMENT}, E'"}}\\n'
)"""
_CSV_LINE = f"""concat(
    claim_id, ',', %s::text, claim_id, %s::text, ',',
    csv_line,
    ',', promise_status, ',', to_char(review_by, 'YYYY-MM-DD'), ',', array_to_string(stale, '; '),
    ',', {_MOMENT}, ',', state, ',',
    csv_more,
    E'\\r\\n'
)"""


def stored(number: int, published_at: dt.datetime, snapshot: dict[str, Any]) -> dict[str, str]:
    """What is stored of a publication's lines: the `line` of JSON, and of CSV two pieces."""
    said = frozen(number, published_at, snapshot)
    cells = spreadsheets.cells(said)
    return {
        "line": orjson.dumps(said).decode()[1:-1],
        "csv_line": spreadsheets.line(cells[name] for name in spreadsheets.SAID),
        "csv_more": spreadsheets.line(cells[name] for name in spreadsheets.MORE),
    }


def lines(rows: PublicationQuerySet, newsroom: Newsroom) -> Iterator[bytes]:
    """Each record (`claims.exports.records.record`) as JSON, with a line end."""
    return _read(*statement(rows, newsroom))


def csv_lines(rows: PublicationQuerySet, newsroom: Newsroom) -> Iterator[bytes]:
    """A header and each record as CSV, with line ends."""
    yield f"{spreadsheets.line(spreadsheets.CSV_COLUMNS)}\r\n".encode()
    yield from _read(*csv_statement(rows, newsroom))


def records(rows: PublicationQuerySet, newsroom: Newsroom) -> Iterator[dict[str, Any]]:
    """Each record."""
    return map(orjson.loads, lines(rows, newsroom))


def statement(rows: PublicationQuerySet, newsroom: Newsroom) -> Statement:
    """What asks the database for `lines`: so all of them are as of one moment."""
    return _statement(rows, _LINE, orjson.dumps(_address(newsroom)).decode())


def csv_statement(rows: PublicationQuerySet, newsroom: Newsroom) -> Statement:
    """The same for CSV, without its header."""
    return _statement(rows, _CSV_LINE, spreadsheets.line([_address(newsroom)]))


def _address(newsroom: Newsroom) -> str:
    """A fact-check's address, whose last 0 is its id."""
    return newsroom.absolute(reverse("fact-check", args=[0]))


def _statement(rows: PublicationQuerySet, line: str, address: str) -> Statement:
    before, _, after = address.rpartition("0")
    chosen, given = rows.newest_first().values(*_PARTS).query.sql_with_params()
    # Names of our own, and a statement of Django's with its values apart.
    query = f"SELECT {line} FROM ({chosen}) AS chosen ORDER BY id DESC"  # noqa: S608
    return query, [before, after, *given]


def _read(query: str, given: list[Any]) -> Iterator[bytes]:
    """The rows of a query of one column, as they are asked for.

    Not COPY, of which each row is a message of its own, and whose text has backslashes doubled.
    """
    with connection.cursor() as cursor:
        cursor.adapters.register_loader("text", _AsItComes)
        for (text,) in cursor.stream(query, given, size=ROWS):
            yield text


class _AsItComes(Loader):
    """Text as bytes: it goes out in the encoding in which it comes in."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)
