"""A promise that falls due comes back to the queue, is rated, and stands with its history."""

import datetime as dt

import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from claims.engine.candidate import Kind
from claims.models import Claim, Document, User
from claims.pipeline import editing, triage, watch
from tests import make
from tests.journeys.conftest import WIDE, Open

QUOTE = "I will end the war in 24 hours"


def promise(alice: User) -> Claim:
    row = make.document(f"“{QUOTE},” the candidate said on Monday. It rained in May.")
    claim = make.claim(row, QUOTE, kinds=(Kind.PROMISE,))
    editing.edit(
        claim,
        by=alice,
        statement="The candidate will end the war within 24 hours of taking office.",
        revision=1,
        due_on=timezone.localdate() + dt.timedelta(days=20),
        yardstick="A ceasefire that both sides have signed.",
    )
    claim.refresh_from_db()
    triage.park(claim, by=alice, until=timezone.localdate() + dt.timedelta(days=90))
    return claim


def test_a_promise_that_falls_due_is_back_in_the_queue_and_is_rated(
    transactional_db: None, alice: User, bob: User, open_as: Open
) -> None:
    claim = promise(alice)
    page = open_as("bob", "/queue/", viewport=WIDE)
    expect(page.get_by_text("The queue is clear")).to_be_visible()
    assert watch.return_due_claims() == 0

    with time_machine.travel(timezone.now() + dt.timedelta(days=20, minutes=1)):
        assert watch.return_due_claims() == 1
        page = open_as("bob", "/queue/", viewport=WIDE)
        page.get_by_role("link", name="Show what came back").click()
        pane = page.locator("#pane")
        expect(pane).to_contain_text("Came back")
        expect(pane.get_by_text(f"“{QUOTE}”").first).to_be_visible()
        expect(pane).to_contain_text("A ceasefire that both sides have signed.")
        page.goto(claim.get_absolute_url())
        page.get_by_text("Say how it stands").click()
        form = page.locator("details.deal[open] form")
        form.locator("[name=stands]").select_option("broken")
        form.locator("[name=note]").fill("No talks have been held.")
        form.get_by_role("button", name="Save").click()
        expect(page.locator("#promise")).to_contain_text("No talks have been held.")
        page.goto("/queue/?back=1")
        expect(page.locator(f"#row-{claim.pk}")).to_have_count(0)
        assert watch.return_due_claims() == 0
    claim.refresh_from_db()
    assert (claim.promise_status, claim.state) == ("broken", "new")
    assert Document.objects.count() == 1
