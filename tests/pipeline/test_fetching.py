"""Fetching: what workers find out about the pages that verdicts rest on."""

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.models import Alert, ArchivedCopy, Event, Newsroom, Publication, Source, Verdict
from claims.pipeline import alerts, corrections, fetching, publication, sources, verdicts
from claims.pipeline.changes import Conflict
from tests import make, web_server
from tests.web_server import Server, Web, leads_to, sends

PAGE = b"""<html><head><title>Permits</title><meta name="date" content="2024-05-03">
<meta property="og:site_name" content="City of Example"></head>
<body><p>Homes completed: 250.</p></body></html>"""
WITHOUT = PAGE.replace(b"250", b"240")


@pytest.fixture
def server() -> Iterator[Server]:
    with web_server.running() as server:
        server.pages["/permits"] = sends(PAGE, ETag='"v1"')
        yield server


@pytest.fixture
def web(server: Server) -> Web:
    return Web(server)


Add = Callable[..., Source]


@pytest.fixture
def draft(alice) -> Verdict:
    return make.draft(alice)


@pytest.fixture
def add(draft: Verdict, web: Web) -> Add:
    """Add a link on the server to the draft, which has no other source that is to be read."""
    Source.objects.update(fetch_at=None)

    def run(path: str = "/permits", **facts: str) -> Source:
        url = web.url(path, host="city.example")
        return sources.add(draft, by=draft.author, **{"url": url, "passage": "", **facts})

    return run


def due(source: Source) -> None:
    """The time at which it is to be looked at has come."""
    Source.objects.filter(pk=source.pk).update(fetch_at=timezone.now())


def take(source: Source) -> Source:
    """The source as the worker has it that the sweep woke for it."""
    assert fetching.sweep() == 1
    source.refresh_from_db()
    taken = fetching.take_over(source.pk, source.fetch_at)
    assert taken
    return taken


def look(source: Source, web: Web) -> Source:
    """Have a worker look at the page now, and return what is known then."""
    due(source)
    fetching.look(take(source), read=web.fetch)
    source.refresh_from_db()
    return source


def wait(source: Source) -> float:
    """The hours after which the page is looked at again."""
    assert source.fetch_at
    return (source.fetch_at - timezone.now()) / dt.timedelta(hours=1)


# A draft's pages are read


def test_what_is_left_blank_is_filled_in_from_the_page(add, web):
    source = look(add(passage="homes completed: 250"), web)
    assert (source.title, source.publisher) == ("Permits", "City of Example")
    assert source.published_on == dt.date(2024, 5, 3)
    assert (source.fetch_state, source.fetch_problem, source.passage_found) == ("kept", "", True)
    assert (source.fetch_at, source.fetch_failures) == (None, 0)
    event = Event.objects.get(action="source.read")
    assert event.claim == source.verdict.claim and event.by is None
    assert event.after["title"] == "Permits" and event.before["title"] == ""
    assert event.after["copy"] == source.copy.sha256


def test_what_the_editor_wrote_stays(add, web):
    source = add(title="The register", publisher="Permits office")
    assert look(source, web).title == "The register"
    assert source.publisher == "Permits office"
    assert source.published_on == dt.date(2024, 5, 3)


def test_the_page_is_kept_as_it_was_and_can_never_be_changed(add, web):
    copy = look(add(), web).copy
    assert copy.text == "Homes completed: 250."
    assert copy.url == copy.final_url == web.url("/permits", host="city.example")
    assert (copy.status, copy.content_type, copy.etag) == (200, "text/html", '"v1"')
    assert bytes(copy.warc).startswith(b"\x1f\x8b")
    copy.text = "Homes completed: 999."
    with pytest.raises(DatabaseError), transaction.atomic():
        copy.save()


def test_pages_on_the_desk_see_what_a_worker_found(add, web):
    source = add()
    before = source.verdict.claim
    before.refresh_from_db()
    look(source, web)
    assert type(before).objects.get(pk=before.pk).updated_at > before.updated_at


@pytest.mark.parametrize(
    ("passage", "found"), [("Homes completed: 250", True), ("completed: 25", False), ("", None)]
)
def test_the_quoted_passage_is_looked_for(add, web, passage, found):
    assert look(add(passage=passage), web).passage_found is found


def test_what_is_no_text_is_kept_and_the_editor_is_told(add, web, server):
    server.pages["/report"] = sends(b"%PDF-1.7", Content_Type="application/pdf")
    source = look(add("/report", passage="Homes"), web)
    assert (source.fetch_state, source.passage_found) == ("kept", None)
    assert "the text of a PDF is not read" in source.fetch_problem


