"""The desk does without the cache's server: pages are answered, and nothing is kept."""

import logging
import socket
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import RedisError

from claims.models import User
from factcheck.cache import RedisCache
from tests import make


@pytest.fixture
def nobody_listens(settings, monkeypatch) -> Iterator[None]:
    """The cache at an address that is bound to this test, so that nobody else listens there."""
    monkeypatch.setattr(RedisCache, "_quiet_until", 0.0)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        there = {"LOCATION": f"redis://127.0.0.1:{held.getsockname()[1]}/1"}
        settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | there}
        yield


def test_the_queue_is_shown_while_redis_is_away(alice: User, nobody_listens: None) -> None:
    client = Client()
    assert client.login(username="alice", password="password")
    row = make.claim()
    response = client.get("/queue/")
    assert response.status_code == 200
    assert row.statement in response.content.decode()
    assert client.get(f"/claims/{row.pk}/").status_code == 200
    assert client.post("/logout/").status_code == 302
    assert client.get("/queue/").status_code == 302


def test_nothing_is_found_or_kept_and_that_is_told_once(
    nobody_listens: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="factcheck.cache"):
        cache.set("a", 1, 60)
        assert cache.get("a", "nothing") == "nothing"
        assert cache.get_many(key for key in "ab") == {}
        assert "a" not in cache
        assert (cache.add("a", 1), cache.touch("a"), cache.delete("a")) == (False, False, False)
    assert [record.getMessage() for record in caplog.records] == [
        "The cache is away, so nothing is kept: ConnectionError."
    ]


def test_whoever_counts_is_told_that_nobody_does(nobody_listens: None) -> None:
    with pytest.raises(RedisError):
        cache.incr("a")


@pytest.mark.django_db
def test_with_redis_there_what_is_kept_is_found() -> None:
    cache.set("kept", 1, 60)
    assert cache.get("kept") == 1
    assert cache.get_many(["kept", "lost"]) == {"kept": 1}
    assert cache.delete("kept")
