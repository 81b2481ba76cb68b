"""Every page in every state, light and dark, wide and narrow: axe-core and a ruler find no fault.

`looks.faults` asks all of it of a page at once, so that each state is made only once.
"""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Claim, Extraction, Publication, User
from claims.pipeline import (
    alerts,
    autosave,
    bulk,
    editing,
    merging,
    promises,
    publication,
    triage,
    verdicts,
    views,
    watch,
)
from tests import make
from tests.journeys.conftest import WIDE, Open, chosen, settled
from tests.journeys.looks import faults, tab_stops
from tests.journeys.scenes import SECOND, Scene
from tests.public import rows

LONG = "Verwaltungsgemeinschaftsvorsitzendenstellvertreterversammlung" * 2
# Colours that are still on their way to another have the contrast of neither.
CALM: dict[str, Any] = {"viewport": WIDE, "reduced_motion": "reduce"}

# The pane shows nothing of these that it does not show of one that is in review.
SAME_IN_THE_QUEUE = ("approved", "published", "retracted")


def walk(page: Page, addresses: list[str]) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        found += faults(page, address)
    return found


@pytest.fixture
def every_state(scene: Scene, alice: User, bob: User) -> dict[str, Claim]:
    """A claim in every state that a claim has, and in those that only the desk knows."""
    merged, parked, dismissed, tagged = (make.claim() for _ in range(4))
    merging.merge(merged, into=scene.cut, by=alice, seen="new")
    triage.park(parked, by=alice, until=timezone.localdate() + dt.timedelta(days=40))
    triage.dismiss(dismissed, by=alice, reason="vague", note="No number, no place.")
    triage.tag(tagged, by=alice, add=["budget", "harbour 2030"])
    live, gone = make.published(alice, bob), make.published(alice, bob)
    publication.retract(gone, by=bob, reason="Wrong year.")
    return {
        "new": scene.figure,
        "figure of speech": scene.rhetoric,
        "with a merged one": scene.cut,
        "tagged": tagged,
        "merged": merged,
        "parked": parked,
        "dismissed": dismissed,
        "split off": _split_off(scene, alice),
        "checking": make.checking(alice),
        "drafted": make.draft(alice).claim,
        "in review": make.submitted(alice).claim,
        "approved": make.approved(alice, bob).claim,
        "published": live.claim,
        "retracted": gone.claim,
    }


def _split_off(scene: Scene, by: User) -> Claim:
    start = scene.document.text.index(SECOND)
    return editing.split(
        scene.figure,
        by=by,
        revision=1,
        keeps="The first ferry carried 48,200 passengers in April.",
        statement="The first ferry carried twice as many as a year ago.",
        document=scene.document,
        start=start,
        end=start + len(SECOND),
        quote=SECOND,
    )


def test_claims_in_every_state(every_state: dict[str, Claim], open_as: Open) -> None:
    page = open_as("bob", "/queue/", **CALM)
    found = []
    for state, claim in every_state.items():
        page.goto(claim.get_absolute_url())
        found += faults(page, f"the page of a claim that is {state}")
        if claim.state not in SAME_IN_THE_QUEUE:
            page.goto(f"/queue/?state=all&claim={claim.pk}")
            found += faults(page, f"the queue with a claim that is {state}")
    assert not found, "\n".join(found)