def test_a_failure_is_shown_and_never_holds_up_the_editor(add, web, draft):
    source = look(add("/nowhere", title="Permits"), web)
    assert source.fetch_state == "failed"
    assert source.fetch_problem == "The page is gone (status 404)."
    assert (source.publisher, source.copy, source.fetch_at) == ("", None, None)
    assert Event.objects.get(action="source.unreadable").note == source.fetch_problem
    verdicts.submit(draft, by=draft.author)


def test_a_passing_failure_is_tried_again_a_few_times(add, web, server):
    server.pages["/permits"] = sends(b"", 503)
    source = add()
    waits = []
    while look(source, web).fetch_at:
        waits.append(round(wait(source) * 60))
    assert [0 <= minutes - least <= 5 for minutes, least in zip(waits, [0, 5, 30], strict=True)]
    assert source.fetch_failures == 4
    assert Event.objects.filter(action="source.unreadable").count() == 1
    server.pages["/permits"] = sends(PAGE)
    assert look(source, web).fetch_state == "kept"
    assert (source.title, source.fetch_problem, source.fetch_failures) == ("Permits", "", 0)


def test_a_site_that_wants_to_be_left_alone_is(add, web, server):
    server.pages["/permits"] = sends(b"", 429, Retry_After="7200")
    assert 2 <= wait(look(add(), web)) < 3


def test_our_own_site_is_no_source_by_way_of_a_redirect_either(add, web, server):
    Newsroom.objects.update(address="https://facts.example")
    server.pages["/permits"] = leads_to("https://www.facts.example/fact-checks/1/")
    source = look(add(), web)
    assert source.fetch_problem == (
        "This is a page of our own site. Give the source that it rests on."
    )
    assert source.fetch_at is None


def test_sites_see_who_asks(add, web, server):
    Newsroom.objects.update(address="https://facts.example")
    look(add(), web)
    agent = server.requests[0].headers["User-Agent"]
    assert agent == "Mozilla/5.0 (compatible; Factcheck; +https://facts.example)"


def test_a_verdict_that_others_have_read_is_not_filled_in_any_more(add, web, draft):
    source = add(title="Register", passage="Homes completed: 250")
    verdicts.submit(draft, by=draft.author)
    look(source, web)
    assert (source.publisher, source.published_on) == ("", None)
    assert (source.fetch_state, source.passage_found) == ("kept", True)


def test_long_titles_are_cut(add, web, server):
    server.pages["/permits"] = sends(b"<title>" + b"x" * 5000 + b"</title><p>Text")
    source = look(add(), web)
    assert (len(source.title), len(source.copy.title)) == (300, 300)


# Another passage, another link


def test_another_passage_is_looked_for_without_keeping_the_page_twice(add, web, server, alice):
    source = look(add(passage="Homes completed: 250"), web)
    kept = source.copy
    for page in (sends(b"", 304), sends(PAGE)):
        server.pages["/permits"] = page
        sources.edit(source, by=alice, passage="Homes completed: 300")
        assert look(source, web).passage_found is False
        sources.edit(source, by=alice, passage="250")
        assert look(source, web).passage_found is True
        assert source.copy == kept
    assert server.requests[-1].headers["If-None-Match"] == '"v1"'
    assert ArchivedCopy.objects.count() == 1


def test_a_page_that_has_changed_while_drafting_is_kept_anew(add, web, server, alice):
    source = look(add(passage="Homes completed: 250"), web)
    old = source.copy
    server.pages["/permits"] = sends(WITHOUT)
    sources.edit(source, by=alice, passage="Homes completed: 240")
    assert look(source, web).copy.text == "Homes completed: 240."
    assert source.passage_found is True
    event = Event.objects.filter(action="source.read").latest("id")
    assert (event.before["copy"], event.after["copy"]) == (old.sha256, source.copy.sha256)
    assert ArchivedCopy.objects.filter(pk=old.pk).exists()


# Workers


def test_what_was_edited_meanwhile_is_looked_at_again_and_nothing_else_is_kept(add, web, alice):
    source = add()
    taken = take(source)
    sources.edit(source, by=alice, url=web.url("/other", host="city.example"))
    with pytest.raises(fetching.Overtaken):
        fetching.look(taken, read=web.fetch)
    source.refresh_from_db()
    assert (source.fetch_state, source.title, source.copy) == ("waiting", "", None)
    assert ArchivedCopy.objects.count() == 0
    assert fetching.sweep() == 1


def test_what_was_removed_meanwhile_is_nobodys_business(add, web, alice):
    source = add()
    taken = take(source)
    sources.remove(source, by=alice)
    with pytest.raises(fetching.Overtaken):
        fetching.look(taken, read=web.fetch)
    assert ArchivedCopy.objects.count() == 0


