"""ClaimReview: the form in which search engines, archives and other fact-checkers read verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from claims.exports.records import moment, record
from claims.models import Correction, Newsroom, Publication

CONTEXT = "https://schema.org"


def claim_review(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    """A published verdict as schema.org ClaimReview (https://schema.org/ClaimReview)."""
    return {"@context": CONTEXT, **_claim_review(record(publication, newsroom), newsroom)}


def lines(records: Iterable[dict[str, Any]], newsroom: Newsroom) -> Iterator[bytes]:
    """A ClaimReview a line, each a JSON-LD document of its own."""
    for row in records:
        node = {"@context": CONTEXT, **_claim_review(row, newsroom)}
        yield orjson.dumps(node, option=orjson.OPT_APPEND_NEWLINE)


def graph(records: Iterable[dict[str, Any]], newsroom: Newsroom) -> Iterator[bytes]:
    """One JSON-LD document with a ClaimReview a line in its `@graph`.

    A graph and no ItemList: any JSON-LD reader takes the nodes of a graph for what they are,
    while an ItemList is a ranking, whose members are ListItems that point to pages.
    """
    nodes = (_claim_review(row, newsroom) for row in records)
    return _document({"@context": CONTEXT}, "@graph", nodes)


def feed(records: Iterable[dict[str, Any]], newsroom: Newsroom) -> Iterator[bytes]:
    """A schema.org DataFeed, as Data Commons reads fact-checks: a DataFeedItem for each.

    It was modified when anything that is published was, so it has the same bytes until then.
    """
    changed = Publication.objects.aggregate(last=Max("changed_at"))["last"]
    head = {
        "@context": CONTEXT,
        "@type": "DataFeed",
        "name": newsroom.name,
        "dateModified": moment(changed or timezone.now()),
    }
    return _document(head, "dataFeedElement", (_item(row, newsroom) for row in records))


def _item(row: dict[str, Any], newsroom: Newsroom) -> dict[str, Any]:
    return {
        "@type": "DataFeedItem",
        "dateCreated": row["first_published_at"],
        "dateModified": row["published_at"],
        "item": [_claim_review(row, newsroom)],
    }


def _document(head: dict[str, Any], name: str, nodes: Iterable[Any]) -> Iterator[bytes]:
    """A JSON object that begins with `head` and ends with a list `name`, a node a line."""
    yield orjson.dumps(head).removesuffix(b"}") + b',"%s":[\n' % name.encode()
    separator = b""
    for node in nodes:
        yield separator + orjson.dumps(node)
        separator = b",\n"
    yield b"\n]}\n"


# Longer statements don't fit where others list fact-checks; they are given whole beside it.
LISTED = 200


def _claim_review(row: dict[str, Any], newsroom: Newsroom) -> dict[str, Any]:
    first, changed = row["first_published_at"], row["published_at"]
    return _without_blanks(
        {
            "@type": "ClaimReview",
            "url": row["url"],
            "claimReviewed": Truncator(row["statement"]).chars(LISTED),
            "datePublished": first,
            "dateModified": changed if changed != first else None,
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
