"""Claims through the API: the list, and what editors do with a claim."""

import base64
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.desk.filters import ORDERS, Filters
from claims.engine import Kind
from claims.engine.detail.details import NOTHING, Details, Due
from claims.models import Claim, Occurrence
from claims.pipeline import alerts, intake, triage
from tests import make
from tests.api.conftest import ALL, Api, problem


def ids(response) -> list[int]:
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def pages(api, path, direction="next", **parameters):
    """All pages from here in one direction."""
    response = api.get(path, **parameters)
    while True:
        yield response
        link = response.json()[direction]
        if link is None:
            return
        response = api.get(link)


@pytest.fixture
def tied() -> list[int]:
    """Ids of claims of which many have the same priority, most urgent first."""
    document = make.document("One. Two. Three. Four. Five. Six. Seven.")
    for quote, score in zip(
        ("One", "Two", "Three", "Four", "Five", "Six", "Seven"),
        (0.5, 0.9, 0.5, 0.5, 0.9, 0.1, 0.5),
        strict=True,
    ):
        make.claim(document, quote, score=score)
    return list(Claim.objects.by_priority().values_list("pk", flat=True))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_show_each_claim_once_in_order_also_among_ties(as_alice, tied, size):
    seen = [ids(page) for page in pages(as_alice, "claims/", page_size=size)]
    assert [pk for page in seen for pk in page] == tied
    assert all(len(page) == size for page in seen[:-1])


def test_pages_lead_back_the_same_way(as_alice, tied):
    *_, last = pages(as_alice, "claims/", page_size=2)
    back = [ids(page) for page in pages(as_alice, last.json()["previous"], "previous")]
    assert back == [tied[4:6], tied[2:4], tied[0:2]]


def test_a_claim_that_comes_in_between_two_pages_shifts_nothing(as_alice, tied):
    first = as_alice.get("claims/", page_size=3)
    make.claim(score=1.0)
    assert ids(as_alice.get(first.json()["next"])) == tied[3:6]


def test_no_page_is_found_by_counting_rows(as_alice, tied):
    second = as_alice.get("claims/", page_size=2).json()["next"]
    with CaptureQueriesContext(connection) as queries:
        as_alice.get(second)
    assert not [query for query in queries if "OFFSET" in query["sql"]]


def test_a_cursor_from_elsewhere_is_refused(as_alice):
    odd = ("x", "%00", "WzFd", "bnVsbA==", "e30=", "W2ZhbHNlLCAiYSIsIDFd", "W2ZhbHNlLCA5" * 9)
    for cursor in odd:
        assert "cursor" in problem(as_alice.get(f"claims/?cursor={cursor}"), 400)["errors"], cursor


def test_a_cursor_with_numbers_beyond_the_columns_is_refused(as_alice):
    for values in (
        "[false, 99999999999, 1]",
        "[false, 1, 99999999999999999999]",
        "[false, 1, Infinity]",
        "[false, 1, NaN]",
        "[true, 1]",
    ):
        cursor = base64.urlsafe_b64encode(values.encode()).decode()
        problem(as_alice.get("claims/", cursor=cursor), 400)


def test_a_page_has_from_1_to_100_rows(as_alice):
    make.claims_like(make.claim(), 100)
    assert len(ids(as_alice.get("claims/", page_size="9" * 30))) == 100
    for size in ("0", "-1", "many"):
        assert "page_size" in problem(as_alice.get("claims/", page_size=size), 400)["errors"]


