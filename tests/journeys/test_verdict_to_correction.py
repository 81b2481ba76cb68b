"""Two people and a verdict: sent back, signed off, published, corrected in the open, retracted."""

from playwright.sync_api import Page, expect

from claims.models import Claim, Publication, User
from tests import make
from tests.journeys.conftest import Open

NOTE = "Which year of the register is it?"


def write(page: Page, rating: str, summary: str) -> None:
    page.locator(".choice").filter(has_text=rating).first.click()
    page.get_by_label("Summary").fill(summary)


def submit(page: Page) -> None:
    page.get_by_role("button", name="submit for sign-off").click()
    expect(page.locator("#notices")).to_contain_text("A second person signs it off now.")


def test_a_verdict_is_sent_back_published_corrected_and_retracted(
    transactional_db: None, alice: User, bob: User, open_as: Open
) -> None:
    claim = make.checking(alice)
    first = open_as("alice", claim.get_absolute_url())
    first.get_by_role("button", name="Write the verdict").click()
    write_first_verdict(first)
    submit(first)
    verdict = first.url

    second = open_as("bob", verdict)
    send_back(second)
    first.goto(verdict)
    expect(first.locator(".alert.warn")).to_contain_text(NOTE)
    first.get_by_label("Summary").fill("The register of 2025 bears it out, but for one tower.")
    submit(first)

    second.goto(verdict)
    second.get_by_role("button", name="Sign off").click()
    second.get_by_role("link", name="Publish …").click()
    second.get_by_role("button", name="Publish now").click()
    expect(second.locator("#notices")).to_contain_text("Readers see it from now on.")

    correct(first, second, claim)
    reader = open_as(path=f"/fact-checks/{claim.pk}/", java_script_enabled=False)
    expect(reader.locator(".stamp")).to_contain_text("Half true")
    expect(reader.get_by_text("Two towers were counted twice.").first).to_be_visible()
    expect(reader.get_by_text("Bob Brandt").first).to_be_visible()
    reader.goto("/corrections/")
    expect(reader.get_by_text("Two towers were counted twice.").first).to_be_visible()

    retract(second, claim)
    answer = reader.goto(f"/fact-checks/{claim.pk}/")
    assert answer
    assert answer.status == 410
    expect(reader.get_by_text("The register itself was wrong.")).to_be_visible()


def write_first_verdict(page: Page) -> None:
    write(page, "Mostly true", "The register bears it out, but for one tower.")
    page.get_by_label("Explanation").fill("The register lists **every** building permit.")
    page.locator("#sources").get_by_label("Link", exact=True).fill("https://city.example/permits")
    page.locator("#sources").get_by_label("Title").fill("Register of permits")
    page.get_by_role("button", name="Add this source and save").click()
    expect(page.locator("#sources .sources")).to_contain_text("Register of permits")
    page.get_by_text("Note whom you asked").click()
    page.get_by_label("Whom you asked").fill("The mayor’s office")
    page.get_by_role("button", name="Note this and save").click()
    expect(page.locator("#replies .sources")).to_contain_text("no answer yet")


def send_back(page: Page) -> None:
    page.get_by_text("Send back …").click()
    page.get_by_label("What has to be changed").fill(NOTE)
    page.get_by_role("button", name="Send back", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("It is a draft again")


def correct(first: Page, second: Page, claim: Claim) -> None:
    """Alice corrects the rating; Bob has to sign it off again; readers see both steps as one."""
    first.goto(claim.get_absolute_url())
    first.get_by_role("button", name="Correct …").click()
    first.get_by_label("Verdict changed").check()
    first.get_by_label("What is changed").fill("It is “Half true”, no longer “Mostly true”.")
    first.get_by_label("Why it was wrong").fill("Two towers were counted twice.")
    write(first, "Half true", "Two towers were counted twice, so half of it is so.")
    submit(first)
    assert Publication.objects.get(state="live").snapshot["rating"]["label"] == "Mostly true"
    second.goto(first.url)
    second.get_by_role("button", name="Sign off").click()
    second.get_by_role("link", name="Publish the correction …").click()
    second.get_by_role("button", name="Publish the correction now").click()
    expect(second.locator("#notices")).to_contain_text("Readers see it from now on.")


def retract(page: Page, claim: Claim) -> None:
    page.goto(f"/claims/{claim.pk}/retract/")
    page.get_by_label("Why it is retracted").fill("The register itself was wrong.")
    page.get_by_role("button", name="Retract").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("was retracted")
