"""From the log-in to a submitted verdict by keys alone, each press counted."""

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from claims.models import Claim, User, Verdict
from tests.journeys.conftest import WIDE, Open, chosen
from tests.journeys.scenes import Scene


class Keys:
    """A keyboard that counts its presses, by what they are for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: Counter[str] = Counter()

    def press(self, what_for: str, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.counts[what_for] += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.counts["text"] += len(words)

    def to(self, part: Locator, key: str = "Tab", most: int = 40) -> None:
        """Go with Tab to a part of the page; where it is must be seen."""
        for _ in range(most):
            if is_focused(part):
                break
            self.press("getting there", key)
        expect(part).to_be_focused()
        expect(part).to_be_in_viewport()

    def count(self, act: Callable[[], None]) -> int:
        """The presses that `act` takes."""
        before = self.counts.total()
        act()
        return self.counts.total() - before

    def __str__(self) -> str:
        parts = ", ".join(f"{number} {what_for}" for what_for, number in self.counts.most_common())
        return f"keyboard only: {self.counts.total()} key presses ({parts})"


def is_focused(part: Locator) -> bool:
    return part.count() == 1 and part.evaluate("(one) => one === document.activeElement")


def test_from_the_log_in_to_a_submitted_verdict(
    scene: Scene, alice: User, open_as: Open, record_property: Callable[[str, object], None]
) -> None:
    page = open_as("", "/login/", viewport=WIDE)
    keys = Keys(page)
    log_in(page, keys)
    decide(page, keys, scene)
    begin(page, keys, scene)
    write(page, keys)
    submitted = Verdict.objects.get()
    assert (submitted.state, submitted.claim) == ("submitted", scene.figure)
    assert submitted.sources.get().title == "Monthly table"
    record_property("told", str(keys))
    print(keys)


def log_in(page: Page, keys: Keys) -> None:
    keys.to(page.get_by_label("User name"))
    keys.type("alice")
    keys.to(page.get_by_label("Password"))
    keys.type("password")
    keys.press("decisions", "Enter")
    page.wait_for_url("**/queue/")


def decide(page: Page, keys: Keys, scene: Scene) -> None:
    """One press accepts, two dismiss; each time the next claim is in focus."""
    chosen(page, scene.figure)
    assert keys.count(lambda: keys.press("decisions", "a")) == 1
    chosen(page, scene.cut)
    expect(page.locator(f"#said-{scene.cut.pk}")).to_be_focused()
    assert keys.count(lambda: keys.press("decisions", "d", "7")) == 2
    chosen(page, scene.promise)
    expect(page.locator(f"#said-{scene.promise.pk}")).to_be_focused()
    states = dict(Claim.objects.values_list("pk", "state"))
    assert (states[scene.figure.pk], states[scene.cut.pk]) == ("checking", "dismissed")


def begin(page: Page, keys: Keys, scene: Scene) -> None:
    mine = page.get_by_role("navigation", name="Desk").get_by_role("link", name="Mine 1")
    keys.to(mine, "Shift+Tab")
    keys.press("decisions", "Enter")
    chosen(page, scene.figure)
    keys.press("decisions", "v")
    page.wait_for_url("**/verdicts/*/")


def write(page: Page, keys: Keys) -> None:
    ratings = page.get_by_role("radio")
    keys.to(ratings.first)
    keys.press("decisions", "ArrowDown")
    expect(ratings.nth(1)).to_be_checked()
    keys.to(page.get_by_label("Summary"))
    keys.type("The figure is right.")
    keys.to(page.get_by_label("Explanation"))
    keys.type("The port’s **table** has both.")
    expect(page.locator("#preview strong")).to_have_text("table")
    sources = page.locator("#sources")
    keys.to(sources.get_by_label("Link", exact=True))
    keys.type("https://port.example/")
    keys.to(sources.get_by_label("Title"))
    keys.type("Monthly table")
    keys.to(page.get_by_role("button", name="Add this source and save"))
    keys.press("decisions", "Enter")
    expect(sources.locator(".sources > li")).to_have_count(1)
    keys.to(page.get_by_role("button", name="Save and submit for sign-off"))
    keys.press("decisions", "Enter")
    expect(page.get_by_text("a second person has to sign it off")).to_be_visible()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_buttons_answer_to_both_keys(scene: Scene, open_as: Open, key: str) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.locator("#pane").get_by_role("button", name="Accept").focus()
    page.keyboard.press(key)
    chosen(page, scene.cut)
    assert Claim.objects.get(pk=scene.figure.pk).state == "checking"
