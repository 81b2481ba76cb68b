"""ETags: what is unchanged is not sent again, what has moved is not acted on."""

from claims.models import Claim
from claims.pipeline import intake, triage
from tests import make
from tests.api.conftest import Api, problem


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
