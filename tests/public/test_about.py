"""How the newsroom works and what it has put right, told from the data."""

import re

import pytest
from django.test import Client

from claims.models import Newsroom, Scale, User
from claims.pipeline import intake, publication, triage
from claims.public import about
from tests import make
from tests.public import rows
from tests.public.test_index import found


def test_the_methodology_counts_and_gives_no_claim_away(
    client: Client, alice: User, bob: User, dana: User
) -> None:
    live = make.published(alice, bob)
    for reason in ("vague", "vague", "trivial"):
        triage.dismiss(make.claim(), by=alice, reason=reason, note="Secret.")
    hidden = make.claim()
    intake.hide_document(hidden.occurrences.get().document, by=dana, reason="Private.")
    html = client.get("/methodology/").content.decode()
    figures = dict(re.findall(r"<dt>([^<]*)</dt><dd>([\d,]+)</dd>", html))
    assert figures == {"documents read": "4", "claims found": "4", "fact-check published": "1"}
    dismissed = re.findall(r'<th scope="row">([^<]*)</th><td class="number">(\d+)', html)
    assert dismissed == [("Too vague to check", "2"), ("Trivial", "1")]
    assert "Secret." not in html
    assert live.snapshot["statement"] not in html


def test_the_methodology_has_the_scale_with_its_numbers(client: Client, db: None) -> None:
    scale = Scale.objects.get(name="Truth scale")
    scale.ratings.filter(label="False").update(description="Not accurate.")
    html = client.get("/methodology/").content.decode()
    for rating in scale.ratings.all():
        assert rating.label in html
    assert re.search(r'False</span>\s*</th><td class="number">1</td><td>Not accurate\.</td>', html)
    assert re.search(r'Satire</span>\s*</th><td class="number">–</td>', html)
    for label in ("Kept", "Broken", "Stalled", "Not yet rated"):
        assert label in html
    Newsroom.objects.update(scale=Scale.objects.get(name="One-sentence verdict"))
    assert "We give no ratings" in client.get("/methodology/").content.decode()


def test_the_newsrooms_own_words_are_markdown_without_html(client: Client, db: None) -> None:
    Newsroom.objects.update(
        approvals=2,
        methodology="We **always** call. <script>alert(1)</script>",
        corrections_policy="Write to [us](mailto:desk@a.example).",
    )
    html = client.get("/methodology/").content.decode()
    assert "<strong>always</strong>" in html
    assert "<script>" not in html
    assert "2 other people have" in html
    assert 'href="mailto:desk@a.example"' in client.get("/corrections/").content.decode()


def test_the_log_has_corrections_and_retractions_the_latest_first(
    client: Client, alice: User, bob: User
) -> None:
    first = rows.corrected(make.published(alice, bob), by=bob, kind="facts", summary="Other.")
    gone = make.published(alice, bob)
    publication.retract(gone, by=bob, reason="We mixed up two years.")
    html = client.get("/corrections/").content.decode()
    assert found(client, "/corrections/") == [gone.claim_id, first.claim_id]
    for words in (
        "Retraction",
        "We mixed up two years.",
        "Facts changed",
        "It was one tower, not two.",
        "We misread a table.",
        "Approved by Bob Brandt",
    ):
        assert words in html, words


def test_the_log_is_paged(
    client: Client, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(about, "SIZE", 1)
    made = [rows.corrected(make.published(alice, bob), by=bob, summary="Other.") for _ in range(3)]
    seen: list[int] = []
    address = "/corrections/"
    while address:
        seen += found(client, address)
        more = re.search(r'href="([^"]*after=[^"]*)"', client.get(address).content.decode())
        address = more.group(1) if more else ""
    assert seen == [row.claim_id for row in reversed(made)]
    for cursor in ("x", "2026-01-01_1", "2026-01-01T00:00_1", "_"):
        assert len(found(client, f"/corrections/?after={cursor}")) == 1


def test_an_empty_log_says_so(client: Client, db: None) -> None:
    assert "Nothing corrected yet" in client.get("/corrections/").content.decode()
