"""A claim's page and what may be done there."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from claims.engine.candidate import Kind
from claims.engine.detail.details import Day, Details, Due, Precision
from claims.models import Claim, User, Verdict
from claims.pipeline import triage
from tests import make
from tests.desk.conftest import Enter, Newsroom


@pytest.fixture
def desk(alice: User, enter: Enter) -> Client:
    return enter(alice)


def state(row: Claim) -> str:
    return Claim.objects.get(pk=row.pk).state


def offered(html: str, row: Claim) -> set[str]:
    return set(re.findall(rf'action="/claims/{row.pk}/([a-z-]+)/"', html))


def test_the_page_shows_the_quote_in_its_sentences(desk: Client) -> None:
    text = "First came rain. The mayor said the city built 412 homes last year. Then came snow."
    row = make.claim(make.document(text), "the city built 412 homes last year")
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert '<mark class="place now">the city built 412 homes last year</mark>' in html
    assert "First came rain." in html
    assert "Then came snow." in html
    assert f'href="/documents/{row.occurrences.get().document_id}/#place-{row.pk}"' in html


def test_reasons_are_words_and_the_score_is_no_number(desk: Client) -> None:
    row = make.claim(score=0.81734)
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert "A number" in html
    assert "Attributed speech, “said”" in html
    assert "Urgent to check" in html
    assert "0.81" not in html
    assert ">82<" not in html


def test_the_page_tells_who_passed_it_on_when_it_is_due_and_what_it_says(desk: Client) -> None:
    by = dt.date(2999, 12, 31)
    row = make.claim(
        kinds=(Kind.PROMISE, Kind.OPINION),
        reported_by="the Post",
        details=Details(
            days=(Day(0, 1, "that year", dt.date(2999, 1, 1), by, Precision.YEAR),),
            organisations=("Harbour Trust",),
            due=Due(0, 1, "by the end of that year", by, "", ""),
        ),
    )
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert html.count("Mayor, as reported by the Post") == 2
    assert "Due 31 December 2999 <span>“by the end of that year”</span>" in html
    assert "that year: <b>2999</b>" in html
    assert "<dt>Organisations</dt><dd>Harbour Trust</dd>" in html
    assert "Opinion: may rest on a claim." in html


def test_words_that_were_not_resolved_are_named_until_somebody_rewords_the_claim(
    desk: Client,
) -> None:
    row = make.claim(statement="They fell.", details=Details(unresolved=("They",)))
    warning = "“They” could not be resolved"
    assert warning in desk.get(f"/claims/{row.pk}/").content.decode()
    data = {"statement": "Rents fell.", "kind": "statistic", "revision": 1}
    html = desk.post(f"/claims/{row.pk}/edit/", data, follow=True).content.decode()
    assert warning not in html


def test_each_state_offers_what_may_be_done_in_it(
    newsroom: Newsroom, desk: Client, alice: User
) -> None:
    dismissed = make.claim()
    triage.dismiss(dismissed, by=alice, reason="trivial")
    expected = {
        newsroom.new: {"accept", "dismiss", "assign", "park", "edit"},
        make.checking(alice): {"begin", "dismiss", "assign", "park", "edit"},
        newsroom.submitted.claim: {"edit"},
        newsroom.approved.claim: set(),
        newsroom.live.claim: set(),
        newsroom.retracted.claim: {"reopen"},
        dismissed: {"reopen"},
    }
    for row, names in expected.items():
        html = desk.get(f"/claims/{row.pk}/").content.decode()
        assert offered(html, row) == names, row.state


def test_publishing_and_retracting_are_offered_to_editors_only(
    newsroom: Newsroom, desk: Client, bob: User, enter: Enter
) -> None:
    approved, live = newsroom.approved, newsroom.live.claim_id
    for client, offered_ in ((desk, False), (enter(bob), True)):
        html = client.get(f"/claims/{approved.claim_id}/").content.decode()
        assert (f"/verdicts/{approved.pk}/publish/" in html) is offered_
        html = client.get(f"/claims/{live}/").content.decode()
        assert (f"/claims/{live}/retract/" in html) is offered_


def test_accept_assign_park_and_reopen(desk: Client, alice: User, bob: User) -> None:
    row = make.claim()
    desk.post(f"/claims/{row.pk}/accept/")
    assert state(row) == "checking"
    response = desk.post(f"/claims/{row.pk}/assign/", {"to": bob.pk}, follow=True)
    assert "Assigned to Bob Brandt." in response.content.decode()
    until = timezone.localdate() + dt.timedelta(days=30)
    response = desk.post(f"/claims/{row.pk}/park/", {"until": until.isoformat()}, follow=True)
    assert state(row) == "parked"
    assert "Parked until" in response.content.decode()
    desk.post(f"/claims/{row.pk}/reopen/")
    row.refresh_from_db()
    assert (row.state, row.assignee) == ("checking", alice)


def test_only_those_who_may_check_can_be_given_a_claim(desk: Client, charlie: User) -> None:
    row = make.claim()
    response = desk.post(f"/claims/{row.pk}/assign/", {"to": charlie.pk})
    assert response.status_code == 422
    assert state(row) == "new"


def test_a_parking_in_the_past_is_refused_beside_its_field(desk: Client) -> None:
    row = make.claim()
    response = desk.post(f"/claims/{row.pk}/park/", {"until": "2020-01-01"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose a day after today." in html
    assert 'value="2020-01-01"' in html


def test_dismissing_wants_a_reason_and_keeps_the_note(desk: Client) -> None:
    row = make.claim()
    response = desk.post(f"/claims/{row.pk}/dismiss/", {"note": "No month given."})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose why the claim is dismissed." in html
    assert "No month given." in html
    desk.post(f"/claims/{row.pk}/dismiss/", {"note": "No month.", "reason": "vague"})
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert "Dismissed: too vague to check." in html
    assert "“No month.”" in html


def test_editing_makes_a_new_wording_and_leaves_the_quote(desk: Client) -> None:
    row = make.claim()
    quote = row.occurrences.get().quote
    data = {"statement": "The city built 412 homes in 2024.", "kind": "event", "revision": 1}
    html = desk.post(f"/claims/{row.pk}/edit/", data, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.statement, row.kind, row.revision) == (data["statement"], "event", 2)
    assert row.occurrences.get().quote == quote
    assert re.search(r"Kind: <del>Statistic</del> → <ins>Event</ins>", html)


def test_two_who_edit_at_once_lose_nothing(desk: Client, bob: User) -> None:
    row = make.claim()
    triage.edit(row, by=bob, statement="Bob’s wording.", revision=1)
    data = {"statement": "Alice’s wording.", "kind": "statistic", "revision": 1}
    response = desk.post(f"/claims/{row.pk}/edit/", data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Bob’s wording." in html
    assert re.search(r"<textarea[^>]*name=\"statement\"[^>]*>\s*Alice’s wording.", html)
    # The form is on the present wording now, so that trying again goes through.
    assert 'name="revision" value="2"' in html
    desk.post(f"/claims/{row.pk}/edit/", {**data, "revision": 2})
    row.refresh_from_db()
    assert row.statement == "Alice’s wording."


def test_whoever_comes_second_sees_what_the_claim_is_now(desk: Client, bob: User) -> None:
    row = make.claim()
    triage.accept(row, by=bob)
    response = desk.post(f"/claims/{row.pk}/accept/")
    html = response.content.decode()
    assert response.status_code == 409
    assert "now “Checking”, by Bob Brandt" in html
    assert "accept" not in offered(html, row)


def test_beginning_a_verdict_opens_it_and_only_one_is_begun(
    desk: Client, alice: User, bob: User, enter: Enter
) -> None:
    row = make.checking(alice)
    response = desk.post(f"/claims/{row.pk}/begin/")
    assert response["Location"] == f"/verdicts/{Verdict.objects.get().pk}/"
    response = enter(bob).post(f"/claims/{row.pk}/begin/")
    assert response.status_code == 409
    assert "Alice Adler is writing a verdict" in response.content.decode()


def test_the_history_is_in_words(newsroom: Newsroom, desk: Client) -> None:
    html = desk.get(f"/claims/{newsroom.live.claim_id}/").content.decode()
    for words in (
        "Alice Adler</strong> accepted the claim",
        "State: <del>New</del> → <ins>Checking</ins>",
        "Alice Adler</strong> submitted the verdict for sign-off",
        "Bob Brandt</strong> signed the verdict off",
        "Bob Brandt</strong> published the verdict",
        "Factcheck</strong> found the claim",
    ):
        assert words in html, words
    assert "{" not in re.sub(r"(?s)<head>.*</head>", "", html)
