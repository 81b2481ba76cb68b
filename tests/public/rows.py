"""Fact-checks with a past, made the way that the product makes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from claims.engine.candidate import Kind
from claims.models import Alert, ArchivedCopy, Claim, Newsroom, Publication, Rating, Scale, User
from claims.models import Source as SourceRow
from claims.pipeline import (
    alerts,
    corrections,
    editing,
    promises,
    publication,
    replies,
    sources,
    verdicts,
)
from tests import make

DUE = dt.date(2030, 6, 30)
READ = dt.datetime(2026, 5, 3, 9, 0, tzinfo=dt.UTC)


def corrected(
    live: Publication, *, by: User, kind: str = "typo", statement: str = "", **facts: Any
) -> Publication:
    """The next version of what is published; with another `statement` or rating a `verdict`."""
    draft = corrections.begin(live, by=by)
    if statement:
        editing.edit(draft.claim, by=by, statement=statement, revision=draft.claim.revision)
        draft.refresh_from_db()
    names = ("rating", "summary", "explanation", "as_of", "review_by", "not_found")
    values = {name: getattr(draft, name) for name in names} | facts
    verdicts.save(draft, by=by, revision=draft.claim.revision, **values)
    corrections.describe(
        draft, by=by, kind=kind, what="It was one tower, not two.", why="We misread a table."
    )
    if kind != "verdict":
        return corrections.publish(draft, by=by)
    verdicts.submit(draft, by=by)
    verdicts.approve(draft, by=make.user(role="Editor", first_name="Second", last_name="Person"))
    return publication.publish(draft, by=by)


def rerated(live: Publication, *, by: User, label: str = "False") -> Publication:
    return corrected(live, by=by, kind="verdict", rating=rating(label))


def rating(label: str) -> Rating:
    return Rating.objects.get(scale__name="Truth scale", label=label)


def promise(by: User, second: User, **facts: Any) -> Publication:
    """A published promise with a due day and a yardstick, not yet rated."""
    row = make.checking(by, kinds=(Kind.PROMISE,), **facts)
    editing.edit(row, by=by, statement=row.statement, revision=row.revision, due_on=DUE)
    Claim.objects.filter(pk=row.pk).update(yardstick="The register lists 1,000 homes.")
    row.refresh_from_db()
    return make.published(by, second, row)


def rate(live: Publication, status: str, *, by: User, **facts: Any) -> None:
    promises.rate(live.claim, by=by, status=status, **({"note": f"It is {status}."} | facts))


def with_everything(by: User, second: User) -> Publication:
    """A fact-check that says what was not found, whom we asked, and withholds a source."""
    draft = make.draft(by)
    names = ("rating", "summary", "explanation", "as_of")
    verdicts.save(
        draft,
        by=by,
        revision=1,
        not_found="Who counted the **towers**.",
        **{name: getattr(draft, name) for name in names},
    )
    replies.ask(draft, by=by, whom="The mayor", asked_on=dt.date(2026, 5, 2))
    replies.ask(
        draft,
        by=by,
        whom="The builder",
        asked_on=dt.date(2026, 5, 2),
        answered_on=dt.date(2026, 5, 4),
        answer="We built what was ordered.",
    )
    sources.add(draft, by=by, title="An official", withheld_reason="Fears for the job.")
    plan = {"title": "Plan", "url": "https://city.example/plan"}
    sources.add(draft, by=by, published_on=dt.date(2026, 4, 1), **plan)
    return _put_out(draft, by, second)


def in_a_sentence(by: User, second: User) -> Publication:
    """A fact-check on the scale without ratings."""
    Newsroom.objects.update(scale=Scale.objects.get(name="One-sentence verdict"))
    verdict = verdicts.begin(make.checking(by), by=by)
    said = {"summary": "It built half of them.", "explanation": "See the register."}
    verdicts.save(verdict, by=by, revision=1, rating=None, as_of=None, **said)
    sources.add(verdict, by=by, title="Register", url="https://city.example/permits")
    return _put_out(verdict, by, second)


def _put_out(draft: Any, by: User, second: User) -> Publication:
    verdicts.submit(draft, by=by)
    verdicts.approve(draft, by=second)
    return publication.publish(draft, by=second)


def lose_source(live: Publication, *, kind: str = Alert.Kind.SOURCE_GONE) -> None:
    """The watch finds that the page of its first source is gone; a copy of it was kept."""
    source = live.verdict.sources.exclude(url="").first()
    assert source
    copy = ArchivedCopy.objects.create(
        url=source.url,
        final_url=source.url,
        status=200,
        sha256="0" * 64,
        warc=b"",
        fetched_at=READ,
    )
    SourceRow.objects.filter(pk=source.pk).update(copy=copy)
    alerts.raise_(
        live.claim,
        kind=kind,
        words="The page is gone.",
        on=timezone.localdate(),
        source=source,
    )
