"""A promise falls due, and is back in the queue until somebody says what became of it."""

import datetime as dt

import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import Claim, PromiseStatus, User
from claims.pipeline import watch
from tests.journeys.conftest import PHONE, WIDE, Open
from tests.journeys.scenes import PROMISE, Scene


def fall_due(claim: Claim) -> None:
    """Let its day come, as beat would a day later."""
    Claim.objects.filter(pk=claim.pk).update(due_on=timezone.localdate())
    assert watch.return_due_claims() == 1


def test_a_promise_that_fell_due_is_found_in_the_queue_and_dealt_with_there(
    scene: Scene, bob: User, open_as: Open
) -> None:
    later = timezone.localdate() + dt.timedelta(days=3)
    Claim.objects.filter(pk=scene.promise.pk).update(due_on=later)
    assert watch.return_due_claims() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=4), tick=True):
        assert watch.return_due_claims() == 1
    page = open_as("bob", "/queue/", viewport=WIDE)
    page.get_by_role("link", name="Show what came back").click()
    expect(page.locator(".row")).to_have_count(1)
    pane = page.locator("#pane")
    expect(pane.get_by_role("heading", name="Came back")).to_be_visible()
    expect(pane.locator("blockquote")).to_contain_text(PROMISE)
    pane.get_by_text("Say how it stands …").click()
    pane.get_by_label("How it stands").select_option("In the works")
    pane.get_by_label("Why").fill("The hull is laid.")
    pane.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_contain_text("How it stands is noted")
    expect(page.locator(".row")).to_have_count(0)
    assert PromiseStatus.objects.get().status == "in_the_works"


def test_on_a_phone_the_notification_leads_to_it(scene: Scene, bob: User, open_as: Open) -> None:
    Claim.objects.filter(pk=scene.promise.pk).update(state="checking", assignee=bob)
    fall_due(scene.promise)
    page = open_as("bob", "/queue/", viewport=PHONE)
    page.get_by_role("link", name="Notifications: 1 unread").click()
    page.get_by_role("link", name=PROMISE).click()
    expect(page.get_by_role("heading", name="Came back")).to_be_visible()
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
