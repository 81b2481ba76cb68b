"""The script of docs/clients.md, on a page that is not the newsroom's."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Newsroom, User
from tests import make, web_server
from tests.clients.programs import program


@pytest.mark.django_db(transaction=True)
def test_a_script_on_a_page_of_another_origin_lists_the_latest(
    alice: User, bob: User, live_server: LiveServer, browser: Browser
) -> None:
    Newsroom.objects.update(address=live_server.url)
    newest = [make.published(alice, bob) for _ in range(3)][-1]
    html = program("latest.html").replace("https://desk.example", live_server.url)
    with web_server.running() as other:
        other.pages["/"] = web_server.sends(f"<!doctype html>{html}".encode())
        page = browser.new_page()
        page.goto(f"http://localhost:{other.port}/")
        expect(page.locator("li")).to_have_count(3)
        said = newest.snapshot["statement"]
        expect(page.locator("li").first).to_have_text(f"Mostly true: {said}")
        address = f"{live_server.url}{newest.get_absolute_url()}"
        assert page.locator("a").first.get_attribute("href") == address
        page.close()
