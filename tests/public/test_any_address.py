"""Whatever stands in an address, the answer is one that readers and programs know."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims.google.parameters import SEARCH, STANDARD
from claims.public.syndication import FORMS
from tests import make
from tests.public.test_feeds import ADDRESS

FEEDS = ("/fact-checks/feed/", "/corrections/feed/", "/promises/feed/", "/promises/due/feed/")
# What numbers, dates, cursors and addresses are made of finds more than letters do.
WORDS = st.one_of(
    st.text(max_size=30),
    st.text("0123456789-_.:/%+ ()[]*,$@", max_size=30),
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(["2026-05-04_3", f"{ADDRESS}/fact-checks/1/", "homes", "claims(text", "MQ"]),
)
MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def _something_published(alice: Any, bob: Any) -> None:
    make.published(alice, bob)


def asked(*names: str) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(sorted(names)), WORDS, max_size=4)


@MANY
@given(
    st.sampled_from(FEEDS),
    asked("q", "claimant", "rating", "kind", "status", "year", "before", "format"),
)
@example("/fact-checks/feed/", {"year": "0000"})
@example("/fact-checks/feed/", {"year": "9999", "format": "json"})
@example("/corrections/feed/", {"before": "0001-01-01 00:00:00+14:00_1"})
@example("/promises/due/feed/", {"before": "9999-12-31_9223372036854775807"})
def test_feeds(client: Client, address: str, query: dict[str, str]) -> None:
    cache.clear()
    known = query.get("format", "atom") in FORMS
    # What nobody has rated is in another feed.
    assert client.get(address, query).status_code in ((200, 302) if known else (404, 302))


@MANY
@given(asked(*SEARCH, *STANDARD, "page_size", "$alt", "other"))
@example({"query": "homes", "offset": "2147483647", "pageSize": "2147483647"})
@example({"query": "homes", "pageToken": "OTk5OTk5OTk5OTk5OTk5OTk5"})
def test_search(client: Client, query: dict[str, str]) -> None:
    cache.clear()
    response = client.get("/v1alpha1/claims:search", query)
    body = response.json()
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert body["error"]["status"] == "INVALID_ARGUMENT"
        assert body["error"]["message"]


@MANY
@given(asked("url", "format", "maxwidth", "maxheight"))
@example({"url": f"{ADDRESS}/fact-checks/{2**80}/card/"})
def test_oembed(client: Client, query: dict[str, str]) -> None:
    cache.clear()
    assert client.get("/oembed", query).status_code in (200, 400, 404, 501)
