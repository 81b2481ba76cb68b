"""What readers see, and what they don't."""

import json
import re

import pytest
from django.test import Client

from claims.desk import public
from claims.models import Claim, Claimant, Newsroom, Rating, User
from claims.pipeline import exports, intake, publication, sources, triage
from tests import make
from tests.desk.conftest import Newsroom as Rows


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
    expected = json.loads(json.dumps(exports.claim_review(row, Newsroom.current())))
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
    monkeypatch.setattr(public, "SIZE", 2)
    ferries = make.published(alice, bob, make.checking(alice, statement="Ferries doubled."))
    for _ in range(4):
        make.published(alice, bob)
    html = client.get("/fact-checks/?q=ferry").content.decode()
    assert re.findall(r'href="/fact-checks/(\d+)/"', html) == [str(ferries.claim_id)]
    assert "No fact-check with" in client.get("/fact-checks/?q=zebra").content.decode()
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
    from claims.pipeline import verdicts

    row = make.draft(alice)
    sources.add(row, by=alice, title="An official", withheld_reason="Fears for the job.")
    verdicts.submit(row, by=alice)
    verdicts.approve(row, by=bob)
    publication.publish(row, by=bob)
    html = client.get(f"/fact-checks/{row.claim_id}/").content.decode()
    assert "Fears for the job." in html
    assert "<strong>An official</strong>" in html
