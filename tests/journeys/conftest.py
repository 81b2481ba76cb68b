"""A real browser on a real server, and real workers behind it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

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

Open = Callable[..., Page]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a browser; left out with -m 'not browser'")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


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
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: _note(errors, line.type, line.text))
        if username:
            page.goto("/login/")
            page.get_by_label("User name").fill(username)
            page.get_by_label("Password").fill("password")
            page.get_by_role("main").get_by_role("button", name="Log in").click()
            page.wait_for_url("**/queue/")
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def _note(errors: list[str], kind: str, text: str) -> None:
    # A status that the page shows in words is no error of the page.
    if kind == "error" and "the server responded with a status of 4" not in text:
        errors.append(text)


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Worker]:
    """A worker process on the test's database."""
    started = Worker(tmp_path / "worker.log", beat=False)
    try:
        yield started.wait_until_ready()
    finally:
        started.kill()
