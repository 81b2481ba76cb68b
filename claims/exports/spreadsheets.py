"""CSV: one published verdict a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from claims.exports.records import record
from claims.models import Newsroom, Publication

CSV_COLUMNS = (
    "id",
    "url",
    "number",
    "published_at",
    "statement",
    "kinds",
    "claimants",
    "quote",
    "said_on",
    "document_title",
    "document_outlet",
    "document_url",
    "rating",
    "rating_number",
    "rating_best",
    "rating_worst",
    "rating_scale",
    "summary",
    "explanation",
    "as_of",
    "sources",
    "language",
    "first_published_at",
    "corrections",
    "last_corrected_at",
    "last_correction",
    "due_on",
    "promise_status",
    "review_by",
    "stale",
    "changed_at",
)


def lines(publications: Iterable[Publication], newsroom: Newsroom) -> Iterator[str]:
    """RFC 4180 lines with a header, one published verdict each, safe to open in a spreadsheet."""
    yield _csv_line(CSV_COLUMNS)
    for publication in publications:
        row = _flat(record(publication, newsroom))
        yield _csv_line([row[name] for name in CSV_COLUMNS])


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    first = row["occurrences"][0] if row["occurrences"] else None
    rating = row["rating"] or {}
    last = row["corrections"][-1] if row["corrections"] else {}
    return row | {
        "published_at": row["published_at"].isoformat(),
        "kinds": "; ".join(row["kinds"]),
        "claimants": "; ".join(claimant["name"] for claimant in row["claimants"]),
        "quote": first["quote"] if first else "",
        "said_on": first["said_on"] if first else "",
        "document_title": first["document"]["title"] if first else "",
        "document_outlet": first["document"]["outlet"] if first else "",
        "document_url": first["document"]["url"] if first else "",
        "rating": rating.get("label"),
        "rating_number": rating.get("number"),
        "rating_best": rating.get("best"),
        "rating_worst": rating.get("worst"),
        "rating_scale": rating.get("scale"),
        "sources": "; ".join(source["url"] or source["title"] for source in row["sources"]),
        "first_published_at": row["first_published_at"].isoformat(),
        "corrections": len(row["corrections"]),
        "last_corrected_at": last.get("at"),
        "last_correction": last.get("what") or last.get("why"),
        "stale": "; ".join(row["stale"]),
        "changed_at": row["changed_at"].isoformat(),
    }


def _csv_line(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_cell(value) for value in values])
    return line.getvalue()


# Signs that begin a formula (OWASP, “CSV Injection”), in both of their widths.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def _cell(value: Any) -> Any:
    """A value that no spreadsheet runs as a formula, also not one that drops leading blanks."""
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return value
