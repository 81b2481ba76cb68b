"""The migration by which pages are watched that were cited before anything watched them."""

import datetime as dt
from importlib import import_module
from itertools import pairwise

import pytest
from django.apps import apps
from django.utils import timezone

from claims.models import Source
from claims.pipeline import fetching, publication, sources, verdicts
from tests import make

migration = import_module("claims.migrations.0006_watch_sources")


@pytest.fixture
def published(alice, bob):
    """Three publications from before pages were read."""
    rows = [make.published(alice, bob) for _ in range(3)]
    Source.objects.update(fetch_at=None, fetch_state="")
    return rows


def times() -> list[dt.datetime]:
    migration.watch_sources(apps, None)
    return sorted(Source.objects.exclude(fetch_at=None).values_list("fetch_at", flat=True))


def test_pages_of_what_is_out_are_read_one_after_the_other_within_a_week(published):
    now = timezone.now()
    found = times()
    assert len(found) == 3
    assert found[0] - now < dt.timedelta(days=1)
    assert found[-1] < timezone.now() + dt.timedelta(days=7)
    assert all(second - first > dt.timedelta(days=2) for first, second in pairwise(found))
    assert fetching.sweep() == 1


def test_everything_else_is_left_as_it_is(published, alice, bob):
    publication.retract(published[0], by=bob, reason="Wrong year.")
    make.draft(alice)
    Source.objects.filter(fetch_state="waiting").update(fetch_at=None, fetch_state="")
    soon = timezone.now() + dt.timedelta(minutes=5)
    Source.objects.filter(verdict=published[1].verdict).update(fetch_at=soon)
    assert len(times()) == 2
    assert soon in times()


def test_what_is_withheld_is_not_looked_for(alice, bob):
    draft = make.draft(alice)
    sources.add(draft, by=alice, title="An official", withheld_reason="Fears for the job.")
    verdicts.submit(draft, by=alice)
    verdicts.approve(draft, by=bob)
    row = publication.publish(draft, by=bob)
    Source.objects.update(fetch_at=None, fetch_state="")
    assert len(times()) == row.verdict.sources.exclude(url="").count() == 1
