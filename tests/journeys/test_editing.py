"""Changing what a claim says without losing the record, in the browser."""

import re

from playwright.sync_api import Page, expect

from claims.models import Claim, Event, User
from claims.pipeline import triage
from tests.journeys.conftest import WIDE, Open, chosen, open_sheet, select_words, settled
from tests.journeys.scenes import FIGURE, MISSED, SECOND, Scene


def test_statement_kind_claimant_and_dates_change_and_the_quote_stays(
    scene: Scene, open_as: Open
) -> None:
    page = open_as("alice", f"/queue/?claim={scene.cut.pk}", viewport=WIDE)
    page.keyboard.press("e")
    sheet = page.locator("#edit form")
    sheet.get_by_label("Statement").fill("The harbour will emit 31 per cent less by 2030.")
    expect(sheet.get_by_label("Due on")).to_be_hidden()
    sheet.get_by_label("Main kind").select_option("promise")
    sheet.get_by_label("Due on").fill("2030-12-31")
    sheet.get_by_label("Claimants").fill("Jonas Okafor; City of Harbour")
    sheet.get_by_label("Said on").fill("2026-03-02")
    sheet.get_by_role("button", name="Save").click()
    expect(page.locator("#pane .statement")).to_have_text(
        "The harbour will emit 31 per cent less by 2030."
    )
    chosen(page, scene.cut)
    expect(page.locator(f"#said-{scene.cut.pk}")).to_contain_text("31 per cent less by 2030")
    expect(page.locator("#pane .byline")).to_contain_text("City of Harbour")
    expect(page.locator("#pane .due")).to_contain_text("2030")
    page.goto(scene.cut.get_absolute_url())
    expect(page.locator("mark.place.now")).to_have_text(scene.cut.occurrences.get().quote)
    history = page.locator(".history li", has_text="edited the claim").first
    expect(history).to_contain_text("Alice Adler")
    history.get_by_text("details").click()
    expect(history.locator("del").first).to_be_visible()
    expect(history.locator("ins").first).to_be_visible()


