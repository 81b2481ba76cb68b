"""What the filters of the index offer: what there is, kept for as long as nothing changes."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import caches
from django.db import connection
from django.db.models import Max

from claims.models import Kind, Publication

KEPT_SECONDS = 60
# A menu with more people than this is no help: the search finds names, too.
PEOPLE = 100

# Each value that readers can ask for, with the number of fact-checks that have it. What is needed
# of a snapshot is taken out once: unpacking it is what takes the time.
_VALUES = """
WITH live AS MATERIALIZED (
    SELECT part.rating->>'label' AS rating, part.kinds, part.claimants,
        extract(year FROM published_at AT TIME ZONE %s)::text AS year
    FROM claims_publication,
        jsonb_to_record(snapshot) AS part(rating jsonb, kinds jsonb, claimants jsonb)
    WHERE state = 'live'
)
SELECT 'rating', rating, '', count(*) FROM live WHERE rating IS NOT NULL GROUP BY rating
UNION ALL
SELECT 'year', year, '', count(*) FROM live GROUP BY year
UNION ALL
SELECT 'kind', kind, '', count(*)
    FROM live, jsonb_array_elements_text(kinds) AS kind GROUP BY kind
UNION ALL
(SELECT 'claimant', person->>'id', max(person->>'name'), count(*)
    FROM live, jsonb_array_elements(claimants) AS person
    WHERE person ? 'id' GROUP BY 2 ORDER BY 4 DESC LIMIT %s)
"""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    times: int


Choices = dict[str, list[Choice]]


def offered(time_zone: str) -> Choices:
    """By filter, what a reader may choose: ratings and kinds by how many there are of them, years
    from the last on, people by name."""
    changed = Publication.objects.aggregate(changed=Max("changed_at"))["changed"]
    last = changed.timestamp() if changed else 0
    key, cache = f"choices-{last}-{time_zone}", caches["process"]
    if (kept := cache.get(key)) is None:
        kept = _read(time_zone)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _read(time_zone: str) -> Choices:
    found: Choices = {"rating": [], "year": [], "kind": [], "claimant": []}
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [time_zone, PEOPLE])
        for what, value, name, times in cursor.fetchall():
            label = name or dict(Kind.choices).get(value, value)
            found[what].append(Choice(value, label, times))
    for what in ("rating", "kind"):
        found[what].sort(key=lambda one: -one.times)
    found["year"].sort(key=lambda one: one.value, reverse=True)
    found["claimant"].sort(key=lambda one: one.label.casefold())
    return found
