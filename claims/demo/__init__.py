"""A demo newsroom: invented texts about an invented country, and claims in every state.

Everything is made through the pipeline, the claims by the real engine, so that the demo is also
the shortest example of how the parts fit together.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.demo import content, web
from claims.demo.content import PEOPLE, Change, Check
from claims.models import (
    Claim,
    Document,
    Newsroom,
    PromiseStatus,
    Publication,
    Rating,
    Source,
    User,
    Verdict,
)
from claims.pipeline import (
    bulk,
    corrections,
    editing,
    extraction,
    fetching,
    intake,
    newsroom,
    people,
    promises,
    publication,
    replies,
    sources,
    triage,
    verdicts,
    views,
    watch,
)

__all__ = ["PEOPLE", "create", "is_empty", "new_password"]

TEXTS = Path(__file__).parent


def is_empty() -> bool:
    """Whether nobody has used this database yet."""
    return not User.objects.exists() and not Document.objects.exists()


def new_password() -> str:
    """A password for the demo's accounts: one an installation, as a default would be no secret."""
    return f"demo-{secrets.token_hex(4)}"


@transaction.atomic
def create(*, password: str, address: str) -> None:
    """Fill an empty database: people, documents, claims in every state, verdicts.

    `address` is where readers reach the site; what is published names it.
    """
    alice, ben, clara, _ = (
        people.add(
            by=None,
            username=username,
            password=password,
            role=role,
            first_name=first,
            last_name=last,
            email=f"{username}@courier.example",
        )
        for username, first, last, role in PEOPLE
    )
    newsroom.edit(Newsroom.current(), by=None, name="The Ellery Courier", address=address)
    homes, hearing, speech = _homes(alice), _hearing(alice), _speech(ben)

    _correct(
        _publish(homes, content.RENTS, by=alice, second=ben),
        content.RENTS_CORRECTED,
        by=ben,
        second=clara,
    )
    _lose(_publish(homes, content.AVERAGE, by=clara, second=ben), content.AVERAGE)
    _promises(homes, speech, alice, ben)
    _approve(hearing, content.FARES, by=alice, second=clara)
    verdicts.submit(_draft(speech, content.UNEMPLOYMENT, by=ben), by=ben)
    _draft(homes, content.BUILT, by=alice)
    publication.retract(
        _publish(hearing, content.PUNCTUALITY, by=clara, second=ben),
        by=ben,
        reason=content.RETRACTED_BECAUSE,
    )
    triage.dismiss(
        _claim(homes, "castles in the air"),
        by=ben,
        reason="figure_of_speech",
        note="Nothing to check in the image itself; the costs are checked on their own.",
    )
    triage.park(
        _claim(homes, "1,200 homes"), by=clara, until=timezone.localdate() + dt.timedelta(days=30)
    )
    triage.assign(_claim(speech, "burglaries have fallen"), to=clara, by=ben)
    for document, tag, by in ((homes, "housing", alice), (hearing, "rail", clara)):
        rows = Claim.objects.filter(occurrences__document=document)
        bulk.tag(dict(rows.values_list("pk", "state")), add=[tag], by=by)
    views.save(by=ben, name="Housing", query="state=all&tag=housing", is_shared=True)
    views.save(by=alice, name="Promises", query="state=all&kind=promise&sort=due")


def _promises(homes: Document, speech: Document, alice: User, ben: User) -> None:
    """One that is due next week, one without a day, and one whose day has passed."""
    today = timezone.localdate()
    nurses = _publish(speech, content.NURSES, by=alice, second=ben, due_in=6)
    promises.rate(
        nurses.claim,
        by=ben,
        status=PromiseStatus.Status.IN_THE_WORKS,
        on=today - dt.timedelta(days=1),
        note="The bill is before parliament, with its money set aside.",
    )
    tax = _publish(speech, content.TAX, by=alice, second=ben)
    promises.rate(
        tax.claim,
        by=ben,
        status=PromiseStatus.Status.COMPROMISE,
        note="The rate stayed, but the new parking levy is paid to the region as well.",
    )
    costs = _claim(homes, "within 30 days of the vote")
    triage.assign(costs, to=alice, by=ben)
    costs.refresh_from_db()
    editing.edit(
        costs,
        by=alice,
        statement=costs.statement,
        revision=costs.revision,
        due_on=today - dt.timedelta(days=1),
        yardstick=content.COSTS,
    )
    watch.return_due_claims()