def test_a_message_that_comes_twice_or_late_does_nothing(add):
    source = add()
    assert fetching.sweep() == 1
    assert fetching.sweep() == 0
    source.refresh_from_db()
    lease = source.fetch_at
    assert fetching.take_over(source.pk, lease)
    assert fetching.take_over(source.pk, lease) is None
    due(source)
    assert fetching.take_over(source.pk, lease) is None


def test_a_worker_that_never_came_back_is_replaced(add, web):
    source = add()
    first = take(source)
    assert first.fetch_state == "fetching"
    assert look(source, web).fetch_state == "kept"
    with pytest.raises(fetching.Overtaken):
        fetching.look(first, read=web.fetch)


def test_a_page_that_brings_workers_down_is_given_up(add):
    source = add()
    for _ in range(4):
        due(source)
        take(source)
    due(source)
    assert fetching.sweep() == 1
    source.refresh_from_db()
    assert fetching.take_over(source.pk, source.fetch_at) is None
    source.refresh_from_db()
    assert (source.fetch_state, source.fetch_at) == ("failed", None)
    assert source.fetch_problem == "Reading the page was interrupted several times."


def test_a_site_is_asked_for_one_page_at_a_time(add, web):
    first, second = add("/permits"), add("/other")
    elsewhere = add("/permits", url=web.url("/permits", host="www.other.example"))
    assert fetching.sweep() == 2
    assert fetching.sweep() == 1
    assert fetching.sweep() == 0
    for source in (first, second, elsewhere):
        source.refresh_from_db()
        assert fetching.take_over(source.pk, source.fetch_at)


# What is out is watched


@pytest.fixture
def live(add, web, draft, bob) -> Publication:
    """A publication with one source that was read, its passage found."""
    look(add(passage="Homes completed: 250"), web)
    Source.objects.filter(verdict=draft, copy=None).delete()
    verdicts.submit(draft, by=draft.author)
    verdicts.approve(draft, by=bob)
    return publication.publish(draft, by=bob)


@pytest.fixture
def cited(live: Publication) -> Source:
    return live.verdict.sources.get()


def opened() -> list[str]:
    return list(Alert.objects.open().values_list("kind", flat=True))


def stale(live: Publication) -> list[str]:
    live.refresh_from_db()
    return live.stale


def test_a_page_that_is_as_it_was_is_looked_at_weekly_and_leaves_no_trace(cited, web, server):
    assert 7 * 24 - 1 < wait(cited) <= 8 * 24
    events = Event.objects.count()
    for page in (sends(b"", 304), sends(PAGE), sends(PAGE + b"<p>Comments: 17")):
        server.pages["/permits"] = page
        before = cited.fetched_at
        assert look(cited, web).fetched_at > before
        assert 7 * 24 - 1 < wait(cited) <= 8 * 24
    assert Event.objects.count() == events
    assert ArchivedCopy.objects.count() == 1


@pytest.mark.parametrize("trouble", [sends(b"", 404), sends(b"", 503), leads_to("/permits")])
def test_a_page_that_is_gone_comes_back_to_the_desk_after_some_days(
    cited, live, web, server, trouble
):
    # Where it is another day than in UTC for half of each.
    far = ZoneInfo("Pacific/Kiritimati" if timezone.now().hour >= 10 else "Pacific/Pago_Pago")
    Newsroom.objects.update(time_zone=far.key)
    server.pages["/permits"] = trouble
    for _ in range(2):
        assert look(cited, web).fetch_state == "failed"
        assert 23 < wait(cited) < 28
        assert (opened(), stale(live)) == ([], [])
    look(cited, web)
    assert 7 * 24 - 1 < wait(cited) <= 8 * 24
    assert (opened(), stale(live)) == (["source_gone"], ["source_gone"])
    alert = Alert.objects.get()
    today = f"{timezone.now().astimezone(far):%-d %B %Y}"
    assert alert.words == (
        f"The page of “Permits” can’t be read any more. {cited.fetch_problem} "
        f"The copy of {today} is kept."
    )
    assert (alert.claim, alert.source) == (live.claim, cited)
    look(cited, web)
    assert opened() == ["source_gone"]


def test_pressing_the_button_makes_no_days_go_by(cited, live, web, server, bob):
    for trouble in (sends(b"", 404), sends(WITHOUT)):
        server.pages["/permits"] = trouble
        look(cited, web)
        for _ in range(3):
            fetching.again(cited, by=bob)
            cited.refresh_from_db()
            look(cited, web)
        assert (opened(), cited.fetch_failures) == ([], 1)


