"""Replay: what the history says of every row, beside what the row is.

A row is taken down when it is first seen. From then on each of its Events must begin where the one
before it ended, and what they add up to must be what is stored. So a change without an Event, an
Event without a change, and one that tells something else are all found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from claims.models import (
    Alert,
    Approval,
    Claim,
    Claimant,
    Correction,
    Document,
    Event,
    Newsroom,
    Notification,
    Occurrence,
    PromiseStatus,
    Publication,
    Rating,
    Reply,
    Revision,
    Source,
    Verdict,
)
from claims.pipeline.changes import BY_ID, plain

TABLES: tuple[type[models.Model], ...] = (
    Newsroom,
    Rating,
    Claimant,
    Document,
    Claim,
    Verdict,
    Source,
    Reply,
    Publication,
    Correction,
    Alert,
)
# No Events are about rows of these. Events themselves are only ever added.
OTHERS: tuple[type[models.Model], ...] = (
    Occurrence,
    Revision,
    Approval,
    PromiseStatus,
    Notification,
)

# What no Event tells, and why.
UNTOLD: dict[type[models.Model], set[str]] = {
    # Stamps, and what the database computes.
    Claim: {"search", "updated_at"},
    Document: {"search", "characters"},
    Verdict: {"updated_at"},
    # What workers note of a page. They look every few days: Events of it would bury the rest.
    Source: {
        "copy",
        "fetch_state",
        "fetch_at",
        "fetched_at",
        "fetch_problem",
        "fetch_failures",
        "passage_found",
    },
    # Copies, for readers, of what the Events of alerts and of the claim tell (laws.py compares).
    Publication: {"search", "changed_at", "stale", "promise_status"},
    # `publication.corrected` tells that it is out; a retraction is told by the publication's own.
    Correction: {"publication", "approved_by", "at"},
}
# The rows that may go, and the last thing told of each.
REMOVALS = {
    "source": "source.removed",
    "reply": "reply.removed",
    "correction": "correction.dropped",
    "rating": "rating.removed",
}
# Facts that an Event tells in a form of its own: not a column's value before and after.
IN_OTHER_WORDS = {"verdict.begun", "correction.begun"}
# Told by what came and went, and added up by `_claimants`.
_SETS = {"claimant_ids"}

Row = tuple[str, int]


class Replay:
    """The history so far, added up, and the tables as they were at the last look."""

    def __init__(self) -> None:
        self.told: dict[Row, dict[str, Any]] = {}
        self.words: dict[Row, set[str]] = {}
        self.prints = fingerprints()
        self.last = _newest()
        for model in TABLES:
            self._remember(list(_rows(model)))

    def go_on(self) -> tuple[list[Event], set[int]]:
        """Check all that has happened since; its Events, and the ids of the claims concerned."""
        events = list(Event.objects.filter(pk__gt=self.last).order_by("pk"))
        self.last = events[-1].pk if events else self.last
        before, self.prints = self.prints, fingerprints()
        moved = {key for key, _ in self.prints.items() ^ before.items()}
        moved |= {(event.object_type, event.object_id) for event in events}
        rows = [row for model in TABLES if (ids := _ids(model, moved)) for row in _rows(model, ids)]
        self._name(rows)
        for event in events:
            self._hear(event)
        for row in rows:
            self._compare(row)
        for key in {key for key in moved & self.told.keys() if key not in self.prints}:
            self._let_go(key, events)
        touched = {event.claim_id for event in events if event.claim_id}
        return events, touched | {claim for row in rows if (claim := _claim_of(row))}

    def refuse_change(self) -> None:
        """Fail when anything is stored that wasn't at the last look."""
        moved = fingerprints().items() ^ self.prints.items()
        assert not moved, f"refused, and yet changed: {moved}"

    def _remember(self, rows: list[models.Model]) -> None:
        self._name(rows)
        for row in rows:
            self.told[_key(row)] = _facts(row)

    def _name(self, rows: list[models.Model]) -> None:
        """Note what a row is called: Events name it by the words of their day."""
        for row in rows:
            self.words.setdefault(_key(row), set()).add(str(row))

    def _hear(self, event: Event) -> None:
        known = self.told.setdefault((event.object_type, event.object_id), {})
        if event.action in IN_OTHER_WORDS:
            return
        if event.object_type == "claim" and "claimant_ids" in event.after:
            known["claimant_ids"] = _claimants(event, known.get("claimant_ids", []))
        for name in (event.before.keys() & known.keys()) - _SETS:
            left, found = known[name], event.before[name]
            same = left == found or any({left, found} <= words for words in self.words.values())
            assert same, f"{event}: {name} was left as {left!r}, and here was {found!r}"
        columns = known.keys() if "id" in known else event.after.keys()
        known.update({name: event.after[name] for name in (event.after.keys() & columns) - _SETS})

    def _compare(self, row: models.Model) -> None:
        told, facts = self.told.setdefault(_key(row), {}), _facts(row)
        if "id" not in told:
            told.update({field: facts[field] for field in facts.keys() - told.keys()})
        wrong = {
            field: (told[field], value)
            for field, value in facts.items()
            if told[field] != value and not self._is_called(row, field, told[field])
        }
        assert not wrong, f"{_key(row)}: told and stored differ: {wrong}"

    def _let_go(self, key: Row, events: list[Event]) -> None:
        last = [event.action for event in events if (event.object_type, event.object_id) == key]
        if "id" in self.told.pop(key) or key[0] in REMOVALS:
            assert last and last[-1] == REMOVALS.get(key[0]), f"{key} is gone without a word"

    def _is_called(self, row: models.Model, field: str, told: Any) -> bool:
        """Whether a relation is to what was called so when it was told."""
        value = getattr(row, field, None)
        return isinstance(value, models.Model) and told in self.words.get(_key(value), ())


def fingerprints() -> dict[Row, str]:
    """A hash of each row of each table, in one query."""
    tables = [(model._meta.model_name, model._meta.db_table) for model in (*TABLES, *OTHERS)]
    parts = [f"SELECT '{name}', id, md5(t::text) FROM {table} AS t" for name, table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {(name, pk): hashed for name, pk, hashed in cursor.fetchall()}


def _newest() -> int:
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def _ids(model: type[models.Model], keys: Iterable[Row]) -> list[int]:
    return [pk for name, pk in keys if name == model._meta.model_name]


def _rows(model: type[models.Model], ids: Iterable[int] | None = None) -> models.QuerySet:
    rows = model._default_manager.order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    related = [field.name for field in model._meta.fields if field.is_relation]
    rows = rows.select_related(*related) if related else rows
    return rows.prefetch_related("claimants") if model is Claim else rows


def _claim_of(row: models.Model) -> int | None:
    return row.pk if isinstance(row, Claim) else getattr(row, "claim_id", None)


def _key(row: models.Model) -> Row:
    return (str(row._meta.model_name), row.pk)


def _facts(row: models.Model) -> dict[str, Any]:
    """The row as its Events would tell it."""
    names = {field.name for field in row._meta.fields} - UNTOLD.get(type(row), set())
    facts = {name: plain(row, name) for name in names}
    facts |= {f"{name}_id": getattr(row, f"{name}_id") for name in names & BY_ID}
    if isinstance(row, Claim):
        facts["claimant_ids"] = sorted(one.pk for one in row.claimants.all())
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder))


def _claimants(event: Event, known: list[int]) -> list[int]:
    """Whose claim it is after an Event: one that is edited is told whole, others in part."""
    after, before = set(event.after["claimant_ids"]), set(event.before["claimant_ids"])
    if event.action == "claim.edited":
        return sorted(after)
    return sorted(set(known) - before | after)
