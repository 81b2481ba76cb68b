"""Working through the queue without the mouse, and without JavaScript."""

from playwright.sync_api import expect

from claims.models import Claim, User
from claims.pipeline import triage
from tests import make
from tests.journeys.conftest import Open


def test_keys_go_through_the_queue(transactional_db: None, alice: User, open_as: Open) -> None:
    first, second, third = (make.claim(score=score) for score in (0.9, 0.8, 0.7))
    page = open_as("alice", "/queue/")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{second.pk}.now .said")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f"#row-{first.pk}.now")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator(f"#row-{second.pk}.now .said")).to_be_focused()
    expect(page.locator(f"#row-{first.pk}")).to_have_count(0)
    page.keyboard.press("d")
    page.keyboard.type("add – jk")
    expect(page.get_by_label("Note (optional)")).to_have_value("add – jk")
    page.get_by_role("button", name="Trivial").click()
    expect(page.locator(f"#row-{third.pk}.now .said")).to_be_focused()
    assert page.locator("header.bar").count() == 1
    assert Claim.objects.get(pk=first.pk).state == "checking"
    dismissed = Claim.objects.get(pk=second.pk)
    assert (dismissed.dismissal_reason, dismissed.dismissal_note) == ("trivial", "add – jk")


def test_a_row_is_accepted_where_it_stands(
    transactional_db: None, alice: User, open_as: Open
) -> None:
    first, second = make.claim(score=0.9), make.claim(score=0.8)
    page = open_as("alice", "/queue/")
    page.locator(f"#row-{second.pk}").hover()
    page.locator(f"#row-{second.pk}").get_by_role("button", name="Accept").click()
    expect(page.locator(f"#row-{second.pk}")).to_have_count(0)
    expect(page.locator(f"#row-{first.pk}")).to_be_visible()


def test_everything_works_without_javascript(
    transactional_db: None, alice: User, open_as: Open
) -> None:
    first, second = make.claim(score=0.9), make.claim(score=0.8)
    page = open_as("alice", "/queue/", java_script_enabled=False)
    page.locator(f"#row-{second.pk}").hover()
    page.locator(f"#row-{second.pk}").get_by_role("button", name="Accept").click()
    expect(page.locator("#notices")).to_contain_text("you are checking it now")
    page.get_by_label("Kind").select_option("statistic")
    page.get_by_role("button", name="Find").click()
    page.locator(f"#row-{first.pk} .said").click()
    page.locator("#pane summary", has_text="Dismiss").click()
    page.get_by_role("button", name="Out of our scope").click()
    expect(page.locator("#notices")).to_contain_text("Dismissed: out of our scope.")


def test_somebody_was_quicker(
    transactional_db: None, alice: User, bob: User, open_as: Open
) -> None:
    row = make.claim()
    page = open_as("alice", "/queue/")
    triage.dismiss(row, by=bob, reason="vague")
    page.locator("#pane").get_by_role("button", name="Accept").click()
    expect(page.locator("#pane").get_by_role("alert")).to_contain_text("by Bob Brandt")
    expect(page.locator("#pane .state").first).to_have_text("Dismissed")


def test_a_note_that_came_too_late_is_still_in_its_sheet(
    transactional_db: None, alice: User, bob: User, open_as: Open
) -> None:
    row = make.claim()
    page = open_as("alice", "/queue/")
    page.keyboard.press("d")
    page.keyboard.type("No month given.")
    triage.accept(row, by=bob)
    page.get_by_role("button", name="Trivial").click()
    expect(page.locator("#pane").get_by_role("alert")).to_contain_text("by Bob Brandt")
    expect(page.get_by_label("Note (optional)")).to_be_visible()
    expect(page.get_by_label("Note (optional)")).to_have_value("No month given.")