def test_a_passage_that_is_gone_comes_back_to_the_desk_and_its_copy_stays(cited, live, web, server):
    server.pages["/permits"] = sends(WITHOUT)
    for _ in range(2):
        assert look(cited, web).passage_found is True
        assert 23 < wait(cited) < 28
        assert opened() == []
    assert look(cited, web).passage_found is False
    assert (opened(), stale(live)) == (["passage_gone"], ["passage_gone"])
    assert "What is quoted from “Permits” is no longer on its page." in Alert.objects.get().words
    assert cited.copy.text == "Homes completed: 250."
    look(cited, web)
    assert opened() == ["passage_gone"]


def test_what_comes_right_by_itself_is_closed(cited, live, web, server):
    for page in (sends(b"", 404), sends(WITHOUT)):
        server.pages["/permits"] = page
        for _ in range(3):
            look(cited, web)
        assert len(opened()) == 1
        server.pages["/permits"] = sends(PAGE)
        assert look(cited, web).passage_found is True
        assert (opened(), stale(live), cited.fetch_failures) == ([], [], 0)
    assert Alert.objects.filter(closed_by=None).exclude(outcome="").count() == 2


def test_a_page_that_comes_back_without_the_passage_is_told_as_such(cited, web, server):
    server.pages["/permits"] = sends(b"", 404)
    for _ in range(3):
        look(cited, web)
    server.pages["/permits"] = sends(WITHOUT)
    look(cited, web)
    assert opened() == []
    look(cited, web)
    look(cited, web)
    assert opened() == ["passage_gone"]


def test_troubles_of_two_kinds_are_counted_apart(cited, web, server):
    for page in (sends(b"", 404), sends(b"", 404), sends(WITHOUT), sends(b"", 404)) * 2:
        server.pages["/permits"] = page
        look(cited, web)
    assert opened() == []


def test_what_somebody_has_dealt_with_is_not_told_again(cited, live, web, server, bob):
    server.pages["/permits"] = sends(b"", 404)
    for _ in range(3):
        look(cited, web)
    alerts.close(Alert.objects.get(), by=bob, outcome="The copy will do.")
    for _ in range(4):
        look(cited, web)
    assert (opened(), stale(live)) == ([], [])


def test_what_can_no_longer_be_told_is_not_taken_for_gone(cited, web, server):
    server.pages["/permits"] = sends(b"%PDF-1.7", Content_Type="application/pdf")
    for _ in range(4):
        assert look(cited, web).passage_found is True
    assert opened() == []


def test_what_could_never_be_read_is_not_gone(add, web, draft, bob, server):
    server.pages["/closed"] = sends(b"", 403)
    source = look(add("/closed", title="Permits", passage="Homes"), web)
    verdicts.submit(draft, by=draft.author)
    verdicts.approve(draft, by=bob)
    publication.publish(draft, by=bob)
    for _ in range(5):
        assert look(source, web).fetch_state == "failed"
    assert opened() == []
    server.pages["/closed"] = sends(PAGE)
    assert look(source, web).copy.text == "Homes completed: 250."


def test_a_passage_that_was_never_found_is_not_gone(add, web, draft, bob):
    source = look(add(passage="Never said"), web)
    verdicts.submit(draft, by=draft.author)
    verdicts.approve(draft, by=bob)
    publication.publish(draft, by=bob)
    for _ in range(4):
        assert look(source, web).passage_found is False
    assert opened() == []


def test_what_is_published_before_it_was_read_is_read_at_once_and_then_watched(
    add, web, draft, bob
):
    source = add(title="Permits")
    taken = take(source)
    verdicts.submit(draft, by=draft.author)
    verdicts.approve(draft, by=bob)
    publication.publish(draft, by=bob)
    fetching.look(taken, read=web.fetch)
    source.refresh_from_db()
    assert source.fetch_state == "kept"
    assert 7 * 24 - 1 < wait(source) <= 8 * 24


def test_what_is_no_longer_out_is_left_alone(cited, live, bob):
    publication.retract(live, by=bob, reason="We misread it.")
    cited.refresh_from_db()
    assert cited.fetch_at is None


def test_what_was_not_read_by_then_is_not_waited_for(add, draft, bob):
    source = add(title="Permits")
    verdicts.submit(draft, by=draft.author)
    verdicts.approve(draft, by=bob)
    publication.retract(publication.publish(draft, by=bob), by=bob, reason="We misread it.")
    source.refresh_from_db()
    assert (source.fetch_state, source.fetch_at) == ("", None)


