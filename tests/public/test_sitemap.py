"""Sitemap and robots.txt, read by those who read them."""

import datetime as dt
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from lxml import etree

from claims.models import Newsroom, Publication, User
from claims.pipeline import publication
from claims.public import sitemap
from tests import make
from tests.public import rows
from tests.public.conftest import Rows
from tests.public.test_feeds import ADDRESS, local

NAMES = {"s": sitemap.NAMES, "n": sitemap.NEWS}


def read(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response["Content-Type"].startswith("application/xml")
    return etree.fromstring(response.content)


def places(client: Client, address: str) -> dict[str, str]:
    """Addresses, and when what is there last changed."""
    return {
        one.findtext("s:loc", namespaces=NAMES): one.findtext("s:lastmod", "", NAMES)
        for one in read(client, address)
    }


def checks(client: Client) -> list[str]:
    """Every fact-check that the index leads to."""
    parts = [local(part) for part in places(client, "/sitemap.xml") if "checks" in part]
    return [address for part in parts for address in places(client, part)]


def test_the_sitemap_has_live_fact_checks_under_the_newsrooms_address(
    newsroom: Rows, client: Client
) -> None:
    Newsroom.objects.update(address="https://paper.example/facts")
    base = "https://paper.example/facts"
    index = places(client, "/sitemap.xml")
    first = f"{base}/sitemap-checks-0.xml"
    assert list(index) == [f"{base}/sitemap-pages.xml", f"{base}/sitemap-news.xml", first]
    found = places(client, "/sitemap-checks-0.xml")
    assert list(found) == [f"{base}/fact-checks/{newsroom.live.claim_id}/"]
    changed = newsroom.live.changed_at
    assert {dt.datetime.fromisoformat(one) for one in found.values()} == {changed}
    pages = places(client, "/sitemap-pages.xml")
    assert pages.pop(f"{base}/methodology/") == ""
    last = Publication.objects.latest("changed_at").changed_at
    assert {dt.datetime.fromisoformat(one) for one in (*index.values(), *pages.values())} == {last}


def test_no_part_is_older_after_something_was_taken_back(
    client: Client, alice: User, bob: User
) -> None:
    kept, gone = make.published(alice, bob), make.published(alice, bob)
    before = places(client, "/sitemap.xml")
    publication.retract(gone, by=bob, reason="Wrong year.")
    after = places(client, "/sitemap.xml")
    assert after.keys() == before.keys()
    assert all(moment(after[one]) > moment(before[one]) for one in before)
    publication.retract(kept, by=bob, reason="Wrong year.")
    (pages,) = places(client, "/sitemap.xml").items()
    assert pages[0] == f"{ADDRESS}/sitemap-pages.xml"
    assert moment(pages[1]) > moment(after[pages[0]])
    assert client.get("/sitemap-checks-0.xml").status_code == 404


def moment(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words)


def test_there_are_no_news_until_there_are_some(client: Client, db: None) -> None:
    assert places(client, "/sitemap.xml") == {f"{ADDRESS}/sitemap-pages.xml": ""}
    assert client.get("/sitemap-news.xml").status_code == 404


def test_every_fact_check_is_in_one_part_however_many_there_are(
    client: Client, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SIZE", 4)
    first = make.published(alice, bob)
    known = [first, *make.publications_like(first, 9)]
    assert checks(client) == [f"{ADDRESS}{row.get_absolute_url()}" for row in known]
    parts = [part for part in places(client, "/sitemap.xml") if "checks" in part]
    assert len(parts) >= 3
    # A part that nothing happened in stays as it was.
    before = {part: client.get(local(part)).content for part in parts}
    rows.corrected(first, by=bob, summary="Other.")
    changed = [part for part in parts if client.get(local(part)).content != before[part]]
    assert changed == [f"{ADDRESS}/sitemap-checks-{first.claim_id // 4}.xml"]
    assert client.get("/sitemap-checks-999999.xml").status_code == 404
    assert client.get(f"/sitemap-checks-{10**30}.xml").status_code == 404


def test_news_are_what_was_first_published_in_two_days(
    client: Client, alice: User, bob: User, time_machine: Any
) -> None:
    Newsroom.objects.update(name="Paper & Ink")
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    old = make.published(alice, bob)
    time_machine.move_to("2026-05-03T13:00:00Z", tick=False)
    rows.corrected(old, by=bob, summary="Other.")
    new, gone = make.published(alice, bob), make.published(alice, bob)
    make.publications_like(new, 1, language="zh-Hant-TW", statement="<b> & \x0b")
    publication.retract(gone, by=bob, reason="Wrong year.")
    root = read(client, "/sitemap-news.xml")
    found = root.xpath("//s:loc/text()", namespaces=NAMES)
    assert f"{ADDRESS}{new.get_absolute_url()}" == found[1]
    assert len(found) == 2
    assert root.xpath("//n:title/text()", namespaces=NAMES) == [
        "Mostly true: <b> & ",
        f"Mostly true: {new.snapshot['statement']}",
    ]
    assert root.xpath("//n:language/text()", namespaces=NAMES) == ["zh-tw", "en"]
    assert root.xpath("//n:name/text()", namespaces=NAMES) == ["Paper & Ink"] * 2
    dates = root.xpath("//n:publication_date/text()", namespaces=NAMES)
    assert dates == ["2026-05-03T13:00:00+00:00"] * 2
    assert f"{ADDRESS}/sitemap-news.xml" in places(client, "/sitemap.xml")
    time_machine.move_to("2026-05-05T13:00:01Z", tick=False)
    assert client.get("/sitemap-news.xml").status_code == 404
    assert f"{ADDRESS}/sitemap-news.xml" not in places(client, "/sitemap.xml")


def test_who_has_read_the_sitemap_is_told_when_it_changes(
    client: Client, alice: User, bob: User
) -> None:
    make.published(alice, bob)
    for address in ("/sitemap.xml", "/sitemap-checks-0.xml", "/sitemap-pages.xml"):
        known = client.get(address)["ETag"]
        assert client.get(address, HTTP_IF_NONE_MATCH=known).status_code == 304


def test_search_engines_may_read_readers_pages_alone(newsroom: Rows, client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    # Python's reader takes the first rule that fits, others the longest; so longest first.
    rules = sorted((line for line in lines if "llow:" in line), key=lambda line: -len(line))
    robots = RobotFileParser()
    robots.parse(["User-agent: *", *rules])
    for path in (
        newsroom.live.get_absolute_url(),
        "/fact-checks/?after=3",
        "/claimants/1/",
        "/methodology/",
        "/corrections/",
        "/promises/",
        "/sitemap-news.xml",
        "/oembed?url=x",
        "/datafeed.json",
        "/api/v1/verdicts/export/?format=datafeed",
        "/static/claims/desk.css",
    ):
        assert robots.can_fetch("anybody", path), path
    for path in ("/queue/", "/documents/1/", "/claims/1/", "/admin/", "/login/", "/api/"):
        assert not robots.can_fetch("anybody", path), path
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in lines
