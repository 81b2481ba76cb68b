"""How we ruled last time: the published verdicts nearest to a claim, beside the form."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from claims.models import Claim, Publication

SHOWN = 3
# The longest words say most about what it is about; more of them only match more.
WORDS = 8
WORD = re.compile(r"\w{4,}")
# Of the newest that have any of the words: ranking reads each of them.
RANKED = 1_000
# Below this no more than one word in passing is the same.
LEAST = 0.02


def of(claim: Claim) -> list[Publication]:
    """Live publications of other claims with words of this one, the nearest first. One query."""
    words = sorted(set(WORD.findall(claim.statement.lower())), key=lambda word: (-len(word), word))
    if not words:
        return []
    query = SearchQuery(" | ".join(words[:WORDS]), config="english", search_type="raw")
    matching = Publication.objects.live().filter(search=query).exclude(claim=claim)
    found = Publication.objects.filter(pk__in=matching.newest_first().values("pk")[:RANKED])
    ranked = found.annotate(rank=SearchRank(F("search"), query)).filter(rank__gte=LEAST)
    return list(ranked.order_by("-rank", "-id")[:SHOWN])
