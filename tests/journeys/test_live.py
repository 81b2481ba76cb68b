"""The queue tells what happens meanwhile, and moves nothing that is being read."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from claims.models import Claim, Extraction, User
from claims.pipeline import triage
from tests import make
from tests.journeys.conftest import WIDE, Open, chosen, open_sheet, settled
from tests.journeys.scenes import Scene


def places(page: Page) -> list[Any]:
    """Where everything stands that somebody may be reading."""
    parts = page.locator(".row, #pane .statement, #pane .text, #sentence, .view")
    return parts.evaluate_all(
        """all => all.map((one) => {
             const { x, y, width, height } = one.getBoundingClientRect();
             return [one.textContent.trim().slice(0, 60), x, y, width, height];
           })"""
    )


def test_new_claims_announce_themselves_and_move_nothing(scene: Scene, open_as: Open) -> None:
    page = open_as(
        "alice", f"/queue/?claim={scene.cut.pk}", viewport={"width": 1440, "height": 500}
    )
    page.mouse.wheel(0, 0)
    page.locator(".row").nth(2).scroll_into_view_if_needed()
    settled(page)
    before = places(page)
    for _ in range(2):
        make.claim(score=0.99)
    fresh = page.locator("#fresh")
    expect(fresh).to_have_text("2 new claims, show")
    expect(fresh).to_have_attribute("role", "status")
    after = places(page)
    assert [one for one in after if one not in before] == []
    chosen(page, scene.cut)
    fresh.get_by_role("link").click()
    expect(page.locator(".row")).to_have_count(7)
    expect(fresh).to_have_text("")


def test_the_bar_of_a_text_that_is_read_moves(scene: Scene, open_as: Open) -> None:
    reading, now = make.document(title="A long hearing").extractions.get(), timezone.now()
    Extraction.objects.filter(pk=reading.pk).update(
        state="running", started_at=now, lease_until=now + timedelta(hours=1), attempt=1,
        sentences_done=10, sentences_total=100,
    )  # fmt: skip
    page = open_as("alice", "/queue/", viewport=WIDE)
    bar = page.get_by_role("progressbar", name="Read of A long hearing")
    expect(bar).to_have_attribute("value", "10")
    before = places(page)
    for percent in (40, 80):
        Extraction.objects.filter(pk=reading.pk).update(sentences_done=percent)
        expect(bar).to_have_attribute("value", str(percent))
    assert places(page) == before
    document = open_as("alice", reading.document.get_absolute_url(), viewport=WIDE)
    bar = document.get_by_role("progressbar", name="Sentences read")
    expect(bar).to_have_attribute("value", "80")
    Extraction.objects.filter(pk=reading.pk).update(sentences_done=95)
    expect(bar).to_have_attribute("value", "95")
    Extraction.objects.filter(pk=reading.pk).update(
        state="done", lease_until=None, finished_at=timezone.now()
    )
    expect(document.get_by_role("status").first).to_contain_text("The document is read.")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_nothing_is_replaced_while_somebody_types(scene: Scene, bob: User, open_as: Open) -> None:
    page = open_as("alice", f"/queue/?claim={scene.cut.pk}", viewport=WIDE)
    open_sheet(page, "d")
    note = page.get_by_label("Note (optional)")
    note.focus()
    page.keyboard.type("It was the ")
    triage.tag(scene.cut, by=bob, add=["harbour"])
    expect(page.locator(f"#row-{scene.cut.pk} .chip")).to_have_text("harbour")
    expect(page.locator("#notices")).to_contain_text("What you are typing is still here.")
    expect(note).to_be_focused()
    page.keyboard.type("port alone.")
    expect(note).to_have_value("It was the port alone.")
    expect(page.locator("#pane .tag")).to_have_count(0)
    page.locator("#notices").get_by_role("button", name="Show it").click()
    expect(page.locator("#pane .tag")).to_have_text(["harbour×"])


def test_the_search_field_keeps_its_words_while_the_rows_change(
    scene: Scene, bob: User, open_as: Open
) -> None:
    page = open_as("alice", f"/queue/?claim={scene.figure.pk}", viewport=WIDE)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("har")
    triage.dismiss(scene.figure, by=bob, reason="vague")
    expect(page.locator("#pane .state").first).to_have_text("Dismissed")
    page.keyboard.type("bour")
    expect(page.locator("#q")).to_have_value("harbour")


def test_ones_own_decision_is_not_told_as_news(scene: Scene, open_as: Open) -> None:
    """An answer about what happened meanwhile may come before that to the decision itself."""
    page = open_as("alice", "/queue/", viewport=WIDE)
    armed = []

    def hold_news(route: Route) -> None:
        while armed and Claim.objects.get(pk=scene.figure.pk).state == "new":
            page.wait_for_timeout(20)
        route.continue_()

    def hold_answer(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        page.wait_for_timeout(700)
        route.fulfill(response=answer)

    page.route("**/live/*", hold_news)
    page.route("**/accept/", hold_answer)
    armed.append(True)
    with page.expect_request("**/live/*"):
        pass
    page.keyboard.press("a")
    chosen(page, scene.cut)
    expect(page.locator("#notices .undoable")).to_contain_text("Accepted")
    expect(page.locator("#notices .notice")).to_have_count(1)


def test_a_desk_that_cannot_be_reached_says_so_and_comes_back(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.route("**/live/*", lambda route: route.abort())
    expect(page.locator("#notices")).to_contain_text("The desk can’t be reached.")
    page.unroute("**/live/*")
    expect(page.locator("#notices .notice")).to_have_count(0)


def test_what_others_do_is_asked_for_often_enough_to_show_within_two_seconds() -> None:
    """The other tests here wait for longer, as a machine may be busy."""
    script = (Path(settings.BASE_DIR) / "claims/static/claims/live.js").read_text()
    assert int(re.search(r"const EVERY = (\d+);", script)[1]) <= 1_500