def test_documents_verdicts_and_what_readers_see(
    transactional_db: None, alice: User, bob: User, open_as: Open
) -> None:
    document = make.document(
        f"“It said {LONG} 5 times,” said Ada. It rained.",
        title=LONG,
        url=f"https://a.example/{LONG}",
    )
    for quote in (f"It said {LONG} 5 times", f"said {LONG}"):
        make.claim(document, quote)
    make.extracted(document)
    reading, failed, nothing = make.document(), make.document(), make.document()
    Extraction.objects.filter(document=failed).update(
        state="failed", attempt=4, error="It took too long.", finished_at=timezone.now()
    )
    make.extracted(nothing)
    draft, submitted = make.draft(alice), make.submitted(alice)
    editing.edit(_fresh(draft.claim), by=bob, statement="A new wording of it.", revision=1)
    approved, live, gone = (
        make.approved(alice, bob),
        make.published(alice, bob),
        make.published(alice, bob),
    )
    publication.retract(gone, by=bob, reason="Wrong year.")
    readers = readers_pages(alice, bob)
    long = document.occurrences.all()[0].claim
    found = walk(
        open_as("alice", "/documents/", **CALM),
        [
            "/documents/",
            "/documents/new/",
            *(f"/documents/{row.pk}/" for row in (document, reading, failed, nothing)),
            long.get_absolute_url(),
            f"/queue/?claim={long.pk}",
            f"/verdicts/{draft.pk}/",
            f"/verdicts/{submitted.pk}/",
            "/password/",
        ],
    )
    found += walk(
        open_as("bob", "/documents/", **CALM),
        [
            f"/verdicts/{submitted.pk}/",
            f"/verdicts/{draft.pk}/",
            f"/verdicts/{approved.pk}/publish/",
            f"/claims/{live.claim_id}/retract/",
        ],
    )
    found += walk(
        open_as("", "/login/", **CALM),
        [
            "/login/",
            "/fact-checks/",
            "/fact-checks/?q=zebra",
            *(f"/fact-checks/{row.claim_id}/" for row in (live, gone)),
            *readers,
        ],
    )
    assert not found, "\n".join(found)


def readers_pages(alice: User, bob: User) -> list[str]:
    """Pages of a newsroom that has corrected something, lost a source and rated promises."""
    row = rows.rerated(rows.with_everything(alice, bob), by=bob)
    rows.lose_source(row)
    promise, _ = rows.promise(alice, bob), rows.promise(alice, bob, statement=LONG)
    for status in ("in_the_works", "stalled"):
        rows.rate(promise, status, by=bob, note=LONG)
    person = row.snapshot["claimants"][0]["id"]
    return [
        *(one.get_absolute_url() for one in (row, promise)),
        f"{row.get_absolute_url()}versions/?from=1&to=2",
        f"/fact-checks/?q=homes&kind=promise&status=stalled&claimant={person}",
        f"/claimants/{person}/",
        "/promises/",
        f"/promises/?status=stalled&claimant={person}",
        "/methodology/",
        "/corrections/",
    ]


def test_what_came_back_the_calendar_and_notifications(
    scene: Scene, alice: User, bob: User, open_as: Open
) -> None:
    today = timezone.localdate()
    Claim.objects.filter(pk=scene.promise.pk).update(due_on=today, yardstick="A crossing.")
    promises.rate(_fresh(scene.promise), by=bob, status="stalled", note="No hull.", url="")
    watch.return_due_claims()
    live = make.published(bob, alice)
    Publication.objects.filter(pk=live.pk).update(review_by=today)
    watch.return_old_verdicts()
    source = live.verdict.sources.get()
    alerts.raise_(live.claim, kind="source_gone", words="It is gone.", on=today, source=source)
    triage.assign(scene.figure, to=bob, by=alice)
    verdicts.send_back(make.submitted(bob), by=alice, note=f"{LONG} which?")
    parked = make.checking(bob)
    triage.park(parked, by=bob, until=today + dt.timedelta(days=1))
    page = open_as("bob", "/notifications/", **CALM)
    addresses = [
        "/notifications/",
        "/calendar/",
        "/calendar/?month=2031-02",
        "/queue/",
        "/queue/?back=1",
        *(f"/claims/{claim.pk}/" for claim in (scene.promise, live.claim)),
    ]
    found = walk(page, addresses)
    for claim in (scene.promise, live.claim):
        page.goto(f"/claims/{claim.pk}/")
        for summary in page.locator(".deal > summary").all():
            summary.click()
        found += faults(page, f"the forms on {claim}")
    page.goto("/calendar/")
    page.get_by_role("button", name="Make an address").click()
    expect(page.get_by_label("The address of your calendar")).to_be_visible()
    found += faults(page, "the address of the calendar")
    assert found == []


