"""Feeds, read by those who read them."""

import datetime as dt
import html
import json
import re
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from lxml import etree

from claims.engine.candidate import Kind
from claims.models import Claim, Newsroom, Publication, User
from claims.pipeline import promises, publication, triage
from claims.public import feeds
from tests import make
from tests.public import rows
from tests.public.conftest import Rows

ADDRESS = "http://127.0.0.1:8000"
SCHEMA = json.loads((Path(__file__).parent / "json_feed.schema.json").read_text())
FORMS = {"atom": ("application/atom+xml", "atom10"), "rss": ("application/rss+xml", "rss20")}
FEEDS = ("/fact-checks/feed/", "/corrections/feed/", "/promises/feed/", "/promises/due/feed/")


def read(client: Client, address: str, form: str = "atom") -> feedparser.FeedParserDict:
    response = client.get(address)
    media_type, version = FORMS[form]
    assert response["Content-Type"].startswith(media_type)
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == version
    return feed


def read_json(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response["Content-Type"].startswith("application/feed+json")
    feed = response.json()
    jsonschema.validate(feed, SCHEMA)
    return feed


def local(address: str) -> str:
    return address.removeprefix(ADDRESS)


def test_the_feed_has_what_is_published_and_nothing_else(newsroom: Rows, client: Client) -> None:
    feed = read(client, "/fact-checks/feed/")
    (entry,) = feed.entries
    assert entry.title == f"Mostly true: {newsroom.live.snapshot['statement']}"
    assert entry.link == entry.id == f"{ADDRESS}/fact-checks/{newsroom.live.claim_id}/"
    assert entry.summary == newsroom.live.snapshot["summary"]
    assert feed.feed.title == f"Fact-checks by {Newsroom.current().name}"
    assert feed.feed.link == f"{ADDRESS}/fact-checks/"
    assert feed.feed.id == f"{ADDRESS}/fact-checks/feed/"


def test_feeds_are_in_the_language_of_the_newsroom(newsroom: Rows, client: Client) -> None:
    Newsroom.objects.update(language="pt-BR")
    for address in FEEDS:
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


def test_a_correction_of_the_wording_is_told_under_the_new_one(
    client: Client, alice: User, bob: User
) -> None:
    live = make.published(alice, bob)
    words = "The city built 999 homes."
    rows.corrected(live, by=bob, kind="verdict", statement=words, rating=rows.rating("False"))
    (entry,) = read(client, "/corrections/feed/").entries
    assert entry.title == f"Verdict changed: {words}"


def test_signs_that_xml_has_no_place_for_break_no_feed(
    client: Client, alice: User, bob: User
) -> None:
    make.publications_like(
        make.published(alice, bob), 1, statement="A\x0b\x01 <b> & “B” 🚢 \ufffe.", summary="]]>"
    )
    entry = read(client, "/fact-checks/feed/").entries[0]
    assert "🚢" in entry.title
    assert html.unescape(entry.summary) == "]]>"


def test_empty_feeds_are_feeds_and_never_change(client: Client, db: None) -> None:
    for address in FEEDS:
        assert read(client, address).entries == []
        assert read(client, f"{address}?format=rss", "rss").entries == []
        assert read_json(client, f"{address}?format=json")["items"] == []
        assert client.get(address).content == client.get(address).content


def test_the_three_forms_say_the_same(client: Client, alice: User, bob: User) -> None:
    rows.rerated(make.published(alice, bob), by=bob)
    promise = rows.promise(alice, bob)
    rows.rate(promise, "stalled", by=bob)
    Newsroom.objects.update(name="Paper & <Ink>")
    for address in (*FEEDS[:3], "/fact-checks/feed/?kind=promise&q=homes"):
        between = "&" if "?" in address else "?"
        atom = read(client, address)
        rss = read(client, f"{address}{between}format=rss", "rss")
        told = read_json(client, f"{address}{between}format=json")
        assert atom.entries
        facts = [
            [
                (one.id, one.link, one.title, html.unescape(one.summary), one.updated_parsed)
                for one in feed.entries
            ]
            for feed in (atom, rss)
        ]
        facts.append(
            [
                (one["id"], one["url"], one["title"], one["content_text"], moment(one))
                for one in told["items"]
            ]
        )
        assert facts[0] == facts[1] == facts[2], address
        assert atom.feed.title == rss.feed.title == told["title"]
        assert "Paper & <Ink>" in told["title"]
        assert atom.feed.author == told["authors"][0]["name"] == "Paper & <Ink>"
        tags = [[tag.term for tag in one.tags] for one in atom.entries]
        assert tags == [one["tags"] for one in told["items"]]


def moment(item: dict[str, Any]) -> Any:
    return dt.datetime.fromisoformat(item["date_modified"]).utctimetuple()


def test_items_of_a_json_feed_have_the_picture(newsroom: Rows, client: Client) -> None:
    (item,) = read_json(client, "/fact-checks/feed/?format=json")["items"]
    assert client.get(local(item["image"]))["Content-Type"] == "image/png"


def test_there_is_no_feed_in_a_form_that_does_not_exist(client: Client, db: None) -> None:
    assert client.get("/fact-checks/feed/?format=csv").status_code == 404


def test_a_feed_takes_every_filter_of_the_index(client: Client, alice: User, bob: User) -> None:
    first = make.published(alice, bob)
    promise = rows.promise(alice, bob, speakers=("Ben Ode",))
    for query, expected in (
        ("kind=promise", [promise]),
        ("kind=statistic", [first]),
        (f"claimant={promise.snapshot['claimants'][0]['id']}", [promise]),
        ("rating=False", []),
        ("status=unrated", [promise]),
        (f"year={timezone.localdate().year}", [promise, first]),
        ("year=1999", []),
        ("q=homes", [promise, first]),
        ("q=zebra", []),
    ):
        feed = read(client, f"/fact-checks/feed/?{query}")
        assert [one.link for one in feed.entries] == [
            f"{ADDRESS}{row.get_absolute_url()}" for row in expected
        ], query
        assert feed.feed.link == f"{ADDRESS}/fact-checks/?{query}"
        assert feed.feed.id == f"{ADDRESS}/fact-checks/feed/?{query}"
    title = read(client, "/fact-checks/feed/?q=homes&rating=False").feed.title
    assert title.endswith(": “homes”, rated False")


def test_corrections_can_be_narrowed_to_what_they_are_about(
    client: Client, alice: User, bob: User
) -> None:
    rows.corrected(make.published(alice, bob), by=bob, summary="Other.")
    promise = rows.corrected(rows.promise(alice, bob), by=bob, summary="Other.")
    (entry,) = read(client, "/corrections/feed/?kind=promise").entries
    assert entry.link.endswith(promise.get_absolute_url())


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
@pytest.mark.parametrize("address", FEEDS)
def test_a_whole_archive_can_be_walked(
    client: Client,
    alice: User,
    bob: User,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    form: str,
) -> None:
    monkeypatch.setattr(feeds, "SIZE", 2)
    for _ in range(5):
        row = rows.promise(alice, bob)
        rows.rate(row, "stalled", by=bob)
        fall_due(row, timezone.localdate())
    found: list[str] = []
    here, pages, names = f"{address}?kind=promise&format={form}", 0, set()
    while here:
        assert "kind=promise" in here
        pages += 1
        if form == "json":
            feed = read_json(client, here)
            ids, here = [one["id"] for one in feed["items"]], local(feed.get("next_url", ""))
        else:
            parsed = read(client, here, form)
            ids = [one.id for one in parsed.entries]
            links = {one.rel: one.href for one in parsed.feed.links}
            names.add(parsed.feed.get("id"))
            assert local(links["self"]) in (here, here.replace("&format=atom", ""))
            here = local(links.get("next", ""))
        found += ids
    assert (pages, len(found), len(set(found))) == (3, 5, 5)
    # The pages are parts of one feed.
    assert len(names) <= 1


def fall_due(row: Publication, on: dt.date) -> None:
    """Put out a correction that says another day."""
    Claim.objects.filter(pk=row.claim_id).update(due_on=on)
    live = Publication.objects.live().get(claim=row.claim_id)
    rows.corrected(live, by=live.published_by, summary=f"Due {on}.")


def test_what_is_published_while_one_walks_moves_nothing(
    client: Client, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "SIZE", 2)
    old = [make.published(alice, bob) for _ in range(4)]
    following = read_json(client, "/fact-checks/feed/?format=json")["next_url"]
    make.published(alice, bob)
    items = read_json(client, local(following))["items"]
    assert [one["url"] for one in items] == [
        f"{ADDRESS}{row.get_absolute_url()}" for row in (old[1], old[0])
    ]


def test_a_retracted_fact_check_leaves_and_atom_says_that_it_has(
    client: Client, alice: User, bob: User
) -> None:
    gone, kept = make.published(alice, bob), make.published(alice, bob)
    publication.retract(gone, by=bob, reason="Wrong year.")
    for form in ("atom", "rss"):
        entries = read(client, f"/fact-checks/feed/?format={form}", form).entries
        assert [one.link for one in entries] == [f"{ADDRESS}{kept.get_absolute_url()}"]
    assert deleted(client, "/fact-checks/feed/") == [f"{ADDRESS}{gone.get_absolute_url()}"]


# What the fact-check said that is withdrawn in these tests, and what it didn't say.
SAID = ("rating=Mostly+true", "kind=statistic", "claimant={claimant}", "q=half")
NOT_SAID = ("rating=False", "kind=promise", "claimant=999999", "q=zebra")


def withdrawn(by: User, second: User) -> Publication:
    """A fact-check that was corrected, and retracted after it."""
    live = rows.corrected(make.published(by, second), by=second, summary="Other half.")
    publication.retract(live, by=second, reason="We mixed up two years.")
    return live


@pytest.mark.parametrize(("said", "other"), [*zip(SAID, NOT_SAID, strict=True)])
def test_no_filter_finds_out_what_a_retracted_fact_check_said(
    client: Client, alice: User, bob: User, said: str, other: str
) -> None:
    gone = withdrawn(alice, bob)
    claimant = gone.snapshot["claimants"][0]["id"]
    assert gone.snapshot["rating"]["label"] == "Mostly true"
    ref = f"{ADDRESS}{gone.get_absolute_url()}"
    queries = [one.format(claimant=claimant) for one in (said, other)]
    for query in queries:
        assert deleted(client, f"/fact-checks/feed/?{query}") == [ref]
    for form in ("atom", "rss", "json"):
        told = [client.get(f"/corrections/feed/?{query}&format={form}") for query in queries]
        # Its corrections are no way round it either.
        assert [entry_count(one, form) for one in told] == [0 if "q=" in said else 2] * 2, form


def entry_count(response: Any, form: str) -> int:
    if form == "json":
        return len(response.json()["items"])
    return len(feedparser.parse(response.content).entries)


def test_the_log_is_narrowed_to_retractions_by_what_it_tells_of_them(
    client: Client, alice: User, bob: User
) -> None:
    withdrawn(alice, bob)
    this_year = timezone.localdate().year
    for query, expected in (
        ("q=homes", 2),
        ("q=-homes", 0),
        (f"year={this_year}", 2),
        ("year=1999", 0),
        ("q=homes&year=1999", 0),
        ("status=kept", 2),
        ("rating=False&q=homes", 2),
    ):
        assert len(read(client, f"/corrections/feed/?{query}").entries) == expected, query


def test_what_was_retracted_stays_withheld_when_it_is_published_again(
    client: Client, alice: User, bob: User
) -> None:
    gone = withdrawn(alice, bob)
    claim = Claim.objects.get(pk=gone.claim_id)
    triage.reopen(claim, by=alice)
    claim.refresh_from_db()
    rows.rerated(make.published(alice, bob, claim), by=bob, label="False")
    for query, expected in (("rating=Mostly+true", 3), ("rating=False", 2), ("q=half", 0)):
        assert len(read(client, f"/corrections/feed/?{query}").entries) == expected, query


def test_what_is_published_again_is_not_told_to_be_deleted(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    publication.retract(row, by=bob, reason="Wrong year.")
    Claim.objects.filter(pk=row.claim_id).update(is_live=True, state="published")
    assert deleted(client, "/fact-checks/feed/") == []


def deleted(client: Client, address: str) -> list[str]:
    root = etree.fromstring(client.get(address).content)
    names = {"at": "http://purl.org/atompub/tombstones/1.0"}
    found = root.findall("at:deleted-entry", names)
    assert all(dt.datetime.fromisoformat(one.get("when")) for one in found)
    return [one.get("ref") for one in found]


def test_each_time_a_promise_is_rated_is_an_entry(client: Client, alice: User, bob: User) -> None:
    row = rows.promise(alice, bob)
    hidden = make.checking(alice, kinds=(Kind.PROMISE,))
    for status in ("in_the_works", "kept"):
        rows.rate(row, status, by=bob, note=f"See {status}.")
    promises.rate(hidden, by=bob, status="broken", note="It is broken.")
    kept, works = read(client, "/promises/feed/").entries
    assert kept.title == f"Kept: {row.snapshot['statement']}"
    assert kept.summary.endswith(". See kept.")
    assert (kept.link, kept.id != works.id) == (f"{ADDRESS}{row.get_absolute_url()}", True)
    assert [one.id for one in read(client, "/promises/feed/?status=kept").entries] == [kept.id]
    assert read(client, "/promises/feed/?claimant=999999").entries == []
    # Nobody who has seen one sees another id for it later.
    rows.corrected(row, by=bob, summary="Other.")
    assert [one.id for one in read(client, "/promises/feed/").entries] == [kept.id, works.id]


def test_promises_that_nobody_has_rated_are_followed_as_fact_checks(
    client: Client, alice: User, bob: User
) -> None:
    row = rows.promise(alice, bob)
    response = client.get("/promises/feed/?status=unrated&format=rss", follow=True)
    assert row.get_absolute_url() in response.content.decode()


def test_a_promise_is_told_to_fall_due_a_month_ahead(
    client: Client, alice: User, bob: User
) -> None:
    today = timezone.localdate()
    soon, past, later = (rows.promise(alice, bob) for _ in range(3))
    fall_due(soon, today + dt.timedelta(days=30))
    fall_due(past, today - dt.timedelta(days=5))
    fall_due(later, today + dt.timedelta(days=31))
    first, second = read(client, "/promises/due/feed/").entries
    assert first.title.startswith(f"Due {today + dt.timedelta(days=30):%-d %B %Y}: ")
    assert "How we will know: The register lists 1,000 homes." in first.summary
    assert second.link == f"{ADDRESS}{past.get_absolute_url()}"
    assert second.id == f"{second.link}#due-{today - dt.timedelta(days=5)}"


def test_who_asks_again_is_told_that_nothing_changed(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    known = {address: client.get(address)["ETag"] for address in FEEDS}
    for address, etag in known.items():
        assert client.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 304, address
    publication.retract(row, by=bob, reason="Wrong year.")
    assert client.get(FEEDS[0], HTTP_IF_NONE_MATCH=known[FEEDS[0]]).status_code == 200


@pytest.mark.parametrize("facts", [{"name": "The Ink"}, {"address": "https://ink.example"}])
def test_who_asks_again_is_told_that_the_newsroom_changed(
    client: Client, alice: User, bob: User, facts: dict[str, str]
) -> None:
    make.published(alice, bob)
    known = {address: client.get(address) for address in FEEDS}
    Newsroom.objects.update(**facts)
    tomorrow = http_date((timezone.now() + dt.timedelta(days=1)).timestamp())
    for address, before in known.items():
        assert "Last-Modified" not in before
        for header in ({"If-None-Match": before["ETag"]}, {"If-Modified-Since": tomorrow}):
            assert client.get(address, headers=header).status_code == 200, (address, header)


def test_all_fact_checks_are_one_datafeed_that_pages_lead_to(
    newsroom: Rows, client: Client
) -> None:
    for address in ("/fact-checks/", "/methodology/"):
        page = client.get(address).content.decode()
        (found,) = re.findall(
            r'<link rel="alternate" type="application/ld\+json"[^>]*href="([^"]*)"', page
        )
        response = client.get(found, follow=True)
        feed = json.loads(b"".join(response.streaming_content))
        assert feed["@type"] == "DataFeed"
        (element,) = feed["dataFeedElement"]
        assert element["item"][0]["url"] == f"{ADDRESS}{newsroom.live.get_absolute_url()}"


def test_pages_tell_readers_of_the_feeds(client: Client, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    for address in ("/fact-checks/", row.get_absolute_url(), "/corrections/", "/methodology/"):
        assert offered(client, address)[:2] == ["/fact-checks/feed/", "/corrections/feed/"]


def test_a_list_offers_the_feed_of_what_it_shows(client: Client, alice: User, bob: User) -> None:
    row = rows.promise(alice, bob)
    pk = row.snapshot["claimants"][0]["id"]
    for address, feed in (
        ("/fact-checks/?q=homes&kind=promise", "/fact-checks/feed/?q=homes&kind=promise"),
        (f"/claimants/{pk}/", f"/fact-checks/feed/?claimant={pk}"),
        ("/promises/?status=kept", "/promises/feed/?status=kept"),
        ("/promises/?status=unrated", "/fact-checks/feed/?status=unrated"),
        ("/promises/", "/promises/due/feed/"),
    ):
        assert feed in offered(client, address), address
        assert f"{feed}{'&' if '?' in feed else '?'}format=json" in offered(
            client, address, "feed\\+json"
        )
        text = html.unescape(client.get(address).content.decode())
        assert f'<a href="{feed}">Atom</a>' in text, address


def offered(client: Client, address: str, media_type: str = "atom\\+xml") -> list[str]:
    page = client.get(address).content.decode()
    link = rf'<link rel="alternate" type="application/{media_type}"[^>]*href="([^"]*)"'
    found = [html.unescape(one) for one in re.findall(link, page)]
    assert all(client.get(feed).status_code == 200 for feed in found)
    # Those that every page has come last.
    every = ["/fact-checks/feed/", "/corrections/feed/"]
    return sorted(found, key=lambda one: one not in every)
