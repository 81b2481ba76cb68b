"""Taking a decision back: for ten seconds by a key, from the claim's history for ever."""

from playwright.sync_api import expect

from claims.models import Claim, Event, User
from claims.pipeline import triage
from tests.journeys.conftest import WIDE, Open, chosen, open_sheet
from tests.journeys.scenes import Scene


def test_z_takes_the_last_decision_back(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.keyboard.press("d")
    page.keyboard.press("3")
    chosen(page, scene.cut)
    expect(page.locator("#notices .undoable")).to_contain_text("Dismissed: too vague to check.")
    page.keyboard.press("z")
    chosen(page, scene.figure)
    expect(page.locator(f"#row-{scene.figure.pk}")).to_be_visible()
    open_sheet(page, "g")
    page.keyboard.type("Bob")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#notices .undoable")).to_contain_text("Assigned to Bob Brandt.")
    page.keyboard.press("z")
    # Whether the first “Taken back.” is still there is a matter of how quick the machine is.
    expect(page.locator("#notices .undoable")).to_have_count(0)
    expect(page.locator("#notices").get_by_text("Taken back.").last).to_be_visible()
    claim = Claim.objects.get(pk=scene.figure.pk)
    assert (claim.state, claim.dismissal_reason, claim.assignee) == ("new", "", None)


def test_an_accept_is_taken_back_with_the_button(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.keyboard.press("a")
    chosen(page, scene.cut)
    page.locator("#notices").get_by_role("button", name="Undo").click()
    chosen(page, scene.figure)
    assert Claim.objects.get(pk=scene.figure.pk).state == "new"


def test_the_notice_goes_after_ten_seconds(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/keys/", viewport=WIDE)
    page.clock.install(time=0)
    page.goto("/queue/")
    # From here on time goes by only as it is told.
    page.clock.pause_at(60)
    page.keyboard.press("a")
    notice = page.locator("#notices .undoable")
    expect(notice).to_be_visible()
    page.mouse.move(700, 500)
    page.clock.run_for(8_500)
    expect(notice).to_be_visible()
    page.clock.run_for(2_500)
    expect(notice).to_have_count(0)
    page.keyboard.press("z")
    chosen(page, scene.cut)
    assert Claim.objects.get(pk=scene.figure.pk).state == "checking"


def test_the_notice_waits_for_whoever_is_on_it(scene: Scene, open_as: Open) -> None:
    """Neither the focus nor the pointer loses what it is on (WCAG 2.2.1)."""
    page = open_as("alice", "/keys/", viewport=WIDE)
    page.clock.install(time=0)
    page.goto("/queue/")
    # From here on time goes by only as it is told.
    page.clock.pause_at(60)
    page.keyboard.press("a")
    undo = page.locator("#notices").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    # The page itself puts the focus on the next claim, a moment after the answer.
    page.clock.run_for(500)
    expect(page.locator(f"#said-{scene.cut.pk}")).to_be_focused()
    undo.focus()
    page.clock.run_for(30_000)
    expect(undo).to_be_focused()
    page.clock.resume()
    page.keyboard.press("Enter")
    chosen(page, scene.figure)


def test_a_decision_is_taken_back_from_the_history_long_after(
    scene: Scene, alice: User, bob: User, open_as: Open
) -> None:
    triage.dismiss(scene.figure, by=alice, reason="trivial", note="No news.")
    triage.assign(scene.cut, by=alice, to=bob)
    page = open_as("bob", scene.figure.get_absolute_url(), viewport=WIDE)
    entry = page.locator(".history li", has_text="dismissed the claim")
    entry.get_by_role("button", name="Undo").click()
    expect(page.locator("header .state").first).to_have_text("New")
    expect(page.locator(".history")).to_contain_text("undid the dismissal by Alice Adler")
    expect(page.locator(".history").get_by_role("button", name="Undo")).to_have_count(0)
    page.goto(scene.cut.get_absolute_url())
    page.locator(".history").get_by_role("button", name="Undo").click()
    expect(page.locator(".aside")).to_contain_text("Nobody yet")
    actions = Event.objects.filter(claim=scene.figure).order_by("id")
    assert list(actions.values_list("action", flat=True)) == [
        "claim.extracted",
        "claim.dismissed",
        "claim.undone",
    ]


def test_what_others_went_on_with_is_not_taken_back(
    scene: Scene, alice: User, bob: User, open_as: Open
) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.keyboard.press("d")
    page.keyboard.press("3")
    chosen(page, scene.cut)
    scene.figure.refresh_from_db()
    triage.reopen(scene.figure, by=bob)
    page.keyboard.press("z")
    expect(page.locator("#notices .error")).to_contain_text("It couldn’t be taken back.")
    assert Claim.objects.get(pk=scene.figure.pk).state == "checking"
