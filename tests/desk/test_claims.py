"""A claim's page and what may be done there."""

import datetime as dt
import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.engine.candidate import Kind
from claims.engine.detail.details import Day, Details, Due, Precision
from claims.models import Claim, User, Verdict
from claims.pipeline import editing, triage
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
    undecided = {"dismiss", "edit", "split", "merge", "assign", "park", "tag"}
    expected = {
        newsroom.new: {"accept", *undecided},
        make.checking(alice): {"begin", *undecided},
        newsroom.submitted.claim: {"edit", "tag"},
        newsroom.approved.claim: {"tag"},
        newsroom.live.claim: {"correct", "tag"},
        newsroom.retracted.claim: {"reopen", "tag"},
        dismissed: {"reopen", "tag"},
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


def test_everything_that_was_found_of_a_claim_is_put_right(desk: Client) -> None:
    row = make.claim()
    data = {
        "statement": row.statement,
        "kind": "promise",
        "claimants": "Ada Moreno;  Ben  Ito ;",
        "due_on": "2999-12-31",
        "said_on": "2025-05-13",
        "revision": 1,
        "facts": json.dumps(editing.facts(row)),
    }
    html = desk.post(f"/claims/{row.pk}/edit/", data, follow=True).content.decode()
    row = Claim.objects.get(pk=row.pk)
    assert {str(one) for one in row.claimants.all()} == {"Ada Moreno", "Ben Ito"}
    assert str(row.due_on) == "2999-12-31"
    assert str(row.occurrences.get().said_on) == "2025-05-13"
    assert "Due 31 December 2999" in html
    data |= {"kind": "event", "claimants": "", "facts": json.dumps(editing.facts(row))}
    html = desk.post(f"/claims/{row.pk}/edit/", data, follow=True).content.decode()
    row = Claim.objects.get(pk=row.pk)
    assert (row.kind, row.due_on, row.claimants.count()) == ("event", None, 0)
    assert "The document itself" in html


def open_promise(span: str = "24 hours", after: str = "taking office") -> Claim:
    """A promise whose time counts from something of which the text tells no day."""
    words = f"within {span} of {after}"
    row = make.document(f"She said that “the strike will end {words}”. It rained.")
    quote = f"the strike will end {words}"
    start = row.text.index(words)
    due = Due(start, start + len(words), words, None, after, span)
    return make.claim(row, quote, kinds=(Kind.PROMISE,), details=Details(due=due))


def edited(row: Claim, **typed: str) -> dict[str, Any]:
    facts = editing.facts(row)
    data = {"statement": row.statement, "revision": row.revision, "facts": json.dumps(facts)}
    return data | facts | typed


def test_a_time_that_counts_from_something_is_counted_once_its_day_is_told(desk: Client) -> None:
    row = open_promise()
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert "Taking office was on" in html
    assert "The claim says “within 24 hours of taking office”" in html
    desk.post(f"/claims/{row.pk}/edit/", edited(row, counted_from="2025-01-20"))
    row.refresh_from_db()
    assert str(row.due_on) == "2025-01-21"


def test_a_due_day_that_is_typed_beside_it_stands(desk: Client) -> None:
    row = open_promise()
    typed = {"counted_from": "2025-01-20", "due_on": "2025-03-01"}
    desk.post(f"/claims/{row.pk}/edit/", edited(row, **typed))
    row.refresh_from_db()
    assert str(row.due_on) == "2025-03-01"


def test_a_time_without_end_is_refused_at_its_field(desk: Client) -> None:
    row = open_promise(span="9999 years")
    response = desk.post(f"/claims/{row.pk}/edit/", edited(row, counted_from="2025-01-20"))
    assert response.status_code == 422
    assert "No calendar goes that far." in response.content.decode()


def test_a_claim_whose_time_is_known_asks_for_no_such_day(desk: Client) -> None:
    row = make.claim(kinds=(Kind.PROMISE,))
    assert 'name="counted_from"' not in desk.get(f"/claims/{row.pk}/").content.decode()
    data = edited(row, counted_from="2025-01-20")
    assert desk.post(f"/claims/{row.pk}/edit/", data).status_code == 302
    row.refresh_from_db()
    assert row.due_on is None


def test_how_one_would_know_is_edited_and_shown(desk: Client) -> None:
    row = open_promise()
    data = edited(row, yardstick="The first crossing by the timetable.")
    html = desk.post(f"/claims/{row.pk}/edit/", data, follow=True).content.decode()
    assert html.count("The first crossing by the timetable.") >= 2


def test_a_day_that_is_none_stands_beside_its_field(desk: Client) -> None:
    row = make.claim()
    data = {"statement": "Kept.", "kind": "event", "due_on": "2999-12-31", "revision": 1}
    response = desk.post(f"/claims/{row.pk}/edit/", data)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Only a promise or a prediction falls due." in html
    assert re.search(r'<textarea[^>]*name="statement"[^>]*>\s*Kept.', html)


def test_the_claimants_to_choose_from_are_those_of_the_document(desk: Client) -> None:
    row = make.claim()
    make.claim(speakers=("Somebody Else",))
    html = desk.get(f"/claims/{row.pk}/people/").content.decode()
    assert html == '<option value="Ada Moreno"></option>'


def test_two_who_edit_at_once_see_both_versions_and_lose_nothing(desk: Client, bob: User) -> None:
    row = make.claim()
    read = json.dumps(editing.facts(row))
    editing.edit(row, by=bob, statement="Bob’s new wording.", kind="event", revision=1)
    data = {
        "statement": "Alice’s wording.",
        "kind": "statistic",
        "claimants": "Ben Ito",
        "due_on": "",
        "said_on": "",
        "revision": 1,
        "facts": read,
    }
    response = desk.post(f"/claims/{row.pk}/edit/", data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Bob Brandt edited this claim meanwhile." in html
    now, typed = re.findall(r'<p class="body">(.*?)</p>', html)[:2]
    assert now == "<mark>Bob’s new </mark>wording."
    assert typed == '<mark class="mine">Alice’s </mark>wording.'
    assert re.search(r"<textarea[^>]*name=\"statement\"[^>]*>\s*Alice’s wording.", html)
    assert 'value="Ben Ito"' in html
    # Bob's kind, which Alice had not touched, is in her form; hers goes through the next time.
    assert re.search(r'value="event"\s+selected', html)
    assert "You hadn’t changed it." in html
    assert 'name="revision" value="2"' in html
    data |= {"kind": "event", "revision": 2, "facts": sent_again(html)}
    assert desk.post(f"/claims/{row.pk}/edit/", data).status_code == 302
    row.refresh_from_db()
    assert (row.statement, row.kind) == ("Alice’s wording.", "event")


def sent_again(html: str) -> str:
    found = re.search(r'name="facts" value="([^"]*)"', html)
    assert found
    return unescape(found[1])


def test_a_claim_of_two_is_split_by_the_words_of_the_second(desk: Client) -> None:
    text = "He said that “rents fell – 😀 – and wages rose”. It rained."
    row = make.claim(make.document(text), "rents fell – 😀 – and wages rose")
    start = text.index("wages")
    data = {
        "quote": "wages rose",
        "start": start,
        "end": start + 10,
        "document": row.occurrences.get().document_id,
        "statement": "Wages rose.",
        "keeps": "Rents fell.",
        "kind": "event",
        "revision": 1,
    }
    html = desk.post(f"/claims/{row.pk}/split/", data, follow=True).content.decode()
    second = Claim.objects.get(split_from=row)
    row.refresh_from_db()
    assert (row.statement, second.statement) == ("Rents fell.", "Wages rose.")
    assert second.occurrences.get().quote == "wages rose"
    assert f'The second claim is <a href="/claims/{second.pk}/">“Wages rose.”</a>' in html
    html = desk.get(f"/claims/{second.pk}/").content.decode()
    assert f'Split off from <a href="/claims/{row.pk}/">' in html


def test_words_that_do_not_stand_there_are_refused_and_what_was_typed_is_kept(
    desk: Client,
) -> None:
    row = make.claim()
    data = {
        "quote": "no such words",
        "document": row.occurrences.get().document_id,
        "statement": "Wages rose.",
        "keeps": "Rents fell.",
        "kind": "event",
        "revision": 1,
    }
    response = desk.post(f"/claims/{row.pk}/split/", data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "These words don’t stand in the document." in html
    for words in ("no such words", "Wages rose.", "Rents fell."):
        assert words in html


@pytest.mark.parametrize(
    ("keeps", "kept"),
    [
        ("Rents fell and wages rose.", "Rents fell in May and wages rose."),
        ("Rents fell.", "Rents fell."),
    ],
)
def test_a_split_that_comes_after_an_edit_takes_back_nothing_of_it_unseen(
    desk: Client, bob: User, keeps: str, kept: str
) -> None:
    row = make.claim(statement="Rents fell and wages rose.")
    place = row.occurrences.get()
    editing.edit(row, by=bob, statement="Rents fell in May and wages rose.", revision=1)
    data = {
        "quote": place.quote,
        "document": place.document_id,
        "statement": "Wages rose.",
        "keeps": keeps,
        "kind": "event",
        "revision": 1,
    }
    response = desk.post(f"/claims/{row.pk}/split/", data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Bob Brandt edited this claim meanwhile. Compare both versions." in html
    assert ("The form has taken over what it is now." in html) == (keeps != kept)
    form = html.split(f"/claims/{row.pk}/split/")[1].split("</form>")[0]
    assert re.search(r'name="revision" value="2"', form)
    field = re.search(r'<textarea name="keeps"[^>]*>\s*([^<]*)</textarea>', form)
    assert field
    assert field[1] == kept


def test_a_document_of_another_claim_is_none_to_split_from(desk: Client) -> None:
    row = make.claim()
    data = {"quote": "x", "statement": "y", "keeps": "z", "kind": "event", "revision": 1}
    response = desk.post(f"/claims/{row.pk}/split/", {**data, "document": make.document().pk})
    assert response.status_code == 422
    assert not Claim.objects.filter(split_from=row).exists()


def test_merging_suggests_what_reads_alike_and_says_why(desk: Client) -> None:
    text = "The mayor said rents rose by 5 percent. Rents rose by 5 per cent. It rained for days."
    document = make.document(text)
    first = make.claim(document, "rents rose by 5 percent")
    second = make.claim(document, "Rents rose by 5 per cent", speakers=(), roles=())
    other = make.claim(document, "It rained for days", statement="Nothing of the sort at all.")
    far = make.claim(statement="Rents rose by 5 percent.", speakers=("Zoe Zed",))
    html = desk.get(f"/claims/{first.pk}/merge/", headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r'name="into" value="(\d+)"', html) == [str(second.pk)]
    assert re.search(r"Same document, \d\d % alike", html)
    assert "<html" not in html
    html = desk.get(f"/claims/{first.pk}/merge/").content.decode()
    assert "<html" in html
    for q, found in (
        ("rained", [other]),
        ("rents", [far, second]),
        (f"/claims/{other.pk}/", [other]),
    ):
        html = desk.get(f"/claims/{first.pk}/merge/", {"q": q}).content.decode()
        numbers = re.findall(r'name="into" value="(\d+)"', html)
        assert sorted(numbers) == sorted(str(row.pk) for row in found), q


def test_the_number_of_suggestions_costs_no_queries(desk: Client) -> None:
    def queries(count: int) -> int:
        text = " ".join(f"The city built {n} homes last year." for n in range(count))
        document = make.document(text)
        rows = [
            make.claim(document, f"city built {n} homes last year", speakers=(f"Ann {n}",))
            for n in range(count)
        ]
        desk.get(f"/claims/{rows[0].pk}/merge/")
        with CaptureQueriesContext(connection) as captured:
            html = desk.get(f"/claims/{rows[0].pk}/merge/").content.decode()
        assert html.count('name="into"') == min(count - 1, 8)
        return len(captured)

    assert queries(3) == queries(12)


def test_a_merged_claim_says_where_it_went_and_how_to_take_it_back(desk: Client) -> None:
    text = "Rents rose by 5 percent. She said rents rose by 5 per cent."
    document = make.document(text)
    stays = make.claim(document, "Rents rose by 5 percent")
    goes = make.claim(document, "rents rose by 5 per cent")
    response = desk.post(f"/claims/{goes.pk}/merge/", {"into": stays.pk}, follow=True)
    html = response.content.decode()
    assert "which stays." in html
    assert "Merged into another claim." in html
    assert f'href="/claims/{stays.pk}/"' in html
    assert "Take the merge back" in html
    assert offered(html, goes) == {"unmerge", "tag"}
    html = desk.get(f"/claims/{stays.pk}/").content.decode()
    assert html.count('<figure class="quote-card">') == 2
    assert "by a merged claim" in html
    assert f'<a href="/claims/{goes.pk}/">' in html
    # Its words are marked once in the text, in the name of the one that stays.
    html = desk.get(f"/documents/{document.pk}/").content.decode()
    assert f'id="claim-{goes.pk}"' not in html
    assert html.count(f'data-claims="{stays.pk}"') == 2
    assert "1 more is merged into claims that say the same." in html
    desk.post(f"/claims/{goes.pk}/unmerge/")
    assert state(goes) == "new"


def test_merging_wants_a_choice_that_can_take_it_in(desk: Client, alice: User) -> None:
    row, gone = make.claim(), make.claim()
    assert "Choose the claim that stays." in refusal(desk, row, {})
    triage.dismiss(gone, by=alice, reason="vague")
    assert desk.post(f"/claims/{row.pk}/merge/", {"into": gone.pk}).status_code == 409
    assert state(row) == "new"


def refusal(desk: Client, row: Claim, data: dict[str, str]) -> str:
    response = desk.post(f"/claims/{row.pk}/merge/", data)
    assert response.status_code == 422
    return response.content.decode()


def test_tags_are_put_on_and_taken_off(desk: Client, alice: User) -> None:
    row = make.claim()
    desk.post(f"/claims/{row.pk}/tag/", {"add": "Housing,  City  Hall"})
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert 'aria-label="Take off the tag city hall"' in html
    assert "/queue/?state=all&amp;tag=city%20hall" in html
    desk.post(f"/claims/{row.pk}/tag/", {"remove": "city hall"})
    row.refresh_from_db()
    assert row.tags == ["housing"]
    response = desk.post(f"/claims/{row.pk}/tag/", {"add": "x" * 41})
    assert response.status_code == 422
    assert "A tag has at most 40 characters" in response.content.decode()


def test_what_may_be_no_claim_may_be_checked_restated_or_dismissed_at_one_press(
    desk: Client,
) -> None:
    row = make.claim(kinds=(Kind.STATEMENT, Kind.FIGURE_OF_SPEECH))
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert "Check as said" in html
    assert f'href="/claims/{row.pk}/?open=edit"' in html
    assert "Dismiss as a figure of speech" in html
    opened = desk.get(f"/claims/{row.pk}/?open=edit").content.decode()
    assert re.search(r'<details class="menu" id="edit" name="act-\d+" open>', opened)
    desk.post(f"/claims/{row.pk}/dismiss/", {"reason": "figure_of_speech"})
    row.refresh_from_db()
    assert (row.state, row.dismissal_reason) == ("dismissed", "figure_of_speech")
    plain = desk.get(f"/claims/{make.claim().pk}/").content.decode()
    assert "Check as said" not in plain


def test_every_action_has_its_key(newsroom: Newsroom, desk: Client) -> None:
    html = desk.get(f"/claims/{newsroom.new.pk}/").content.decode()
    keys = re.findall(r'data-key="(\w)"', html)
    assert keys == ["a", "d", *"12345678", "e", "s", "m", "g", "p", "t"]
    html = desk.get(f"/claims/{newsroom.draft.claim_id}/").content.decode()
    assert f'data-key="v" aria-keyshortcuts="v" href="/verdicts/{newsroom.draft.pk}/"' in html
    assert "Go on writing" in html


def test_other_claims_of_the_passage_stand_in_its_margin_and_lead_to_their_pages(
    desk: Client,
) -> None:
    document = make.document("He said rents fell. She said that wages rose.")
    row = make.claim(document, "rents fell")
    other = make.claim(document, "wages rose", statement="Wages <rose>.")
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert re.search(
        rf'<a class="margin-mark" title="Wages &lt;rose&gt;." '
        rf'aria-label="New: Wages &lt;rose&gt;." href="/claims/{other.pk}/">',
        html,
    )
    assert f'href="/claims/{other.pk}/">wages rose</a>' in html
    assert f'href="/claims/{row.pk}/"><span class="state' not in html


def test_of_many_places_the_first_are_quoted_and_all_are_listed(desk: Client) -> None:
    stays = make.claim()
    for _ in range(7):
        row = make.claim()
        desk.post(f"/claims/{row.pk}/merge/", {"into": stays.pk})
    html = desk.get(f"/claims/{stays.pk}/").content.decode()
    assert html.count('<figure class="quote-card">') == 5
    assert "And in 3 more places" in html
    assert html.count("· by a merged claim") == 7


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
