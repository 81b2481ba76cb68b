"""Laws: what is so after every step, whoever did what in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from claims.models import Claim, Correction, Newsroom, Publication, Verdict

IN_WORK = ("checking", "in_review", "approved")


class Laws:
    """What was true of verdicts when they were signed off and of snapshots when they went out."""

    def __init__(self) -> None:
        self.signed_off: set[int] = set()
        self.snapshots: dict[int, Any] = {}

    def hold(self, ids: Iterable[int]) -> None:
        """Fail on the first of these claims for which something isn't so."""
        connection.check_constraints()
        verdicts = list(
            Verdict.objects.filter(claim__in=ids)
            .select_related("claim", "revision", "correction__corrects__verdict", "author")
            .prefetch_related("sources", "approvals")
        )
        publications = list(
            Publication.objects.filter(claim__in=ids)
            .defer("search")
            .select_related("verdict")
            .prefetch_related("corrections")
        )
        corrections = Correction.objects.select_related("verdict", "corrects", "publication")
        claims = list(
            Claim.objects.filter(pk__in=ids)
            .defer("search", "details")
            .prefetch_related(
                "alerts", "promise_statuses", Prefetch("corrections", queryset=corrections)
            )
        )
        for verdict in verdicts:
            self._verdict(verdict)
        for publication in publications:
            self._publication(publication)
        for claim in claims:
            of_claim = [row for row in verdicts if row.claim_id == claim.pk]
            out = [row for row in publications if row.claim_id == claim.pk]
            _claim(claim, of_claim, out)

    def _verdict(self, verdict: Verdict) -> None:
        signers = {row.by_id for row in verdict.approvals.all()}
        assert verdict.author_id not in signers, f"{verdict.pk} is signed off by its author"
        if verdict.state in ("submitted", "approved"):
            assert list(verdict.sources.all()), f"{verdict.pk} rests on nothing"
        else:
            assert not signers, f"{verdict.pk} is {verdict.state}, and signed off"
        if verdict.state != "approved":
            self.signed_off.discard(verdict.pk)
        elif verdict.pk not in self.signed_off:
            enough = len(signers) >= Newsroom.current().approvals
            assert enough or _is_rightly_minor(verdict), f"{verdict.pk} lacks sign-offs"
            self.signed_off.add(verdict.pk)

    def _publication(self, row: Publication) -> None:
        told = (row.snapshot, row.number, row.verdict_id, row.published_at, row.published_by_id)
        assert self.snapshots.setdefault(row.pk, told) == told, f"{row} was changed"
        assert row.verdict.state == "approved", f"{row} is of a verdict that is {row.verdict.state}"
        assert row.verdict_id in self.signed_off
        assert row.snapshot["sources"], f"{row} names no source"
        out = [one for one in row.corrections.all() if one.at]
        if row.state == "live":
            assert not out, f"{row} is live, and was corrected"
        else:
            assert [one.kind == "retraction" for one in out] == [row.state == "retracted"], row


def _is_rightly_minor(verdict: Verdict) -> bool:
    correction = getattr(verdict, "correction", None)
    if not verdict.is_minor or correction is None:
        return False
    old = correction.corrects.verdict
    same = (old.revision_id, old.rating_id) == (verdict.revision_id, verdict.rating_id)
    return same and (verdict.rating_id is not None or old.summary == verdict.summary)


def _claim(claim: Claim, verdicts: list[Verdict], publications: list[Publication]) -> None:
    live = [row for row in publications if row.state == "live"]
    assert len(live) == claim.is_live, f"claim {claim.pk}: {len(live)} live, {claim.is_live=}"
    numbers = sorted(row.number for row in publications)
    assert numbers == list(range(1, len(numbers) + 1)), f"claim {claim.pk}: {numbers}"
    if claim.state in ("published", "new", "dismissed", "parked", "retracted"):
        assert claim.is_live == (claim.state == "published"), f"claim {claim.pk} is {claim.state}"
    said = [row.status for row in claim.promise_statuses.all()]
    assert claim.promise_status == (said[-1] if said else ""), f"claim {claim.pk}: {said}"
    _its_verdicts(claim, verdicts, {row.verdict_id for row in publications})
    _its_corrections(claim, live)
    for row in live:
        kinds = {alert.kind for alert in claim.alerts.all() if alert.closed_at is None}
        assert row.stale == sorted(kinds), f"{row}: {row.stale=}, {kinds=}"
        assert row.promise_status == claim.promise_status, f"{row}: {row.promise_status=}"


def _its_verdicts(claim: Claim, verdicts: list[Verdict], out: Iterable[int]) -> None:
    drafts = [row for row in verdicts if row.state == "draft"]
    submitted = [row for row in verdicts if row.state == "submitted"]
    waiting = [row for row in verdicts if row.state == "approved" and row.pk not in out]
    where = f"claim {claim.pk} is {claim.state}: {drafts=} {submitted=} {waiting=}"
    assert len(drafts) + len(submitted) <= 1, where
    assert len(submitted) == (claim.state == "in_review"), where
    assert len(waiting) == (claim.state == "approved"), where
    if claim.state in ("new", "published", "in_review", "approved"):
        assert not drafts, where
    for row in [*drafts, *submitted, *waiting]:
        assert row.pk == max(one.pk for one in verdicts), where
    for row in verdicts:
        assert row.scheduled_for is None or row in waiting, f"{row.pk} is scheduled; {where}"


def _its_corrections(claim: Claim, live: list[Publication]) -> None:
    begun = [row for row in claim.corrections.all() if row.at is None]
    where = f"claim {claim.pk} is {claim.state}: {begun}"
    assert len(begun) == (claim.is_live and claim.state in IN_WORK), where
    for row in begun:
        assert [row.corrects_id] == [one.pk for one in live], where
        assert row.verdict and row.verdict.claim_id == claim.pk, where
    for row in claim.corrections.all():
        assert row.at is None or _is_complete(row), f"{row.pk} is out, and incomplete"


def _is_complete(row: Correction) -> bool:
    if row.kind == "retraction":
        return row.verdict_id is None and row.publication_id is None
    publication = row.publication
    return (
        publication is not None
        and publication.number == row.corrects.number + 1
        and publication.verdict_id == row.verdict_id
        and publication.published_at == row.at
        and bool(row.what and row.why and row.approved_by)
    )
