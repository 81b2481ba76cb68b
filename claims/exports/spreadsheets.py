"""CSV: one published verdict a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import orjson

# Columns are added at the end: programs may count them. What never changes of a record is in two
# runs, each stored as one piece, with what is known only later or may change before and after.
FIRST = ("id", "url")
SAID = (
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
)
KNOWN = ("promise_status", "review_by", "stale", "changed_at", "state")
MORE = (
    "yardstick",
    "not_found",
    "rating_description",
    "rating_tone",
    "claimants_json",
    "occurrences_json",
    "sources_json",
    "replies_json",
    "corrections_json",
)
CSV_COLUMNS = (*FIRST, *SAID, *KNOWN, *MORE)

_OF_RATING = ("number", "best", "worst", "scale", "description", "tone")
_LISTS = ("claimants", "occurrences", "sources", "replies", "corrections")


def cells(row: dict[str, Any]) -> dict[str, Any]:
    """A value for each of `SAID` and `MORE`, of the frozen part of a record.

    Of what there may be several of, the first or all names in one cell for people who read it,
    and the whole as JSON in another for programs.
    """
    first = row["occurrences"][0] if row["occurrences"] else None
    rating = row["rating"] or {}
    last = row["corrections"][-1] if row["corrections"] else {}
    return {
        **row,
        **{f"rating_{name}": rating.get(name) for name in _OF_RATING},
        **{f"{name}_json": _json(row[name]) for name in _LISTS},
        "kinds": "; ".join(row["kinds"]),
        "claimants": "; ".join(claimant["name"] for claimant in row["claimants"]),
        "quote": first["quote"] if first else "",
        "said_on": first["said_on"] if first else "",
        "document_title": first["document"]["title"] if first else "",
        "document_outlet": first["document"]["outlet"] if first else "",
        "document_url": first["document"]["url"] if first else "",
        "rating": rating.get("label"),
        "sources": "; ".join(source["url"] or source["title"] for source in row["sources"]),
        "corrections": len(row["corrections"]),
        "last_corrected_at": last.get("at"),
        "last_correction": last.get("what") or last.get("why"),
    }


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def line(values: Iterable[Any]) -> str:
    """One RFC 4180 line without its end, or a part of one; no cell is a formula."""
    text = io.StringIO()
    csv.writer(text).writerow([_cell(value) for value in values])
    return text.getvalue().removesuffix("\r\n")


# Signs that begin a formula (OWASP, “CSV Injection”), in both of their widths.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def _cell(value: Any) -> Any:
    """A value that no spreadsheet runs as a formula, also not one that drops leading blanks."""
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return value
