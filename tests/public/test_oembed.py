"""oEmbed: who has the address of a fact-check gets the HTML that shows its card."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from lxml import etree, html

from claims.models import Newsroom, User
from claims.pipeline import publication
from tests import make
from tests.public.conftest import Rows

ADDRESS = "http://127.0.0.1:8000"


def ask(client: Client, url: str, **parameters: Any) -> Any:
    return client.get("/oembed", {"url": url, **parameters})


@pytest.fixture
def page(newsroom: Rows) -> str:
    return f"{ADDRESS}{newsroom.live.get_absolute_url()}"


def test_an_answer_has_what_the_format_asks_for(newsroom: Rows, client: Client, page: str) -> None:
    response = ask(client, page)
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    told = response.json()
    statement = newsroom.live.snapshot["statement"]
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert told["title"] == f"Fact-check by {Newsroom.current().name}: {statement}"
    assert (told["provider_name"], told["provider_url"]) == (Newsroom.current().name, ADDRESS)
    (frame,) = html.fragments_fromstring(told["html"])
    assert frame.tag == "iframe"
    assert frame.get("src") == f"{page}card/"
    assert frame.get("title") == told["title"]
    assert (int(frame.get("width")), int(frame.get("height"))) == (told["width"], told["height"])
    assert "allow-scripts" not in frame.get("sandbox")
    assert "allow-same-origin" not in frame.get("sandbox")
    assert client.get(frame.get("src").removeprefix(ADDRESS)).status_code == 200
    picture = client.get(told["thumbnail_url"].removeprefix(ADDRESS))
    assert picture["Content-Type"] == "image/png"


def test_xml_says_the_same(client: Client, page: str) -> None:
    Newsroom.objects.update(name="Paper & <Ink>\x0b")
    response = ask(client, page, format="xml")
    assert response["Content-Type"].startswith("text/xml")
    root = etree.fromstring(response.content)
    assert root.tag == "oembed"
    told = ask(client, page, format="json").json()
    assert {part.tag: part.text for part in root} == {
        name: str(value).replace("\x0b", "") for name, value in told.items()
    }


def test_a_frame_is_never_larger_than_asked_for(client: Client, page: str) -> None:
    usual = ask(client, page).json()
    assert usual["width"] == 600
    for most in ({"maxwidth": 320}, {"maxwidth": 200, "maxheight": 150}, {"maxheight": 90}):
        told = ask(client, page, **most).json()
        assert told["width"] <= most.get("maxwidth", 600)
        assert told["height"] <= most.get("maxheight", 10_000)
        assert "thumbnail_url" not in told
    assert ask(client, page, maxwidth=5000, maxheight=5000).json()["width"] == 700
    assert ask(client, page, maxwidth="wide", maxheight="-1").json()["width"] == 600


def test_every_page_about_a_fact_check_leads_to_its_card(client: Client, page: str) -> None:
    for address in (
        f"{page}?from=the-mail#sources",
        f"{page}versions/",
        f"{page}card/",
        f"{page}picture.png?version=1",
        page.replace("http://", "https://"),
    ):
        assert f'src="{page}card/"' in ask(client, address).json()["html"], address


def test_a_newsroom_below_a_path_of_its_site_is_known_by_all_of_it(
    client: Client, page: str
) -> None:
    Newsroom.objects.update(address="https://Paper.example/facts")
    path = page.removeprefix(ADDRESS)
    assert ask(client, f"https://paper.example/facts{path}").status_code == 200
    assert ask(client, f"https://paper.example{path}").status_code == 404
    assert ask(client, f"https://paper.example/factsfacts{path}").status_code == 404


def test_what_is_no_fact_check_of_ours_that_is_out_is_not_found(
    newsroom: Rows, client: Client, page: str, bob: User
) -> None:
    for address in (
        "https://other.example/fact-checks/1/",
        f"https://user@other.example/{ADDRESS}",
        f"{ADDRESS}.evil.example/fact-checks/{newsroom.live.claim_id}/",
        f"{ADDRESS}/fact-checks/",
        f"{ADDRESS}/fact-checks/{newsroom.approved.claim_id}/",
        f"{ADDRESS}/fact-checks/999999/",
        f"{ADDRESS}/fact-checks/{10**25}/",
        f"{ADDRESS}/claims/{newsroom.live.claim_id}/",
        f"{ADDRESS}/nowhere/",
        f"{ADDRESS}/admin/",
        page.replace("http://", "ftp://"),
        "nonsense",
        "http://[::1",
        page.replace(":8000", ":8001"),
    ):
        assert ask(client, address).status_code == 404, address
    publication.retract(newsroom.live, by=bob, reason="Wrong year.")
    assert ask(client, page).status_code == 404


def test_other_forms_and_no_address_are_refused(client: Client, page: str) -> None:
    assert ask(client, page, format="yaml").status_code == 501
    assert client.get("/oembed").status_code == 400


def test_a_fact_check_says_where_it_is_described(client: Client, page: str) -> None:
    text = client.get(page.removeprefix(ADDRESS)).content.decode()
    found = dict(re.findall(r'<link rel="alternate" type="([^"]*\+oembed)" href="([^"]*)"', text))
    assert found.keys() == {"application/json+oembed", "text/xml+oembed"}
    for media_type, address in found.items():
        response = client.get(unescape(address).removeprefix(ADDRESS))
        assert response["Content-Type"].startswith(media_type.replace("+oembed", ""))


def test_a_hostile_statement_is_only_ever_words(client: Client, alice: User, bob: User) -> None:
    said = '"><script>alert(1)</script>'
    (row,) = make.publications_like(make.published(alice, bob), 1, statement=said)
    told = ask(client, f"{ADDRESS}{row.get_absolute_url()}").json()
    (frame,) = html.fragments_fromstring(told["html"])
    assert frame.get("title").endswith(said)
