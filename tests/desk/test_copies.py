"""What the desk shows of a cited page, and of the copy that is kept of it."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from claims.desk import copies
from claims.models import Document, Event, Publication, Source, User, Verdict
from claims.pipeline import alerts, fetching, publication, sources, verdicts
from tests import make, web_server
from tests.desk.conftest import Enter
from tests.desk.test_query_counts import queries
from tests.desk.test_verdicts import typed
from tests.web_server import Server, Web, leads_to, sends

PAGE = b"""<html><head><title>Permits</title><meta property="og:site_name" content="The city">
</head><body><p>Homes completed: 250.</p><p>As of May &lt;b&gt;2024&lt;/b&gt;.</p></body></html>"""
QUOTED = "homes completed: 250"


@pytest.fixture
def server() -> Iterator[Server]:
    with web_server.running() as server:
        server.pages["/permits"] = sends(PAGE)
        yield server


@pytest.fixture
def web(server: Server) -> Web:
    return Web(server)


Read = Callable[..., Source]


@pytest.fixture
def draft(alice: User) -> Verdict:
    row = make.draft(alice)
    Source.objects.update(fetch_at=None)
    return row


@pytest.fixture
def source(draft: Verdict, web: Web) -> Source:
    """A link that nobody has read yet."""
    url = web.url("/permits", host="city.example")
    return sources.add(draft, by=draft.author, url=url, passage=QUOTED)


@pytest.fixture
def read(web: Web) -> Read:
    """Have a worker look at the page now, and return what is known then."""

    def run(source: Source) -> Source:
        Source.objects.exclude(pk=source.pk).update(fetch_at=None)
        Source.objects.filter(pk=source.pk).update(fetch_at=timezone.now())
        assert fetching.sweep() == 1
        source.refresh_from_db()
        taken = fetching.take_over(source.pk, source.fetch_at)
        fetching.look(taken, read=web.fetch)
        source.refresh_from_db()
        return source

    return run


@pytest.fixture
def live(draft: Verdict, source: Source, read: Read, bob: User) -> Publication:
    read(source)
    verdicts.submit(draft, by=draft.author)
    verdicts.approve(draft, by=bob)
    return publication.publish(draft, by=bob)


@pytest.fixture
def desk(alice: User, enter: Enter) -> Client:
    return enter(alice)


def entry(client: Client, source: Source) -> str:
    """What the verdict's page has of a source."""
    html = client.get(source.verdict.get_absolute_url()).content.decode()
    found = re.search(rf'<div id="source-{source.pk}".*?</li>', html, re.DOTALL)
    assert found
    return found[0]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# Under a source


def test_a_page_that_is_being_read_is_asked_for_until_it_is(desk, source, read):
    html = entry(desk, source)
    assert "The page is being read …" in html
    [address] = re.findall(r'hx-get="([^"]+)" hx-trigger="every 2s" hx-swap="outerHTML"', html)
    address = address.replace("&amp;", "&")
    assert desk.get(address).status_code == 204
    read(source)
    html = desk.get(address).content.decode()
    assert html.strip().startswith(f'<div id="source-{source.pk}">')
    assert "Permits" in html and "The city" in html
    assert "hx-get" not in html


def test_a_copy_and_its_passage_are_shown(desk, source, read):
    html = entry(desk, read(source))
    assert re.search(
        r"A copy of \d+ \w+ \d{4}, \d\d:\d\d is kept The passage is in it", words(html)
    )
    assert f'href="/sources/{source.pk}/copy/"' in html
    assert 'name="again"' not in html


def test_a_passage_that_is_missing_is_said_and_looked_for_again(desk, source, read, server):
    server.pages["/permits"] = sends(PAGE.replace(b"250", b"240"))
    html = entry(desk, read(source))
    assert "The passage is not in it" in words(html)
    assert f'name="again" value="{source.pk}"' in html


def test_a_later_look_tells_of_the_page_and_not_of_the_copy(desk, live, source, read, server):
    assert "The passage is on the page" in words(entry(desk, read(source)))
    server.pages["/permits"] = sends(PAGE.replace(b"250", b"240"))
    for _ in range(3):
        read(source)
    assert "The passage is not on the page" in words(entry(desk, source))


def test_without_a_passage_nothing_is_said_of_one(desk, draft, web, read):
    url = web.url("/permits", host="city.example")
    html = entry(desk, read(sources.add(draft, by=draft.author, url=url)))
    assert "is kept" in html and "The passage" not in html


