"""ETags: what is unchanged is not sent again, what has moved is not acted on."""

import pytest

from claims.engine.candidate import Kind
from claims.models import Claim
from claims.pipeline import intake, promises, triage
from tests import make
from tests.api.conftest import Api, content, problem, undone


def again(api: Api, path: str, etag: str):
    return api.client.get(f"/api/v1/{path}", headers=api.headers | {"If-None-Match": etag})


def act(api: Api, path: str, etag: str, body: object = None):
    return api.client.post(
        f"/api/v1/{path}",
        body,
        content_type="application/json",
        headers=api.headers | {"If-Match": etag},
    )


def test_what_is_unchanged_is_not_sent_again(as_alice, public, alice, bob):
    out = make.published(alice, bob)
    for api, path in (
        (as_alice, "claims/"),
        (as_alice, f"claims/{out.claim_id}/"),
        (as_alice, "events/?page_size=1"),
        (as_alice, f"claims/{out.claim_id}/verdicts/{out.verdict_id}/"),
        (public, "publications/"),
        (public, f"publications/{out.pk}/"),
        (public, "verdicts/"),
    ):
        etag = api.get(path)["ETag"]
        known = again(api, path, etag)
        assert (known.status_code, known.content, known["ETag"]) == (304, b"", etag), path
        assert again(api, path, '"another"').status_code == 200, path


@pytest.mark.parametrize("form", ["json", "csv", "jsonld"])
@pytest.mark.parametrize("path", ["verdicts/", "verdicts/{claim}/"])
def test_every_form_has_an_etag_and_a_head_has_that_of_its_get(public, alice, bob, path, form):
    out = make.published(alice, bob)
    path = path.format(claim=out.claim_id)
    etag = public.get(path, format=form)["ETag"]
    head = public.client.head(f"/api/v1/{path}", {"format": form})
    assert (head["ETag"], content(head)) == (etag, b"")
    assert again(public, f"{path}?format={form}", etag).status_code == 304
    make.corrected(out, alice)
    moved = again(public, f"{path}?format={form}", etag)
    assert (moved.status_code, moved["ETag"] != etag) == (200, True)


def test_what_becomes_known_of_a_verdict_moves_the_etag_of_its_row(public, alice, bob):
    out = make.published(alice, bob, make.checking(alice, kinds=(Kind.PROMISE,)))
    row = f"verdicts/{out.claim_id}/?format=csv"
    etag = public.get(row)["ETag"]
    make.published(alice, bob)
    assert again(public, row, etag).status_code == 304
    promises.rate(out.claim, by=bob, status="stalled", note="No vote yet.")
    assert again(public, row, etag).status_code == 200


def test_what_is_unchanged_says_whom_it_is_for_and_what_is_left(public, as_alice):
    for api, path, private in ((public, "verdicts/", False), (as_alice, "claims/", True)):
        first = api.get(path)
        known = again(api, path, first["ETag"])
        assert known.status_code == 304
        left = int(first["RateLimit-Remaining"])
        assert known["RateLimit-Remaining"] == str(left - 1), path
        assert known.get("Vary") == first.get("Vary"), path
        assert known.get("Access-Control-Allow-Origin") == (None if private else "*")
        assert known.get("Cache-Control") == ("no-store" if private else None)


def test_a_get_of_what_has_moved_is_refused_with_a_problem(public, as_alice, alice, bob):
    out = make.published(alice, bob)
    for api, path in (
        (public, "verdicts/"),
        (public, "verdicts/?format=csv"),
        (public, f"verdicts/{out.claim_id}/"),
        (as_alice, f"claims/{out.claim_id}/"),
    ):
        here = f"/api/v1/{path}"
        other = api.client.get(here, headers=api.headers | {"If-Match": '"other"'})
        assert problem(other, 412)["type"] == "urn:factcheck:problem:changed"
        assert other["RateLimit-Remaining"]
        etag = api.get(path)["ETag"]
        same = api.client.get(here, headers=api.headers | {"If-Match": etag})
        assert same.status_code == 200, path


