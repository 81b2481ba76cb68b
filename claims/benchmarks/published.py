"""Any number of published verdicts: what years of work leave, copied into the database.

Run by itself, as a process on a scratch database that has one account, it makes as many as it is
told. Their lines are made as publication makes them; the same number gives the same rows.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
from collections.abc import Iterator
from typing import Any

SHARES = {"True": 10, "Mostly true": 18, "Half true": 17, "Mostly false": 20, "False": 35}
START = dt.datetime(2020, 1, 1, 8, tzinfo=dt.UTC)


def fill(verdicts: int) -> None:
    """Make so many published claims, each with a snapshot of a fact-check's usual size.

    Indexes for searches, of which exports use none, are dropped: they are most of the work.
    """
    from django.contrib.postgres.indexes import GinIndex
    from django.db import connection

    from claims.benchmarks.newsroom import copy_rows
    from claims.models import Claim, Claimant, Publication, Revision, User, Verdict

    with connection.schema_editor() as editor:
        for model in (Claim, Publication):
            for index in model._meta.indexes:
                if isinstance(index, GinIndex):
                    editor.remove_index(model, index)
    person = User.objects.get()
    ids = range(1, verdicts + 1)
    copy_rows(Claim, (_claim(number) for number in ids))
    copy_rows(Claimant, ({"id": number, "name": _name(number)} for number in ids[:1000]))
    copy_rows(Revision, [{"id": 1, "claim_id": 1, "number": 1, "statement": "A statement."}])
    # They all hang on one verdict: nothing of it is exported.
    verdict = {"id": 1, "claim_id": 1, "revision_id": 1, "author_id": person.pk}
    copy_rows(Verdict, [verdict])
    copy_rows(Publication, _publications(verdicts, person.pk))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE claims_publication")


def _claim(number: int) -> dict[str, Any]:
    facts = {"kind": "statistic", "kinds": ["statistic"], "score": 0.5, "priority": 50}
    state = {"state": "published", "is_live": True}
    return {"id": number, "statement": f"Statement {number}.", **facts, **state}


def _publications(verdicts: int, person: int) -> Iterator[dict[str, Any]]:
    from claims.benchmarks.newsroom import running_words
    from claims.exports import lines

    chance, words = random.Random(4), running_words()  # noqa: S311 - nobody's secret
    for number in range(1, verdicts + 1):
        snapshot = _snapshot(number, chance, words)
        at = START + dt.timedelta(minutes=number)
        yield {
            "id": number,
            "claim_id": number,
            "verdict_id": 1,
            "number": 1,
            "snapshot": snapshot,
            **lines.stored(1, at, snapshot),
            "published_at": at,
            "published_by_id": person,
            "changed_at": at,
        }


def _snapshot(number: int, chance: random.Random, words: list[str]) -> dict[str, Any]:
    """What `claims.pipeline.snapshots.of` gives: some 5 kB, in words of running text."""

    def some(count: int) -> str:
        at = chance.randrange(len(words) - count)
        return f"{' '.join(words[at : at + count]).capitalize()}."

    label = chance.choices([*SHARES], [*SHARES.values()])[0]
    place = list(SHARES).index(label)
    person = number % 1000 + 1
    quote = some(18)
    return {
        "statement": some(16),
        "kinds": ["statistic"],
        "claimants": [{"id": person, "name": _name(person), "role": "Councillor"}],
        "occurrences": [_occurrence(some, quote) for _ in range(chance.randint(1, 2))],
        "rating": {
            "scale": "Truth scale",
            "label": label,
            "description": some(10),
            "tone": "neutral",
            "number": 5 - place,
            "best": 5,
            "worst": 1,
        },
        "summary": some(22),
        "explanation": "\n\n".join(some(70) for _ in range(4)),
        "not_found": "",
        "as_of": "2026-01-02",
        "due_on": None,
        "yardstick": "",
        "sources": [_source(some, number, n) for n in range(chance.randint(2, 4))],
        "replies": [],
        "first_published_at": None,
        "corrections": [],
        "language": "en",
    }


def _occurrence(some: Any, quote: str) -> dict[str, Any]:
    document = {
        "title": some(7),
        "outlet": "Courier",
        "url": "https://courier.example/council/budget",
        "published_on": "2026-01-01",
    }
    words = {"quote": quote, "speaker": "The councillor", "reported_by": ""}
    return {**words, "said_on": "2026-01-01", "document": document}


def _source(some: Any, number: int, place: int) -> dict[str, Any]:
    return {
        "title": some(6),
        "url": f"https://statistics.example/tables/{number}/{place}",
        "publisher": "Office of Statistics",
        "published_on": "2025-12-01",
        "kind": "data",
        "stance": "supports",
        "passage": some(35),
        "locator": f"Table {place}",
        "read_on": "2026-01-02",
        "withheld_reason": "",
        "archived": {"at": "2026-01-02T08:00:00Z", "sha256": f"{number:064x}"},
    }


def _name(number: int) -> str:
    return f"Councillor No {number}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    import django

    django.setup()
    fill(int(sys.argv[1]))