def test_a_look_that_was_on_its_way_when_the_verdict_was_retracted_tells_nobody(
    cited, live, web, server, bob
):
    server.pages["/permits"] = sends(b"", 404)
    for _ in range(2):
        look(cited, web)
    due(cited)
    taken = take(cited)
    publication.retract(live, by=bob, reason="We misread it.")
    with pytest.raises(fetching.Overtaken):
        fetching.look(taken, read=web.fetch)
    assert Alert.objects.count() == 0


def test_a_correction_brings_the_copies_along_and_reads_what_was_not_read_yet(add, web, draft, bob):
    look(add(), web)
    unread = add("/other", title="Other")
    verdicts.submit(draft, by=draft.author)
    verdicts.approve(draft, by=bob)
    live = publication.publish(draft, by=bob)
    new = corrections.begin(live, by=bob)
    kept, waiting = new.sources.filter(url__startswith="http://city.example")
    assert (kept.fetch_state, kept.copy.text) == ("kept", "Homes completed: 250.")
    assert (waiting.url, waiting.fetch_state) == (unread.url, "waiting")
    assert waiting.fetch_at <= timezone.now()


# Somebody asks for another look


def test_a_page_that_could_not_be_read_is_read_again_when_somebody_asks(add, web, server, bob):
    server.pages["/permits"] = sends(b"", 404)
    source = look(add(), web)
    fetching.again(source, by=bob)
    source.refresh_from_db()
    assert (source.fetch_state, source.fetch_problem, source.fetch_failures) == ("waiting", "", 0)
    event = Event.objects.get(action="source.asked")
    assert (event.by, event.claim) == (bob, source.verdict.claim)
    server.pages["/permits"] = sends(PAGE)
    fetching.look(take(source), read=web.fetch)
    source.refresh_from_db()
    assert (source.fetch_state, source.title) == ("kept", "Permits")


def test_while_drafting_the_copy_is_the_page_as_it_is_now(add, web, server, alice):
    source = look(add(passage="Homes completed: 240"), web)
    assert source.passage_found is False
    server.pages["/permits"] = sends(WITHOUT)
    fetching.again(source, by=alice)
    fetching.look(take(source), read=web.fetch)
    source.refresh_from_db()
    assert source.passage_found is True
    assert source.copy.text == "Homes completed: 240."


def test_what_is_out_is_only_checked_and_keeps_its_copy(cited, web, server, alice):
    kept = cited.copy
    server.pages["/permits"] = sends(b"", 404)
    look(cited, web)
    assert cited.fetch_state == "failed"
    server.pages["/permits"] = sends(WITHOUT)
    fetching.again(cited, by=alice)
    cited.refresh_from_db()
    assert cited.fetch_state == "failed"
    fetching.look(take(cited), read=web.fetch)
    cited.refresh_from_db()
    assert (cited.fetch_state, cited.copy) == ("kept", kept)
    assert 24 <= wait(cited) < 28


def test_what_is_out_without_a_copy_gets_one(cited, web, alice):
    Source.objects.filter(pk=cited.pk).update(copy=None, fetch_state="")
    cited.refresh_from_db()
    fetching.again(cited, by=alice)
    fetching.look(take(cited), read=web.fetch)
    cited.refresh_from_db()
    assert cited.copy.text == "Homes completed: 250."


def test_nobody_asks_twice(cited, alice):
    fetching.again(cited, by=alice)
    with pytest.raises(Conflict, match="being read already"):
        fetching.again(cited, by=alice)
    assert Event.objects.filter(action="source.asked").count() == 1


def test_a_first_read_that_waits_or_runs_is_not_asked_for_again(add, alice):
    source = add()
    with pytest.raises(Conflict, match="being read already"):
        fetching.again(source, by=alice)
    take(source)
    with pytest.raises(Conflict, match="being read already"):
        fetching.again(source, by=alice)


def test_nobody_asks_for_what_cannot_be_read(draft, alice):
    source = sources.add(draft, by=alice, title="An official", withheld_reason="Fears for the job.")
    with pytest.raises(Conflict, match="withheld"):
        fetching.again(source, by=alice)


def test_the_pages_of_what_is_no_longer_in_use_are_left_alone(live, cited, alice, bob):
    publication.retract(live, by=bob, reason="Wrong year.")
    with pytest.raises(Conflict, match="no longer in use"):
        fetching.again(cited, by=alice)


def test_the_pages_of_a_draft_that_was_given_up_are_left_alone(add, web, draft, alice):
    source = look(add(), web)
    verdicts.drop(draft, by=alice)
    with pytest.raises(Conflict, match="no longer in use"):
        fetching.again(source, by=alice)
    source.refresh_from_db()
    assert source.fetch_at is None