def test_a_page_whose_text_is_not_read_says_so(desk, source, read, server):
    server.pages["/permits"] = sends(b"%PDF-1.7", Content_Type="application/pdf")
    html = entry(desk, read(source))
    assert "is kept" in html and "the text of a PDF is not read" in html


def test_a_page_that_cannot_be_read_says_why(desk, source, read, server):
    server.pages["/permits"] = sends(b"", 404)
    html = entry(desk, read(source))
    assert "The page is gone (status 404)." in html
    assert "Read it again" in html
    assert "is kept" not in html


def test_a_page_that_is_tried_again_says_when(desk, source, read, server):
    server.pages["/permits"] = sends(b"", 503)
    assert "It is tried again on" in entry(desk, read(source))


def test_a_source_that_is_withheld_has_no_page(desk, draft):
    source = sources.add(
        draft, by=draft.author, title="An official", withheld_reason="Fears for the job."
    )
    assert 'class="look' not in entry(desk, source)


def test_readers_see_nothing_of_it(client, live):
    html = client.get(live.get_absolute_url()).content.decode()
    assert f"/sources/{live.verdict.sources.last().pk}/" not in html
    assert "The passage is" not in html


# Asking again


def test_asking_again_saves_what_was_typed_first(desk, draft, source, read, server):
    server.pages["/permits"] = sends(b"", 404)
    read(source)
    data = {**typed(summary="Typed just now."), "again": source.pk}
    html = desk.post(f"/verdicts/{draft.pk}/save/", data, follow=True).content.decode()
    assert "The page is read again, and the draft is saved." in html
    draft.refresh_from_db()
    assert draft.summary == "Typed just now."
    assert "The page is being read …" in entry(desk, source)


def test_asking_for_what_is_being_read_is_refused_and_the_draft_is_saved(desk, draft, source):
    data = {**typed(summary="Typed just now."), "again": source.pk}
    response = desk.post(f"/verdicts/{draft.pk}/save/", data)
    assert response.status_code == 409
    assert "The page is being read already." in response.content.decode()
    draft.refresh_from_db()
    assert draft.summary == "Typed just now."


def test_anybody_of_the_desk_may_ask_where_a_verdict_is_read(
    live, source, read, server, bob, enter
):
    server.pages["/permits"] = sends(b"", 503)
    client = enter(bob)
    html = entry(client, read(source))
    assert f'action="/sources/{source.pk}/again/"' in html
    html = client.post(f"/sources/{source.pk}/again/", follow=True).content.decode()
    assert "The page is read again." in html
    assert Event.objects.get(action="source.asked").by == bob
    html = entry(client, source)
    assert "The page is being read …" in html and "hx-get" in html
    assert "/again/" not in html
    html = client.post(f"/sources/{source.pk}/again/", follow=True).content.decode()
    assert "The page is being read already." in html


def test_a_check_is_waited_for_until_a_worker_has_been_there(desk, live, source, read, server):
    server.pages["/permits"] = sends(b"", 503)
    read(source)
    fetching.again(source, by=live.published_by)
    [address] = re.findall(r'hx-get="([^"]+)"', entry(desk, source))
    assert fetching.sweep() == 1
    assert desk.get(address).status_code == 204
    server.pages["/permits"] = sends(PAGE)
    read(source)
    html = desk.get(address).content.decode()
    assert "The passage is on the page" in words(html)
    assert "hx-get" not in html


def test_nobody_may_ask_for_the_pages_of_what_was_retracted(live, source, bob, enter):
    publication.retract(live, by=bob, reason="Wrong year.")
    Source.objects.filter(pk=source.pk).update(fetch_state="failed", fetch_problem="Gone.")
    assert "/again/" not in entry(enter(bob), source)


def test_a_source_that_was_removed_is_not_asked_for_any_more(desk, draft, source):
    sources.remove(source, by=draft.author)
    assert desk.get(f"/sources/{source.pk}/state/?seen=unread").status_code == 286


# The copy


def test_the_copy_shows_where_it_comes_from(desk, source, read, server):
    server.pages["/moved"] = sends(PAGE)
    server.pages["/permits"] = leads_to("/moved")
    copy = read(source).copy
    html = desk.get(f"/sources/{source.pk}/copy/").content.decode()
    said = words(html)
    for fact in ("Permits", "The city", copy.url, copy.final_url, "Status 200", copy.sha256):
        assert fact in said
    assert copy.final_url.endswith("/moved")
    assert f"WARC, {filesizeformat(len(copy.warc))}" in html
    assert source.verdict.get_absolute_url() in html


