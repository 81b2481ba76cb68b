"""A varied set of publications: what exports have to carry."""

from __future__ import annotations

from typing import Any

import pytest

from claims.engine.candidate import Kind
from claims.models import Document, Newsroom, Publication
from claims.pipeline import alerts, promises
from tests import make

HARD = 'He said "yes, or no"; then:\r\n=2+5\n\\and\\n a tab\t, 😀, \u2028, \x7f and «é».'
# What only newer snapshots have.
NEWER = ("not_found", "due_on", "yardstick", "replies", "corrections", "first_published_at")


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    return Newsroom.current()


@pytest.fixture
def published(alice, bob) -> list[Publication]:
    """Live publications of all kinds, the newest first; there are others that aren't live."""
    plain = make.published(alice, bob, make.checking(alice, row=_document()))
    corrected = make.corrected(make.published(alice, bob), alice)
    promise = make.published(alice, bob, make.checking(alice, kinds=(Kind.PROMISE,)))
    promises.rate(promise.claim, by=bob, status="stalled", note="The council has not voted.")
    alerts.raise_(plain.claim, kind="review", words="Look again.", on=plain.published_at.date())
    made = [plain, corrected, promise]
    for said in _hard_to_carry(plain.snapshot):
        made += make.publications_like(plain, 1, **said)
    made += make.publications_like(plain, 1, without=NEWER, **_old_parts(plain.snapshot))
    for row in made:
        row.refresh_from_db()
    return sorted(made, key=lambda row: -row.pk)


def _document() -> Document:
    return make.document(
        "The mayor said the city built 412 homes last year. It rained in May.",
        title="Council meeting",
        outlet="The Courier, weekly",
        url="https://city.example/council",
    )


def _hard_to_carry(said: dict[str, Any]) -> list[dict[str, Any]]:
    source = said["sources"][0] | {
        "title": "-Register",
        "archived": {"at": "2026-03-01T08:00:00.123Z", "sha256": "ab" * 32},
        "published_on": "2025-12-31",
    }
    reply = {
        "whom": "The mayor",
        "asked_on": "2026-02-01",
        "until": None,
        "answered_on": "2026-02-03",
        "answer": HARD,
    }
    return [
        {"statement": HARD, "explanation": HARD * 40, "summary": "=1+1"},
        {"rating": None, "claimants": [], "occurrences": [], "kinds": [], "as_of": None},
        {"sources": [source, source | {"url": ""}], "replies": [reply], "not_found": "- nothing"},
        {"statement": "x" * 100_000},
    ]


def _old_parts(said: dict[str, Any]) -> dict[str, Any]:
    """Claimants and sources as they were before there were corrections."""
    later = ("archived", "published_on")
    return {
        "claimants": [{"name": "Ada Moreno", "role": "Mayor"}],
        "sources": [
            {name: row[name] for name in row if name not in later} for row in said["sources"]
        ],
    }
