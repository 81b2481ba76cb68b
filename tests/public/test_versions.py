"""Versions: readers can compare any two that they may read."""

import html as markup
import re

from django.test import Client

from claims.models import User
from claims.pipeline import publication, triage
from tests import make
from tests.public import rows
from tests.public.conftest import Enter


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_what_changed_is_shown_word_by_word(client: Client, alice: User, bob: User) -> None:
    first = make.published(alice, bob)
    row = rows.rerated(first, by=bob)
    html = text(client, f"/fact-checks/{row.claim_id}/versions/?from=1&to=2")
    assert re.search(r"<h3>Rating</h3><p[^>]*><del>Mostly true</del><ins>False</ins>", html)
    assert "<h3>Claim</h3>" not in html
    assert "Verdict changed:" in html
    backwards = text(client, f"/fact-checks/{row.claim_id}/versions/?from=2&to=1")
    assert "<del>False</del><ins>Mostly true</ins>" in backwards


def test_every_part_that_readers_read_is_compared(client: Client, alice: User, bob: User) -> None:
    first = rows.with_everything(alice, bob)
    row = rows.corrected(
        first, by=bob, summary="The city’s own figures agree.", explanation="See.", not_found=""
    )
    html = markup.unescape(text(client, f"/fact-checks/{row.claim_id}/versions/?from=1&to=2"))
    changed = re.findall(r"<h3>([^<]*)</h3>", html)
    assert changed == ["Summary", "How we know", "What we could not find out"]
    assert "<del>Who counted the **towers**.</del>" in html


def test_all_versions_are_listed_with_their_corrections(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    for summary in ("Once.", "Twice."):
        row = rows.corrected(row, by=bob, summary=summary)
    html = text(client, f"/fact-checks/{row.claim_id}/versions/")
    assert re.findall(r"<strong>Version (\d)</strong>", html) == ["3", "2", "1"]
    assert html.count("It was one tower, not two.") == 2


def test_a_version_that_there_isnt_is_not_found(client: Client, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    address = f"/fact-checks/{row.claim_id}/versions/"
    for query in ("from=1&to=2", "from=0&to=1", "from=x", "to=1", "from=1&to=99999999999999999999"):
        assert client.get(f"{address}?{query}").status_code == 404, query


def test_what_was_retracted_can_no_longer_be_read_in_any_version(
    client: Client, enter: Enter, alice: User, bob: User
) -> None:
    first = make.published(alice, bob)
    row = rows.corrected(first, by=bob, summary="Libel.")
    address = f"/fact-checks/{row.claim_id}/versions/"
    publication.retract(row, by=bob, reason="Wrong year.")
    for reader in (client, enter(bob)):
        response = reader.get(address)
        assert response.status_code == 410
        assert "Wrong year." in response.content.decode()
        assert reader.get(f"{address}?from=1&to=2").status_code == 410
    row.claim.refresh_from_db()
    triage.reopen(row.claim, by=alice)
    row.claim.refresh_from_db()
    make.published(alice, bob, row.claim)
    html = text(client, address)
    assert "Retracted" in html
    assert "Libel." not in html
    assert client.get(f"{address}?from=2&to=3").status_code == 404
    assert client.get(f"{address}?from=3&to=3").status_code == 200


def test_a_draft_has_no_versions(client: Client, alice: User) -> None:
    claim = make.draft(alice).claim
    assert client.get(f"/fact-checks/{claim.pk}/versions/").status_code == 404
