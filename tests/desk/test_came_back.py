"""What came back: first in the queue, with the reason, and dealt with where it is read."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.engine.candidate import Kind
from claims.models import Alert, Claim, Document, PromiseStatus, Publication, User
from claims.pipeline import alerts, publication, triage, watch
from tests import make
from tests.desk.conftest import Enter
from tests.desk.test_query_counts import queries


@pytest.fixture
def due(alice: User) -> Claim:
    """A promise that fell due today and is back."""
    claim = make.claim(kinds=(Kind.PROMISE,))
    Claim.objects.filter(pk=claim.pk).update(due_on=timezone.localdate())
    watch.return_due_claims()
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def old(alice: User, bob: User) -> Publication:
    """A published verdict that is to be looked at again, and of which a source is gone."""
    live = make.published(alice, bob)
    Publication.objects.filter(pk=live.pk).update(review_by=timezone.localdate())
    watch.return_old_verdicts()
    alerts.raise_(
        live.claim,
        kind="source_gone",
        words="The city’s register answers 404.",
        on=timezone.localdate(),
        source=live.verdict.sources.get(),
    )
    live.refresh_from_db()
    return live


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_queue_says_that_something_came_back_and_leads_there(
    alice: User, due: Claim, old: Publication, enter: Enter
) -> None:
    make.claim()
    client = enter(alice)
    html = read(client, "/queue/")
    assert "2 claims came back" in html
    assert re.search(r'href="/queue/\?back=1"[^>]*><span>Came back</span> <b>2</b>', html)
    html = read(client, "/queue/?back=1")
    assert "all claims that came back" in html
    assert f'id="row-{due.pk}"' in html
    assert f'id="row-{old.claim_id}"' in html
    assert html.count('<li class="row') == 2


def test_without_anything_back_the_queue_says_nothing_of_it(alice: User, enter: Enter) -> None:
    make.claim()
    assert "Show what came back" not in read(enter(alice), "/queue/")


def test_a_row_says_why_it_is_back(alice: User, due: Claim, old: Publication, enter: Enter) -> None:
    html = read(enter(alice), "/queue/?back=1")
    day = timezone.localdate().strftime("%-d %b %Y")
    assert f"Fell due {day}" in html
    assert f"To be looked at again since {day} · A source is gone" in html


def test_what_was_put_aside_since_is_not_back(alice: User, due: Claim, enter: Enter) -> None:
    triage.dismiss(due, by=alice, reason="trivial")
    assert f'id="row-{due.pk}"' not in read(enter(alice), "/queue/?back=1")


def test_a_search_stays_among_what_came_back(alice: User, due: Claim, enter: Enter) -> None:
    assert '<input type="hidden" name="back" value="1">' in read(enter(alice), "/queue/?back=1")
    html = read(enter(alice), "/queue/?back=1&q=homes")
    assert f'id="row-{due.pk}"' in html


def test_what_is_hidden_is_not_back(alice: User, due: Claim, enter: Enter) -> None:
    Document.objects.update(hidden_at=timezone.now(), hidden_by=alice, hidden_reason="A name.")
    html = read(enter(alice), "/queue/?back=1")
    assert f'id="row-{due.pk}"' not in html
    assert "<span>Came back</span> <b>0</b>" in html


@pytest.mark.parametrize(
    "query",
    ["?back=1", "?state=checking", "?state=published", "?state=all", "?state=checking&q=homes"],
)
def test_the_queue_takes_at_most_twelve_queries(
    alice: User, bob: User, old: Publication, due: Claim, enter: Enter, query: str
) -> None:
    make.draft(alice)
    assert queries(enter(alice), f"/queue/{query}") <= 12


def test_many_that_are_back_take_as_many_queries_as_one(
    alice: User, due: Claim, enter: Enter
) -> None:
    few = queries(enter(alice), "/queue/?back=1")
    for claim in make.claims_like(due, 30):
        alerts.raise_(claim, kind="due", words="It fell due.", on=timezone.localdate())
    assert queries(enter(alice), "/queue/?back=1") == few


def test_alerts_come_with_the_rows_in_no_query_of_their_own(due: Claim) -> None:
    [row] = Claim.objects.filter(pk=due.pk).for_list()
    with CaptureQueriesContext(connection) as captured:
        [alert] = row.came_back
    assert len(captured) == 0
    assert alert["kind"] == "due"
    assert alert["on"] == timezone.localdate().isoformat()


@pytest.mark.parametrize("where", ["/claims/{}/", "/queue/?state=all&claim={}"])
def test_the_claim_shows_the_reason_and_the_quote_on_top(
    bob: User, due: Claim, enter: Enter, where: str
) -> None:
    html = read(enter(bob), where.format(due.pk))
    quote = due.occurrences.get().quote
    top = html.index('id="came-back"')
    assert top < html.index(f"“{quote}”", top) < html.index("what became of it?", top)
    assert "Say how it stands" in html


def test_an_editor_says_how_a_promise_stands_and_it_is_dealt_with(
    bob: User, due: Claim, enter: Enter
) -> None:
    client = enter(bob)
    address = f"/claims/{due.pk}/promise/"
    said = {"stands": "kept", "as_of": timezone.localdate().isoformat(), "note": "It sails."}
    assert client.post(address, said).status_code == 302
    row = PromiseStatus.objects.get()
    assert (row.status, row.note, row.by) == ("kept", "It sails.", bob)
    assert not Alert.objects.open().exists()
    html = read(client, f"/claims/{due.pk}/")
    assert "It sails." in html
    assert 'id="came-back"' not in html


def test_without_a_reason_it_is_asked_for_and_what_was_typed_stays(
    bob: User, due: Claim, enter: Enter
) -> None:
    response = enter(bob).post(
        f"/claims/{due.pk}/promise/",
        {"stands": "stalled", "as_of": "", "note": "", "url": "https://city.example/ferry"},
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert "Say why: readers will see this." in html
    assert "https://city.example/ferry" in html
    assert '<details class="deal" open>' in html


def test_a_status_that_there_is_not_and_a_day_to_come_are_refused_at_their_fields(
    bob: User, due: Claim, enter: Enter
) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    client = enter(bob)
    said = {"stands": "rosy", "as_of": "", "note": "Why."}
    assert client.post(f"/claims/{due.pk}/promise/", said).status_code == 422
    said = {"stands": "kept", "as_of": tomorrow.isoformat(), "note": "Why."}
    response = client.post(f"/claims/{due.pk}/promise/", said)
    assert "Choose a day up to today." in response.content.decode()
    assert not PromiseStatus.objects.exists()


def test_reporters_read_why_it_is_back_and_leave_the_promise_to_editors(
    alice: User, due: Claim, enter: Enter
) -> None:
    client = enter(alice)
    assert "An editor says how it stands." in read(client, f"/claims/{due.pk}/")
    assert client.post(f"/claims/{due.pk}/promise/", {"stands": "kept"}).status_code == 403


def test_an_editor_confirms_what_is_published_until_another_day(
    bob: User, old: Publication, enter: Enter
) -> None:
    client = enter(bob)
    html = read(client, f"/claims/{old.claim_id}/")
    assert "is the verdict still right?" in html
    assert "Correct it" in html
    later = timezone.localdate() + dt.timedelta(days=90)
    client.post(
        f"/claims/{old.claim_id}/reviewed/", {"review_by": later.isoformat(), "note": "Read again."}
    )
    old.refresh_from_db()
    assert old.review_by == later
    assert old.stale == ["source_gone"]


def test_a_day_that_has_come_is_refused_where_it_was_typed(
    bob: User, old: Publication, enter: Enter
) -> None:
    response = enter(bob).post(
        f"/claims/{old.claim_id}/reviewed/", {"review_by": timezone.localdate().isoformat()}
    )
    assert response.status_code == 422
    assert "Choose a day after today." in response.content.decode()


def test_whoever_looked_at_a_source_says_what_came_of_it(
    alice: User, old: Publication, enter: Enter
) -> None:
    client = enter(alice)
    html = read(client, f"/claims/{old.claim_id}/")
    assert "The city’s register answers 404." in html
    alert = Alert.objects.get(kind="source_gone")
    address = f"/claims/{old.claim_id}/looked/"
    response = client.post(address, {"alert": alert.pk, "outcome": " "})
    assert response.status_code == 422
    assert "Say what came of it" in response.content.decode()
    client.post(address, {"alert": alert.pk, "outcome": "The page has moved."})
    alert.refresh_from_db()
    assert (alert.closed_by, alert.outcome) == (alice, "The page has moved.")


def test_two_people_deal_with_a_source_and_the_second_is_told(
    alice: User, bob: User, old: Publication, enter: Enter
) -> None:
    alert = Alert.objects.get(kind="source_gone")
    alerts.close(alert, by=bob, outcome="It has moved.")
    response = enter(alice).post(
        f"/claims/{old.claim_id}/looked/", {"alert": alert.pk, "outcome": "I looked, too."}
    )
    assert response.status_code == 409
    assert "Somebody has dealt with this already." in response.content.decode()


def test_the_due_alert_is_not_closed_by_looking_at_it(
    alice: User, due: Claim, enter: Enter
) -> None:
    alert = Alert.objects.get()
    enter(alice).post(f"/claims/{due.pk}/looked/", {"alert": alert.pk, "outcome": "Hm."})
    assert Alert.objects.open().exists()


def test_in_the_queues_pane_it_goes_on_with_the_same_claim(
    bob: User, due: Claim, enter: Enter
) -> None:
    stay = f"/queue/?back=1&claim={due.pk}"
    response = enter(bob).post(
        f"/claims/{due.pk}/promise/",
        {"stands": "in_the_works", "note": "The hull is laid.", "stay": stay},
        headers={"hx-request": "true", "hx-target": "queue"},
    )
    assert response.headers["Location"] == stay
    response = enter(bob).post(
        f"/claims/{due.pk}/promise/",
        {"stands": "", "note": "", "stay": stay},
        headers={"hx-request": "true", "hx-target": "queue"},
    )
    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == "#pane"


def test_the_history_tells_it_in_words(
    bob: User, due: Claim, old: Publication, enter: Enter
) -> None:
    client = enter(bob)
    client.post(f"/claims/{due.pk}/promise/", {"stands": "kept", "note": "It sails."})
    html = read(client, f"/claims/{due.pk}/")
    assert "said how the promise stands" in html
    assert "dealt with what brought the claim back" in html
    client.post(f"/claims/{old.claim_id}/reviewed/", {"note": "Read again."})
    assert "it still stands" in read(client, f"/claims/{old.claim_id}/")


def test_a_retracted_claim_is_no_longer_back(bob: User, old: Publication, enter: Enter) -> None:
    publication.retract(old, by=bob, reason="Another city.")
    assert "<span>Came back</span> <b>0</b>" in read(enter(bob), "/queue/?back=1")
