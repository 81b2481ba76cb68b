"""Exports: published snapshots in the forms that others read. Nothing is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator

from claims.models import Correction, Newsroom, Publication

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

# What snapshots have had only since there are corrections; to readers of older ones it is unknown.
_LATER: dict[str, Any] = {
    "not_found": "",
    "due_on": None,
    "yardstick": "",
    "replies": [],
    "corrections": [],
}
_LATER_OF_CLAIMANT: dict[str, Any] = {"id": None}
_LATER_OF_SOURCE: dict[str, Any] = {"published_on": None, "archived": None}


def record(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    """A published verdict as the API gives it: its snapshot, and what is known of it by now.

    Snapshots of every age have the same keys here.
    """
    said = publication.snapshot
    first = said.get("first_published_at")
    return {
        "id": publication.claim_id,
        "number": publication.number,
        "url": newsroom.absolute(publication.get_absolute_url()),
        "published_at": publication.published_at,
        **_LATER,
        **said,
        "claimants": [_LATER_OF_CLAIMANT | claimant for claimant in said["claimants"]],
        "sources": [_LATER_OF_SOURCE | source for source in said["sources"]],
        "first_published_at": parse_datetime(first) if first else publication.published_at,
        "promise_status": publication.promise_status,
        "review_by": publication.review_by,
        "is_stale": bool(publication.stale),
        "stale": publication.stale,
        "changed_at": publication.changed_at,
    }


def csv_lines(publications: Iterable[Publication], newsroom: Newsroom) -> Iterator[str]:
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


CONTEXT = "https://schema.org"


def claim_review(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    """A published verdict as schema.org ClaimReview (https://schema.org/ClaimReview)."""
    return {"@context": CONTEXT, **_claim_review(publication, newsroom)}


def json_ld_lines(publications: Iterable[Publication], newsroom: Newsroom) -> Iterator[str]:
    """One JSON-LD document with a ClaimReview a line in its `@graph`.

    A graph and no ItemList: any JSON-LD reader takes the nodes of a graph for what they are,
    while an ItemList is a ranking, whose members are ListItems that point to pages.
    """
    yield f'{{"@context":"{CONTEXT}","@graph":[\n'
    separator = ""
    for publication in publications:
        node = _claim_review(publication, newsroom)
        yield separator + orjson.dumps(node).decode()
        separator = ",\n"
    yield "\n]}\n"


# Longer statements don't fit where others list fact-checks; they are given whole beside it.
LISTED = 200


def _claim_review(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    row = record(publication, newsroom)
    first, changed = row["first_published_at"], row["published_at"]
    return _without_blanks(
        {
            "@type": "ClaimReview",
            "url": row["url"],
            "claimReviewed": Truncator(row["statement"]).chars(LISTED),
            "datePublished": first.isoformat(),
            "dateModified": changed.isoformat() if changed != first else None,
            "inLanguage": row["language"],
            "author": _author(newsroom),
            "reviewRating": _review_rating(row),
            "itemReviewed": _claim(row),
            "citation": [_citation(source) for source in row["sources"]],
            "correction": [_correction(entry) for entry in row["corrections"]],
        }
    )


def _author(newsroom: Newsroom) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "name": newsroom.name,
        "url": newsroom.address,
        "publishingPrinciples": newsroom.absolute(reverse("methodology")),
        "correctionsPolicy": newsroom.absolute(reverse("corrections")),
    }


def _correction(entry: dict[str, Any]) -> dict[str, Any]:
    kind = dict(Correction.Kind.choices).get(entry["kind"], entry["kind"])
    said = (f"{part.rstrip('.')}." for part in (kind, entry["what"], entry["why"]) if part)
    return {"@type": "CorrectionComment", "text": " ".join(said), "dateCreated": entry["at"]}


def _review_rating(row: dict[str, Any]) -> dict[str, Any]:
    """On a scale without ratings the one-sentence summary is the verdict."""
    rating = row["rating"] or {"label": row["summary"]}
    return {
        "@type": "Rating",
        "alternateName": rating["label"],
        "ratingValue": rating.get("number"),
        "bestRating": rating.get("best"),
        "worstRating": rating.get("worst"),
        "ratingExplanation": row["summary"],
    }


def _claim(row: dict[str, Any]) -> dict[str, Any]:
    appearances = [
        {
            "@type": "CreativeWork",
            "url": occurrence["document"]["url"],
            "headline": occurrence["document"]["title"],
            "datePublished": occurrence["document"]["published_on"],
            "publisher": {"@type": "Organization", "name": occurrence["document"]["outlet"]},
        }
        for occurrence in row["occurrences"]
        if occurrence["document"]["url"]
    ]
    dates = [occurrence["said_on"] for occurrence in row["occurrences"] if occurrence["said_on"]]
    return {
        "@type": "Claim",
        "text": row["statement"] if len(row["statement"]) > LISTED else None,
        "author": [
            {"@type": "Person", "name": claimant["name"], "jobTitle": claimant["role"]}
            for claimant in row["claimants"]
        ],
        "datePublished": min(dates, default=None),
        "appearance": appearances,
    }


def _citation(source: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "CreativeWork",
        "name": source["title"],
        "url": source["url"],
        "datePublished": source["published_on"],
        "publisher": {"@type": "Organization", "name": source["publisher"]},
    }


def _without_blanks(value: Any) -> Any:
    """JSON-LD leaves out what isn't known: no nulls, no empty strings, no nameless things."""
    if isinstance(value, list):
        return [kept for item in value if (kept := _without_blanks(item))]
    if not isinstance(value, dict):
        return value
    kept = {key: _without_blanks(item) for key, item in value.items()}
    kept = {key: item for key, item in kept.items() if item not in (None, "", [], {})}
    return {} if kept.keys() == {"@type"} else kept
