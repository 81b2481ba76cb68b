"""Feeds, sitemap and robots.txt, read by those who read them."""

import html
import re
from urllib.robotparser import RobotFileParser

import feedparser
from django.test import Client
from lxml import etree

from claims.models import Newsroom, User
from claims.pipeline import publication
from tests import make
from tests.public import rows
from tests.public.conftest import Rows

ADDRESS = "http://127.0.0.1:8000"


def read(client: Client, address: str) -> feedparser.FeedParserDict:
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def test_the_feed_has_what_is_published_and_nothing_else(newsroom: Rows, client: Client) -> None:
    feed = read(client, "/fact-checks/feed/")
    (entry,) = feed.entries
    assert entry.title == f"Mostly true: {newsroom.live.snapshot['statement']}"
    assert entry.link == entry.id == f"{ADDRESS}/fact-checks/{newsroom.live.claim_id}/"
    assert entry.summary == newsroom.live.snapshot["summary"]
    assert feed.feed.title == f"Fact-checks by {Newsroom.current().name}"
    assert feed.feed.link == f"{ADDRESS}/fact-checks/"


def test_feeds_are_in_the_language_of_the_newsroom(newsroom: Rows, client: Client) -> None:
    Newsroom.objects.update(language="pt-BR")
    for address in ("/fact-checks/feed/", "/corrections/feed/"):
        assert read(client, address).feed.language == "pt-BR"


def test_a_summary_is_words_whatever_signs_it_has(client: Client, alice: User, bob: User) -> None:
    words = "Fewer than <5 percent & <img src=x onerror=alert(1)> is no figure."
    make.publications_like(make.published(alice, bob), 1, summary=words)
    entry = read(client, "/fact-checks/feed/").entries[0]
    assert entry.summary_detail.type == "text/html"
    assert html.unescape(entry.summary) == words


def test_a_corrected_fact_check_is_the_same_entry_updated_and_on_top(
    client: Client, alice: User, bob: User
) -> None:
    first, other = make.published(alice, bob), make.published(alice, bob)
    ids = [entry.id for entry in read(client, "/fact-checks/feed/").entries]
    rows.rerated(first, by=bob)
    top, below = read(client, "/fact-checks/feed/").entries
    assert [top.id, below.id] == list(reversed(ids))
    assert below.link.endswith(f"/{other.claim_id}/")
    assert top.updated_parsed >= top.published_parsed
    assert top.updated > top.published or top.updated_parsed == top.published_parsed
    assert "Corrected: It was one tower, not two." in top.summary


def test_the_feed_of_corrections_tells_retractions_too(
    client: Client, alice: User, bob: User
) -> None:
    rows.corrected(make.published(alice, bob), by=bob, kind="facts", summary="Other.")
    gone = make.published(alice, bob)
    publication.retract(gone, by=bob, reason="We mixed up two years.")
    retraction, correction = read(client, "/corrections/feed/").entries
    assert retraction.title == f"Retraction: {gone.snapshot['statement']}"
    assert retraction.summary == "We mixed up two years."
    assert correction.title.startswith("Facts changed: ")
    assert retraction.id != correction.id
    assert [entry.link for entry in read(client, "/fact-checks/feed/").entries] == [correction.link]


def test_signs_that_xml_has_no_place_for_break_no_feed(
    client: Client, alice: User, bob: User
) -> None:
    make.publications_like(
        make.published(alice, bob), 1, statement="A\x0b\x01 <b> & “B” 🚢 \ufffe.", summary="]]>"
    )
    entry = read(client, "/fact-checks/feed/").entries[0]
    assert "🚢" in entry.title
    assert html.unescape(entry.summary) == "]]>"


def test_empty_feeds_are_feeds(client: Client, db: None) -> None:
    assert read(client, "/fact-checks/feed/").entries == []
    assert read(client, "/corrections/feed/").entries == []


def test_pages_tell_readers_of_the_feeds(client: Client, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    for address in ("/fact-checks/", row.get_absolute_url(), "/corrections/", "/methodology/"):
        html = client.get(address).content.decode()
        found = re.findall(
            r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]*)"', html
        )
        assert found == ["/fact-checks/feed/", "/corrections/feed/"]
        assert all(client.get(feed).status_code == 200 for feed in found)


def test_the_sitemap_has_live_fact_checks_under_the_newsrooms_address(
    newsroom: Rows, client: Client
) -> None:
    Newsroom.objects.update(address="https://paper.example/facts")
    root = etree.fromstring(client.get("/sitemap.xml").content)
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = root.xpath("//s:loc/text()", namespaces=names)
    checks = [address for address in found if re.search(r"/fact-checks/\d", address)]
    assert checks == [f"https://paper.example/facts/fact-checks/{newsroom.live.claim_id}/"]
    assert "https://paper.example/facts/methodology/" in found
    assert len(root.xpath("//s:lastmod", namespaces=names)) == 1


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
        "/static/claims/desk.css",
    ):
        assert robots.can_fetch("anybody", path), path
    for path in ("/queue/", "/documents/1/", "/claims/1/", "/admin/", "/login/", "/api/"):
        assert not robots.can_fetch("anybody", path), path
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in lines
