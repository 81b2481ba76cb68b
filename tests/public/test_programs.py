"""What readers' programs ask for: scripts of anybody's may read it, and none may ask for it all."""

from typing import Any

import pytest
from django.conf import settings as project
from django.core.cache import cache
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


@pytest.fixture
def two_a_minute(settings: Any) -> None:
    few = {"anon": "2/minute", "key": "2/minute"}
    settings.REST_FRAMEWORK = project.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": few}


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


@pytest.mark.parametrize("address", [*FEEDS, *SITEMAPS, OEMBED])
def test_who_asks_too_often_is_told_to_wait(
    client: Client, live: Publication, two_a_minute: None, time_machine: Any, address: str
) -> None:
    time_machine.move_to(live.published_at.replace(second=20, microsecond=0), tick=False)
    address = address.format(check=live.claim_id)
    before = [client.get(address) for _ in range(2)]
    assert [one.status_code for one in before] == [200, 200]
    assert [one["RateLimit-Remaining"] for one in before] == ["1", "0"]
    response = client.get(address, headers=ORIGIN)
    assert response.status_code == 429
    assert response["Retry-After"] == "41"
    assert response.content == b"Too many requests from your address. Ask again in 41 seconds.\n"
    assert response["Access-Control-Allow-Origin"] == "*"
    time_machine.shift(41)
    assert client.get(address).status_code == 200


def test_feeds_and_the_api_count_together(
    client: Client, live: Publication, two_a_minute: None
) -> None:
    for address in ("/fact-checks/feed/", "/api/v1/verdicts/"):
        assert client.get(address).status_code == 200
    for address in ("/corrections/feed/", "/api/v1/verdicts/"):
        assert client.get(address).status_code == 429


def test_pages_for_readers_are_not_counted(
    client: Client, live: Publication, two_a_minute: None
) -> None:
    for address in (*PAGES, live.get_absolute_url(), f"{live.get_absolute_url()}card/"):
        assert [client.get(address).status_code for _ in range(4)] == [200] * 4, address


def test_no_limit_is_no_limit(client: Client, live: Publication, settings: Any) -> None:
    none = {"anon": "", "key": ""}
    settings.REST_FRAMEWORK = project.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": none}
    responses = [client.get("/fact-checks/feed/") for _ in range(3)]
    assert [one.status_code for one in responses] == [200] * 3
    assert "RateLimit" not in responses[0]


def test_feeds_are_there_when_nobody_can_count(
    client: Client, live: Publication, two_a_minute: None, settings: Any
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": project.CACHES["default"]["BACKEND"],
            "LOCATION": "unix:///nowhere/at/all",
        },
        "process": project.CACHES["process"],
    }
    with pytest.raises(Exception, match="connecting to"):
        cache.incr("anything")
    assert [client.get("/fact-checks/feed/").status_code for _ in range(3)] == [200] * 3
