"""`manage.py pictures`: photograph a demo desk for the README and the docs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

WIDE, PHONE = (1440, 900), (390, 844)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# One file each: its name, the scheme, the size, and how to get there from the queue.
PICTURES: tuple[tuple[str, Literal["light", "dark"], tuple[int, int], str], ...] = (
    ("queue", "light", WIDE, "queue"),
    ("queue-dark", "dark", WIDE, "queue"),
    ("queue-phone", "light", PHONE, "queue"),
    ("document", "light", WIDE, "document"),
    ("claim", "light", WIDE, "claim"),
    ("verdict", "light", WIDE, "verdict"),
    ("came-back", "light", WIDE, "came back"),
    ("fact-check", "light", WIDE, "fact-check"),
    ("promises", "light", WIDE, "promises"),
)


class Command(BaseCommand):
    help = "Start a demo desk of its own, take the pictures of the docs, and remove it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=Path("docs/pictures"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Playwright is missing: `make pictures` installs it.") from error
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if browser is None:
            raise CommandError("Chromium is missing: install it and try again.")
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        with _demo() as (url, password), sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            for name, scheme, (width, height), place in PICTURES:
                page = chromium.new_page(
                    base_url=url,
                    color_scheme=scheme,
                    viewport={"width": width, "height": height},
                    reduced_motion="reduce",
                )
                _log_in(page, password)
                _go(page, place)
                page.screenshot(path=folder / f"{name}.png")
                self.stdout.write(f"{folder / name}.png")
            chromium.close()


@contextmanager
def _demo() -> Iterator[tuple[str, str]]:
    """The address and the password of a demo newsroom that is gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="fc-") as folder:
        port = _free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.endswith("_URL")},
            "FACTCHECK_DATA_DIR": folder,
            "FACTCHECK_DEMO": "1",
            "PORT": str(port),
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            yield f"http://127.0.0.1:{port}", _password(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def _password(process: subprocess.Popen[str]) -> str:
    """The password that the desk prints, once it has said that it is ready."""
    assert process.stdout
    password = ""
    for line in process.stdout:
        if found := re.search(r"the password (\S+):", line):
            password = found[1]
        if line.startswith("Ready in"):
            return password
    raise CommandError("The demo desk did not start.")


def _log_in(page: Any, password: str) -> None:
    page.goto("/login/")
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_url("**/queue/")


def _go(page: Any, place: str) -> None:
    match place:
        case "came back":
            page.goto("/queue/?back=1")
        case "fact-check":
            page.goto("/corrections/")
            page.get_by_role("link", name="Rents in Port Ellery").click()
        case "promises":
            page.goto("/promises/")
        case "document":
            page.goto("/documents/")
            page.get_by_role("link", name="Mayor promises").click()
        case "claim":
            page.goto("/queue/?state=published")
            page.locator('#pane [data-key="Enter"]').click()
        case "verdict":
            page.goto("/queue/?state=checking&assignee=me&q=administration")
            page.locator('#pane [data-key="v"]').click()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
