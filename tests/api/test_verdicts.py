"""Verdicts through the API: one person writes, a second signs off, and it goes out."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from claims.models import ArchivedCopy, Newsroom, Verdict
from claims.pipeline import editing, intake, publication, triage, verdicts
from tests import make
from tests.api.conftest import ALL, Api, problem, undone

DRAFT = {
    "revision": 1,
    "rating": "Half true",
    "summary": "The figures agree, but for one tower.",
    "explanation": "The register lists **every** permit.",
    "as_of": "2024-05-04",
}
SOURCE = {
    "title": "Register of permits",
    "url": "https://city.example/permits",
    "stance": "supports",
    "read_on": "2024-05-03",
}
REPLY = {"whom": "The mayor’s office", "asked_on": "2024-05-02", "until": "2024-05-04"}
EXPLAINED = {"kind": "facts", "what": "One tower.", "why": "We misread a table."}


def path(verdict: Verdict, *names: object) -> str:
    return "/".join(map(str, ("claims", verdict.claim_id, "verdicts", verdict.pk, *names, "")))


def test_a_verdict_goes_all_the_way_from_a_new_claim_to_readers(as_alice, as_bob, public):
    claim = make.claim()
    as_alice.post(f"claims/{claim.pk}/accept/")
    begun = as_alice.post(f"claims/{claim.pk}/verdicts/")
    assert (begun.status_code, begun.json()["state"]) == (201, "draft")
    here = urlsplit(begun["Location"]).path
    assert as_alice.get(here).json() == begun.json()

    saved = as_alice.post(f"{here}save/", DRAFT).json()
    assert {name: saved[name] for name in ("summary", "as_of")} == {
        name: DRAFT[name] for name in ("summary", "as_of")
    }
    assert saved["rating"] == {"scale": "Truth scale", "label": "Half true", "number": 3}
    added = as_alice.post(f"{here}sources/", SOURCE)
    assert (added.status_code, len(added.json()["sources"])) == (201, 1)
    assert as_alice.post(f"{here}submit/").json()["state"] == "submitted"
    assert as_bob.post(f"{here}approve/").json()["approved_by"]["username"] == "bob"
    problem(public.get(f"verdicts/{claim.pk}/"), 404)
    assert as_bob.post(f"{here}publish/").status_code == 200

    out = public.get(f"verdicts/{claim.pk}/").json()
    assert (out["rating"]["label"], out["sources"][0]["title"]) == ("Half true", SOURCE["title"])
    desk = as_alice.get(f"claims/{claim.pk}/").json()
    assert (desk["state"], desk["publications"][0]["state"]) == ("published", "live")
    retracted = as_bob.post(f"claims/{claim.pk}/retract/", {"reason": "The register was wrong."})
    assert retracted.json()["publications"][0]["retraction_reason"] == "The register was wrong."
    problem(public.get(f"verdicts/{claim.pk}/"), 410)
    problem(as_bob.post(f"claims/{claim.pk}/retract/", {"reason": "Twice."}), 409)


def drafted(alice, bob):
    return make.draft(alice)


def submitted(alice, bob):
    return make.submitted(alice)


def approved(alice, bob):
    return make.approved(alice, bob)


# Name under the verdict, the state that it begins in, body, and the status for Alice, who wrote
# the verdict; Eve, another reporter; Bob, an editor. 409: they may, but the draft is Alice's.
ACTIONS = (
    ("save/", drafted, DRAFT, 200, 409, 409),
    ("sources/", drafted, SOURCE, 201, 409, 409),
    ("replies/", drafted, REPLY, 201, 409, 409),
    ("submit/", drafted, None, 200, 409, 409),
    ("drop/", drafted, None, 200, 409, 409),
    ("drop/", submitted, None, 409, 409, 409),
    ("take-over/", drafted, None, 200, 200, 200),
    ("send-back/", submitted, {"note": "Which year?"}, 200, 403, 200),
    ("send-back/", approved, {"note": "Which year?"}, 403, 403, 200),
    ("send-back/", drafted, {"note": "Which year?"}, 409, 409, 409),
    ("approve/", submitted, None, 403, 403, 200),
    ("approve/", drafted, None, 403, 403, 409),
    ("publish/", approved, None, 403, 403, 200),
    ("publish/", submitted, None, 403, 403, 409),
    ("schedule/", approved, {"at": "2999-01-01T06:00:00Z"}, 403, 403, 200),
    ("schedule/", submitted, {"at": "2999-01-01T06:00:00Z"}, 403, 403, 409),
    ("unschedule/", approved, None, 403, 403, 409),
    ("describe-correction/", drafted, EXPLAINED, 409, 409, 409),
    ("publish-correction/", drafted, None, 403, 403, 409),
)
BEGINNINGS = pytest.mark.parametrize("begin", [drafted, submitted, approved])


@BEGINNINGS
def test_an_action_is_for_whom_its_role_and_the_verdict_say(alice, carol, begin):
    verdict = begin(alice, carol)
    people = (alice, make.user("eve", role="Reporter"), make.user("bo", role="Editor"))
    callers = [(person, Api(make.api_key(person, *ALL))) for person in people]
    for name, beginning, body, *statuses in ACTIONS:
        for (person, api), status in zip(callers, statuses, strict=True):
            if beginning is not begin:
                continue
            with undone():
                response = api.post(path(verdict) + name, body)
                assert response.status_code == status, (name, person, response.content)
                if status >= 400:
                    problem(response, status)
                    assert Verdict.objects.get().updated_at == verdict.updated_at


@BEGINNINGS
def test_an_action_needs_its_scope_and_a_role(alice, bob, carol, as_charlie, public, begin):
    verdict = begin(alice, carol)
    scopes = [Api(make.api_key(bob, scope)) for scope in ALL if scope != "act"]
    for name, beginning, body, *_ in ACTIONS:
        if beginning is begin:
            for api in scopes:
                response = api.post(path(verdict) + name, body)
                assert "“act”" in problem(response, 403)["detail"]
            problem(as_charlie.post(path(verdict) + name, body), 403)
            problem(public.post(path(verdict) + name, body), 401)
    assert Verdict.objects.get().updated_at == verdict.updated_at


def test_nobody_signs_off_their_own_verdict(as_bob, bob):
    problem(as_bob.post(path(make.submitted(bob)) + "approve/"), 403)


def test_only_an_editor_retracts(as_alice, alice, bob):
    out = make.published(alice, bob)
    problem(as_alice.post(f"claims/{out.claim_id}/retract/", {"reason": "Wrong."}), 403)
    out.refresh_from_db()
    assert out.state == "live"


def test_a_verdict_from_before_a_retraction_stays_as_it_was(as_bob, alice, bob):
    out = make.published(alice, bob)
    publication.retract(out, by=bob, reason="Wrong.")
    out.claim.refresh_from_db()
    triage.reopen(out.claim, by=alice)
    out.claim.refresh_from_db()
    later = make.approved(alice, bob, out.claim)
    problem(as_bob.post(path(out.verdict) + "publish/"), 409)
    problem(as_bob.post(path(out.verdict) + "send-back/", {"note": "Again."}), 409)
    assert as_bob.post(path(later) + "publish/").status_code == 200
    assert out.claim.publications.live().get().verdict == later


def test_a_retraction_needs_a_reason(as_bob, alice, bob):
    out = make.published(alice, bob)
    for body in ({}, {"reason": " "}):
        assert (
            "reason" in problem(as_bob.post(f"claims/{out.claim_id}/retract/", body), 400)["errors"]
        )


def test_a_verdict_begins_on_a_claim_that_is_being_checked(as_alice, as_bob, alice):
    new, mine = make.claim(), make.checking(alice)
    problem(as_alice.post(f"claims/{new.pk}/verdicts/"), 409)
    assert as_alice.post(f"claims/{mine.pk}/verdicts/").status_code == 201
    detail = problem(as_bob.post(f"claims/{mine.pk}/verdicts/"), 409)["detail"]
    assert "Alice Adler is writing" in detail


def test_a_key_that_may_not_read_the_desk_is_told_where_its_draft_is_and_no_more(alice):
    mine = make.checking(alice)
    response = Api(make.api_key(alice, "act")).post(f"claims/{mine.pk}/verdicts/")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Location"].endswith(f"/verdicts/{Verdict.objects.get().pk}/")


def test_what_is_missing_is_said_all_at_once(as_alice, alice):
    verdict = verdicts.begin(make.checking(alice), by=alice)
    body = problem(as_alice.post(path(verdict) + "submit/"), 400)
    assert set(body["errors"]) == {"rating", "summary", "explanation", "sources"}


def test_a_draft_on_a_wording_that_moved_is_a_conflict(as_alice, alice):
    verdict = make.draft(alice)
    editing.edit(verdict.claim, by=alice, statement="Clearer.", revision=1)
    assert "Clearer." in problem(as_alice.post(path(verdict) + "save/", DRAFT), 409)["detail"]
    problem(as_alice.post(path(verdict) + "submit/"), 409)


WRONG = (
    ("save/", DRAFT | {"rating": "Pants on Fire"}, "rating"),
    ("save/", DRAFT | {"rating": "Half true\x00"}, "rating"),
    ("save/", DRAFT | {"rating": {}}, "rating"),
    ("save/", DRAFT | {"rating": 3}, "rating"),
    ("save/", DRAFT | {"summary": "x" * 301}, "summary"),
    ("save/", DRAFT | {"summary": None}, "summary"),
    ("save/", DRAFT | {"as_of": "yesterday"}, "as_of"),
    ("save/", DRAFT | {"review_by": "soon"}, "review_by"),
    ("save/", DRAFT | {"not_found": None}, "not_found"),
    ("save/", DRAFT | {"state": "approved"}, "state"),
    ("save/", {name: DRAFT[name] for name in DRAFT if name != "summary"}, "summary"),
    ("sources/", SOURCE | {"url": ""}, "url"),
    ("sources/", SOURCE | {"withheld_reason": "A threat."}, "url"),
    ("sources/", SOURCE | {"url": "javascript:alert(1)"}, "url"),
    ("sources/", SOURCE | {"url": "http://127.0.0.1:8000/fact-checks/1/"}, "url"),
    ("sources/", SOURCE | {"stance": "maybe"}, "stance"),
    ("sources/", {"withheld_reason": "A threat."}, "title"),
    ("sources/", SOURCE | {"published_on": "May"}, "published_on"),
    ("sources/", SOURCE | {"fetch_state": "kept"}, "fetch_state"),
    ("replies/", {}, "whom"),
    ("replies/", REPLY | {"whom": " "}, "whom"),
    ("replies/", REPLY | {"until": "2024-05-01"}, "until"),
    ("replies/", REPLY | {"answered_on": "2024-05-03"}, "answer"),
    ("replies/", REPLY | {"answer": "No.", "answered_on": "2024-05-01"}, "answered_on"),
    ("sources/", SOURCE | {"passage": "a\x00"}, "passage"),
)


def test_what_a_draft_cant_take_is_refused_by_field(as_alice, alice):
    verdict = make.draft(alice)
    for name, body, field in WRONG:
        response = as_alice.post(path(verdict) + name, body)
        assert list(problem(response, 400)["errors"]) == [field], body
    assert Verdict.objects.get().updated_at == verdict.updated_at
    assert verdict.sources.count() == 1


def test_a_port_that_there_isnt_is_no_crash(as_alice, alice):
    odd = SOURCE | {"url": "https://a.example:99999/"}
    assert as_alice.post(path(make.draft(alice)) + "sources/", odd).status_code < 500


def test_an_unknown_rating_is_answered_with_those_that_there_are(as_alice, alice):
    response = as_alice.post(path(make.draft(alice)) + "save/", DRAFT | {"rating": "Lie"})
    assert "True, Mostly true, Half true" in problem(response, 400)["errors"]["rating"][0]


def test_a_source_is_taken_out_of_ones_own_draft_only(as_alice, as_bob, alice):
    verdict = make.draft(alice)
    source = verdict.sources.get()
    other = make.draft(alice)
    problem(as_alice.delete(path(other, "sources", source.pk)), 404)
    problem(as_bob.delete(path(verdict, "sources", source.pk)), 409)
    assert as_alice.delete(path(verdict, "sources", source.pk)).status_code == 204
    problem(as_alice.delete(path(verdict, "sources", source.pk)), 404)
    assert not verdict.sources.exists()


def test_what_a_save_leaves_out_of_the_newer_fields_stays_as_it_was(as_alice, alice):
    here = path(make.draft(alice))
    newer = {"not_found": "Who counted.", "review_by": "2031-01-01"}
    saved = as_alice.post(f"{here}save/", DRAFT | newer).json()
    assert {name: saved[name] for name in newer} == newer
    again = as_alice.post(f"{here}save/", DRAFT).json()
    assert {name: again[name] for name in newer} == newer
    emptied = {"not_found": "", "review_by": None}
    saved = as_alice.post(f"{here}save/", DRAFT | emptied).json()
    assert {name: saved[name] for name in emptied} == emptied


def test_a_link_is_enough_for_a_source_and_says_that_it_is_going_to_be_read(as_alice, alice):
    here = path(make.draft(alice))
    body = as_alice.post(f"{here}sources/", {"url": "https://city.example/new"}).json()
    added = body["sources"][-1]
    assert (added["title"], added["fetch_state"]) == ("", "waiting")
    assert (added["archived"], added["passage_found"]) == (None, None)


def test_of_a_source_what_is_given_is_changed_and_the_rest_stays(as_alice, as_bob, alice):
    verdict, other = make.draft(alice), make.draft(alice)
    source = verdict.sources.get()
    here = path(verdict, "sources", source.pk)
    change = {"title": "Permits", "published_on": "2024-04-30"}
    problem(as_bob.patch(here, change), 409)
    problem(as_alice.patch(path(other, "sources", source.pk), change), 404)
    (seen,) = as_alice.patch(here, change).json()["sources"]
    assert {name: seen[name] for name in change} == change
    assert (seen["url"], seen["stance"]) == (source.url, "supports")
    assert "url" in problem(as_alice.patch(here, {"url": ""}), 400)["errors"]
    assert "fetched_at" in problem(as_alice.patch(here, {"fetched_at": None}), 400)["errors"]


def test_of_a_source_that_was_read_the_copy_is_told(as_alice, alice):
    verdict = make.draft(alice)
    copy = ArchivedCopy.objects.create(
        url="https://city.example/permits",
        final_url="https://city.example/register",
        status=200,
        text="Homes completed, by year",
        sha256="a" * 64,
        warc=b"",
        fetched_at=timezone.now(),
    )
    verdict.sources.update(copy=copy, fetch_state="kept", passage_found=True)
    (seen,) = as_alice.get(path(verdict)).json()["sources"]
    assert (seen["fetch_state"], seen["passage_found"]) == ("kept", True)
    assert seen["archived"]["sha256"] == "a" * 64
    assert set(seen["archived"]) == {"at", "sha256", "status", "final_url"}


def test_whom_one_asked_and_what_they_answered_is_added_changed_and_taken_out(
    as_alice, as_bob, alice
):
    verdict, other = make.draft(alice), make.draft(alice)
    (asked,) = as_alice.post(path(verdict, "replies"), REPLY).json()["replies"]
    assert {name: asked[name] for name in REPLY} == REPLY
    here = path(verdict, "replies", asked["id"])
    answer = {"answer": "The tower counts.", "answered_on": "2024-05-03"}
    problem(as_bob.patch(here, answer), 409)
    (seen,) = as_alice.patch(here, answer).json()["replies"]
    assert seen == asked | answer
    problem(as_bob.delete(here), 409)
    problem(as_alice.delete(path(other, "replies", asked["id"])), 404)
    assert as_alice.delete(here).status_code == 204
    problem(as_alice.delete(here), 404)
    assert as_alice.get(path(verdict)).json()["replies"] == []


def test_as_many_as_the_newsroom_asks_for_sign_off(as_bob, alice, carol):
    Newsroom.objects.update(approvals=2)
    here = path(make.submitted(alice))
    waiting = as_bob.post(f"{here}approve/").json()
    assert (waiting["state"], waiting["approvals_needed"]) == ("submitted", 2)
    assert [row["by"]["username"] for row in waiting["approvals"]] == ["bob"]
    problem(as_bob.post(f"{here}approve/"), 409)
    done = Api(make.api_key(carol, *ALL)).post(f"{here}approve/").json()
    assert (done["state"], done["approved_by"]["username"]) == ("approved", "carol")
    assert [row["by"]["username"] for row in done["approvals"]] == ["bob", "carol"]


def test_a_verdict_is_scheduled_and_taken_off_the_schedule(as_bob, alice, bob):
    here = path(make.approved(alice, bob))
    scheduled = as_bob.post(f"{here}schedule/", {"at": "2999-01-01T06:00:00Z"}).json()
    assert scheduled["scheduled_for"].startswith("2999-01-01T06:00")
    assert scheduled["scheduled_by"]["username"] == "bob"
    waiting = as_bob.post(f"{here}unschedule/").json()
    assert (waiting["scheduled_for"], waiting["scheduled_by"]) == (None, None)
    for wrong in ("2020-01-01T06:00:00Z", "9999-12-31T23:59:00Z", "0001-01-01T00:00:00Z", "soon"):
        assert list(problem(as_bob.post(f"{here}schedule/", {"at": wrong}), 400)["errors"]) == [
            "at"
        ]


def test_a_dropped_draft_can_be_read_and_the_claim_gets_another(as_alice, alice):
    verdict = make.draft(alice)
    assert as_alice.post(path(verdict) + "drop/").json()["state"] == "dropped"
    assert as_alice.post(f"claims/{verdict.claim_id}/verdicts/").status_code == 201
    problem(as_alice.post(path(verdict) + "save/", DRAFT), 409)


def test_a_verdict_is_found_under_its_own_claim_only(as_alice, alice):
    verdict, other = make.draft(alice), make.claim()
    assert as_alice.get(path(verdict)).status_code == 200
    problem(as_alice.get(f"claims/{other.pk}/verdicts/{verdict.pk}/"), 404)
    problem(as_alice.post(f"claims/{other.pk}/verdicts/{verdict.pk}/submit/"), 404)
    problem(as_alice.post(f"claims/{'9' * 30}/verdicts/"), 404)
    problem(as_alice.get(f"claims/{'9' * 30}/verdicts/{'9' * 30}/"), 404)


def test_drafts_are_for_the_desk_only(as_alice, alice, public):
    verdict = make.draft(alice)
    (seen,) = as_alice.get(f"claims/{verdict.claim_id}/").json()["verdicts"]
    assert (seen["state"], seen["summary"]) == ("draft", verdict.summary)
    reader = Api(make.api_key(alice, "read_published"))
    for place in (f"claims/{verdict.claim_id}/", path(verdict)):
        problem(public.get(place), 401)
        problem(reader.get(place), 403)
    for api in (public, reader):
        assert api.get("verdicts/").json()["results"] == []
        problem(api.get(f"verdicts/{verdict.claim_id}/"), 404)


def test_nothing_that_is_not_published_is_exported(public, alice, bob):
    make.draft(alice)
    make.submitted(alice)
    make.approved(alice, bob)
    for form in ("csv", "jsonld"):
        assert b"homes" not in b"".join(public.get("verdicts/", format=form))


def test_the_verdicts_on_a_hidden_document_are_gone_from_the_desk_and_stay_published(
    as_bob, public, alice, bob, dana
):
    out, draft = make.published(alice, bob), make.draft(alice)
    for claim in (out.claim, draft.claim):
        intake.hide_document(claim.occurrences.get().document, by=dana, reason="Private data.")
    problem(as_bob.get(path(out.verdict)), 404)
    problem(as_bob.get(path(draft)), 404)
    problem(as_bob.post(path(draft) + "take-over/"), 404)
    problem(as_bob.post(f"claims/{out.claim_id}/retract/", {"reason": "Wrong."}), 404)
    assert public.get(f"verdicts/{out.claim_id}/").status_code == 200
    publication.retract(out, by=bob, reason="Wrong.")
    problem(public.get(f"verdicts/{out.claim_id}/"), 410)
