"""What the queue shows: views, filters, sorting, search; always said in words."""

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Claim, Claimant, Event, User
from claims.pipeline import triage
from tests import make
from tests.journeys.conftest import WIDE, Open, chosen, settled
from tests.journeys.scenes import Scene


def rows(page: Page, *claims: Claim) -> None:
    """These claims are listed, in this order."""
    expect(page.locator(".row")).to_have_count(len(claims))
    expect(page.locator(".row .said")).to_have_text(
        [re.compile(re.escape(claim.statement[:40])) for claim in claims]
    )


def view(page: Page, name: str) -> None:
    group = page.get_by_role("navigation", name="Desk")
    group.get_by_role("link", name=re.compile(f"^{name} \\d")).click()
    expect(group.locator("[aria-current=page]")).to_contain_text(name)
    settled(page)


def test_the_views_of_the_desk(scene: Scene, alice: User, bob: User, open_as: Open) -> None:
    submitted, published = make.submitted(alice), make.published(alice, bob)
    triage.accept(scene.cut, by=alice)
    triage.dismiss(scene.elsewhere, by=alice, reason="trivial")
    Claim.objects.filter(pk=scene.promise.pk).update(
        due_on=timezone.localdate() + dt.timedelta(days=5)
    )
    triage.park(scene.rhetoric, by=alice, until=timezone.localdate() + dt.timedelta(days=90))
    page = open_as("alice", "/queue/", viewport=WIDE)
    desk = page.get_by_role("navigation", name="Desk")
    counts = dict(line.split("\n") for line in desk.locator("li").all_inner_texts())
    assert counts == {
        "Came back": "0",
        "New": "2", "Mine": "2", "Unassigned": "2", "Due": "1", "In review": "1", "Approved": "0",
        "Published": "1", "Parked": "1", "Dismissed": "1", "All": "7",
    }  # fmt: skip
    for name, sentence, claims in (
        ("Mine", "assigned to you", [scene.cut, submitted.claim]),
        ("Unassigned", "assigned to nobody", [scene.figure, scene.promise]),
        ("Due", "due within 30 days or overdue, what is due first on top", [scene.promise]),
        ("In review", "in review claims", [submitted.claim]),
        ("Published", "published claims", [published.claim]),
        ("Dismissed", "dismissed claims", [scene.elsewhere]),
    ):
        view(page, name)
        expect(page.locator("#sentence")).to_contain_text(sentence)
        rows(page, *claims)
        expect(desk.locator("[aria-current=page]")).to_contain_text(name)
        # One click to everything, wherever one is.
        expect(page.get_by_role("link", name="Show everything")).to_be_visible()
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".row")).to_have_count(7)
    expect(page.locator("#sentence").get_by_role("link")).to_have_count(0)


def test_sorting(scene: Scene, open_as: Open) -> None:
    Claim.objects.filter(pk=scene.elsewhere.pk).update(
        kind="promise", kinds=["promise"], due_on=dt.date(2030, 1, 1)
    )
    Claim.objects.filter(pk=scene.promise.pk).update(due_on=dt.date(2030, 12, 31))
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.get_by_text("Filter and sort").click()
    sort = page.get_by_label("Sort by")
    due_first = [scene.elsewhere, scene.promise]
    for label, sentence, claims in (
        ("Newest", "the newest first", scene.order[::-1]),
        ("Oldest", "the oldest first", scene.order),
        ("Due first", "what is due first on top", due_first),
        ("Highest score", "the most check-worthy first", scene.order),
    ):
        sort.select_option(label)
        expect(page.locator("#sentence")).to_contain_text(sentence)
        for place, claim in enumerate(claims):
            expect(page.locator(".row .said").nth(place)).to_have_text(claim.statement)
        settled(page)


