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
# Below this no more than one word in passing is the same.
LEAST = 0.02


def of(claim: Claim) -> list[Publication]:
    """Live publications of other claims with words of this one, the nearest first. One query."""
    words = sorted(set(WORD.findall(claim.statement.lower())), key=lambda word: (-len(word), word))
    if not words:
        return []
    query = SearchQuery(" | ".join(words[:WORDS]), config="english", search_type="raw")
    found = (
        Publication.objects.live()
        .filter(search=query)
        .exclude(claim=claim)
        .annotate(rank=SearchRank(F("search"), query))
        .filter(rank__gte=LEAST)
    )
    return list(found.order_by("-rank", "-id")[:SHOWN])
