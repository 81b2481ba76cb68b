"""Corrections, promises and what came back, through the API."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.engine.candidate import Kind
from claims.models import Alert, Claim, Publication
from claims.pipeline import alerts, promises
from tests import make
from tests.api.conftest import Api, problem

EXPLAINED = {"kind": "facts", "what": "One tower.", "why": "We misread a table."}
CHANGED = {
    "revision": 1,
    "rating": "Half true",
    "summary": "The figures agree with half of it.",
    "explanation": "The register lists **some** permits.",
    "as_of": "2024-05-04",
}


@pytest.fixture
def live(alice, bob) -> Publication:
    return make.published(alice, bob)


def begun(api: Api, live: Publication) -> str:
    """Where the draft is that corrects what is published."""
    response = api.post(f"claims/{live.claim_id}/correct/")
    assert response.status_code == 201
    return urlsplit(response["Location"]).path


def test_a_correction_of_who_said_it_goes_to_a_second_person_again(as_bob, live):
    here = begun(as_bob, live)
    claim = f"claims/{live.claim_id}/"
    given = {"statement": live.snapshot["statement"], "revision": 1, "claimants": ["Ben Ode"]}
    assert as_bob.post(f"{claim}edit/", given).status_code == 200
    revision = as_bob.get(claim).json()["revision"]
    same = {name: as_bob.get(here).json()[name] for name in ("summary", "explanation", "as_of")}
    saved = as_bob.post(f"{here}save/", same | {"revision": revision, "rating": "Mostly true"})
    assert saved.status_code == 200, saved.content
    as_bob.post(f"{here}describe-correction/", EXPLAINED)
    said = problem(as_bob.post(f"{here}publish-correction/"), 400)["detail"]
    assert "second person" in said


def test_a_changed_rating_goes_to_a_second_person_again(as_alice, as_bob, public, live):
    here = begun(as_alice, live)
    draft = as_alice.get(here).json()
    assert (draft["state"], draft["summary"]) == ("draft", live.snapshot["summary"])
    assert (draft["correction"]["corrects"], draft["correction"]["at"]) == (1, None)
    claim = as_alice.get(f"claims/{live.claim_id}/").json()
    assert (claim["state"], claim["is_live"]) == ("checking", True)
    assert public.get(f"verdicts/{live.claim_id}/").json()["number"] == 1

    as_alice.post(f"{here}save/", CHANGED)
    assert "what" in problem(as_alice.post(f"{here}submit/"), 400)["errors"]
    explained = EXPLAINED | {"kind": "verdict"}
    said = as_alice.post(f"{here}describe-correction/", explained).json()["correction"]
    assert {name: said[name] for name in explained} == explained
    problem(as_bob.post(f"{here}publish-correction/"), 409)
    assert as_alice.post(f"{here}submit/").status_code == 200
    assert as_bob.post(f"{here}approve/").status_code == 200
    assert as_bob.post(f"{here}publish/").json()["correction"]["approved_by"] == "Bob Brandt"

    out = public.get(f"verdicts/{live.claim_id}/").json()
    assert (out["number"], out["rating"]["label"]) == (2, "Half true")
    assert out["corrections"][0]["what"] == "One tower."


def test_what_leaves_the_verdict_as_it_is_is_corrected_at_once_by_an_editor(
    as_alice, as_bob, public, live
):
    here = begun(as_alice, live)
    as_alice.post(f"{here}describe-correction/", EXPLAINED)
    problem(as_alice.post(f"{here}publish-correction/"), 403)
    as_bob.post(f"{here}take-over/")
    as_bob.post(f"{here}save/", CHANGED)
    second_person = problem(as_bob.post(f"{here}publish-correction/"), 400)["detail"]
    assert "a second person signs it off again" in second_person
    as_bob.post(f"{here}save/", CHANGED | {"rating": "Mostly true"})
    done = as_bob.post(f"{here}publish-correction/").json()
    assert (done["state"], done["is_minor"]) == ("approved", True)
    assert public.get(f"verdicts/{live.claim_id}/").json()["summary"] == CHANGED["summary"]
    claim = as_alice.get(f"claims/{live.claim_id}/").json()
    assert [row["state"] for row in claim["publications"]] == ["live", "superseded"]


def test_a_correction_that_is_dropped_leaves_what_is_published(as_alice, as_bob, public, live):
    here = begun(as_alice, live)
    problem(as_bob.post(f"claims/{live.claim_id}/correct/"), 409)
    assert as_alice.post(f"{here}drop/").json()["correction"] is None
    claim = as_alice.get(f"claims/{live.claim_id}/").json()
    assert (claim["state"], claim["is_live"]) == ("published", True)
    assert public.get("corrections/").json()["results"] == []
    assert begun(as_bob, live) != here


def test_only_what_is_published_can_be_corrected_and_by_whom_may_draft(
    as_alice, as_charlie, public, alice, live
):
    unpublished = make.checking(alice)
    problem(as_alice.post(f"claims/{unpublished.pk}/correct/"), 409)
    problem(as_charlie.post(f"claims/{live.claim_id}/correct/"), 403)
    problem(public.post(f"claims/{live.claim_id}/correct/"), 401)
    problem(Api(make.api_key(alice, "read_desk")).post(f"claims/{live.claim_id}/correct/"), 403)
    assert not live.claim.corrections.exists()


def test_what_a_correction_cant_say_is_refused_by_field(as_alice, live):
    here = begun(as_alice, live)
    for wrong, field in (
        ({"kind": "retraction"}, "kind"),
        ({"kind": "whim"}, "kind"),
        ({"what": None}, "what"),
        ({"approved_by": "Bob"}, "approved_by"),
    ):
        response = as_alice.post(f"{here}describe-correction/", EXPLAINED | wrong)
        assert list(problem(response, 400)["errors"]) == [field]


def test_a_key_that_may_not_read_the_desk_is_told_where_the_correction_is(alice, live):
    response = Api(make.api_key(alice, "act")).post(f"claims/{live.claim_id}/correct/")
    assert (response.status_code, response.content) == (204, b"")
    draft = live.claim.verdicts.latest("pk")
    assert response["Location"].endswith(f"/verdicts/{draft.pk}/")


# Promises


@pytest.fixture
def promise(alice) -> Claim:
    return make.checking(alice, kinds=(Kind.PROMISE,))


def test_how_a_promise_stands_is_said_by_an_editor_with_the_reason(as_alice, as_bob, promise):
    here = f"claims/{promise.pk}/rate-promise/"
    stalled = {"status": "stalled", "note": "No vote yet.", "on": "2024-05-04"}
    problem(as_alice.post(here, stalled), 403)
    as_bob.post(here, stalled)
    kept = {"status": "kept", "note": "It opened.", "url": "https://city.example/bridge"}
    claim = as_bob.post(here, kept).json()
    assert claim["promise_status"] == "kept"
    first, last = claim["promise_statuses"]
    assert {name: first[name] for name in stalled} == stalled
    assert (last["by"]["username"], last["url"]) == ("bob", kept["url"])


def test_what_a_promise_cant_be_is_refused(as_bob, promise):
    here = f"claims/{promise.pk}/rate-promise/"
    for wrong, field in (
        ({"status": "kept"}, "note"),
        ({"status": "done", "note": "So."}, "status"),
        ({"status": "kept", "note": "So.", "on": "2999-01-01"}, "on"),
        ({"status": "kept", "note": "So.", "url": "javascript:x"}, "url"),
    ):
        assert list(problem(as_bob.post(here, wrong), 400)["errors"]) == [field]
    other = make.claim()
    response = as_bob.post(f"claims/{other.pk}/rate-promise/", {"status": "kept", "note": "So."})
    assert "Only promises" in problem(response, 400)["detail"]


def test_how_one_will_know_is_edited_with_the_claim_and_goes_out_with_it(
    as_alice, as_bob, public, alice, bob, promise
):
    here = f"claims/{promise.pk}/edit/"
    edit = {"revision": 1, "statement": promise.statement}
    words = "The bridge is open to cars."
    assert as_alice.post(here, edit | {"yardstick": words}).json()["yardstick"] == words
    assert as_alice.post(here, edit | {"due_on": "2999-01-01"}).json()["yardstick"] == words
    promise.refresh_from_db()
    make.published(alice, bob, promise)
    assert public.get(f"verdicts/{promise.pk}/").json()["yardstick"] == words
    other = make.claim()
    wrong = {"revision": 1, "statement": other.statement, "yardstick": words}
    errors = problem(as_alice.post(f"claims/{other.pk}/edit/", wrong), 400)["errors"]
    assert list(errors) == ["yardstick"]


# What came back


@pytest.fixture
def alert(live) -> Alert:
    day = dt.date(2024, 6, 1)
    raised = alerts.raise_(live.claim, kind="review", words="Look at it again.", on=day)
    assert raised
    return raised


def test_why_a_claim_came_back_is_told_and_closed_with_what_came_of_it(as_alice, as_bob, alert):
    (told,) = as_alice.get(f"claims/{alert.claim_id}/").json()["alerts"]
    assert (told["kind"], told["words"], told["closed_at"]) == ("review", alert.words, None)
    here = f"claims/{alert.claim_id}/alerts/{alert.pk}/close/"
    problem(as_alice.post(here, {"outcome": "Still so."}), 403)
    for wrong in (" ", "x" * 501):
        assert "outcome" in problem(as_bob.post(here, {"outcome": wrong}), 400)["errors"]
    closed = as_bob.post(here, {"outcome": "Still so."}).json()
    assert (closed["outcome"], closed["closed_by"]["username"]) == ("Still so.", "bob")
    problem(as_bob.post(here, {"outcome": "Again."}), 409)
    publication = as_alice.get(f"claims/{alert.claim_id}/").json()["publications"][0]
    assert publication["stale"] == []


def test_that_a_verdict_still_stands_is_said_by_an_editor_with_the_next_day(
    as_alice, as_bob, alice, alert
):
    here = f"claims/{alert.claim_id}/review/"
    still = {"review_by": "2999-01-01", "note": "The register says the same."}
    problem(as_alice.post(here, still), 403)
    for wrong in ({}, {"review_by": "2024-01-01"}, still | {"review_by": "soon"}):
        assert list(problem(as_bob.post(here, wrong), 400)["errors"]) == ["review_by"]
    assert "note" in problem(as_bob.post(here, still | {"note": "x" * 501}), 400)["errors"]
    claim = as_bob.post(here, still).json()
    assert claim["publications"][0]["review_by"] == "2999-01-01"
    assert claim["alerts"][0]["outcome"] == still["note"]
    unpublished = make.claim()
    problem(as_bob.post(f"claims/{unpublished.pk}/review/", still), 409)


def test_an_alert_is_closed_under_its_own_claim_by_whom_may(as_alice, as_charlie, public, alert):
    other = make.claim()
    body = {"outcome": "Still so."}
    problem(as_alice.post(f"claims/{other.pk}/alerts/{alert.pk}/close/", body), 404)
    here = f"claims/{alert.claim_id}/alerts/{alert.pk}/close/"
    problem(as_charlie.post(here, body), 403)
    problem(public.post(here, body), 401)
    alert.refresh_from_db()
    assert alert.closed_at is None


def test_a_claim_asks_no_more_questions_the_more_there_is_of_it(as_alice, alice, bob, promise):
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_alice.get(f"claims/{promise.pk}/").status_code == 200
        return len(queries)

    live = make.published(alice, bob, promise)
    rate = {"by": bob, "status": "stalled", "note": "No vote yet."}
    promises.rate(promise, **rate)
    day = dt.date(2024, 6, 1)
    for kind in ("due", "review"):
        raised = alerts.raise_(live.claim, kind=kind, words="Look at it again.", on=day)
        assert raised
        alerts.close(raised, by=bob, outcome="Still so.")
    live = make.corrected(live, alice)
    questions()  # The first notes that the key is used.
    few = questions()
    for _ in range(3):
        live = make.corrected(live, alice)
        promises.rate(promise, **rate)
        raised = alerts.raise_(live.claim, kind="review", words="Look at it again.", on=day)
        assert raised
        alerts.close(raised, by=alice, outcome="Still so.")
    assert questions() == few


def test_a_claim_reads_no_snapshot_and_no_copy(as_alice, alice, bob):
    live = make.corrected(make.published(alice, bob), alice)
    with CaptureQueriesContext(connection) as queries:
        as_alice.get(f"claims/{live.claim_id}/")
    read = " ".join(query["sql"] for query in queries)
    for column in ('"snapshot"', '"claims_archivedcopy"."text"', '"claims_archivedcopy"."warc"'):
        assert column not in read
