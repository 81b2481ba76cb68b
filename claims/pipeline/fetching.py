"""Fetching: workers read the pages that verdicts rest on, and go on looking while they are out."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from claims.models import Source, Verdict

# How long a published verdict's pages are left alone between two looks.
EVERY = dt.timedelta(days=7)


def watch(verdict: Verdict) -> None:
    """Look at the pages of a verdict again and again, from now on."""
    for source in verdict.sources.exclude(url=""):
        # Spread over a day, so that what was published together isn't asked for together.
        source.fetch_at = timezone.now() + EVERY + dt.timedelta(minutes=random.randrange(24 * 60))  # noqa: S311
        source.save(update_fields=["fetch_at"])


def unwatch(verdict: Verdict) -> None:
    """Leave the pages of a verdict alone: it is no longer before readers."""
    Source.objects.filter(verdict=verdict).update(fetch_at=None)
