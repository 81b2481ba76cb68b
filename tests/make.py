"""Rows for tests, made the way that the product makes them: through the pipeline.

Each function gives a claim, verdict or publication in one state, by going through all the states
before it, with whoever the test names or a person of its own for each part.
"""

from __future__ import annotations

import itertools
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from claims.engine import Candidate
from claims.engine.candidate import Kind
from claims.engine.candidate import Occurrence as Place
from claims.exports import lines
from claims.models import (
    ApiKey,
    Claim,
    Document,
    Extraction,
    Occurrence,
    Publication,
    Rating,
    Revision,
    User,
    Verdict,
)
from claims.pipeline import corrections, intake, matching, publication, sources, triage, verdicts

_numbers = itertools.count(1)


def user(username: str = "", *, role: str = "", **facts: Any) -> User:
    """Somebody with a role (“Reporter”, “Editor”, “Administrator”), or with none."""
    username = username or f"user{next(_numbers)}"
    facts.setdefault("is_staff", role == "Administrator")
    person = User.objects.create_user(username, password="password", **facts)
    if role:
        person.groups.add(Group.objects.get(name=role))
    return person


def document(text: str = "", *, by: User | None = None, **facts: Any) -> Document:
    """A document, its extraction queued; without `text` one that no other test has."""
    number = next(_numbers)
    text = text or f"The mayor said the city built {number} homes last year. It rained in May."
    facts.setdefault("title", f"Document {number}")
    row, _ = intake.add_document(text=text, by=by, **facts)
    return row


def extracted(row: Document) -> Extraction:
    """The document's extraction, done, having found nothing."""
    now = timezone.now()
    extraction = row.extractions.get()
    Extraction.objects.filter(pk=extraction.pk).update(
        state="done", attempt=1, started_at=now, finished_at=now
    )
    extraction.refresh_from_db()
    return extraction


def candidate(row: Document, quote: str = "", **facts: Any) -> Candidate:
    """What the engine would hand over for `quote` (the first sentence when not given)."""
    quote = quote or row.text.split(". ")[0].rstrip(".")
    start = row.text.index(quote)
    values: dict[str, Any] = {
        "statement": f"{quote}.",
        "occurrences": (Place(start, start + len(quote), quote),),
        "speakers": ("Ada Moreno",),
        "roles": ("Mayor",),
        "reported_by": "",
        "kinds": (Kind.STATISTIC,),
        "score": 0.8,
        "reasons": ("a number", "attributed speech, “said”"),
    }
    return Candidate(**(values | facts))


def claim(row: Document | None = None, quote: str = "", **facts: Any) -> Claim:
    """A new claim in `row`, or in a document of its own."""
    row = row or document()
    extraction = row.extractions.first()
    assert extraction
    return matching.store(extraction, [candidate(row, quote, **facts)])[0]


def checking(by: User, **facts: Any) -> Claim:
    row = claim(**facts)
    triage.accept(row, by=by)
    row.refresh_from_db()
    return row


def draft(by: User, row: Claim | None = None) -> Verdict:
    """A complete draft with one source, ready to be submitted by its author."""
    row = row or checking(by)
    verdict = verdicts.begin(row, by=by)
    verdicts.save(
        verdict,
        by=by,
        revision=row.revision,
        rating=Rating.objects.get(scale__name="Truth scale", label="Mostly true"),
        summary="The city’s own figures agree, but for one tower.",
        explanation="The register lists **every** building permit.",
        as_of=timezone.localdate(),
    )
    sources.add(
        verdict,
        by=by,
        title="Register of permits",
        url="https://city.example/permits",
        publisher="City of Example",
        stance="supports",
        passage="Homes completed, by year",
    )
    verdict.refresh_from_db()
    return verdict


def submitted(by: User, row: Claim | None = None) -> Verdict:
    verdict = draft(by, row)
    verdicts.submit(verdict, by=by)
    verdict.refresh_from_db()
    return verdict


def approved(by: User, second: User, row: Claim | None = None) -> Verdict:
    verdict = submitted(by, row)
    verdicts.approve(verdict, by=second)
    verdict.refresh_from_db()
    return verdict


def published(by: User, second: User, row: Claim | None = None) -> Publication:
    return publication.publish(approved(by, second, row), by=second)


def corrected(live: Publication, by: User, **facts: Any) -> Publication:
    """What takes the place of `live` when a typo in it is corrected at once."""
    verdict = corrections.begin(live, by=by)
    values = {name: getattr(verdict, name) for name in corrections.COPIED}
    verdicts.save(verdict, by=by, revision=verdict.claim.revision, **(values | facts))
    corrections.describe(verdict, by=by, kind="typo", what="A letter.", why="We misspelt it.")
    return corrections.publish(verdict, by=by)


# Many rows at once, for tests about lists: copies of one that came through the pipeline, which no
# other row and no Event leads to.


def claims_like(first: Claim, number: int) -> list[Claim]:
    """As many new claims in the words of `first`, each in a document of its own."""
    quote = first.occurrences.get().quote
    texts = [f"{quote}. ({next(_numbers)})" for _ in range(number)]
    documents = Document.objects.bulk_create(
        Document(title=text, text=text, sha256=sha256(text.encode()).hexdigest()) for text in texts
    )
    extractions = Extraction.objects.bulk_create(Extraction(document=row) for row in documents)
    names = ("statement", "kind", "kinds", "score", "reasons", "priority")
    facts = {name: getattr(first, name) for name in names}
    claims = Claim.objects.bulk_create(Claim(**facts) for _ in texts)
    Revision.objects.bulk_create(
        Revision(claim=row, number=1, statement=row.statement) for row in claims
    )
    Occurrence.objects.bulk_create(
        Occurrence(
            claim=row,
            document=extraction.document,
            extraction=extraction,
            start=0,
            end=len(quote),
            quote=quote,
        )
        for row, extraction in zip(claims, extractions, strict=True)
    )
    of = Claim.claimants.through
    of.objects.bulk_create(
        of(claim=row, claimant=claimant) for row in claims for claimant in first.claimants.all()
    )
    return claims


def publications_like(
    first: Publication, number: int, *, without: tuple[str, ...] = (), **said: Any
) -> list[Publication]:
    """As many publications that say the same as `first`, or `said`, each of its own claim.

    What `without` names is left out of their snapshots.
    """
    facts = (first.snapshot | said).items()
    snapshot = {name: value for name, value in facts if name not in without}
    return Publication.objects.bulk_create(
        Publication(
            claim=row,
            verdict=first.verdict,
            number=1,
            snapshot=snapshot,
            **lines.stored(1, first.published_at, snapshot),
            published_at=first.published_at,
            published_by=first.published_by,
        )
        for row in claims_like(first.claim, number)
    )


def api_key(owner: User, *scopes: str, **facts: Any) -> str:
    """A usable key in clear."""
    key = ApiKey.generate()
    ApiKey.objects.create(
        name="Test",
        owner=owner,
        prefix=key[:12],
        sha256=ApiKey.digest(key),
        scopes=list(scopes),
        **facts,
    )
    return key
