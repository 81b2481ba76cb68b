"""Sitemap and robots.txt, read by those who read them."""

import re
from urllib.robotparser import RobotFileParser

from django.test import Client
from lxml import etree

from claims.models import Newsroom
from tests.public.conftest import Rows
from tests.public.test_feeds import ADDRESS


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