def _fresh(row: Claim) -> Claim:
    row.refresh_from_db()
    return row


def test_every_sheet_and_menu(scene: Scene, bob: User, open_as: Open) -> None:
    views.save(by=bob, name="Promises", query="?kind=promise", is_shared=True)
    page = open_as("alice", f"/queue/?claim={scene.figure.pk}", **CALM)
    found = []
    for where in (f"/queue/?claim={scene.figure.pk}", scene.figure.get_absolute_url()):
        page.goto(where)
        for key in "desmgpt":
            page.keyboard.press(key)
            expect(page.locator("details.menu[open] .sheet")).to_be_visible()
            if key == "m":
                expect(page.locator("#merge .stays, #merge .soft").last).to_be_visible()
            found += faults(page, f"{where} with the sheet of “{key}”")
            page.keyboard.press("Escape")
    page.goto("/queue/?kind=statistic&sort=newest")
    page.get_by_text("Keep this view").click()
    found += faults(page, "keeping a view, with filters open")
    page.get_by_label("Your account").click()
    found += faults(page, "the account’s menu")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found += faults(page, "the keys")
    page.keyboard.press("Escape")
    page.get_by_label("Select all").check()
    for key in "dgtp":
        page.keyboard.press(key)
        expect(page.locator(".bulk .menu[open] .sheet")).to_be_visible()
        found += faults(page, f"the sheet of “{key}” for many claims")
        page.keyboard.press("Escape")
    page.goto(scene.document.get_absolute_url())
    page.get_by_text("Add a claim").click()
    page.get_by_text("Details and history").click()
    found += faults(page, "adding a claim")
    page.goto(f"/claims/{scene.figure.pk}/merge/?q=harbour")
    found += faults(page, "choosing the claim that stays, without JavaScript")
    page.goto("/keys/")
    found += faults(page, "the keys on a page of their own")
    assert not found, "\n".join(found)


def test_notices_and_what_comes_live(scene: Scene, bob: User, open_as: Open) -> None:
    page = open_as("alice", f"/queue/?claim={scene.figure.pk}", **CALM)
    make.claim(score=0.99)
    make.document(title="A long hearing")
    open_as("bob", scene.figure.get_absolute_url())
    expect(page.locator("#fresh")).to_contain_text("1 new claim")
    expect(page.locator("#readers")).to_contain_text("Bob Brandt")
    expect(page.get_by_role("progressbar").first).to_be_attached()
    found = faults(page, "with news")
    page.keyboard.press("a")
    expect(page.locator("#notices .undoable")).to_be_visible()
    settled(page)
    found += faults(page, "with a way back")
    chosen(page, scene.cut)
    page.locator("#pane summary", has_text="Dismiss").click()
    triage.tag(scene.cut, by=bob, add=["harbour"])
    expect(page.locator("#notices")).to_contain_text("still here")
    found += faults(page, "with a change by somebody else")
    assert not found, "\n".join(found)


