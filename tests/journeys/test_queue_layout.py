"""Three panes on a wide screen, one at a time on a phone; addresses, Back, and no JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, WIDE, Open, box, chosen
from tests.journeys.scenes import CUT, FIGURE, Scene


def test_views_queue_and_claim_stand_side_by_side(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    views, rows, pane = (box(page.locator(part)) for part in (".views", "section.list", "#pane"))
    assert views.right <= rows.left + 1 and rows.right <= pane.left + 1
    assert pane.right <= WIDE["width"]
    assert max(views.top, rows.top, pane.top) < 100
    expect(page.locator(".row")).to_have_count(5)
    chosen(page, scene.figure)


def test_one_pane_at_a_time_on_a_phone(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", "/queue/", viewport=PHONE, has_touch=True)
    expect(page.locator(".row").first).to_be_visible()
    expect(page.locator("#pane")).to_be_hidden()
    page.locator(f"#said-{scene.cut.pk}").tap()
    expect(page.locator("#pane .statement")).to_have_text(scene.cut.statement)
    expect(page.locator(".row").first).to_be_hidden()
    expect(page.locator("#pane mark.place.now")).to_be_in_viewport()
    page.get_by_role("link", name="Back to the list").tap()
    expect(page.locator(".row").first).to_be_visible()
    expect(page.locator("#pane")).to_be_hidden()
    page.locator(f"#said-{scene.promise.pk}").tap()
    expect(page.locator("#pane .statement")).to_be_visible()
    page.go_back()
    expect(page.locator(".row").first).to_be_visible()


def test_every_claim_has_an_address_and_back_goes_back(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", f"/queue/?claim={scene.promise.pk}", viewport=WIDE)
    chosen(page, scene.promise)
    for claim in (scene.cut, scene.rhetoric):
        page.locator(f"#said-{claim.pk}").click()
        chosen(page, claim)
        expect(page).to_have_url(re.compile(f"claim={claim.pk}$"))
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="All").click()
    expect(page.locator("#sentence")).to_contain_text("all claims")
    expect(page).to_have_url(re.compile("state=all"))
    for claim in (scene.rhetoric, scene.cut, scene.promise):
        page.go_back()
        expect(page).to_have_url(re.compile(f"claim={claim.pk}$"))
        chosen(page, claim)
    page.go_forward()
    chosen(page, scene.cut)


def test_the_claim_is_read_in_its_document(scene: Scene, open_as: Open) -> None:
    """Its words highlighted, the sentences round it, the other claims in text and margin."""
    page = open_as("alice", f"/queue/?claim={scene.cut.pk}", viewport=WIDE)
    text = page.locator("#pane .text")
    expect(text.locator("mark.place.now")).to_have_text([CUT])
    expect(text.locator("mark.place.now")).to_be_in_viewport()
    expect(text).to_contain_text("Jonas Okafor, the mayor, said that")
    expect(text).to_contain_text("It rained during the meeting.")
    expect(text.locator("a.place.other", has_text=FIGURE)).to_be_visible()
    marks = text.locator(".marks a.margin-mark")
    expect(marks).to_have_count(3)
    words = text.locator("p[data-start]").first
    assert box(marks.first).right <= box(words).left + 1
    page.locator(f'.marks a[href*="claim={scene.rhetoric.pk}"]').click()
    chosen(page, scene.rhetoric)
    expect(page.locator("#pane mark.place.now")).to_be_in_viewport()
    page.locator("#pane a.place.other", has_text=CUT).click()
    chosen(page, scene.cut)


def test_reasons_are_words_and_never_a_bare_number(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", f"/queue/?claim={scene.promise.pk}", viewport=WIDE)
    expect(page.locator("#pane .why li")).to_have_text(
        ["A deadline", "Attributed speech, “promised”"]
    )
    expect(page.locator("#pane .worth")).to_have_text("Urgent to check")
    for worth in page.locator(".row .worth").all_inner_texts():
        assert re.fullmatch(r"[A-Za-z ]+", worth)
    page.locator(f"#said-{scene.rhetoric.pk}").click()
    expect(page.locator("#pane .why li.against")).to_have_text(["Against it: A figure of speech"])


def test_marks_in_the_margin_of_a_document_lead_to_its_claims(scene: Scene, open_as: Open) -> None:
    page = open_as("alice", scene.document.get_absolute_url(), viewport=WIDE)
    expect(page.locator(".text .place")).to_have_count(4)
    page.locator(".found .said", has_text="31 per cent").click()
    expect(page.locator(f'.place.now[data-claims="{scene.cut.pk}"]')).to_be_in_viewport()
    page.locator(".text .place", has_text=FIGURE).click()
    expect(page.locator(f"#claim-{scene.figure.pk}.now")).to_be_in_viewport()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_everything_can_be_read_and_done_without_javascript(
    scene: Scene, open_as: Open, viewport: dict[str, int]
) -> None:
    page = open_as("alice", "/queue/", viewport=viewport, java_script_enabled=False)
    page.locator(f"#said-{scene.cut.pk}").click()
    expect(page.locator("#pane mark.place.now")).to_have_text(CUT)
    expect(page).to_have_url(re.compile(f"claim={scene.cut.pk}$"))
    page.locator("#pane").get_by_role("button", name="Accept").click()
    expect(page.locator("#notices")).to_contain_text("you are checking it now")
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.locator("#notices")).to_contain_text("Taken back")

    page.goto(f"/queue/?claim={scene.promise.pk}")
    page.locator("#pane summary", has_text="Dismiss").click()
    page.locator("#pane").get_by_role("button", name="Trivial").click()
    expect(page.locator("#notices")).to_contain_text("Dismissed: trivial.")

    page.goto(f"/claims/{scene.figure.pk}/")
    page.locator("summary", has_text="Edit").click()
    page.locator("#edit").get_by_label("Statement").fill("The ferry carried 48,200 people.")
    page.locator("#edit").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The ferry carried 48,200 people.")

    page.locator("summary", has_text="Merge").click()
    page.get_by_role("link", name="Claims that may say the same").click()
    expect(page.get_by_label("Find the claim that stays")).to_be_visible()
    page.goto("/keys/")
    expect(page.get_by_text("dismiss, then the number of a reason")).to_be_visible()
    page.goto("/queue/?q=harbour")
    expect(page.locator(".row mark").first).to_have_text(re.compile("harbour", re.IGNORECASE))
