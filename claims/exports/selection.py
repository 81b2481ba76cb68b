"""Which of the published verdicts an export has: the filters of the API's list, as one value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Q

from claims.models import Newsroom, Publication
from claims.models.publication import PublicationQuerySet


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; all of it empty: everything that is published.

    Names and labels are those that were published. Both days count, as the newsroom's own.
    """

    q: str = ""
    claimant: str = ""
    claimant_id: int | None = None
    rating: str = ""
    kind: str = ""
    promise_status: str = ""
    corrected: bool | None = None
    stale: bool | None = None
    published_from: dt.date | None = None
    published_to: dt.date | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Selection:
        """The selection that gave these words. Raises ValueError for what isn't of one."""
        if unknown := given.keys() - {field.name for field in fields(cls)}:
            raise ValueError(f"There is no filter {min(unknown)!r}.")
        return cls(**{name: _READ.get(name, str)(words) for name, words in given.items()})

    def given(self) -> dict[str, str]:
        """What is asked for in words, to be stored or put in a link."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: _word(value) for name, value in values.items() if value not in (None, "")}

    def rows(self) -> PublicationQuerySet:
        """The live publications asked for, in no order."""
        rows = Publication.objects.live()
        if self.q:
            rows = rows.search(self.q)
        for said in self._said():
            rows = rows.filter(snapshot__contains=said)
        if self.promise_status:
            rows = rows.filter(promise_status=self.promise_status)
        if self.corrected is not None:
            some = Q(snapshot__contains={"corrections": [{}]})
            rows = rows.filter(some if self.corrected else ~some)
        if self.stale is not None:
            rows = rows.exclude(stale=[]) if self.stale else rows.filter(stale=[])
        return rows.filter(**self._days())

    def _said(self) -> list[dict[str, Any]]:
        """What the snapshot has to hold."""
        wanted: list[dict[str, Any]] = []
        if self.claimant:
            wanted.append({"claimants": [{"name": self.claimant}]})
        if self.claimant_id is not None:
            wanted.append({"claimants": [{"id": self.claimant_id}]})
        if self.rating:
            wanted.append({"rating": {"label": self.rating}})
        if self.kind:
            wanted.append({"kinds": [self.kind]})
        return wanted

    def _days(self) -> dict[str, dt.datetime]:
        if not (self.published_from or self.published_to):
            return {}
        zone = Newsroom.current().tzinfo
        days = {}
        if self.published_from:
            days["published_at__gte"] = dt.datetime.combine(self.published_from, dt.time.min, zone)
        if self.published_to:
            days["published_at__lte"] = dt.datetime.combine(self.published_to, dt.time.max, zone)
        return days


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _truth(word: str) -> bool:
    if word not in ("true", "false"):
        raise ValueError(f"{word!r} is neither true nor false.")
    return word == "true"


_READ: dict[str, Any] = {
    "claimant_id": int,
    "corrected": _truth,
    "stale": _truth,
    "published_from": dt.date.fromisoformat,
    "published_to": dt.date.fromisoformat,
}