def test_filters_combine_and_are_kept_as_a_view(scene: Scene, bob: User, open_as: Open) -> None:
    triage.tag(scene.promise, by=bob, add=["harbour"])
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.get_by_text("Filter and sort").click()
    page.locator(".sieve").get_by_label("Kind").select_option("promise")
    expect(page.locator("#sentence")).to_contain_text("of the kind “Promise”")
    settled(page)
    page.locator(".sieve").get_by_label("Tag").select_option("harbour")
    expect(page.locator("#sentence")).to_contain_text("tagged “harbour”")
    rows(page, scene.promise)
    settled(page)
    page.get_by_text("Keep this view").click()
    page.get_by_label("Name").fill("Promises of the harbour")
    page.get_by_label("Everybody on the desk sees it").check()
    page.get_by_role("button", name="Keep it").click()
    saved = page.get_by_role("navigation", name="Saved")
    expect(saved.get_by_role("link", name="Promises of the harbour")).to_contain_text("1")
    assert Event.objects.filter(action="view.saved").count() == 1

    other = open_as("bob", "/queue/", viewport=WIDE)
    theirs = other.get_by_role("navigation", name="Saved")
    expect(theirs).to_contain_text("by Alice Adler")
    expect(theirs.get_by_role("button")).to_have_count(0)
    theirs.get_by_role("link", name="Promises of the harbour").click()
    rows(other, scene.promise)
    expect(theirs.locator("[aria-current=page]")).to_contain_text("Promises of the harbour")

    view(page, "All")
    saved.get_by_role("button", name="Remove the view Promises of the harbour").click()
    expect(page.locator("#notices")).to_contain_text("is removed")
    expect(saved).to_have_count(0)


def test_search_finds_words_people_and_documents(scene: Scene, alice: User, open_as: Open) -> None:
    triage.accept(scene.cut, by=alice)
    page = open_as("alice", "/queue/?state=all", viewport=WIDE)
    search = page.get_by_role("searchbox")
    search.fill("emission")
    search.press("Enter")
    rows(page, scene.cut)
    expect(page.locator(".row mark")).to_have_text("emissions")
    expect(page.locator("#sentence")).to_contain_text("all claims with “emission”")
    # The quote keeps words that the statement has no more.
    page.locator('#pane summary[data-key="e"]').click()
    page.locator("#edit").get_by_label("Statement").fill("The city is cleaner.")
    page.locator("#edit").get_by_role("button", name="Save").click()
    expect(page.locator(".row .found-in mark")).to_have_text("emissions")
    settled(page)

    search.fill("harbour post")
    search.press("Enter")
    found = page.locator(".docs-found")
    expect(found.get_by_role("link", name="Council votes for a second ferry")).to_be_visible()
    settled(page)
    search.fill("zebra crossing")
    search.press("Enter")
    expect(page.locator(".empty")).to_contain_text("No claims here")
    page.locator(".empty").get_by_role("link", name="Show everything").click()
    expect(page.locator(".row")).to_have_count(5)
    expect(search).to_have_value("")


def test_a_misspelt_name_is_found(scene: Scene, open_as: Open) -> None:
    assert Claimant.objects.filter(name="Petra Lindqvist").exists()
    page = open_as("alice", "/queue/?state=all", viewport=WIDE)
    search = page.get_by_role("searchbox")
    search.fill("Petra Lindkvist")
    search.press("Enter")
    rows(page, scene.figure, scene.rhetoric)
    expect(page.locator(".list-head")).to_contain_text("These are claims by Petra Lindqvist.")
    chosen(page, scene.figure)


def test_dismissed_and_parked_are_kept_counted_and_found_again(
    scene: Scene, alice: User, open_as: Open
) -> None:
    page = open_as("alice", "/queue/", viewport=WIDE)
    page.locator("#pane summary", has_text="Dismiss").click()
    page.get_by_label("Note (optional)").fill("Only in passing.")
    page.locator("#pane").get_by_role("button", name="Trivial").click()
    chosen(page, scene.cut)
    page.locator("#pane summary", has_text="Park").click()
    page.locator("#pane").get_by_label("Until").fill("2030-12-31")
    page.locator("#pane .menu[open]").get_by_role("button", name="Park").click()
    chosen(page, scene.promise)
    rows(page, scene.promise, scene.rhetoric, scene.elsewhere)

    view(page, "Dismissed")
    rows(page, scene.figure)
    expect(page.locator("#pane .closed")).to_contain_text("Dismissed: trivial.")
    expect(page.locator("#pane .closed")).to_contain_text("Only in passing.")
    why = page.get_by_role("navigation", name="Why dismissed")
    assert "Trivial\n1" in why.locator("li").all_inner_texts()
    why.get_by_role("link", name=re.compile("^Trivial")).click()
    expect(page.locator("#sentence")).to_contain_text("because of “Trivial”")
    rows(page, scene.figure)
    view(page, "Parked")
    rows(page, scene.cut)
    expect(page.locator("#pane .closed")).to_contain_text("Parked until 31 December 2030.")
    page.locator("#pane").get_by_role("button", name="Reopen").click()
    expect(page.locator("#notices")).to_contain_text("Reopened: you are checking it now.")
    settled(page)
    view(page, "Mine")
    rows(page, scene.cut)
