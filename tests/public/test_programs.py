"""What readers' programs ask for: scripts of anybody's may read it."""

import pytest
from django.test import Client

from claims.models import Publication, User
from tests import make
from tests.public.conftest import Rows

ORIGIN = {"Origin": "https://reader.example"}
FEEDS = ("/fact-checks/feed/", "/corrections/feed/", "/promises/feed/", "/promises/due/feed/")
SITEMAPS = ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-checks-0.xml", "/sitemap-news.xml")
OEMBED = "/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Ffact-checks%2F{check}%2F"
PAGES = ("/fact-checks/?q=homes", "/promises/", "/corrections/", "/methodology/", "/robots.txt")


@pytest.fixture
def live(alice: User, bob: User) -> Publication:
    return make.published(alice, bob)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *((address, 200) for address in (*FEEDS, *SITEMAPS, OEMBED)),
        ("/fact-checks/feed", 301),
        ("/fact-checks/feed/?format=csv", 404),
        ("/promises/feed/?status=unrated", 302),
        ("/datafeed.json", 302),
        ("/oembed", 400),
        ("/oembed?url=nonsense", 404),
        ("/sitemap-checks-999.xml", 404),
    ],
)
def test_every_answer_for_programs_may_be_read_by_scripts_of_everybody(
    client: Client, live: Publication, address: str, status: int
) -> None:
    address = address.format(check=live.claim_id)
    response = client.get(address, headers=ORIGIN)
    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Expose-Headers"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    asked = {**ORIGIN, "Access-Control-Request-Method": "GET"}
    assert "If-None-Match" in client.options(address, headers=asked)["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("address", [*FEEDS, *SITEMAPS])
def test_a_script_that_asks_again_may_read_that_nothing_is_new(
    client: Client, live: Publication, address: str
) -> None:
    etag = client.get(address, headers=ORIGIN)["ETag"]
    response = client.get(address, headers={**ORIGIN, "If-None-Match": etag})
    assert response.status_code == 304
    assert response["Access-Control-Allow-Origin"] == "*"


def test_pages_are_for_readers_and_not_for_scripts_of_others(
    newsroom: Rows, client: Client
) -> None:
    for address in (*PAGES, newsroom.live.get_absolute_url(), "/queue/"):
        response = client.get(address, headers=ORIGIN)
        assert response.status_code < 400, address
        assert "Access-Control-Allow-Origin" not in response, address
