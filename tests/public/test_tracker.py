"""The tracker: every published promise by how it stands."""

import datetime as dt
import re

import pytest
from django.test import Client

from claims.engine.candidate import Kind
from claims.models import Publication, User
from claims.pipeline import promises, publication
from tests import make
from tests.public import rows
from tests.public.test_index import ada, found


@pytest.fixture
def tracked(alice: User, bob: User) -> list[Publication]:
    """A promise that was kept, one that is stalled, one that nobody has rated, by two people."""
    kept = rows.promise(alice, bob)
    stalled = rows.promise(alice, bob, speakers=("Ben Ode",))
    unrated = rows.promise(alice, bob)
    rows.rate(kept, "in_the_works", by=bob, on=dt.date(2026, 1, 5))
    rows.rate(kept, "kept", by=bob, on=dt.date(2026, 3, 1))
    rows.rate(stalled, "stalled", by=bob)
    return [kept, stalled, unrated]


def counts(html: str) -> dict[str, int]:
    shown = re.findall(r'<li><a [^>]*><span class="standing (\w+)">.*?<b>(\d+)</b>', html, re.S)
    return {status: int(times) for status, times in shown}


def test_promises_are_counted_and_each_says_since_when_it_stands_so(
    client: Client, alice: User, bob: User, tracked
) -> None:
    make.published(alice, bob)
    html = client.get("/promises/").content.decode()
    assert counts(html) == {
        "kept": 1,
        "compromise": 0,
        "broken": 0,
        "stalled": 1,
        "in_the_works": 0,
        "unrated": 1,
    }
    assert found(client, "/promises/") == [row.claim_id for row in reversed(tracked)]
    for words in ("1 March 2026", "30 June 2030", tracked[0].snapshot["occurrences"][0]["quote"]):
        assert words in html, words
    assert 'aria-label="Kept: 1. Stalled: 1. Not yet rated: 1. "' in html
    assert "<script" not in html


def test_it_is_filtered_by_status_and_by_who_promised(client: Client, tracked) -> None:
    kept, stalled, unrated = tracked
    pk = ada(kept)
    assert found(client, "/promises/?status=stalled") == [stalled.claim_id]
    assert found(client, "/promises/?status=unrated") == [unrated.claim_id]
    assert found(client, f"/promises/?claimant={pk}") == [unrated.claim_id, kept.claim_id]
    assert found(client, f"/promises/?claimant={pk}&status=kept") == [kept.claim_id]
    html = client.get(f"/promises/?claimant={pk}&status=kept").content.decode()
    assert "Promises by Ada Moreno" in html
    # Of whom is asked for, however the promises stand.
    assert counts(html)["unrated"] == 1
    assert counts(html)["stalled"] == 0


def test_promises_of_drafts_and_what_was_retracted_are_not_in_it(
    client: Client, alice: User, bob: User, tracked
) -> None:
    claim = make.checking(alice, kinds=(Kind.PROMISE,))
    promises.rate(claim, by=bob, status="broken", note="Secret.")
    publication.retract(tracked[0], by=bob, reason="Wrong year.")
    html = client.get("/promises/").content.decode()
    assert counts(html)["broken"] == counts(html)["kept"] == 0
    assert claim.statement not in html


def test_an_empty_tracker_says_so(client: Client, db: None) -> None:
    assert "No promises yet" in client.get("/promises/").content.decode()
