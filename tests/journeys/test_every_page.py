"""Every page: no accessibility fault in light and dark, nothing wider than a phone."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from claims.models import Extraction, User
from claims.pipeline import editing, publication
from tests import make
from tests.journeys.conftest import Open

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}
LONG = "Verwaltungsgemeinschaftsvorsitzendenstellvertreterversammlung" * 2


@pytest.fixture
def pages(transactional_db: None, alice: User, bob: User, charlie: User) -> dict[str, list[str]]:
    """The addresses of all pages, by who opens them."""
    document = make.document(
        f"“It said {LONG} 5 times,” said Ada. It rained.",
        title=LONG,
        url=f"https://a.example/{LONG}",
    )
    for quote in (f"It said {LONG} 5 times", f"said {LONG}"):
        make.claim(document, quote)
    make.extracted(document)
    reading, failed = make.document(), make.document()
    Extraction.objects.filter(document=failed).update(
        state="failed", attempt=4, error="It took too long.", finished_at=timezone.now()
    )
    draft, submitted = make.draft(alice), make.submitted(alice)
    claim = draft.claim
    claim.refresh_from_db()
    editing.edit(claim, by=bob, statement="A new wording of it.", revision=1)
    approved, live, gone = (
        make.approved(alice, bob),
        make.published(alice, bob),
        make.published(alice, bob),
    )
    publication.retract(gone, by=bob, reason="Wrong year.")
    return {
        "": ["/login/", "/fact-checks/", "/fact-checks/?q=zebra"]
        + [f"/fact-checks/{row.claim_id}/" for row in (live, gone)],
        "alice": [
            "/queue/",
            "/queue/?state=all&claim=1",
            "/queue/?state=parked",
            f"/queue/?dismiss=1&claim={document.occurrences.all()[0].claim_id}",
            "/documents/",
            "/documents/new/",
            *(f"/documents/{row.pk}/" for row in (document, reading, failed)),
            *(f"/claims/{row.claim_id}/" for row in (draft, live, gone)),
            f"/claims/{document.occurrences.all()[0].claim_id}/",
            f"/verdicts/{draft.pk}/",
            f"/verdicts/{submitted.pk}/",
            "/password/",
            "/nothing-here/",
        ],
        "bob": [
            f"/verdicts/{submitted.pk}/",
            f"/verdicts/{draft.pk}/",
            f"/verdicts/{approved.pk}/publish/",
            f"/claims/{live.claim_id}/retract/",
        ],
        "charlie": ["/queue/"],
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(pages: dict[str, list[str]], open_as: Open, scheme: str) -> None:
    faults = []
    for person, addresses in pages.items():
        page = open_as(person, addresses[0], color_scheme=scheme, viewport=WIDE)
        for address in addresses:
            page.goto(address)
            faults += [f"{address}: {fault}" for fault in violations(page)]
    assert faults == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {json.dumps([node['target'] for node in one['nodes']][:3])}" for one in found
    ]


def test_nothing_is_wider_than_a_phone(pages: dict[str, list[str]], open_as: Open) -> None:
    wide = []
    for person, addresses in pages.items():
        page = open_as(person, addresses[0], viewport=PHONE, has_touch=True)
        for address in addresses:
            page.goto(address)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > PHONE["width"]:
                wide.append((address, width, page.evaluate(WIDE_PARTS)))
    assert wide == []


def test_targets_are_large_enough(pages: dict[str, list[str]], open_as: Open) -> None:
    """24 pixels each way (WCAG 2.2, 2.5.8), links within a line of text aside."""
    small = []
    page = open_as("alice", "/queue/", viewport=PHONE, has_touch=True)
    for address in pages["alice"]:
        page.goto(address)
        small += [(address, one) for one in page.evaluate(SMALL_TARGETS)]
    assert [one for one in small if not re.search("visually-hidden|skip", str(one))] == []


WIDE_PARTS = """
() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.outerHTML.slice(0, 120)).slice(-3)
"""

SMALL_TARGETS = """
() => [...document.querySelectorAll(
    "button, summary, select, input:not([type=hidden]), a.button, a.tab, nav a"
  )]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.closest("label") ?? one, one])
  .filter(([box]) => Math.min(box.offsetWidth, box.offsetHeight) < 24)
  .map(([, one]) => one.outerHTML.slice(0, 120))
"""
