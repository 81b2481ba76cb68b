"""Matching: candidates become claims.

For now each candidate is a claim of its own document; comparing with earlier claims of other
documents comes here later.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable, Sequence

from django.db.models import Value
from django.db.models.functions import Lower

from claims.engine import Candidate
from claims.engine.candidate import Kind
from claims.models import Claim, Claimant, Document, Extraction, Occurrence, Revision
from claims.pipeline.changes import event_for, save_events

_NAME = Claimant._meta.get_field("name").max_length
_SPEAKER = Occurrence._meta.get_field("speaker").max_length
_ROLE = Occurrence._meta.get_field("role").max_length
_REASON = 200
# The kinds of claim that time alone will judge.
_LOOKS_AHEAD = {Kind.PROMISE, Kind.PREDICTION}
# Words that mean somebody else as soon as the statement stands alone.
_FIRST_PERSON = re.compile(r"\b(I|[Ww]e|[Mm]y|[Oo]ur|[Uu]s|[Mm]e)\b")


def store(extraction: Extraction, candidates: Sequence[Candidate]) -> list[Claim]:
    """Make a claim of every candidate, with revision, occurrences, claimants and Event.

    Runs in the caller's transaction. Returns the claims in the order of the candidates.
    """
    candidates = [_with_author(extraction.document, candidate) for candidate in candidates]
    claims = Claim.objects.bulk_create([_claim(candidate) for candidate in candidates])
    Revision.objects.bulk_create(
        Revision(claim=claim, number=1, statement=claim.statement) for claim in claims
    )
    Occurrence.objects.bulk_create(
        occurrence
        for claim, candidate in zip(claims, candidates, strict=True)
        for occurrence in _occurrences(extraction, claim, candidate)
    )
    _attribute(claims, candidates)
    events = [
        event_for(claim, action="claim.extracted", by=None, after={"statement": claim.statement})
        for claim in claims
    ]
    for event in events:
        event.document_id = extraction.document_id
    save_events(events)
    return claims


def _with_author(document: Document, candidate: Candidate) -> Candidate:
    """In a speech, what nobody else is said to have said is its author's."""
    if document.kind != Document.Kind.SPEECH or not document.author or candidate.speakers:
        return candidate
    statement, details = candidate.statement, candidate.details
    if _FIRST_PERSON.search(statement):
        statement = f"{document.author}: “{candidate.quote}”"
        unclear = tuple(word for word in details.unresolved if not _FIRST_PERSON.search(word))
        details = dataclasses.replace(details, unresolved=unclear)
    return dataclasses.replace(
        candidate, statement=statement, speakers=(document.author,), roles=("",), details=details
    )


def _claim(candidate: Candidate) -> Claim:
    kinds = [kind.value for kind in candidate.kinds]
    return Claim(
        statement=candidate.statement,
        kind=kinds[0],
        kinds=kinds,
        score=candidate.score,
        reasons=[reason[:_REASON] for reason in candidate.reasons],
        details=candidate.details.as_json(),
        due_on=_due_on(candidate),
        priority=round(candidate.score * 100),
    )


def _due_on(candidate: Candidate) -> datetime.date | None:
    due = candidate.details.due
    return due.on if due and not _LOOKS_AHEAD.isdisjoint(candidate.kinds) else None


def _occurrences(
    extraction: Extraction, claim: Claim, candidate: Candidate
) -> Iterable[Occurrence]:
    for found in candidate.occurrences:
        yield Occurrence(
            claim=claim,
            document_id=extraction.document_id,
            extraction=extraction,
            start=found.start,
            end=found.end,
            quote=found.quote,
            speaker=candidate.speaker[:_SPEAKER],
            role=_role(candidate)[:_ROLE],
            reported_by=candidate.reported_by[:_NAME],
            said_on=extraction.document.published_on,
        )


def _role(candidate: Candidate) -> str:
    """The speakers' roles in their order; none when that would leave open who holds which."""
    roles = candidate.roles if all(candidate.roles) else ()
    return " and ".join(dict.fromkeys(roles))


def _attribute(claims: Sequence[Claim], candidates: Sequence[Candidate]) -> None:
    """Give every claim its claimants, making those who are new."""
    roles: dict[str, str] = {}
    for candidate in candidates:
        for name, role in zip(candidate.speakers, candidate.roles, strict=True):
            roles[name[:_NAME]] = roles.get(name[:_NAME]) or role[:_NAME]
    claimants = claimants_named(roles)
    links = Claim.claimants.through.objects
    links.bulk_create(
        Claim.claimants.through(claim=claim, claimant=claimant)
        for claim, candidate in zip(claims, candidates, strict=True)
        for claimant in {claimants[name[:_NAME]] for name in candidate.speakers}
    )


def claimants_named(roles: dict[str, str]) -> dict[str, Claimant]:
    """The claimants of these names; who is new is made with the role given.

    Names that differ in case alone are one claimant. Two workers that meet the same new name at
    once end with one row.
    """
    # In one order for everybody, so that two workers wait for each other and never in a circle.
    Claimant.objects.bulk_create(
        (Claimant(name=name, role=roles[name]) for name in sorted(roles)), ignore_conflicts=True
    )
    # Lower case as the database sees it: its constraint decides who is the same.
    same = Claimant.objects.filter(disambiguation="").annotate(key=Lower("name"))
    found = {row.name: row for row in same.filter(key__in=[Lower(Value(name)) for name in roles])}
    return {name: found.get(name) or same.get(key=Lower(Value(name))) for name in roles}
