"""Taking everything away: an export from the page to the disk, and the archive without a server."""

import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from claims.exports import archive
from claims.exports.moment import as_of_now
from claims.models import Newsroom, Publication, User
from claims.pipeline import exporting
from tests import make
from tests.journeys.conftest import PHONE, WIDE, Open
from tests.journeys.looks import faults
from tests.public import rows
from tests.worker import Worker


@pytest.fixture
def live(transactional_db: None, alice: User, bob: User) -> Publication:
    return rows.rerated(make.published(alice, bob), by=bob)


def test_somebody_asks_for_a_table_watches_it_and_saves_it(
    live: Publication, worker: Worker, open_as: Open, tmp_path: Path
) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.get_by_label("Your account").click()
    page.get_by_role("link", name="Exports").click()
    page.get_by_text("Only some of them").click()
    page.get_by_label("Rating").select_option("False")
    page.get_by_role("button", name="Write the file").click()
    # Nobody reloads the page: it asks by itself.
    download = page.get_by_role("link", name="Download", exact=True)
    expect(download).to_be_visible(timeout=60_000)
    with page.expect_download() as saving:
        download.click()
    saving.value.save_as(tmp_path / "table.csv")
    assert saving.value.suggested_filename.endswith(".csv")
    assert str(live.claim_id) in (tmp_path / "table.csv").read_text().splitlines()[1]
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Nothing yet")).to_be_visible()


def test_the_page_in_every_state_is_for_everybody(
    live: Publication, alice: User, open_as: Open
) -> None:
    page = open_as("alice", "/exports/", viewport=WIDE, reduced_motion="reduce")
    found = faults(page, "no exports")
    page.get_by_text("Only some of them").click()
    found += faults(page, "the filters")
    done, failed, _ = (exporting.ask(by=alice, format=name) for name in ("csv", "json", "archive"))
    for export in (done, failed):
        taken = exporting.take_over(export.pk)
        assert taken
        if export == done:
            exporting.run(taken)
        else:
            exporting.give_up(taken, exporting.NoRoom(), final=True)
    page.goto("/exports/")
    page.get_by_text("Link and checksum").click()
    found += faults(page, "one that is done, one that failed, one that waits")
    page.get_by_text("The whole site", exact=True).first.click()
    page.get_by_label("Compress it").select_option("gzip")
    page.get_by_role("button", name="Write the file").click()
    expect(page.get_by_text("compressed already")).to_be_visible()
    found += faults(page, "one that was refused")
    page.goto("/exports/1.x/y.csv")
    found += faults(page, "a link that is none")
    assert found == []


def test_the_archive_opens_from_a_disk_and_looks_as_the_site_did(
    live: Publication, browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "the site"
    with (tmp_path / "site.zip").open("wb") as file, as_of_now():
        archive.write(file, Newsroom.current())
    zipfile.ZipFile(tmp_path / "site.zip").extractall(folder)
    context = browser.new_context(viewport=PHONE, java_script_enabled=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    lost: list[str] = []
    page.on("requestfailed", lambda request: lost.append(request.url))
    page.on("console", lambda line: lost.append(line.text))

    page.goto(f"file://{quote(str(folder))}/index.html")
    page.get_by_role("link", name=live.snapshot["statement"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(live.snapshot["statement"])
    expect(page.locator(".stamp")).to_contain_text("False")
    fonts = "document.fonts.ready.then((all) => [...all].map((font) => font.status))"
    assert "loaded" in page.evaluate(fonts)
    serif = "getComputedStyle(document.querySelector('h1')).fontFamily"
    assert "Source Serif" in page.evaluate(serif)
    page.get_by_role("link", name="What changed").first.click()
    expect(page.locator("del").first).to_be_visible()
    page.get_by_role("link", name="Corrections", exact=True).click()
    expect(page.get_by_text("We misread a table.")).to_be_visible()
    page.get_by_role("link", name="Fact-checks").click()
    page.get_by_text("Browse by rating").click()
    page.get_by_role("link", name="False", exact=True).click()
    expect(page.locator(".checks > li")).to_have_count(1)

    assert lost == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
    context.close()