def test_refusals_and_what_is_not_saved(
    scene: Scene, alice: User, bob: User, open_as: Open
) -> None:
    draft = make.draft(alice)
    draft.sources.all().delete()
    page = open_as("alice", "/queue/", **CALM)
    found = []
    for where in (f"/queue/?claim={scene.cut.pk}", scene.cut.get_absolute_url()):
        page.goto(where)
        page.keyboard.press("e")
        page.locator("#edit").get_by_label("Statement").fill("")
        page.locator("#edit").get_by_role("button", name="Save").click()
        expect(page.locator("#edit .errorlist").first).to_be_visible()
        found += faults(page, f"{where} with an edit that was refused")
        page.goto(where)
        page.keyboard.press("s")
        page.locator("#split").get_by_role("button", name="Split it in two").click()
        expect(page.locator("#split .errorlist").first).to_be_visible()
        found += faults(page, f"{where} with a split that was refused")
        page.goto(where)
        page.keyboard.press("e")
        page.locator("#edit").get_by_label("Statement").fill(f"Mine, at {where}")
        scene.cut.refresh_from_db()
        editing.edit(
            scene.cut,
            by=bob,
            statement=f"Bob’s, {scene.cut.revision}",
            revision=scene.cut.revision,
        )
        page.locator("#edit").get_by_role("button", name="Save").click()
        expect(page.locator(".versions")).to_be_visible()
        found += faults(page, f"{where} with both versions")

    autosave.keep(by=alice, place=f"claim-{scene.figure.pk}-edit", content={"statement": "Half"})
    autosave.keep(by=alice, place="document-new", content={"title": "Half", "text": "A"})
    autosave.keep(by=alice, place=f"verdict-{draft.pk}", content={"summary": "Half"})
    for where in (
        f"/queue/?claim={scene.figure.pk}&open=edit",
        f"/claims/{scene.figure.pk}/?open=edit",
        "/documents/new/",
        f"/verdicts/{draft.pk}/",
    ):
        page.goto(where)
        found += faults(page, f"{where} with what was typed before")
    page.get_by_role("button", name="Save and submit for sign-off").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found += faults(page, "a verdict that was refused")
    page.goto("/documents/new/")
    page.get_by_label("Text").fill("")
    page.get_by_role("button", name="Add and find claims").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    found += faults(page, "a document that was refused")
    assert not found, "\n".join(found)


def test_empty_pages_search_results_and_error_pages(
    scene: Scene, charlie: User, open_as: Open
) -> None:
    page = open_as("alice", "/queue/", **CALM)
    found = walk(
        page,
        [
            "/queue/?q=harbour",
            "/queue/?state=all&q=Petra+Lindkvist",
            "/queue/?q=zebra",
            "/queue/?state=parked",
            "/nothing-here/",
        ],
    )
    bulk.dismiss({claim.pk: "new" for claim in scene.order}, reason="trivial", by=_alice())
    found += walk(page, ["/queue/", "/queue/?state=dismissed"])
    found += walk(open_as("charlie", "/queue/", **CALM), ["/queue/", "/"])
    stranger = open_as("", "/login/", **CALM)
    stranger.get_by_label("User name").fill("alice")
    stranger.get_by_label("Password").fill("wrong")
    stranger.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(stranger.get_by_role("alert")).to_be_visible()
    found += faults(stranger, "a log-in that was refused")
    assert not found, "\n".join(found)


def _alice() -> User:
    return User.objects.get(username="alice")


def test_the_focus_can_be_seen_wherever_it_is(scene: Scene, alice: User, open_as: Open) -> None:
    """Tab leads through every part of a page; each shows an outline, on the screen."""
    verdict = make.draft(alice)
    page = open_as("alice", "/queue/", **CALM)
    lost = []
    for address in (
        f"/queue/?claim={scene.cut.pk}&open=edit",
        scene.cut.get_absolute_url(),
        scene.document.get_absolute_url(),
        f"/verdicts/{verdict.pk}/",
        "/documents/new/",
        "/fact-checks/",
        "/promises/",
    ):
        page.goto(address)
        stops = tab_stops(page)
        assert len(stops) > 5, address
        lost += [
            f"{address}: {stop['html']}"
            for stop in stops
            if not (stop["isShown"] and stop["isVisible"] and stop["isOnScreen"])
        ]
    assert not lost, "\n".join(lost)


def test_what_happens_is_announced(scene: Scene, open_as: Open) -> None:
    """Live regions are there before something comes into them."""
    page = open_as("alice", "/queue/", **CALM)
    for region in ("#notices", "#fresh", "#readers"):
        expect(page.locator(region)).to_have_attribute("role", "status")
    page.locator(f"#row-{scene.figure.pk} .pick input").check()
    expect(page.locator(".bulk [role=status]")).to_contain_text("1 selected")
    page.goto(scene.document.get_absolute_url())
    expect(page.get_by_role("status").first).to_be_attached()
    page.goto(scene.figure.get_absolute_url())
    expect(page.locator("#notices")).to_have_attribute("role", "status")
    expect(page.locator("#readers")).to_have_attribute("role", "status")