def test_an_etag_of_what_was_read_indented_is_as_good(as_alice):
    claim = make.claim()
    path = f"claims/{claim.pk}/"
    etags = {
        as_alice.get(path, accept=f"application/json; indent={indent}")["ETag"]
        for indent in (0, 1, 4, 9)
    }
    assert len(etags) == 4
    for etag in etags:
        with undone():
            assert act(as_alice, f"{path}accept/", etag).status_code == 200
    problem(act(as_alice, f"{path}tag/", '"other"', {"add": ["tax"]}), 412)


def test_whatever_an_answer_holds_moves_its_etag(as_alice, alice, dana):
    claim = make.claim()
    path = f"claims/{claim.pk}/"
    etags = [as_alice.get(path)["ETag"], as_alice.get("claims/")["ETag"]]
    Claim.objects.get().claimants.update(role="Mayor of Port Ellery")
    assert again(as_alice, path, etags[0]).status_code == 200
    assert again(as_alice, "claims/", etags[1]).status_code == 200
    assert as_alice.get(path, fields="id")["ETag"] != as_alice.get(path)["ETag"]
    intake.hide_document(claim.occurrences.get().document, by=dana, reason="Private data.")
    problem(again(as_alice, path, as_alice.get(path).get("ETag", "")), 404)


def test_what_has_moved_is_not_acted_on(as_alice, bob):
    claim = make.claim()
    path = f"claims/{claim.pk}/"
    etag = as_alice.get(path)["ETag"]
    triage.tag(claim, by=bob, add=["budget"])
    body = problem(act(as_alice, f"{path}accept/", etag), 412)
    assert body["type"] == "urn:factcheck:problem:changed"
    claim.refresh_from_db()
    assert claim.state == "new"
    now = as_alice.get(path)["ETag"]
    assert act(as_alice, f"{path}accept/", f'"other", {now}').status_code == 200
    problem(act(as_alice, f"{path}tag/", now, {"add": ["tax"]}), 412)
    assert act(as_alice, f"{path}tag/", "*", {"add": ["tax"]}).status_code == 200


def test_a_draft_is_saved_only_as_it_was_read(as_alice, alice):
    draft = make.draft(alice)
    path = f"claims/{draft.claim_id}/verdicts/{draft.pk}/"
    etag = as_alice.get(path)["ETag"]
    given = {
        "revision": 1,
        "rating": "True",
        "summary": "The city’s own figures agree.",
        "explanation": "The register lists every permit.",
        "as_of": "2024-05-04",
    }
    assert act(as_alice, f"{path}save/", etag, given).status_code == 200
    problem(act(as_alice, f"{path}save/", etag, given | {"summary": "No."}), 412)
    assert as_alice.get(path).json()["summary"] == given["summary"]


def test_what_belongs_to_a_draft_is_changed_only_as_it_was_read(as_alice, alice):
    draft = make.draft(alice)
    path = f"claims/{draft.claim_id}/verdicts/{draft.pk}/"
    read = as_alice.get(path)["ETag"]
    source = {"title": "Register", "url": "https://city.example/"}
    assert act(as_alice, f"{path}sources/", read, source).status_code == 201
    problem(act(as_alice, f"{path}sources/", read, source), 412)
    problem(act(as_alice, f"{path}replies/", read, {"whom": "The mayor"}), 412)
    added = draft.sources.get(title="Register")
    headers = as_alice.headers | {"If-Match": read}
    one = f"/api/v1/{path}sources/{added.pk}/"
    kind = "application/json"
    problem(as_alice.client.patch(one, {"title": "Other"}, content_type=kind, headers=headers), 412)
    problem(as_alice.client.delete(one, headers=headers), 412)
    assert draft.sources.get(pk=added.pk).title == "Register"
    headers = as_alice.headers | {"If-Match": as_alice.get(path)["ETag"]}
    assert as_alice.client.delete(one, headers=headers).status_code == 204
