"""The discovery document: from it Google's client libraries make their methods."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from claims.google.parameters import DEFAULT_SIZE, LARGEST_SIZE
from claims.models import Newsroom

VERSION = "v1alpha1"

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer", "format": "int32"}
_MOMENT = {"type": "string", "format": "google-datetime"}

_SEARCH: dict[str, tuple[dict[str, str], str]] = {
    "query": (_TEXT, "Words that statement, summary and claimant must have, all of them."),
    "languageCode": (_TEXT, "A BCP-47 code; its region counts for nothing."),
    "reviewPublisherSiteFilter": (_TEXT, "The host of the newsroom, without “www.”."),
    "maxAgeDays": (_WHOLE, "How many days ago it was reviewed at most."),
    "pageSize": (_WHOLE, f"{DEFAULT_SIZE} unless given, and {LARGEST_SIZE} at most."),
    "pageToken": (_TEXT, "The nextPageToken of the page before."),
    "offset": (_WHOLE, "How many to leave out; counts only without pageToken."),
}
_STANDARD: dict[str, tuple[dict[str, str], str]] = {
    "alt": (_TEXT, "The form of the answer: json."),
    "fields": (_TEXT, "Which parts of the answer to give."),
    "key": (_TEXT, "A key of this newsroom’s raises the limit; others are ignored."),
    "prettyPrint": ({"type": "boolean"}, "Whether the answer is indented."),
    "quotaUser": (_TEXT, "Ignored."),
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "SearchResponse": {
        "claims": {"type": "array", "items": {"$ref": "Claim"}},
        "nextPageToken": _TEXT,
    },
    "Claim": {
        "text": _TEXT,
        "claimant": _TEXT,
        "claimDate": _MOMENT,
        "claimReview": {"type": "array", "items": {"$ref": "ClaimReview"}},
    },
    "ClaimReview": {
        "publisher": {"$ref": "Publisher"},
        "url": _TEXT,
        "title": _TEXT,
        "reviewDate": _MOMENT,
        "textualRating": _TEXT,
        "languageCode": _TEXT,
    },
    "Publisher": {"name": _TEXT, "site": _TEXT},
}


def document(newsroom: Newsroom) -> dict[str, Any]:
    """The document for version 1 of the format, with this newsroom's address."""
    address = reverse("google-search")
    root = newsroom.absolute(address.removesuffix(f"{VERSION}/claims:search"))
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"factchecktools:{VERSION}",
        "name": "factchecktools",
        "version": VERSION,
        "title": f"Fact-checks by {newsroom.name}",
        "protocol": "rest",
        "rootUrl": root,
        "servicePath": "",
        "baseUrl": root,
        "batchPath": "",
        "parameters": _parameters(_STANDARD),
        "schemas": {
            name: {"id": name, "type": "object", "properties": properties}
            for name, properties in _SCHEMAS.items()
        },
        "resources": {
            "claims": {
                "methods": {
                    "search": {
                        "id": "factchecktools.claims.search",
                        "path": f"{VERSION}/claims:search",
                        "flatPath": f"{VERSION}/claims:search",
                        "httpMethod": "GET",
                        "description": "Search what this newsroom has published.",
                        "parameterOrder": [],
                        "parameters": _parameters(_SEARCH),
                        "response": {"$ref": "SearchResponse"},
                    }
                }
            }
        },
    }


def _parameters(told: dict[str, tuple[dict[str, str], str]]) -> dict[str, Any]:
    return {
        name: {**form, "location": "query", "description": words}
        for name, (form, words) in told.items()
    }
