"""A source is added, and what a worker finds on its page comes under it while somebody types."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from claims.demo import web
from claims.demo.content import Evidence
from claims.models import Source, User, Verdict
from claims.pipeline import fetching, sources, verdicts
from tests import make
from tests.journeys.conftest import Open
from tests.journeys.looks import faults

SHOWS = web.showing(Evidence(title="Permits by year", passage="Homes completed: 250."))


def read(source: Source, page: Callable[..., Any]) -> None:
    """Do what a worker does for a source that was added just now."""
    Source.objects.exclude(pk=source.pk).update(fetch_at=None)
    assert fetching.sweep() == 1
    source.refresh_from_db()
    assert source.fetch_at
    taken = fetching.take_over(source.pk, source.fetch_at)
    assert taken
    fetching.look(taken, read=page)


def test_what_a_worker_found_comes_under_the_source_while_somebody_types(
    transactional_db: None, alice: User, open_as: Open
) -> None:
    draft = verdicts.begin(make.checking(alice), by=alice)
    page = open_as("alice", draft.get_absolute_url())
    page.get_by_label("Link").fill("https://city.example/permits")
    page.get_by_label("Passage quoted").fill("homes completed: 250")
    page.get_by_role("button", name="Add this source and save").click()
    entry = page.locator("#sources li").first
    expect(entry).to_contain_text("The page is being read …")
    summary = page.get_by_label("Summary")
    summary.fill("It was 250, not")
    read(draft.sources.get(), SHOWS)
    expect(entry).to_contain_text("Permits by year")
    expect(entry).to_contain_text("The passage is in it")
    expect(summary).to_be_focused()
    expect(summary).to_have_value("It was 250, not")
    page.get_by_role("button", name="Save the draft").click()
    entry.get_by_role("link", name="A copy of").click()
    expect(page.locator("mark")).to_have_text("Homes completed: 250")


def with_troubles(draft: Verdict) -> list[Source]:
    """Sources of all sorts: read, without their passage, gone, and not read yet."""
    found = []
    for name, page in (("kept", SHOWS), ("other", SHOWS), ("gone", web.gone), ("waiting", None)):
        passage = "Homes completed: 2,500" if name == "other" else "Homes completed: 250"
        url = f"https://{name}.example/{'permits-of-the-city/' * 8}"
        source = sources.add(
            draft, by=draft.author, url=url, passage=passage, locator="page 14", publisher=name
        )
        if page:
            read(source, page)
        found.append(source)
    return found


def test_sources_and_copies_have_no_fault(
    transactional_db: None, alice: User, bob: User, open_as: Open
) -> None:
    draft = make.draft(alice)
    kept, other, *_ = with_troubles(draft)
    copies = [f"/sources/{row.pk}/copy/" for row in (kept, other)]
    found = []
    for name in ("alice", "bob"):
        page = open_as(name, draft.get_absolute_url(), reduced_motion="reduce")
        for address in (draft.get_absolute_url(), *copies):
            page.goto(address)
            found += faults(page, f"{address} as {name} sees it")
    assert not found, "\n".join(found)