def test_a_claim_is_split_by_selecting_words_of_the_document(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", f"/queue/?claim={scene.figure.pk}", viewport=WIDE)
    select_words(page, SECOND, "#pane .text")
    page.get_by_role("button", name="Split off").click()
    sheet = page.locator("#split form")
    expect(sheet.get_by_label("Words of the second claim")).to_have_value(SECOND)
    statement = sheet.get_by_label("What the second claim says")
    expect(statement).to_be_focused()
    statement.fill("The first ferry carried twice as many passengers as a year ago.")
    sheet.get_by_label("What the first claim says").fill("The first ferry carried 48,200 people.")
    sheet.get_by_role("button", name="Split it in two").click()
    expect(page.locator("#notices")).to_contain_text("Split. The second claim is")
    chosen(page, scene.figure)
    expect(page.locator("#pane .statement")).to_have_text("The first ferry carried 48,200 people.")
    expect(page.locator(".row")).to_have_count(6)
    second = Claim.objects.get(split_from=scene.figure)
    place = second.occurrences.get()
    assert place.quote == scene.document.text[place.start : place.end] == SECOND
    assert scene.figure.occurrences.get().quote == FIGURE
    page.locator("#notices").get_by_role("link").click()
    expect(page.get_by_text("Split off from")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("split this claim off another one")


def test_words_selected_while_the_sheet_is_open_go_into_it(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", scene.figure.get_absolute_url(), viewport=WIDE)
    page.keyboard.press("s")
    expect(page.locator("#split form")).to_be_visible()
    page.keyboard.press("Escape")
    select_words(page, SECOND)
    page.get_by_role("button", name="Split off").press("Enter")
    expect(page.locator("#split").get_by_label("Words of the second claim")).to_have_value(SECOND)
    # Words that don’t stand in the document are told of, and nothing typed is lost.
    page.locator("#split").get_by_label("Words of the second claim").fill("Nobody said this")
    page.locator("#split").get_by_role("button", name="Split it in two").click()
    expect(page.locator("#split")).to_contain_text("These words don’t stand in the document.")
    expect(page.locator("#split").get_by_label("What the second claim says")).to_have_value(SECOND)
    assert Claim.objects.count() == 5


def test_a_claim_that_the_engine_missed_is_added_by_selecting_it(
    scene: Scene, open_as: Open
) -> None:
    page = open_as("alice", scene.document.get_absolute_url(), viewport=WIDE)
    select_words(page, MISSED)
    page.get_by_role("button", name="Make a claim of this").click()
    form = page.locator("#add-claim form")
    expect(form.get_by_label("Its words in the document")).to_have_value(MISSED)
    form.get_by_label("The claim, so that it stands alone").fill(
        "Harbour fares have risen three times since the last election."
    )
    form.get_by_label("Kind").select_option("statistic")
    form.get_by_label("Who claims it").fill("The drivers’ union")
    form.get_by_role("button", name="Add the claim").click()
    expect(page.locator(".text .place", has_text=MISSED)).to_be_visible()
    expect(page.locator(".found > li")).to_have_count(5)
    claim = Claim.objects.get(statement__startswith="Harbour fares")
    place = claim.occurrences.get()
    assert scene.document.text[place.start : place.end] == place.quote == MISSED
    page.goto(claim.get_absolute_url())
    expect(page.locator(".history")).to_contain_text("added the claim, which the engine had missed")


def merge(page: Page, into: Claim) -> None:
    page.keyboard.press("m")
    page.get_by_label("Find the claim that stays").fill("31 per cent")
    choice = page.locator("#merge .stay", has_text=into.statement)
    choice.click()
    page.locator("#merge").get_by_role("button", name="Merge into the chosen claim").click()
    expect(page.locator("#notices")).to_contain_text("Merged into")


def test_two_claims_are_merged_and_the_merge_is_taken_back(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", f"/queue/?claim={scene.figure.pk}", viewport=WIDE)
    merge(page, scene.cut)
    chosen(page, scene.cut)
    expect(page.locator(f"#row-{scene.figure.pk}")).to_have_count(0)
    page.goto(scene.cut.get_absolute_url())
    expect(page.locator(".quote-card mark.place.now", has_text=FIGURE).first).to_be_visible()
    expect(page.get_by_text("by a merged claim")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("merged a claim into this one")
    page.goto(scene.figure.get_absolute_url())
    expect(page.locator(".closed")).to_contain_text("Merged into another claim.")
    page.get_by_role("button", name="Take the merge back").click()
    expect(page.locator("header .state").first).to_have_text("New")
    assert scene.cut.occurrences.count() == 1

    page.goto(f"/queue/?claim={scene.figure.pk}")
    merge(page, scene.cut)
    settled(page)
    page.keyboard.press("z")
    chosen(page, scene.figure)
    assert Claim.objects.get(pk=scene.figure.pk).state == "new"


def test_tags_are_put_on_and_taken_off(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    open_sheet(page, "t")
    page.keyboard.type("Ferry, budget 2026")
    page.keyboard.press("Enter")
    expect(page.locator("#pane .tag")).to_have_text([re.compile("ferry"), re.compile("budget")])
    chosen(page, scene.figure)
    page.get_by_role("button", name="Take off the tag ferry").click()
    expect(page.locator("#pane .tag")).to_have_count(1)
    settled(page)
    page.locator("#pane .tag").get_by_role("link", name="budget 2026").click()
    expect(page.locator("#sentence")).to_contain_text("tagged “budget 2026”")
    expect(page.locator(".row")).to_have_count(1)


def test_a_figure_of_speech_can_be_checked_restated_or_dismissed(
    scene: Scene, alice: User, open_as: Open
) -> None:
    """Three ways, each one press from the claim, and each is found again."""
    at = f"/queue/?claim={scene.rhetoric.pk}"
    page = open_as("alice", at, viewport=WIDE)
    ways = page.get_by_role("group", name="What to do with a figure of speech")
    ways.get_by_role("link", name="Restate it").click()
    sheet = page.locator("#edit form")
    expect(sheet).to_be_visible()
    sheet.get_by_label("Statement").fill("The council can not make the company do anything.")
    sheet.get_by_role("button", name="Save").click()
    expect(page.locator("#pane .statement")).to_contain_text("can not make the company")

    page.goto(at)
    ways.get_by_role("button", name="Dismiss as a figure of speech").click()
    expect(page.locator("#notices")).to_contain_text("Dismissed: figure of speech.")
    settled(page)
    page.goto("/queue/?state=dismissed")
    page.get_by_role("navigation", name="Why dismissed").get_by_role(
        "link", name=re.compile("^Figure of speech ?1")
    ).click()
    expect(page.locator(".row")).to_have_count(1)
    page.locator("#pane").get_by_role("button", name="Reopen").click()
    expect(page.locator("#notices")).to_contain_text("Reopened")

    scene.rhetoric.refresh_from_db()
    triage.dismiss(scene.rhetoric, by=alice, reason="figure_of_speech")
    scene.rhetoric.refresh_from_db()
    assert Event.objects.filter(claim=scene.rhetoric, action="claim.edited").count() == 1


def test_a_second_refusal_is_shown_as_the_first_was(scene: Scene, open_as: Open) -> None:
    """The sheet is open, with what is wrong beside what was typed."""
    page = open_as("alice", f"/queue/?claim={scene.cut.pk}", viewport=WIDE)
    for key, sheet, button in (
        ("s", "#split", "Split it in two"),
        ("s", "#split", "Split it in two"),
        ("e", "#edit", "Save"),
    ):
        if not page.locator(f"{sheet}[open]").count():
            page.keyboard.press("Escape")
            page.keyboard.press(key)
        page.locator(sheet).get_by_role("textbox").first.fill("")
        page.locator(sheet).get_by_role("button", name=button).click()
        expect(page.locator(f"{sheet}[open] .errorlist").first).to_be_visible()
        settled(page)
        expect(page.locator("details.menu[open]")).to_have_count(1)
