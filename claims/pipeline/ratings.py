"""Ratings that give way: every verdict with one that is to be removed gets another in its place.

What was published keeps the words that it was published with: only the rows point elsewhere.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import Truncator

from claims.models import Claim, Rating, User, Verdict
from claims.pipeline.changes import applied, save_events, take

# How many of those that wait are named.
NAMED = 3


def replace(old: Rating, new: Rating, *, by: User | None) -> None:
    """Give all verdicts with one rating another one of its scale, in the caller's transaction.

    Raises ValidationError for a rating that can't take its place, and while a verdict with the
    old one waits for sign-off or publication: people have to see what they sign off.
    """
    if new == old or new.scale_id != old.scale_id:
        raise ValidationError({"replacement": "Choose another rating of the same scale."})
    verdicts = _held(old)
    if waiting := [verdict for verdict in verdicts if _waits(verdict)]:
        raise ValidationError(_refusal(old, waiting))
    take(new, refusal=f"Somebody removed “{new}” meanwhile. Choose another rating.")
    events = [
        applied(verdict, action="verdict.rating_replaced", by=by, rating=new)
        for verdict in verdicts
    ]
    save_events(event for event in events if event)
    now, ids = timezone.now(), [verdict.pk for verdict in verdicts]
    Verdict.objects.filter(pk__in=ids).update(rating=new, updated_at=now)
    # Pages that have one of these claims open see that something about it has changed.
    Claim.objects.filter(verdicts__in=ids).update(updated_at=now)


def _held(rating: Rating) -> list[Verdict]:
    """The verdicts with a rating, locked, their claims before them as everywhere."""
    found = Verdict.objects.filter(rating=rating)
    claims = Claim.objects.filter(pk__in=found.order_by().values("claim"))
    list(claims.select_for_update().order_by("pk").values_list("pk"))
    later = Verdict.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"))
    rows = found.select_for_update(of=("self",)).select_related("claim", "rating")
    # Without the texts: there may be thousands.
    rows = rows.defer("explanation", "not_found", "claim__search", "claim__details")
    return list(rows.annotate(is_superseded=Exists(later)).order_by("pk"))


def _waits(verdict: Verdict) -> bool:
    if verdict.state == Verdict.State.SUBMITTED:
        return True
    is_next = not verdict.is_superseded  # type: ignore[attr-defined]
    return is_next and verdict.state == verdict.claim.state == Verdict.State.APPROVED


def _refusal(rating: Rating, waiting: list[Verdict]) -> str:
    """How many verdicts wait, and which."""
    number = len(waiting)
    names = [f"“{Truncator(verdict.summary).chars(60)}”" for verdict in waiting[:NAMED]]
    more = [f"{number - NAMED} more"] if number > NAMED else []
    return (
        f"“{rating}” can’t be removed now: {number} verdict{'s' if number > 1 else ''} with it "
        f"wait{'' if number > 1 else 's'} for sign-off or publication: "
        f"{', '.join([*names, *more])}. Publish what waits, or send it back, first."
    )
