"""From a pasted text to a published verdict, as people do it: in a browser, with a real worker."""

import csv
import io
import json
import urllib.request

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, User
from tests.journeys.conftest import Open, chosen
from tests.worker import Worker

ARTICLE = "\n\n".join(
    (
        "Harbour council votes for a second ferry",
        "The harbour council voted on Monday to buy a second electric ferry. “The first ferry "
        "carried 48,200 passengers in April, twice as many as a year ago,” said Petra Lindqvist, "
        "the transport minister.",
        "Jonas Okafor, the mayor, said that the city had cut its harbour emissions by 31 per cent "
        "since 2019. He promised that the second ferry would sail before the end of 2027.",
        "It rained during the meeting. “We will not raise fares this year,” Lindqvist said. The "
        "drivers' union said that fares had risen three times since the last election.",
    )
)
# Long enough that a worker is seen at work.
REST = "\n\n".join(
    f"In year {1700 + n} the harbour company reported {n * 137} ships, the harbour master said. "
    f"The old quay was repaired in {1701 + n}. Nobody counted the gulls."
    for n in range(200)
)

# Milliseconds that a worker may take to read all of it on a machine that is busy.
READ = 120_000


def paste(page: Page) -> None:
    page.get_by_role("link", name="Add a document").first.click()
    page.get_by_label("Title").fill("Council votes for a second ferry")
    page.get_by_label("Text").fill(f"{ARTICLE}\n\n{REST}")
    expect(page.locator("output.count")).to_contain_text("of 500,000 characters")
    page.get_by_label("Outlet").fill("The Harbour Post")
    page.get_by_label("Web address").fill("https://harbourpost.example/second-ferry")
    page.get_by_role("button", name="Add and find claims").click()


def watch(page: Page) -> None:
    """The bar moves, and the claims come, all in one and the same page."""
    page.evaluate("window.samePage = true")
    expect(page.locator("#progress")).to_be_visible()
    expect(page.locator("#progress")).to_contain_text("sentences", timeout=READ)
    expect(page.locator(".found > li").first).to_be_visible(timeout=READ)
    assert page.evaluate("window.samePage")
    expect(page.get_by_role("status").first).to_contain_text("The document is read.", timeout=READ)
    expect(page.locator(".text .place").nth(3)).to_be_attached()


def jump_both_ways(page: Page) -> None:
    first = page.locator(".found > li").first
    first.locator(".said").click()
    expect(page.locator(".place.now").first).to_be_in_viewport()
    page.locator(".place.now").first.click()
    expect(first).to_be_in_viewport()


def accept_and_write(page: Page) -> str:
    claim = Claim.objects.filter(statement__contains="48,200").first() or Claim.objects.first()
    assert claim
    page.goto("/queue/?q=ferry")
    page.locator(f"#row-{claim.pk} .said").click()
    chosen(page, claim)
    page.locator("#pane").get_by_role("button", name="Accept").click()
    expect(page.locator("#notices")).to_contain_text("you are checking it now")
    page.goto(claim.get_absolute_url())
    page.get_by_role("button", name="Write the verdict").click()
    page.get_by_label("Mostly true").check()
    page.get_by_label("Summary").fill("The figure is right, but “a year ago” had a strike.")
    page.get_by_label("Explanation").fill("The port’s **monthly table** has both numbers.")
    expect(page.locator("#preview strong")).to_have_text("monthly table")
    add_source(page, "Monthly table, April", "https://port.example/april")
    page.get_by_text("Add a source").click()
    add_source(page, "Strike calendar", "https://union.example/strikes")
    expect(page.get_by_label("Summary")).to_have_value(
        "The figure is right, but “a year ago” had a strike."
    )
    page.get_by_role("button", name="Save and submit for sign-off").click()
    expect(page.get_by_text("a second person has to sign it off")).to_be_visible()
    return page.url


def add_source(page: Page, title: str, link: str) -> None:
    page.locator("#sources").get_by_label("Title").fill(title)
    page.locator("#sources").get_by_label("Link", exact=True).fill(link)
    page.get_by_role("button", name="Add this source and save").click()
    expect(page.locator("#sources .sources")).to_contain_text(title)


def test_from_a_pasted_text_to_a_published_verdict(
    worker: Worker, live_server: LiveServer, open_as: Open, bob: User, carol: User
) -> None:
    page = open_as("bob", "/queue/")
    expect(page.get_by_text("The queue is clear")).to_be_visible()
    paste(page)
    watch(page)
    jump_both_ways(page)
    verdict = accept_and_write(page)

    second = open_as("carol", verdict)
    second.get_by_role("button", name="Sign off").click()
    second.get_by_role("link", name="Publish …").click()
    expect(second.get_by_text("Below is exactly what readers will see")).to_be_visible()
    second.get_by_role("button", name="Publish now").click()
    expect(second.locator("#notices")).to_contain_text("Readers see it from now on.")

    claim = Claim.objects.get(state="published")
    reader = open_as(path=f"/fact-checks/{claim.pk}/", java_script_enabled=False)
    expect(reader.get_by_role("heading", level=1)).to_have_text(claim.statement)
    expect(reader.locator(".stamp")).to_contain_text("Mostly true")
    expect(reader.locator(".sources > li")).to_have_count(2)
    check_exports(live_server.url, claim)


def check_exports(url: str, claim: Claim) -> None:
    listed = json.loads(fetch(f"{url}/api/v1/verdicts/"))
    assert [row["id"] for row in listed["results"]] == [claim.pk]
    (row,) = csv.DictReader(io.StringIO(fetch(f"{url}/api/v1/verdicts/?format=csv")))
    assert row["statement"] == claim.statement
    assert row["rating"] == "Mostly true"
    assert claim.statement in [
        review["claimReviewed"]
        for review in reviews(json.loads(fetch(f"{url}/api/v1/verdicts/?format=jsonld")))
    ]


def reviews(found: object) -> list[dict[str, str]]:
    """Every ClaimReview in a JSON-LD document, wherever it stands."""
    if isinstance(found, list):
        return [review for item in found for review in reviews(item)]
    if not isinstance(found, dict):
        return []
    if found.get("@type") == "ClaimReview":
        return [found]
    return [review for item in found.values() for review in reviews(item)]


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as response:
        return response.read().decode()
