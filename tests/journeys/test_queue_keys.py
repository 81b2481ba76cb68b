"""Working through the queue without the mouse: every key does what the help says of it."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from claims.models import Claim, User
from claims.pipeline import triage
from tests import make
from tests.journeys.conftest import WIDE, Open, chosen, open_sheet, settled
from tests.journeys.scenes import Scene

# By what each key of the help is pressed with a pointer. Where it is only there at times: when.
BUTTONS = {
    "J": ".row .said",
    "K": ".row .said",
    "Enter": '#pane [data-key="Enter"]:has(kbd)',
    "/": ".find input",
    "?": ".keys-link",
    "X": ".row .pick input",
    "D G T P": ".bulk [data-bulk-key]",
    "Shift+J Shift+K": ".row .pick input",
    "Esc": ".bulk button[type=reset]",
}


def test_every_key_of_the_help_has_a_button_that_names_it(scene: Scene, open_as: Open) -> None:
    triage.accept(scene.cut, by=User.objects.get(username="alice"))
    page = open_as("alice", f"/queue/?state=all&claim={scene.cut.pk}", viewport=WIDE)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    keys = [" ".join(key.split()) for key in dialog.locator("dt").all_inner_texts()]
    assert keys[:3] == ["J", "K", "Enter"] and len(keys) == len(set(keys)) > 15
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.locator(f"#row-{scene.figure.pk} .pick input").check()
    missing = [key for key in keys if key not in "A Z V" and not shown(page, key)]
    page.keyboard.press("Escape")
    missing += [] if shown(page, "V") else ["V"]
    page.locator(f"#said-{scene.figure.pk}").click()
    chosen(page, scene.figure)
    missing += [] if shown(page, "A") else ["A"]
    page.keyboard.press("a")
    expect(page.locator('#notices [data-key="z"] kbd')).to_have_text("Z")
    assert missing == []

    named = {one for key in keys for one in key.lower().split()}
    pressed = page.locator("[data-key]").evaluate_all(
        "all => all.map((one) => one.dataset.key.toLowerCase())"
    )
    assert {key for key in pressed if not key.isdigit()} - named == set()


def shown(page: Page, key: str) -> bool:
    part = BUTTONS.get(key, f'#pane .acting [data-key="{key.lower()}"]:has(kbd)')
    return page.locator(part).first.is_visible()


def test_moving_opening_and_searching(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    for claim in scene.order[1:4]:
        page.keyboard.press("j")
        expect(page.locator(f"#row-{claim.pk}.now .said")).to_be_focused()
        chosen(page, claim)
    page.keyboard.press("k")
    chosen(page, scene.promise)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/claims/{scene.promise.pk}/$"))
    page.go_back()
    chosen(page, scene.promise)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("city")
    page.keyboard.press("Enter")
    expect(page.locator("#sentence")).to_contain_text("with “city”")
    expect(page.locator(".row mark").first).to_be_visible()
    settled(page)
    # Back from the field to the list, with what was found: keys are keys again.
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    chosen(page, scene.elsewhere)
    expect(page.locator("#sentence")).to_contain_text("with “city”")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_j_goes_on_to_the_next_page(transactional_db: None, alice: User, open_as: Open) -> None:
    make.claims_like(make.claim(), 44)
    page = open_as("alice", "/queue/", viewport=WIDE)
    expect(page.locator(".row")).to_have_count(40)
    page.locator(".row .said").last.click()
    expect(page.locator(".row").last).to_have_class(re.compile("now"))
    page.keyboard.press("j")
    expect(page.locator(".row")).to_have_count(5)
    expect(page.locator(".row.now")).to_have_count(1)


def test_decisions(scene: Scene, open_as: Open) -> None:
    """One press for accept, two for dismiss; the next claim is then in focus."""
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.keyboard.press("a")
    expect(page.locator(f"#said-{scene.cut.pk}")).to_be_focused()
    chosen(page, scene.cut)
    expect(page.locator(f"#row-{scene.figure.pk}")).to_have_count(0)
    page.keyboard.press("d")
    page.keyboard.press("3")
    expect(page.locator(f"#said-{scene.promise.pk}")).to_be_focused()
    chosen(page, scene.promise)
    page.keyboard.press("d")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#pane details[open]")).to_have_count(0)
    open_sheet(page, "g")
    page.keyboard.type("Bob")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Assigned to Bob Brandt.")
    chosen(page, scene.promise)
    open_sheet(page, "p")
    page.keyboard.type("12312030")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Parked until 31 December 2030.")
    chosen(page, scene.rhetoric)
    states = dict(Claim.objects.values_list("pk", "state"))
    assert [states[claim.pk] for claim in scene.order] == [
        "checking", "dismissed", "parked", "new", "new",
    ]  # fmt: skip
    assert Claim.objects.get(pk=scene.cut.pk).dismissal_reason == "vague"
    page.goto(f"/queue/?state=checking&claim={scene.figure.pk}")
    page.keyboard.press("v")
    expect(page).to_have_url(re.compile(r"/verdicts/\d+/$"))


def slow(page: Page, claim: Claim) -> None:
    """The pane of this claim comes late."""

    def hold(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route(f"**/queue/?claim={claim.pk}", hold)


def test_a_key_acts_on_the_marked_claim_though_its_pane_has_not_come_yet(
    scene: Scene, open_as: Open
) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    chosen(page, scene.figure)
    slow(page, scene.cut)
    page.keyboard.press("j")
    page.keyboard.press("a")
    chosen(page, scene.promise)
    expect(page.locator(f"#row-{scene.cut.pk}")).to_have_count(0)
    states = dict(Claim.objects.values_list("pk", "state"))
    assert (states[scene.figure.pk], states[scene.cut.pk]) == ("new", "checking")


def test_two_keys_that_come_before_the_pane_are_both_meant_for_it(
    scene: Scene, open_as: Open
) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    chosen(page, scene.figure)
    slow(page, scene.cut)
    for key in "jd7":
        page.keyboard.press(key)
    chosen(page, scene.promise)
    states = dict(Claim.objects.values_list("pk", "dismissal_reason"))
    assert (states[scene.figure.pk], states[scene.cut.pk]) == ("", "trivial")


def test_a_key_that_is_pressed_as_soon_as_the_page_is_there_counts(
    scene: Scene, open_as: Open
) -> None:
    page = open_as("alice", "/keys/", viewport=WIDE)
    page.goto("/queue/", wait_until="load")
    page.keyboard.press("x")
    expect(page.locator("#picked")).to_have_text("1 selected")


def test_moving_fast_ends_at_the_marked_claim(scene: Scene, open_as: Open) -> None:
    """However late the panes on the way come, and in whatever order."""
    page = open_as("alice", "/queue/", viewport=WIDE)
    slow(page, scene.cut)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{scene.promise.pk}.now .said")).to_be_focused()
    page.wait_for_timeout(600)
    chosen(page, scene.promise)
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("k")
    chosen(page, scene.cut)
    expect(page).to_have_url(re.compile(f"claim={scene.cut.pk}$"))


@pytest.mark.parametrize("where", ["pane", "page"])
def test_keys_that_open_a_sheet_put_the_cursor_into_it(
    scene: Scene, open_as: Open, where: str
) -> None:
    at = scene.cut.get_absolute_url()
    page = open_as(
        "alice", f"/queue/?claim={scene.cut.pk}" if where == "pane" else at, viewport=WIDE
    )
    for key in "esmgptd":
        page.keyboard.press(key)
        sheet = page.locator(f'details.menu[open]:has([data-key="{key}"])')
        expect(sheet.locator(".sheet")).to_be_visible()
        expect(sheet.locator(".sheet :focus")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator("details.menu[open]")).to_have_count(0)
        expect(page.locator(f'summary[data-key="{key}"]')).to_be_focused()


def test_keys_are_letters_while_somebody_types(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    open_sheet(page, "d")
    sheet = page.locator("#pane details[open]")
    sheet.get_by_label("Note (optional)").focus()
    page.keyboard.type("add – jk? 1 2")
    expect(sheet.get_by_label("Note (optional)")).to_have_value("add – jk? 1 2")
    sheet.get_by_role("button", name="Trivial").click()
    chosen(page, scene.cut)
    dismissed = Claim.objects.get(pk=scene.figure.pk)
    assert (dismissed.dismissal_reason, dismissed.dismissal_note) == ("trivial", "add – jk? 1 2")
    page.locator("#q").focus()
    page.keyboard.type("aj")
    expect(page.locator("#q")).to_have_value("aj")
    # Left with its words the field is searched for, and the list is another one.
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()
    # The browser's own shortcuts are left to it.
    page.keyboard.press("Control+d")
    page.keyboard.press("Alt+a")
    expect(page.locator("#pane details[open]")).to_have_count(0)
    chosen(page, scene.cut)
    assert Claim.objects.filter(state="new").count() == 4


def test_one_letter_keys_can_be_switched_off(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.keyboard.press("?")
    page.get_by_role("button", name="Switch one-letter keys off").click()
    expect(page.locator("#notices")).to_contain_text("One-letter keys are off.")
    for key in "jadz/?x":
        page.keyboard.press(key)
    expect(page.locator("details[open]:not(.fold), dialog[open]")).to_have_count(0)
    chosen(page, scene.figure)
    expect(page.locator("#q")).not_to_be_focused()
    assert Claim.objects.filter(state="new").count() == 5
    # Tab and Enter work all the same: the row, then its button.
    page.locator(f"#row-{scene.cut.pk} .pick input").focus()
    page.keyboard.press("Tab")
    expect(page.locator(f"#said-{scene.cut.pk}")).to_be_focused()
    page.keyboard.press("Enter")
    chosen(page, scene.cut)
    page.locator("#pane").get_by_role("button", name="Accept").focus()
    page.keyboard.press("Enter")
    chosen(page, scene.promise)
    assert Claim.objects.get(pk=scene.cut.pk).state == "checking"
    page.get_by_role("link", name="Keys").click()
    page.get_by_role("button", name="Switch one-letter keys on").click()
    expect(page.locator("#notices")).to_contain_text("One-letter keys are on.")
    chosen(page, scene.promise)
    page.keyboard.press("j")
    chosen(page, scene.rhetoric)


def test_a_row_is_accepted_where_it_stands(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.locator(f"#row-{scene.cut.pk}").hover()
    page.locator(f"#row-{scene.cut.pk}").get_by_role("button", name="Accept").click()
    expect(page.locator(f"#row-{scene.cut.pk}")).to_have_count(0)
    expect(page.locator(f"#row-{scene.figure.pk}")).to_be_visible()


def test_somebody_was_quicker(scene: Scene, bob: User, open_as: Open) -> None:
    """It is said who, the claim is shown as it is, and a note is still in its sheet."""
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.route("**/live/*", lambda route: route.abort())
    page.keyboard.press("d")
    page.get_by_label("Note (optional)").fill("No month given.")
    triage.accept(scene.figure, by=bob)
    page.locator("#pane").get_by_role("button", name="Trivial").click()
    expect(page.locator("#pane").get_by_role("alert")).to_contain_text("by Bob Brandt")
    expect(page.locator("#pane .state").first).to_have_text("Checking")
    expect(page.get_by_label("Note (optional)")).to_have_value("No month given.")


def test_the_order_of_tabbing_is_the_order_of_reading(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    tops = page.locator(".row .said").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().top)"
    )
    assert all(upper < lower for upper, lower in pairwise(tops))
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