def test_the_passage_is_marked_in_the_text_which_is_text(desk, source, read):
    read(source)
    html = desk.get(f"/sources/{source.pk}/copy/").content.decode()
    assert '<mark class="place" id="passage">Homes completed: 250</mark>' in html
    assert "As of May &lt;b&gt;2024&lt;/b&gt;." in html


def test_a_copy_without_the_passage_or_without_text_says_so(desk, source, read, server):
    server.pages["/permits"] = sends(PAGE.replace(b"250", b"240"))
    read(source)
    assert "is not in the text" in words(desk.get(f"/sources/{source.pk}/copy/").content.decode())
    server.pages["/permits"] = sends(b"%PDF-1.7", Content_Type="application/pdf")
    fetching.again(source, by=source.verdict.author)
    read(source)
    html = desk.get(f"/sources/{source.pk}/copy/").content.decode()
    assert "the text of a PDF is not read" in html


def test_a_long_text_is_cut(desk, source, read, monkeypatch):
    monkeypatch.setattr(copies, "SHOWN", 30)
    read(source)
    html = desk.get(f"/sources/{source.pk}/copy/").content.decode()
    assert "The text is longer." in html and "As of May" not in html


def test_what_the_page_is_now_stands_above_its_copy(desk, live, source, read, server):
    server.pages["/permits"] = sends(PAGE.replace(b"250", b"240"))
    for _ in range(3):
        read(source)
    html = desk.get(f"/sources/{source.pk}/copy/").content.decode()
    assert "The passage is no longer on the page." in html
    assert "Homes completed: 250" in html
    server.pages["/permits"] = sends(b"", 404)
    read(source)
    html = desk.get(f"/sources/{source.pk}/copy/").content.decode()
    assert "The page can’t be read now." in html
    assert "The page is gone (status 404)." in html


def test_the_copy_is_downloaded_as_it_was_kept(desk, source, read):
    read(source)
    response = desk.get(f"/sources/{source.pk}/copy.warc.gz")
    assert response["Content-Type"] == "application/warc"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in response
    day = source.copy.fetched_at.strftime("%Y-%m-%d")
    name = f"source-{source.pk}-{day}.warc.gz"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    records = list(ArchiveIterator(BytesIO(response.content)))
    assert {record.rec_type for record in records} == {"request", "response"}


def test_a_source_without_a_copy_has_no_page_for_it(desk, source):
    for name in ("copy/", "copy.warc.gz"):
        assert desk.get(f"/sources/{source.pk}/{name}").status_code == 404


def test_what_is_hidden_is_hidden_with_its_copies(desk, source, read, alice):
    read(source)
    Document.objects.update(hidden_at=timezone.now(), hidden_by=alice, hidden_reason="A name.")
    for name in ("copy/", "copy.warc.gz"):
        assert desk.get(f"/sources/{source.pk}/{name}").status_code == 404
    assert desk.get(f"/sources/{source.pk}/state/").status_code == 286
    assert desk.post(f"/sources/{source.pk}/again/").status_code == 404


def test_copies_are_for_the_desk_alone(source, read, client, charlie, enter):
    read(source)
    for name in ("copy/", "copy.warc.gz", "state/"):
        assert client.get(f"/sources/{source.pk}/{name}").status_code == 302
        assert enter(charlie).get(f"/sources/{source.pk}/{name}").status_code == 403
    assert enter(charlie).post(f"/sources/{source.pk}/again/").status_code == 403
    assert enter(charlie).get(f"/sources/{source.pk}/again/").status_code == 405


def test_what_came_back_for_a_source_leads_to_the_copy(desk, live, source):
    alerts.raise_(
        live.claim, kind="source_gone", words="It is gone.", on=timezone.localdate(), source=source
    )
    html = desk.get(live.claim.get_absolute_url()).content.decode()
    assert f'href="/sources/{source.pk}/copy/"' in html


def test_many_sources_take_as_many_queries_as_one(desk, draft, source, read, bob, enter):
    read(source)
    address = draft.get_absolute_url()
    few = [queries(client, address) for client in (desk, enter(bob))]
    for number in range(12):
        facts = {"fetch_state": "kept", "copy": source.copy, "passage_found": True}
        Source.objects.create(verdict=draft, url=f"{source.url}?{number}", passage="250", **facts)
    assert [queries(client, address) for client in (desk, enter(bob))] == few