def test_a_list_costs_the_same_for_10_rows_and_for_100(as_alice, alice, bob):
    def costs(rows: int) -> dict[str, int]:
        return {path: cost(path, rows) for path in ("claims/", "documents/", "verdicts/")}

    def cost(path: str, rows: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(as_alice.get(path, page_size=100).json()["results"]) == rows
        return len(queries)

    out = make.published(alice, bob)
    make.publications_like(out, 9)
    as_alice.get("claims/")
    few = costs(10)
    make.publications_like(out, 90)
    assert costs(100) == few


def test_filters_hold_together(as_alice, alice):
    new = make.claim()
    mine = make.checking(alice)
    promise = make.claim(kinds=(Kind.PROMISE, Kind.STATISTIC), speakers=("Bo",), roles=("",))
    triage.tag(mine, by=alice, add=["budget"])
    Claim.objects.filter(pk=promise.pk).update(due_on=dt.date(2031, 1, 1), promise_status="stalled")
    alerts.raise_(mine, kind="review", words="Look at it again.", on=dt.date(2024, 6, 1))
    bo = promise.claimants.get().pk
    document = promise.occurrences.get().document_id
    for parameters, expected in (
        ({"state": "new"}, {new, promise}),
        ({"state": "checking"}, {mine}),
        ({"assignee": "alice"}, {mine}),
        ({"kind": "statistic"}, {new, mine, promise}),
        ({"kind": "promise"}, {promise}),
        ({"claimant": bo}, {promise}),
        ({"document": document}, {promise}),
        ({"q": "Bo"}, {promise}),
        ({"tag": "budget"}, {mine}),
        ({"tag": "tax"}, set()),
        ({"due_by": "2031-01-01"}, {promise}),
        ({"due_by": "2030-12-31"}, set()),
        ({"promise_status": "stalled"}, {promise}),
        ({"promise_status": "kept"}, set()),
        ({"came_back": "true"}, {mine}),
        ({"came_back": "false"}, {new, promise}),
        ({"came_back": "true", "state": "new"}, set()),
        ({"q": "homes built"}, {new, mine, promise}),
        ({"state": "new", "q": "homes", "kind": "promise"}, {promise}),
        ({"state": "parked"}, set()),
        ({"state": "all"}, {new, mine, promise}),
        ({"state": "open"}, {new, mine, promise}),
        ({"assignee": "me"}, {mine}),
        ({"assignee": "nobody"}, {new, promise}),
        ({"assignee": alice.pk}, {mine}),
        ({"back": "1"}, {mine}),
        ({"due": "soon"}, set()),
        ({"reason": "vague"}, set()),
        ({"tag": "Budget"}, {mine}),
        ({"claimant": 2**62}, set()),
    ):
        assert set(ids(as_alice.get("claims/", **parameters))) == {
            claim.pk for claim in expected
        }, parameters


def test_a_filter_that_makes_no_sense_is_refused(as_alice):
    for name, value in (
        ("state", "unknown"),
        ("kind", "rumour"),
        ("claimant", "x"),
        ("claimant", "9" * 30),
        ("document", "-1"),
        ("assignee", "somebody"),
        ("reason", "unknown"),
        ("due", "late"),
        ("back", "0"),
        ("sort", "luck"),
        ("updated_since", "yesterday"),
        ("sate", "new"),
        ("state", ""),
        ("assignee", "\x00"),
        ("tag", "\x00"),
        ("due_by", "soon"),
        ("promise_status", "half"),
        ("came_back", "perhaps"),
        ("q", "\x00"),
        ("q", "x" * 201),
    ):
        assert name in problem(as_alice.get("claims/", **{name: value}), 400)["errors"], value


@pytest.mark.parametrize("sort", ORDERS)
def test_claims_are_sorted_as_in_the_queue(as_alice, alice, tied, sort):
    Claim.objects.filter(pk=tied[3]).update(
        kinds=["promise"], kind="promise", due_on=dt.date(2031, 1, 1)
    )
    queue = Filters(state="all", sort=sort).page(alice, after="", size=100)
    seen = [ids(page) for page in pages(as_alice, "claims/", page_size=3, sort=sort)]
    assert [pk for page in seen for pk in page] == [row.pk for row in queue.rows]
    *_, last = pages(as_alice, "claims/", page_size=3, sort=sort)
    back = [ids(page) for page in pages(as_alice, last.json()["previous"], "previous")]
    assert [pk for page in back[::-1] for pk in page] == [row.pk for row in queue.rows[:6]]


def test_an_address_of_the_queue_means_the_same_claims_here(as_alice, alice):
    mine, other = make.checking(alice), make.claim()
    triage.tag(mine, by=alice, add=["budget"])
    triage.tag(other, by=alice, add=["budget"])
    saved = Filters(state="open", assignee=str(alice.pk), tag="budget", sort="due")
    assert ids(as_alice.get(f"claims/{saved.query()}")) == [mine.pk]
    triage.dismiss(make.claim(), by=alice, reason="vague")
    for asked in (
        Filters(tag="budget"),
        Filters(sort="newest"),
        Filters(state="dismissed", reason="vague"),
        Filters(state="all", due="soon"),
        Filters(state="all"),
    ):
        shown = [row.pk for row in asked.page(alice, after="", size=100).rows]
        assert ids(as_alice.get(f"claims/{asked.query()}")) == shown, asked


def test_who_follows_gets_what_changed_in_the_order_in_which_it_did(as_alice, alice, time_machine):
    time_machine.move_to("2031-05-04T12:00:00Z", tick=False)
    first, second, third = (make.claim() for _ in range(3))
    time_machine.move_to("2031-05-04T13:00:00Z", tick=False)
    triage.accept(third, by=alice)
    time_machine.move_to("2031-05-04T14:00:00Z", tick=False)
    triage.accept(first, by=alice)
    for since, expected in (
        ("2031-05-04T12:00:00Z", [second, third, first]),
        ("2031-05-04T14:30:00+01:00", [first]),
        ("2031-05-04T15:00:00Z", []),
    ):
        found = pages(as_alice, "claims/", updated_since=since, page_size=1)
        assert [pk for page in found for pk in ids(page)] == [row.pk for row in expected], since
    problem(as_alice.get("claims/?updated_since=2031-05-04T12:00:00Z&sort=due"), 400)


def test_any_words_can_be_searched_for(as_alice):
    for words in ("'", "\\", "a & | !", "<->", '"open', "((", "%"):
        assert as_alice.get("claims/", q=words).status_code == 200, words


def test_a_claim_that_stands_twice_in_a_document_is_one_row(as_alice):
    document = make.document("It rained. It rained.")
    claim = make.claim(document, "It rained")
    Occurrence.objects.create(claim=claim, document=document, start=11, end=20, quote="It rained")
    assert ids(as_alice.get("claims/", document=document.pk)) == [claim.pk]


def test_an_occurrence_in_a_hidden_document_is_not_shown(as_alice, dana):
    here, hidden = make.document("It rained here."), make.document("It rained there.")
    claim = make.claim(here, "It rained")
    Occurrence.objects.create(claim=claim, document=hidden, start=0, end=9, quote="It rained")
    intake.hide_document(hidden, by=dana, reason="Private data.")
    (occurrence,) = as_alice.get(f"claims/{claim.pk}/").json()["occurrences"]
    assert occurrence["document"]["id"] == here.pk
    assert ids(as_alice.get("claims/", document=hidden.pk)) == []


def test_a_claim_is_given_with_quote_claimant_and_place(as_alice):
    claim = make.claim()
    body = as_alice.get(f"claims/{claim.pk}/").json()
    (place,) = body["occurrences"]
    text = as_alice.get(f"documents/{place['document']['id']}/").json()["text"]
    assert text[place["start"] : place["end"]] == place["quote"]
    assert [claimant["name"] for claimant in body["claimants"]] == ["Ada Moreno"]
    assert (body["state"], body["verdicts"], body["publications"]) == ("new", [], [])


def test_a_claim_is_given_with_role_chain_details_and_due_day(as_alice):
    due = Due(0, 7, "by 2031", dt.date(2031, 12, 31), "", "")
    found = Details(places=("Port Ellery",), due=due, unresolved=("they",))
    claim = make.claim(kinds=(Kind.PROMISE,), reported_by="Ben Ito", details=found)
    body = as_alice.get(f"claims/{claim.pk}/").json()
    (place,) = body["occurrences"]
    assert (place["role"], place["reported_by"]) == ("Mayor", "Ben Ito")
    assert body["due_on"] == "2031-12-31"
    assert body["details"] == found.as_json()


def test_a_claim_from_before_there_were_details_has_the_whole_shape(as_alice):
    claim = make.claim()
    Claim.objects.filter(pk=claim.pk).update(details={})
    assert as_alice.get(f"claims/{claim.pk}/").json()["details"] == NOTHING.as_json()


@pytest.mark.parametrize("of", ["claims", "documents", "verdicts"])
def test_an_id_of_nothing_is_not_found(as_alice, of):
    for number in ("0", "999999", "9" * 19, "9" * 25, "9" * 5000, "-1", "x", "%00"):
        problem(as_alice.get(f"{of}/{number}/"), 404)


def tomorrow() -> str:
    return (timezone.localdate() + dt.timedelta(days=1)).isoformat()


# Name, state before, body, state after.
ACTIONS = (
    ("accept", "new", None, "checking"),
    ("assign", "new", {"to": "bob"}, "checking"),
    ("dismiss", "new", {"reason": "vague", "note": "No year."}, "dismissed"),
    ("dismiss", "checking", {"reason": "opinion"}, "dismissed"),
    ("park", "new", {"until": tomorrow()}, "parked"),
    ("reopen", "dismissed", None, "checking"),
    ("edit", "new", {"revision": 1, "statement": "Clearer.", "kind": "event"}, "new"),
    ("tag", "new", {"add": ["Budget"], "remove": ["tax"]}, "new"),
    ("undo", "dismissed", None, "new"),
)


def claim_in(state, alice) -> Claim:
    claim = make.checking(alice) if state == "checking" else make.claim()
    if state == "dismissed":
        triage.dismiss(claim, by=alice, reason="vague", note="")
    return claim


@pytest.mark.parametrize(("name", "before", "body", "after"), ACTIONS)
def test_an_action_moves_the_claim_and_answers_with_it(
    as_alice, alice, bob, name, before, body, after
):
    claim = claim_in(before, alice)
    response = as_alice.post(f"claims/{claim.pk}/{name}/", body)
    assert response.status_code == 200, response.content
    assert response.json()["state"] == after
    claim.refresh_from_db()
    assert claim.state == after


@pytest.mark.parametrize(("name", "before", "body", "after"), ACTIONS)
def test_an_action_is_refused_without_its_scope_or_role(
    alice, bob, as_charlie, public, name, before, body, after
):
    claim = claim_in(before, alice)
    path = f"claims/{claim.pk}/{name}/"
    for scope in ALL:
        if scope != "act":
            assert "“act”" in problem(Api(make.api_key(bob, scope)).post(path, body), 403)["detail"]
    assert "claims.triage_claim" in problem(as_charlie.post(path, body), 403)["detail"]
    problem(public.post(path, body), 401)
    problem(Api(make.api_key(bob, *ALL)).get(path), 405)
    claim.refresh_from_db()
    assert (claim.state, claim.revision) == (before, 1)


def test_a_key_that_may_act_and_not_read_is_told_no_more_than_that_it_is_done(alice):
    claim = make.claim()
    response = Api(make.api_key(alice, "act")).post(f"claims/{claim.pk}/accept/")
    assert (response.status_code, response.content) == (204, b"")


def test_who_is_too_late_is_told_who_was_quicker(as_alice, as_bob):
    claim = make.claim()
    as_alice.post(f"claims/{claim.pk}/accept/")
    detail = problem(as_bob.post(f"claims/{claim.pk}/accept/"), 409)["detail"]
    assert "“Checking”, by Alice Adler" in detail


def test_a_wording_that_moved_is_a_conflict(as_alice):
    claim = make.claim()
    edit = {"revision": 1, "statement": "First."}
    assert as_alice.post(f"claims/{claim.pk}/edit/", edit).json()["revision"] == 2
    problem(as_alice.post(f"claims/{claim.pk}/edit/", edit | {"statement": "Second."}), 409)


def test_an_edit_sets_what_is_given_and_leaves_the_rest(as_alice):
    claim = make.claim(kinds=(Kind.PROMISE,))
    path, base = f"claims/{claim.pk}/edit/", {"revision": 1, "statement": claim.statement}
    more = {"claimants": ["ada moreno", "Bo"], "due_on": "2031-01-01", "said_on": "2025-05-04"}
    for given in (more, {}):
        body = as_alice.post(path, base | given).json()
        assert [one["name"] for one in body["claimants"]] == ["Ada Moreno", "Bo"]
        assert (body["due_on"], body["occurrences"][0]["said_on"]) == ("2031-01-01", "2025-05-04")
    body = as_alice.post(path, base | {"claimants": [], "due_on": None, "said_on": None}).json()
    assert (body["claimants"], body["due_on"]) == ([], None)


def test_a_claim_is_merged_undone_and_tagged(as_alice):
    claim, into = make.claim(), make.claim()
    merge = {"into": into.pk, "seen": "new"}
    body = as_alice.post(f"claims/{claim.pk}/merge/", merge).json()
    assert (body["merged_into"], body["dismissal_reason"]) == (into.pk, "duplicate")
    places = as_alice.get(f"claims/{into.pk}/").json()["occurrences"]
    assert [place["merged_from"] for place in places] == [None, claim.pk]
    problem(as_alice.post(f"claims/{claim.pk}/merge/", merge), 409)
    body = as_alice.post(f"claims/{claim.pk}/undo/").json()
    assert (body["merged_into"], body["state"]) == (None, "new")
    assert "undone" in problem(as_alice.post(f"claims/{claim.pk}/undo/"), 409)["detail"]
    assert as_alice.post(f"claims/{claim.pk}/tag/", {"add": [" Tax "]}).json()["tags"] == ["tax"]


def test_a_claim_is_split_and_the_second_one_answered(as_alice, alice):
    document = make.document("They built 412 homes and cut the tax.")
    claim = make.claim(document, "They built 412 homes and cut the tax")
    path = f"claims/{claim.pk}/split/"
    body = {
        "revision": 1,
        "keeps": "They built 412 homes.",
        "statement": "They cut the tax.",
        "document": document.pk,
        "quote": "cut the tax",
    }
    response = as_alice.post(path, body)
    assert response.status_code == 201
    second = response.json()
    assert response["Location"].endswith(f"/claims/{second['id']}/")
    assert (second["split_from"], second["statement"]) == (claim.pk, "They cut the tax.")
    assert second["occurrences"][0]["quote"] == "cut the tax"
    problem(as_alice.post(path, body), 409)
    unread = Api(make.api_key(alice, "act")).post(
        path, body | {"revision": 2, "statement": "A tax was cut."}
    )
    assert (unread.status_code, unread.content) == (204, b"")
    problem(Api(make.api_key(alice, "read_desk")).post(path, body | {"revision": 2}), 403)
    for wrong in (
        {"document": 10**30},
        {"document": True},
        {"quote": "rents rose"},
        {"keeps": " "},
        {"start": -1},
    ):
        errors = problem(as_alice.post(path, body | {"revision": 2} | wrong), 400)["errors"]
        assert list(errors) == list(wrong)


WRONG = (
    ("assign", {"to": "nobody"}, "to"),
    ("assign", {"to": 5}, "to"),
    ("assign", {"to": {}}, "to"),
    ("assign", {}, "to"),
    ("dismiss", {"reason": "boring"}, "reason"),
    ("dismiss", {"reason": "vague", "note": "x" * 501}, "note"),
    ("dismiss", {"reason": "vague", "note": "a\x00"}, "note"),
    ("park", {"until": "2020-01-01"}, "until"),
    ("park", {"until": "someday"}, "until"),
    ("edit", {"revision": 1, "statement": "  "}, "statement"),
    ("edit", {"revision": "one", "statement": "x"}, "revision"),
    ("edit", {"revision": 1, "statement": "x", "kind": "rumour"}, "kind"),
    ("edit", {"revision": 1, "statement": "word " * 400_000}, "statement"),
    ("edit", {"revision": 1, "statement": "x", "claimants": "Bo"}, "claimants"),
    ("edit", {"revision": 1, "statement": "x", "claimants": ["x" * 301]}, "claimants"),
    ("edit", {"revision": 1, "statement": "x", "due_on": "2031-01-01"}, "due_on"),
    ("edit", {"revision": 1, "statement": "x", "said_on": "9999-01-01"}, "said_on"),
    ("tag", {"add": ["x" * 41]}, "add"),
    ("tag", {"add": [5]}, "add.0"),
    ("tag", {}, "add"),
    ("tag", {"remove": ["x" * 41]}, "remove"),
    ("merge", {"into": 10**30, "seen": "new"}, "into"),
    ("merge", {"into": "x", "seen": "new"}, "into"),
    ("merge", {"into": 999_999, "seen": "new"}, "into"),
)


def test_what_an_action_cant_take_is_refused_by_field(as_alice):
    claim = make.claim()
    for name, body, field in WRONG:
        response = as_alice.post(f"claims/{claim.pk}/{name}/", body)
        assert list(problem(response, 400)["errors"]) == [field], (name, str(body)[:80])
    claim.refresh_from_db()
    assert (claim.state, claim.revision) == ("new", 1)
