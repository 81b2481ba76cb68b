"""Two people on one claim, and what was typed and not saved: nothing is lost, nobody overruled."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from claims.desk import presence
from claims.models import Autosave, Claim, User
from claims.pipeline import editing
from tests import make
from tests.journeys.conftest import WIDE, Open, chosen
from tests.journeys.scenes import Scene
from tests.worker import wait_for


def test_it_is_said_who_else_has_a_claim_open(
    scene: Scene, open_as: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "SECONDS", 3)
    page = open_as("alice", f"/queue/?claim={scene.cut.pk}", viewport=WIDE)
    readers = page.locator("#pane #readers")
    expect(readers).to_have_text("")
    other = open_as("bob", scene.cut.get_absolute_url(), viewport=WIDE)
    expect(readers).to_contain_text("Bob Brandt has this open")
    expect(other.locator("#readers")).to_contain_text("Alice Adler has this open")
    other.goto("/documents/")
    expect(readers).to_have_text("")


def test_what_another_editor_does_shows_within_two_seconds(scene: Scene, open_as: Open) -> None:
    """The row and the pane, in words; what is in view stays where it is."""
    page = open_as("alice", f"/queue/?claim={scene.cut.pk}", viewport=WIDE)
    page.evaluate("window.samePage = true")
    other = open_as("bob", scene.cut.get_absolute_url(), viewport=WIDE)
    other.keyboard.press("e")
    other.locator("#edit").get_by_label("Statement").fill("Emissions fell by 31 per cent.")
    other.locator("#edit").get_by_role("button", name="Save").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Emissions fell by 31 per cent.")
    expect(page.locator("#pane .statement")).to_have_text("Emissions fell by 31 per cent.")
    expect(page.locator(f"#said-{scene.cut.pk}")).to_have_text("Emissions fell by 31 per cent.")
    expect(page.locator("#notices")).to_contain_text("Bob Brandt edited the claim.")
    editing.edit(
        scene.rhetoric,
        by=User.objects.get(username="bob"),
        statement="The council has no means to bargain with.",
        revision=1,
    )
    expect(page.locator(f"#said-{scene.rhetoric.pk}")).to_have_text(
        "The council has no means to bargain with."
    )
    chosen(page, scene.cut)
    assert page.evaluate("window.samePage")


def test_a_stale_save_is_refused_with_both_versions(scene: Scene, bob: User, open_as: Open) -> None:
    page = open_as("alice", f"/queue/?claim={scene.cut.pk}", viewport=WIDE)
    page.keyboard.press("e")
    sheet = page.locator("#edit form")
    sheet.get_by_label("Statement").fill("The harbour emits 31 per cent less than in 2019.")
    editing.edit(
        scene.cut, by=bob, statement="The city emits 31 per cent less.", revision=1, kind="event"
    )
    # Somebody is typing here: it is told, and nothing is taken out of their hands.
    expect(page.locator("#notices")).to_contain_text("What you are typing is still here.")
    expect(sheet.get_by_label("Statement")).to_have_value(
        "The harbour emits 31 per cent less than in 2019."
    )
    sheet.get_by_role("button", name="Save").click()
    versions = page.locator("#pane .versions")
    expect(page.locator("#pane").get_by_role("alert")).to_contain_text(
        "Bob Brandt edited this claim"
    )
    expect(versions).to_contain_text("The city emits 31 per cent less.")
    expect(versions).to_contain_text("The harbour emits 31 per cent less than in 2019.")
    expect(sheet.get_by_label("Statement")).to_have_value(
        "The harbour emits 31 per cent less than in 2019."
    )
    expect(sheet.get_by_label("Main kind")).to_have_value("event")
    assert Claim.objects.get(pk=scene.cut.pk).statement == "The city emits 31 per cent less."
    sheet.get_by_role("button", name="Save it on the present version").click()
    expect(page.locator("#pane .statement")).to_have_text(
        "The harbour emits 31 per cent less than in 2019."
    )
    claim = Claim.objects.get(pk=scene.cut.pk)
    assert (claim.revision, claim.kind) == (3, "event")


def close_at_once(page: Page) -> None:
    """As somebody closes a tab: the page is told, and nobody waits for anything."""
    page.close(run_before_unload=False)


def test_what_was_typed_comes_back_after_the_tab_was_closed(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", f"/queue/?claim={scene.cut.pk}", viewport=WIDE)
    context = page.context
    page.keyboard.press("e")
    page.locator("#edit").get_by_label("Statement").fill("Half a sentence about")
    expect(page.locator("#edit output.kept")).to_contain_text(re.compile("Kept "))
    close_at_once(page)

    page = context.new_page()
    page.goto(f"/queue/?claim={scene.cut.pk}")
    summary = page.locator('#pane summary[data-key="e"]')
    expect(summary).to_contain_text("unsaved")
    summary.click()
    sheet = page.locator("#edit form")
    expect(sheet.get_by_label("Statement")).to_have_value("Half a sentence about")
    expect(sheet).to_contain_text(re.compile(r"You typed this at \d\d:\d\d and haven’t saved it."))
    # Nobody else sees it.
    other = open_as("bob", scene.cut.get_absolute_url())
    expect(other.locator("#edit")).not_to_contain_text("unsaved")
    sheet.get_by_role("button", name="Discard").click()
    expect(page.locator('summary[data-key="e"]')).not_to_contain_text("unsaved")
    assert not Autosave.objects.exists()


def test_a_draft_and_its_source_come_back_though_the_tab_was_left_at_once(
    scene: Scene, alice: User, open_as: Open
) -> None:
    verdict = make.draft(alice)
    page = open_as("alice", f"/verdicts/{verdict.pk}/", viewport=WIDE)
    page.get_by_label("Summary").fill("The register says so.")
    # By now there is the script that keeps it.
    expect(page.locator("output.kept").first).to_contain_text("Kept")
    page.get_by_text("Add a source").click()
    page.locator("#sources").get_by_label("Title").fill("Minutes of the council")
    # Less than a second after the last letter.
    page.goto("/documents/")
    # What is sent on the way out is waited for by nobody.
    typed = Autosave.objects.filter(content__icontains="Minutes of the council")
    wait_for(typed.exists, what="what was typed")
    page.goto(f"/verdicts/{verdict.pk}/")
    expect(page.get_by_label("Summary")).to_have_value("The register says so.")
    expect(page.locator("#sources").get_by_label("Title")).to_have_value("Minutes of the council")
    expect(page.get_by_text("You typed this")).to_be_visible()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_label("Summary")).to_have_value("The register says so.")
    page.goto(f"/verdicts/{verdict.pk}/")
    expect(page.get_by_label("Summary")).to_have_value("The register says so.")


def test_a_document_comes_back_though_it_was_pasted_at_once(scene: Scene, open_as: Open) -> None:
    """Before the script that keeps it had come, and with no key pressed after it."""
    page = open_as("alice", "/queue/", viewport=WIDE)
    typed: list[bool] = []

    def hold(route: Route) -> None:
        while not typed:
            page.wait_for_timeout(20)
        route.continue_()

    page.route("**/drafts*.js", hold)
    page.goto("/documents/new/", wait_until="commit")
    page.get_by_label("Text").fill("One sentence that took long to type.")
    typed.append(True)
    expect(page.locator("output.kept")).to_contain_text(re.compile("Kept "))
    page.goto("/queue/")
    page.goto("/documents/new/")
    expect(page.get_by_label("Text")).to_have_value("One sentence that took long to type.")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Text")).to_have_value("")
