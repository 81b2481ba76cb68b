"""Claims that may say the same as another one: suggested by their words, or searched for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from rapidfuzz import fuzz, process, utils

from claims.models import Claim, Occurrence
from claims.models.claim import ClaimQuerySet
from claims.pipeline.merging import TAKES

# How many are compared, how many are shown, and how alike they must be, of a hundred.
COMPARED, SHOWN, ALIKE = 1_000, 8, 50
NUMBER = re.compile(r"(?:\S*/claims/|#)?(\d{1,18})/?")


@dataclass(frozen=True)
class Choice:
    """A claim that may stay, and why it is shown."""

    claim: Claim
    why: str


def choices(row: Claim, q: str = "") -> list[Choice]:
    """What matches `q`; without it, claims of the same document or claimants, the likest first.

    A constant number of queries.
    """
    return _found(row, q) if q.strip() else _suggested(row)


def _open(row: Claim) -> ClaimQuerySet:
    return Claim.objects.visible().filter(state__in=TAKES).exclude(pk=row.pk)


def _suggested(row: Claim) -> list[Choice]:
    documents = {place.document_id for place in row.occurrences.all()}
    claimants = {person.pk for person in row.claimants.all()}
    near = Exists(Occurrence.objects.filter(claim=OuterRef("pk"), document__in=documents))
    theirs = Exists(
        Claim.claimants.through.objects.filter(claim=OuterRef("pk"), claimant__in=claimants)
    )
    rows = _open(row).filter(Q(near) | Q(theirs)).order_by("-id")
    statements = dict(rows.values_list("pk", "statement")[:COMPARED])
    alike = process.extract(
        row.statement,
        statements,
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        limit=SHOWN,
        score_cutoff=ALIKE,
    )
    scores = {pk: round(score) for _, score, pk in alike}
    return [
        Choice(claim, _why(claim, documents, claimants, scores[claim.pk]))
        for claim in _listed(scores)
    ]


def _listed(numbers: Iterable[int]) -> list[Claim]:
    rows = Claim.objects.for_list().in_bulk(list(numbers))
    return [rows[pk] for pk in numbers if pk in rows]


def _why(claim: Claim, documents: set[int], claimants: set[int], score: int) -> str:
    told = [f"{score} % alike"]
    if any(person.pk in claimants for person in claim.claimants.all()):
        told.insert(0, "same claimant")
    if any(place.document_id in documents for place in claim.occurrences.all()):
        told.insert(0, "same document")
    return ", ".join(told).capitalize()


def _found(row: Claim, q: str) -> list[Choice]:
    number = NUMBER.fullmatch(q.strip())
    same = Q(pk=int(number[1])) if number else Q(pk__in=_open(row).search(q).values("pk"))
    rows = _open(row).filter(same).order_by("-priority", "-id").values_list("pk", flat=True)
    claims = _listed(list(rows[:SHOWN]))
    scores = {
        claim.pk: fuzz.token_set_ratio(
            row.statement, claim.statement, processor=utils.default_process
        )
        for claim in claims
    }
    return [Choice(claim, f"{round(scores[claim.pk])} % alike") for claim in claims]
