"""What readers see, and what they don't."""

import datetime as dt
import json
import re

import pytest
from django.test import Client

from claims.exports import claim_reviews
from claims.models import Claim, Claimant, Newsroom, Rating, User
from claims.pipeline import (
    alerts,
    corrections,
    intake,
    publication,
    sources,
    triage,
    verdicts,
)
from claims.public import index
from tests import make
from tests.public import rows
from tests.public.conftest import Rows


def test_a_fact_check_has_all_that_a_reader_needs(client: Client, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    response = client.get(f"/fact-checks/{row.claim_id}/")
    html = response.content.decode()
    assert response.status_code == 200
    snapshot = row.snapshot
    for words in (
        snapshot["statement"],
        "Ada Moreno",
        "Mayor",
        "Mostly true",
        "tone-mostly_true",
        snapshot["summary"],
        "<strong>every</strong>",
        snapshot["occurrences"][0]["quote"],
        snapshot["occurrences"][0]["document"]["title"],
        "Register of permits",
        "Supports",
        "Homes completed, by year",
        "Published",
    ):
        assert words in html, words
    address = f"http://127.0.0.1:8000/fact-checks/{row.claim_id}/"
    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:url" content="{address}">' in html


def test_it_needs_no_login_no_script_and_has_none_of_the_desk(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    for address in ("/fact-checks/", f"/fact-checks/{row.claim_id}/"):
        html = client.get(address).content.decode()
        assert "/queue/" not in html
        assert "Alice" not in html
        assert re.findall(r"<script(?! type=.application/ld)", html) == []
        assert "hx-" not in html


def test_claim_review_stands_in_the_page_and_cannot_break_out(
    client: Client, alice: User, bob: User
) -> None:
    evil = "</script><script>alert(1)</script> & <!--"
    claim = make.checking(alice, statement=evil)
    row = make.published(alice, bob, claim)
    html = client.get(f"/fact-checks/{row.claim_id}/").content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert "<" not in block
    expected = json.loads(json.dumps(claim_reviews.claim_review(row, Newsroom.current())))
    assert json.loads(block) == expected
    assert json.loads(block)["claimReviewed"] == evil
    assert "<script>alert" not in html


def test_renaming_things_later_changes_nothing_that_was_published(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    address = f"/fact-checks/{row.claim_id}/"
    before = client.get(address).content
    Rating.objects.filter(label="Mostly true").update(label="Renamed", tone="false")
    Claimant.objects.update(name="Somebody else")
    Claim.objects.update(statement="Reworded.")
    assert client.get(address).content == before


def test_retracted_is_gone_with_the_reason_and_never_published_is_not_found(
    newsroom: Rows, client: Client
) -> None:
    response = client.get(f"/fact-checks/{newsroom.retracted.claim_id}/")
    assert response.status_code == 410
    assert "We mixed up two years." in response.content.decode()
    for claim in (newsroom.new, newsroom.approved.claim):
        assert client.get(f"/fact-checks/{claim.pk}/").status_code == 404


def test_a_check_that_was_published_again_is_back(
    newsroom: Rows, client: Client, alice: User, bob: User
) -> None:
    claim = Claim.objects.get(pk=newsroom.retracted.claim_id)
    triage.reopen(claim, by=alice)
    claim.refresh_from_db()
    again = make.published(alice, bob, claim)
    assert again.number == 2
    assert client.get(f"/fact-checks/{claim.pk}/").status_code == 200


def test_the_index_lists_live_checks_newest_first(
    newsroom: Rows, client: Client, alice: User, bob: User
) -> None:
    newer = make.published(alice, bob)
    html = client.get("/fact-checks/").content.decode()
    shown = re.findall(r'class="title" href="/fact-checks/(\d+)/"', html)
    assert shown == [str(newer.claim_id), str(newsroom.live.claim_id)]


def test_the_index_is_searched_and_paged(
    client: Client, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "SIZE", 2)
    ferries = make.published(alice, bob, make.checking(alice, statement="Ferries doubled."))
    for _ in range(4):
        make.published(alice, bob)
    html = client.get("/fact-checks/?q=ferry").content.decode()
    assert re.findall(r'href="/fact-checks/(\d+)/"', html) == [str(ferries.claim_id)]
    assert "No fact-check " in client.get("/fact-checks/?q=zebra").content.decode()
    assert client.get("/fact-checks/?q=%00%22(&after=x").status_code == 200
    seen: list[str] = []
    address = "/fact-checks/"
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r'class="title" href="/fact-checks/(\d+)/"', html)
        more = re.search(r'href="([^"]*after=[^"]*)"', html)
        address = more.group(1) if more else ""
    assert len(seen) == len(set(seen)) == 5


def test_an_empty_index_says_so(client: Client, db: None) -> None:
    assert "Nothing published yet" in client.get("/fact-checks/").content.decode()


def test_hiding_a_document_leaves_what_was_published_until_it_is_retracted(
    client: Client, alice: User, bob: User, dana: User
) -> None:
    row = make.published(alice, bob)
    document = row.claim.occurrences.get().document
    intake.hide_document(document, by=dana, reason="Private data.")
    assert client.get(f"/fact-checks/{row.claim_id}/").status_code == 200
    editor = Client()
    editor.force_login(bob)
    assert editor.get(f"/claims/{row.claim_id}/").status_code == 404
    assert editor.post(f"/claims/{row.claim_id}/retract/", {"reason": "Gone."}).status_code == 302
    assert client.get(f"/fact-checks/{row.claim_id}/").status_code == 410


def test_a_withheld_source_gives_its_reason_and_no_link(
    client: Client, alice: User, bob: User
) -> None:
    row = make.draft(alice)
    sources.add(row, by=alice, title="An official", withheld_reason="Fears for the job.")
    verdicts.submit(row, by=alice)
    verdicts.approve(row, by=bob)
    publication.publish(row, by=bob)
    html = client.get(f"/fact-checks/{row.claim_id}/").content.decode()
    assert "Fears for the job." in html
    assert "<strong>An official</strong>" in html


def test_a_correction_stands_on_top_with_what_why_and_who(
    client: Client, alice: User, bob: User
) -> None:
    row = rows.rerated(make.published(alice, bob), by=bob)
    html = client.get(f"/fact-checks/{row.claim_id}/").content.decode()
    for words in (
        "Corrected",
        "Verdict changed",
        "It was one tower, not two.",
        "We misread a table.",
        "Approved by Second Person",
        f'href="/fact-checks/{row.claim_id}/versions/?from=1&amp;to=2"',
        "Last changed",
        "tone-false",
    ):
        assert words in html, words
    assert html.index("It was one tower") < html.index("How we know")


def test_a_fact_check_that_was_never_changed_says_nothing_of_corrections(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    html = client.get(f"/fact-checks/{row.claim_id}/").content.decode()
    assert "Last changed" not in html
    assert "Corrected" not in html


def test_a_promise_tells_how_it_stands_and_how_it_came_to_that(
    client: Client, alice: User, bob: User
) -> None:
    row = rows.promise(alice, bob)
    address = f"/fact-checks/{row.claim_id}/"
    html = client.get(address).content.decode()
    for words in ("Not yet rated", "30 June 2030", "The register lists 1,000 homes."):
        assert words in html, words
    rows.rate(row, "in_the_works", by=bob, on=dt.date(2026, 5, 1), note="Cranes are up.")
    rows.rate(row, "stalled", by=bob, note="The cranes are gone.", url="https://a.example/news")
    html = client.get(address).content.decode()
    assert "Not yet rated" not in html
    assert html.index("The cranes are gone.") < html.index("Cranes are up.")
    assert 'datetime="2026-05-01"' in html
    assert 'href="https://a.example/news"' in html


def test_replies_and_what_was_not_found_are_told(client: Client, alice: User, bob: User) -> None:
    row = rows.with_everything(alice, bob)
    html = client.get(f"/fact-checks/{row.claim_id}/").content.decode()
    for words in (
        "<strong>The mayor</strong>",
        "They have not answered.",
        "We built what was ordered.",
        "What we could not find out",
        "Who counted the <strong>towers</strong>.",
        "Fears for the job.",
        "published on",
    ):
        assert words in html, words


def test_readers_are_told_of_a_source_that_is_gone_until_it_is_back(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    address = f"/fact-checks/{row.claim_id}/"
    rows.lose_source(row)
    html = client.get(address).content.decode()
    assert "This source can no longer be reached." in html
    assert "3 May 2026" in html
    alerts.close(row.claim.alerts.get(), by=bob, outcome="It is there again.")
    assert "no longer" not in client.get(address).content.decode()


def test_readers_are_told_when_a_page_no_longer_says_what_is_quoted(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    rows.lose_source(row, kind="passage_gone")
    html = client.get(f"/fact-checks/{row.claim_id}/").content.decode()
    assert "The words quoted here are no longer on its page." in html


def test_what_waits_for_its_sign_off_is_told_to_nobody(
    client: Client, alice: User, bob: User
) -> None:
    """A correction in the making changes no page, feed or search before it is out."""
    row = make.published(alice, bob)
    addresses = [
        f"/fact-checks/{row.claim_id}/",
        f"/fact-checks/{row.claim_id}/versions/",
        "/fact-checks/",
        "/fact-checks/?q=secret",
        "/corrections/",
        "/fact-checks/feed/",
        "/sitemap.xml",
    ]
    before = [client.get(address).content for address in addresses]
    draft = corrections.begin(row, by=bob)
    verdicts.save(
        draft,
        by=bob,
        revision=1,
        rating=draft.rating,
        summary="Secret.",
        explanation="",
        as_of=None,
    )
    corrections.describe(draft, by=bob, kind="facts", what="Secret.", why="Secret.")
    for address, content in zip(addresses, before, strict=True):
        assert client.get(address).content == content, address
    assert "Secret" not in client.get("/corrections/feed/").content.decode()


def test_a_snapshot_from_before_there_were_corrections_still_shows(
    client: Client, alice: User, bob: User
) -> None:
    first = make.published(alice, bob)
    new = ("not_found", "due_on", "yardstick", "replies", "first_published_at", "corrections")
    parts = {
        "claimants": [{"name": "Ada Moreno", "role": "Mayor"}],
        "sources": [
            {name: source[name] for name in source if name not in ("archived", "published_on")}
            for source in first.snapshot["sources"]
        ],
    }
    (row,) = make.publications_like(first, 1, without=new, **parts)
    for address in ("/fact-checks/", f"/fact-checks/{row.claim_id}/", "/fact-checks/feed/"):
        assert "Ada Moreno" in client.get(address).content.decode() or "feed" in address
    assert client.get(f"/fact-checks/{row.claim_id}/versions/").status_code == 200
    assert client.get(f"/fact-checks/{row.claim_id}/picture.png").status_code == 200
