"""Many claims at once: selected by key, by range, by page, by filter; one request; one undo."""

from playwright.sync_api import Page, Request, expect

from claims.models import Claim, Event, User
from tests import make
from tests.journeys.conftest import WIDE, Open, chosen, open_sheet
from tests.journeys.scenes import Scene


def picked(page: Page) -> int:
    return page.locator(".row .pick input:checked").count()


def posts(page: Page) -> list[Request]:
    """The requests that change something, as they are sent."""
    found: list[Request] = []
    page.on("request", lambda sent: sent.method == "POST" and found.append(sent))
    return found


def test_selecting_by_keys_and_by_range(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    sent = posts(page)
    expect(page.locator(".bulk")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("x")
    expect(page.locator("#picked")).to_have_text("1 selected")
    page.keyboard.press("x")
    expect(page.locator(".bulk")).to_be_hidden()
    page.keyboard.press("Shift+J")
    chosen(page, scene.cut)
    page.keyboard.press("Shift+J")
    chosen(page, scene.promise)
    expect(page.locator("#picked")).to_have_text("3 selected")
    assert picked(page) == 3
    page.keyboard.press("Shift+K")
    chosen(page, scene.cut)
    expect(page.locator("#picked")).to_have_text("3 selected")
    page.keyboard.press("Escape")
    expect(page.locator(".bulk")).to_be_hidden()

    page.locator(f"#row-{scene.cut.pk} .pick").click()
    page.locator(f"#row-{scene.elsewhere.pk} .pick input").click(modifiers=["Shift"])
    expect(page.locator("#picked")).to_have_text("4 selected")
    # A key means all that are selected, not the claim in the pane.
    page.keyboard.press("d")
    sheet = page.locator(".bulk details[open]")
    expect(sheet.locator(":focus")).to_have_count(1)
    page.keyboard.press("7")
    expect(page.locator("#notices")).to_contain_text("4 claims dismissed: trivial.")
    expect(page.locator(".row")).to_have_count(1)
    assert [one.url.rpartition("/claims/")[2] for one in sent] == ["bulk/"]
    assert Event.objects.filter(action="claim.dismissed").values("batch").distinct().count() == 1
    page.keyboard.press("z")
    expect(page.locator("#notices")).to_contain_text("4 claims put back as before.")
    expect(page.locator(".row")).to_have_count(5)
    assert Claim.objects.filter(state="new").count() == 5
    assert len(sent) == 2


def test_assigning_tagging_and_parking_all(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/?state=all", viewport=WIDE)
    everything = page.get_by_label("Select all")
    everything.check()
    open_sheet(page, "g")
    page.keyboard.type("Bob")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("5 claims assigned to Bob Brandt.")
    expect(page.locator(".row .who[title='Assigned to Bob Brandt']")).to_have_count(5)

    everything.check()
    open_sheet(page, "t")
    page.keyboard.type("Ferry, budget")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("5 claims tagged “ferry” and “budget”.")
    expect(page.locator(".row .chip", has_text="budget")).to_have_count(5)

    everything.check()
    open_sheet(page, "p")
    page.keyboard.type("12312030")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("5 claims parked until 31 December 2030.")
    expect(page.locator(".row .state.parked")).to_have_count(5)
    page.locator("#notices").get_by_role("button", name="Undo").last.click()
    expect(page.locator(".row .state.checking")).to_have_count(5)
    assert Claim.objects.filter(state="checking", tags=["ferry", "budget"]).count() == 5


def test_all_that_match_however_many_in_one_request(
    transactional_db: None, alice: User, open_as: Open
) -> None:
    first = make.claim()
    make.claims_like(first, 60)
    page = open_as("alice", "/queue/", viewport=WIDE)
    sent = posts(page)
    page.get_by_label("Select all").check()
    expect(page.locator("#picked")).to_have_text("40 selected")
    page.get_by_label("all that match, up to 500").check()
    page.keyboard.press("d")
    page.keyboard.press("8")
    expect(page.locator("#notices")).to_contain_text("61 claims dismissed: out of our scope.")
    expect(page.get_by_text("The queue is clear")).to_be_visible()
    assert len(sent) == 1
    batches = Event.objects.filter(action="claim.dismissed").values_list("batch", flat=True)
    assert len(batches) == 61 and len(set(batches)) == 1
    page.keyboard.press("z")
    expect(page.locator(".row")).to_have_count(40)
    assert Claim.objects.filter(state="new").count() == 61


def test_enter_in_a_checkbox_or_a_field_does_what_the_sheet_says_or_nothing(
    scene: Scene, open_as: Open
) -> None:
    """A form's first button is what Enter presses in it: here a reason for dismissing."""
    page = open_as("alice", "/queue/", viewport=WIDE)
    sent = posts(page)
    page.wait_for_load_state("networkidle")
    page.locator(f"#row-{scene.cut.pk} .pick input").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_label("Select all").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("t")
    expect(page.get_by_label("Tags")).to_be_focused()
    page.keyboard.type("ferry")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("1 claim tagged “ferry”.")
    assert len(sent) == 1
    assert Claim.objects.filter(state="new").count() == 5
