"""A real browser on a real server, and real workers behind it."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, User
from tests.journeys import scenes
from tests.worker import Worker

# Playwright's loop runs in the thread in which the tests use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# The names by which `make test` looks for it, too.
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's own five seconds are too few for a machine that is busy with other things.
expect.set_options(timeout=20_000)

Open = Callable[..., Page]

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Box:
    """Where something stands on the page."""

    left: float
    top: float
    right: float
    bottom: float


def box(part: Locator) -> Box:
    """The bounding box of what is on the screen."""
    found = part.bounding_box()
    assert found, f"{part} is not shown"
    x, y = found["x"], found["y"]
    return Box(x, y, x + found["width"], y + found["height"])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chosen(page: Page, claim: Claim) -> None:
    """The claim is the one in the queue's pane, and its row, where there is one, is marked."""
    expect(page.locator(f'#pane[data-claim="{claim.pk}"] .statement')).to_be_visible()
    expect(page.locator(f".row.now:not(#row-{claim.pk})")).to_have_count(0)
    settled(page)


def settled(page: Page) -> None:
    """What was asked for has come, and the focus is where it belongs."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def open_sheet(page: Page, key: str) -> None:
    """Press the key of a sheet, and type no sooner than people can."""
    page.keyboard.press(key)
    expect(page.locator("details.menu[open] .sheet :focus")).to_have_count(1)
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")


def select_words(page: Page, words: str, within: str = ".text") -> None:
    """Drag the mouse over these words of a text, which stand in one piece of it."""
    first, last = page.locator(within).first.evaluate(FIND_WORDS, words)
    page.mouse.move(first["x"], first["y"])
    page.mouse.down()
    page.mouse.move(last["x"], last["y"], steps=4)
    page.mouse.up()
    # As long as the page itself waits until a selection is taken for made.
    page.wait_for_timeout(250)


FIND_WORDS = """
(box, words) => {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const node = nodes.find((one) => one.data.includes(words));
  node.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
  const at = node.data.indexOf(words);
  const range = document.createRange();
  const edge = (from, to, side) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    const rect = range.getBoundingClientRect();
    return { x: rect[side], y: rect.top + rect.height / 2 };
  };
  const end = at + words.length;
  return [edge(at, at + 1, "left"), edge(end - 1, end, "right")];
}
"""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests have measured, whether or not their output is shown."""
    for report in terminalreporter.stats.get("passed", []):
        for name, words in report.user_properties:
            if name == "told" and report.when == "call":
                terminalreporter.write_line(words)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium. Without one these tests are skipped; in CI they fail."""
    if CHROMIUM is None:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("Chromium is missing: install it to run the browser tests.")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture
def open_as(live_server: LiveServer, browser: Browser) -> Iterator[Open]:
    """Open a page of the desk, logged in as somebody; it fails the test if its script fails."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(username: str = "", path: str = "/", **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: _note(errors, line.type, line.text))
        if username:
            context.add_cookies([{**logged_in(username), "url": live_server.url}])
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def logged_in(username: str) -> dict[str, str]:
    """The cookie of somebody who has just logged in."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


def _note(errors: list[str], kind: str, text: str) -> None:
    # A status that the page shows in words is no error of the page, nor is a request that a test
    # holds back.
    expected = ("the server responded with a status of 4", "net::ERR_FAILED")
    if kind == "error" and not any(words in text for words in expected):
        errors.append(text)


@pytest.fixture
def scene(transactional_db: None, alice: User, bob: User) -> scenes.Scene:
    """A desk at work: a document with four claims, and claims of other documents."""
    return scenes.build()


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """A worker process on the test's database."""
    started = Worker(tmp_path / "worker.log", beat=False)
    try:
        yield started.wait_until_ready()
    finally:
        started.kill()
