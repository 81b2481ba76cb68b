"""Cards and feeds in a browser: framed by somebody else's page, and accessible in every state."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Newsroom, Publication, User
from claims.pipeline import publication
from tests import make
from tests.journeys.conftest import Open
from tests.journeys.looks import faults, too_wide, violations
from tests.journeys.test_every_page import CALM, LONG
from tests.public import rows


class Site(ThreadingHTTPServer):
    """Somebody else's site: one page, with whatever a test puts into it."""

    page = ""

    @property
    def address(self) -> str:
        # Another name than the newsroom's, so another site to the browser.
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Reply(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>Site</title>{self.server.page}".encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(("127.0.0.1", 0), Reply) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def live(transactional_db: None, live_server: LiveServer, alice: User, bob: User) -> Publication:
    Newsroom.objects.update(address=live_server.url)
    return rows.rerated(make.published(alice, bob), by=bob)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody who reads another site. What the browser says of frames is no error of a page."""
    with browser.new_context() as context:
        context.set_default_timeout(30_000)
        yield context


def visit(visitor: BrowserContext, site: Site) -> Page:
    page = visitor.new_page()
    page.goto(site.address)
    return page


def framed(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def test_another_site_frames_a_card_by_what_oembed_answers(
    live: Publication,
    live_server: LiveServer,
    client: Client,
    browser: Browser,
    visitor: BrowserContext,
    site: Site,
    bob: User,
) -> None:
    address = f"{live_server.url}{live.get_absolute_url()}"
    site.page = client.get("/oembed", {"url": address}).json()["html"]
    page = visit(visitor, site)
    card = framed(page)
    expect(card.get_by_role("heading", name=live.snapshot["statement"])).to_be_visible()
    expect(card.get_by_text("False").first).to_be_visible()
    # Its style sheet has come, and nothing of it is cut off.
    expect(card.locator("main")).to_have_css("border-left-width", "8px")
    assert card.locator("main").evaluate("(one) => one.scrollHeight <= innerHeight")
    with page.expect_popup() as opened:
        card.get_by_role("link", name="Read the fact-check").click()
    expect(opened.value.get_by_role("heading", name="How we know")).to_be_visible()
    assert page.context.cookies() == []
    publication.retract(live, by=bob, reason="We mixed up two years.")
    # Whose browser has kept nothing is told at once, others within a minute.
    with browser.new_context() as other:
        gone = framed(visit(other, site))
        expect(gone.get_by_text("We mixed up two years.")).to_be_visible()


def test_no_other_page_of_ours_is_framed(
    live: Publication, live_server: LiveServer, visitor: BrowserContext, site: Site
) -> None:
    page = visitor.new_page()
    for path in (live.get_absolute_url(), "/fact-checks/", "/login/"):
        site.page = f'<iframe src="{live_server.url}{path}"></iframe>'
        with page.expect_console_message(lambda line: "frame-ancestors 'none'" in line.text):
            page.goto(site.address)
        expect(framed(page).get_by_role("main")).to_have_count(0)


def test_the_code_is_under_a_fact_check_and_on_the_desk(
    live: Publication, open_as: Open, visitor: BrowserContext, site: Site
) -> None:
    for who, address in (("", live.get_absolute_url()), ("bob", f"/claims/{live.claim_id}/")):
        page = open_as(who, address, **CALM)
        page.get_by_text("Embed this").click()
        code = page.get_by_label("Put this on a page of yours.")
        expect(code).to_be_visible()
        assert faults(page, f"{address} with the code") == []
        site.page = code.input_value()
        card = framed(visit(visitor, site))
        expect(card.get_by_role("heading", name=live.snapshot["statement"])).to_be_visible()


def test_cards_in_every_state_have_no_fault(
    live: Publication, open_as: Open, alice: User, bob: User
) -> None:
    gone = make.published(alice, bob)
    publication.retract(gone, by=bob, reason=LONG)
    promise = rows.promise(alice, bob, statement=f"It will build {LONG} by May.")
    rows.rate(promise, "stalled", by=bob)
    rows.lose_source(live)
    sentence = rows.in_a_sentence(alice, bob)
    page = open_as("", "/fact-checks/", **CALM)
    found: list[str] = []
    for row in (live, gone, promise, sentence):
        page.goto(f"{row.get_absolute_url()}card/")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{row}, {scheme}: {fault}" for fault in violations(page)]
        for width in (300, 390, 700, 1440):
            page.set_viewport_size({"width": width, "height": 400})
            found += [f"{row}, {width} px: too wide: {part}" for part in too_wide(page)]
    assert found == []
