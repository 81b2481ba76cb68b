"""Readers' pages take few queries, and no more for a hundred fact-checks than for three."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claimant, User
from tests import make
from tests.desk.test_query_counts import queries
from tests.public import rows


@pytest.fixture
def many(alice: User, bob: User) -> str:
    """The address of one fact-check among thirty, all of it promises by the same person."""
    first = rows.promise(alice, bob)
    rows.rate(first, "stalled", by=bob)
    rows.lose_source(first)
    make.publications_like(first, 30)
    return f"/fact-checks/{first.claim_id}/"


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("{check}", 4),
        ("{check}versions/", 3),
        ("{check}versions/?from=1&to=1", 3),
        ("{check}picture.png", 3),
        ("/fact-checks/", 3),
        ("/fact-checks/?kind=promise&status=unrated&claimant={claimant}&q=homes", 4),
        ("/claimants/{claimant}/", 4),
        ("/promises/", 4),
        ("/promises/?claimant={claimant}&status=stalled", 5),
        ("/methodology/", 2),
        ("/corrections/", 2),
        ("/fact-checks/feed/", 4),
        ("/fact-checks/feed/?kind=promise&format=json", 4),
        ("/corrections/feed/", 3),
        ("/promises/feed/?status=stalled", 5),
        ("/promises/due/feed/", 3),
        ("/sitemap.xml", 3),
        ("/sitemap-pages.xml", 2),
        ("/sitemap-checks-0.xml", 2),
        ("/sitemap-news.xml", 2),
        ("/robots.txt", 1),
    ],
)
def test_a_page(client: Client, many: str, address: str, most: int) -> None:
    claimant = Claimant.objects.get().pk
    assert queries(client, address.format(check=many, claimant=claimant)) <= most


def test_the_log_of_many_corrections(client: Client, alice: User, bob: User) -> None:
    for _ in range(6):
        rows.corrected(make.published(alice, bob), by=bob, summary="Other.")
    assert queries(client, "/corrections/") <= 2
    assert queries(client, "/corrections/feed/") <= 3


def test_the_index_when_nothing_is_kept(client: Client, many: str) -> None:
    caches["process"].clear()
    with CaptureQueriesContext(connection) as captured:
        client.get("/fact-checks/")
    assert len(captured) <= 4
