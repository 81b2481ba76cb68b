"""What holds for every page that readers have."""

import re

import pytest
from django.test import Client

from claims.models import Publication, User
from claims.pipeline import editing
from tests.public import rows
from tests.public.conftest import Enter, Rows
from tests.public.test_index import ada

PAGES = (
    "/fact-checks/",
    "/fact-checks/?q=homes&kind=statistic",
    "/fact-checks/{check}/",
    "/fact-checks/{check}/card/",
    "/fact-checks/{check}/versions/",
    "/fact-checks/{check}/versions/?from=1&to=2",
    "/claimants/{claimant}/",
    "/promises/",
    "/promises/?status=unrated",
    "/methodology/",
    "/corrections/",
)
MACHINES = (
    *("/fact-checks/feed/", "/corrections/feed/", "/promises/feed/", "/promises/due/feed/"),
    "/fact-checks/feed/?format=json",
    *("/sitemap.xml", "/sitemap-checks-0.xml", "/sitemap-news.xml", "/robots.txt"),
)


@pytest.fixture
def corrected(newsroom: Rows, alice: User, bob: User) -> Publication:
    rows.rate(rows.promise(alice, bob), "stalled", by=bob)
    return rows.rerated(newsroom.live, by=bob)


def addresses(row: Publication, *patterns: str) -> list[str]:
    return [pattern.format(check=row.claim_id, claimant=ada(row)) for pattern in patterns]


def test_no_page_needs_an_account_or_a_script_or_anything_from_elsewhere(
    client: Client, corrected: Publication
) -> None:
    for address in addresses(corrected, *PAGES):
        response = client.get(address)
        html = response.content.decode()
        assert response.status_code == 200, address
        assert re.findall(r"<script(?! type=.application/ld)", html) == [], address
        assert "hx-" not in html, address
        assert "csrf" not in html, address
        assert not response.cookies, address
        for loaded in re.findall(r'<(?:link|img|iframe)[^>]*(?:href|src)="([^"]*)"', html):
            assert loaded.startswith(("/", "http://127.0.0.1:8000/")), (address, loaded)


def test_what_is_not_published_is_nowhere(
    newsroom: Rows, client: Client, enter: Enter, bob: User, corrected: Publication
) -> None:
    """Not even for people of the desk, on readers' pages."""
    hidden = [
        newsroom.new,
        newsroom.draft.claim,
        newsroom.submitted.claim,
        newsroom.approved.claim,
    ]
    for number, claim in enumerate(hidden):
        claim.refresh_from_db()
        if claim.state in ("new", "checking"):
            words = f"Secret number {number} about homes."
            editing.edit(claim, by=bob, statement=words, revision=claim.revision)
            claim.refresh_from_db()
    for reader in (client, enter(bob)):
        for address in addresses(corrected, *PAGES, *MACHINES):
            text = reader.get(address).content.decode()
            for claim in hidden:
                assert claim.statement not in text, address
                assert f"/fact-checks/{claim.pk}/" not in text, address
    for claim in hidden:
        for path in ("", "card/", "versions/", "picture.png"):
            assert client.get(f"/fact-checks/{claim.pk}/{path}").status_code == 404


def test_people_of_the_desk_find_their_way_back(
    client: Client, enter: Enter, bob: User, corrected: Publication
) -> None:
    for address in addresses(corrected, "/fact-checks/{check}/", "/fact-checks/{check}/versions/"):
        way = f'href="/claims/{corrected.claim_id}/"'
        assert way in enter(bob).get(address).content.decode()
        assert way not in client.get(address).content.decode()


def test_who_has_seen_a_page_is_told_when_it_changes(
    client: Client, bob: User, corrected: Publication
) -> None:
    for address in addresses(corrected, "/fact-checks/{check}/", "/fact-checks/feed/"):
        known = client.get(address)["ETag"]
        assert client.get(address, HTTP_IF_NONE_MATCH=known).status_code == 304
    rows.corrected(corrected, by=bob, summary="Other.")
    assert client.get(address, HTTP_IF_NONE_MATCH=known).status_code == 200


def test_who_asks_for_the_head_learns_what_the_answer_would_tell(
    client: Client, corrected: Publication
) -> None:
    page = corrected.get_absolute_url()
    for address in (*MACHINES[:-1], page, f"{page}card/", f"{page}picture.png"):
        whole, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b""), address
        for name in ("ETag", "Content-Type", "Content-Length"):
            assert head[name] == whole[name], (address, name)
        assert client.head(address, HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304, address
        assert client.get(address, HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304, address