def _homes(by: User) -> Document:
    return _document(
        "homes.txt",
        by,
        days_ago=2,
        title="Mayor promises 1,200 homes by spring as council votes on harbour plan",
        outlet="Port Ellery Gazette",
        author="Lena Sorn",
        url="https://gazette.example/harbour-homes",
    )


def _hearing(by: User) -> Document:
    return _document(
        "hearing.txt",
        by,
        days_ago=1,
        kind=Document.Kind.TRANSCRIPT,
        title="Committee on the northern rail line, third hearing",
        outlet="National Assembly",
        url="https://assembly.example/hearings/rail-3",
    )


def _speech(by: User) -> Document:
    return _document(
        "speech.txt",
        by,
        days_ago=3,
        kind=Document.Kind.SPEECH,
        title="Governor Pia Andersen’s closing speech of the campaign",
        author="Pia Andersen",
    )


def _document(file: str, by: User, *, days_ago: int, **facts: Any) -> Document:
    """Add a text and read it here and now: the demo is there before the first worker is."""
    document, _ = intake.add_document(
        text=(TEXTS / file).read_text(encoding="utf-8"),
        by=by,
        published_on=timezone.localdate() - dt.timedelta(days=days_ago),
        **facts,
    )
    taken = extraction.take_over(document.extractions.get().pk)
    assert taken
    extraction.run(taken)
    return document


def _claim(document: Document, words: str) -> Claim:
    """The most urgent new claim of a document whose quote has these words."""
    claims = Claim.objects.filter(
        occurrences__document=document, occurrences__quote__contains=words, state="new"
    )
    return claims.by_priority()[0]


def _draft(document: Document, check: Check, *, by: User, due_in: int | None = None) -> Verdict:
    claim = _claim(document, check.words)
    triage.accept(claim, by=by)
    if check.statement:
        day = timezone.localdate() + dt.timedelta(days=due_in) if due_in else None
        editing.edit(
            claim,
            by=by,
            statement=check.statement,
            revision=claim.revision,
            due_on=day or editing.KEEP,
            yardstick=check.yardstick or editing.KEEP,
        )
        claim.refresh_from_db()
    verdict = verdicts.begin(claim, by=by)
    verdicts.save(
        verdict,
        by=by,
        revision=claim.revision,
        rating=_rating(check.rating),
        summary=check.summary,
        explanation=check.explanation,
        not_found=check.not_found,
        as_of=timezone.localdate(),
        review_by=timezone.localdate() + dt.timedelta(days=180),
    )
    for evidence in check.sources:
        facts = dataclasses.asdict(evidence)
        source = sources.add(verdict, by=by, read_on=timezone.localdate(), **facts)
        if source.url:
            _look(source, web.showing(evidence))
    for asked in check.replies:
        replies.ask(verdict, by=by, whom=asked.whom, answer=asked.answer)
    return verdict


def _rating(label: str) -> Rating | None:
    scale = Newsroom.current().scale
    return Rating.objects.get(scale=scale, label=label) if label else None


def _look(source: Source, read: Callable[..., Any]) -> None:
    """Have a source's page looked at here and now, as a worker does."""
    source.refresh_from_db()
    assert source.fetch_at
    taken = fetching.take_over(source.pk, source.fetch_at)
    assert taken
    fetching.look(taken, read=read)


def _lose(published: Publication, check: Check) -> None:
    """Have the page of its first source go, and the desk notice."""
    source = published.verdict.sources.get(url=check.sources[0].url)
    for _ in range(fetching.PATIENCE):
        _look(source, web.gone)


def _approve(
    document: Document, check: Check, *, by: User, second: User, due_in: int | None = None
) -> Verdict:
    verdict = _draft(document, check, by=by, due_in=due_in)
    verdicts.submit(verdict, by=by)
    verdicts.approve(verdict, by=second)
    return verdict


def _publish(
    document: Document, check: Check, *, by: User, second: User, due_in: int | None = None
) -> Publication:
    verdict = _approve(document, check, by=by, second=second, due_in=due_in)
    return publication.publish(verdict, by=second)


def _correct(published: Publication, change: Change, *, by: User, second: User) -> Publication:
    """Correct the rating of something published, with a second person."""
    draft = corrections.begin(published, by=by)
    verdicts.save(
        draft,
        by=by,
        revision=draft.revision.number,
        rating=_rating(change.rating),
        summary=change.summary,
        explanation=draft.explanation,
        as_of=draft.as_of,
        review_by=draft.review_by,
    )
    corrections.describe(draft, by=by, kind=change.kind, what=change.what, why=change.why)
    verdicts.submit(draft, by=by)
    verdicts.approve(draft, by=second)
    return publication.publish(draft, by=second)
