"""Documents through the API."""

import json
from urllib.parse import urlsplit

import pytest

from claims.models import Document, Extraction
from claims.pipeline import extraction, intake
from tests import make
from tests.api.conftest import ALL, Api, problem

GIVEN = {
    "text": "The mayor said the city built 412 homes last year.",
    "title": "Council meeting",
    "kind": "transcript",
    "outlet": "City of Example",
    "author": "The clerk",
    "url": "https://city.example/council",
    "published_on": "2024-05-04",
}


def test_a_new_document_is_stored_queued_and_found_at_its_location(as_alice, alice):
    response = as_alice.post("documents/", GIVEN)
    assert response.status_code == 201
    row = Document.objects.get()
    assert (row.title, row.added_by, row.kind) == ("Council meeting", alice, "transcript")
    assert response.json()["extraction"]["state"] == "queued"
    path = urlsplit(response["Location"]).path
    assert path == f"/api/v1/documents/{row.pk}/"
    found = as_alice.get(path).json()
    assert {name: found[name] for name in GIVEN} == GIVEN
    assert found["sha256"] == row.sha256


def test_the_same_text_twice_is_the_same_document(as_alice, as_bob):
    first = as_alice.post("documents/", GIVEN)
    again = as_bob.post("documents/", GIVEN | {"title": "x", "text": f"\ufeff{GIVEN['text']}\r\n"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert Document.objects.count() == 1


def test_a_text_that_is_hidden_is_a_conflict(as_alice, dana):
    as_alice.post("documents/", GIVEN)
    intake.hide_document(Document.objects.get(), by=dana, reason="Private data.")
    problem(as_alice.post("documents/", GIVEN), 409)


@pytest.mark.parametrize("letter", ["a", "ж", "国", "😀"])
def test_half_a_million_characters_of_any_script_are_taken(as_alice, letter):
    response = as_alice.post("documents/", {"title": "Long", "text": f"a{letter * 499_999}"})
    assert response.status_code == 201
    assert response.json()["characters"] == 500_000


REFUSED = {
    "no text": ({"text": None}, "text"),
    "an empty text": ({"text": " \n "}, "text"),
    "one character too many": ({"text": "a" * 500_001}, "text"),
    "a NUL byte in the text": ({"text": "a\x00b"}, "text"),
    "a NUL byte in the title": ({"title": "a\x00b"}, "title"),
    "half a surrogate pair in the text": ({"text": "a\ud800b"}, "text"),
    "half a surrogate pair in the outlet": ({"outlet": "a\ud800b"}, "outlet"),
    "no title": ({"title": " "}, "title"),
    "a title that is too long": ({"title": "a" * 301}, "title"),
    "a number for a text": ({"text": 5}, "text"),
    "an object for a title": ({"title": {}}, "title"),
    "a list for an address": ({"url": []}, "url"),
    "a kind that there isn't": ({"kind": "podcast"}, "kind"),
    "an object for a kind": ({"kind": {}}, "kind"),
    "an address that is none": ({"url": "javascript:alert(1)"}, "url"),
    "a day that there isn't": ({"published_on": "2024-02-30"}, "published_on"),
    "a day in the future": ({"published_on": "2999-01-01"}, "published_on"),
    "an embargo that is no time": ({"embargo_until": "soon"}, "embargo_until"),
    "a field that there isn't": ({"publishedOn": "2024-05-04"}, "publishedOn"),
    "a field that isn't the caller's": ({"sha256": "0" * 64}, "sha256"),
}


def test_what_cant_be_taken_is_refused_by_field_and_nothing_is_stored(as_alice):
    for what, (wrong, field) in REFUSED.items():
        response = as_alice.send("documents/", json.dumps(GIVEN | wrong).encode())
        assert list(problem(response, 400)["errors"]) == [field], what
    assert not Document.objects.exists()


MALFORMED = {
    "broken": b'{"text": ',
    "not UTF-8": b'{"text": "\xff"}',
    "a list": b"[]",
    "a string": b'"text"',
    "null": b"null",
    "nothing": b"",
    "no number": b'{"text": NaN}',
    "a number without end": b'{"text": ' + b"1" * 10_000 + b"}",
    "nested without end": b"[" * 200_000,
}


def test_a_body_that_is_no_object_is_a_problem_and_no_crash(as_alice):
    for what, raw in MALFORMED.items():
        response = as_alice.send("documents/", raw)
        assert response.status_code == 400, what
        problem(response, 400)


def test_json_is_utf_8_whatever_the_header_says(as_alice):
    for charset in ("hex", "utf-16", "nonsense"):
        raw = json.dumps(GIVEN | {"text": f"The city built 412 homes in {charset}."}).encode()
        response = as_alice.send("documents/", raw, f"application/json; charset={charset}")
        assert response.status_code == 201, charset


def test_other_forms_than_json_are_refused(as_alice):
    problem(as_alice.send("documents/", b"text=x", "application/x-www-form-urlencoded"), 415)


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(as_alice, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    problem(as_alice.post("documents/", GIVEN), 413)
    assert not Document.objects.exists()


def test_the_list_has_no_texts_and_the_newest_first(as_alice):
    rows = [make.document() for _ in range(3)]
    results = as_alice.get("documents/").json()["results"]
    assert [row["id"] for row in results] == [row.pk for row in reversed(rows)]
    assert "text" not in results[0]


def test_the_text_comes_without_a_change(as_alice):
    text = "A  “quote”\n\n\tover\u2028 lines 😀."
    row = make.document(text)
    assert as_alice.get(f"documents/{row.pk}/").json()["text"] == text == row.text


def test_an_extraction_tells_why_another_engine_read_the_text(as_alice):
    row = make.document()
    taken = make.extracted(row)
    assert as_alice.get(f"documents/{row.pk}/").json()["extraction"]["note"] == ""
    Extraction.objects.filter(pk=taken.pk).update(note="The other one did not answer.")
    body = as_alice.get(f"documents/{row.pk}/").json()
    assert body["extraction"]["note"] == "The other one did not answer."


def test_a_failed_extraction_is_told_and_can_be_tried_again(as_alice):
    row = make.document()
    taken = extraction.take_over(row.extractions.get().pk)
    extraction.give_up(taken, ValueError("odd"), final=True)
    assert "odd" in as_alice.get(f"documents/{row.pk}/").json()["extraction"]["error"]
    response = as_alice.post(f"documents/{row.pk}/extract/")
    assert response.status_code == 200
    assert response.json()["extraction"]["state"] == "queued"
    problem(as_alice.post(f"documents/{row.pk}/extract/"), 409)
    assert Extraction.objects.filter(document=row).count() == 2


@pytest.mark.parametrize(
    ("scope", "status"),
    [("read_published", 403), ("read_desk", 403), ("act", 403), ("write_documents", 201)],
)
def test_only_one_scope_adds_documents(alice, scope, status):
    assert Api(make.api_key(alice, scope)).post("documents/", GIVEN).status_code == status
    assert Document.objects.exists() == (status == 201)


def test_nobody_without_a_role_adds_documents(as_charlie, public):
    problem(as_charlie.post("documents/", GIVEN), 403)
    problem(public.post("documents/", GIVEN), 401)
    assert not Document.objects.exists()


@pytest.mark.parametrize("scope", [scope for scope in ALL if scope != "act"])
def test_only_one_scope_reads_documents_again(alice, scope):
    row = make.document()
    problem(Api(make.api_key(alice, scope)).post(f"documents/{row.pk}/extract/"), 403)


def test_a_hidden_document_is_gone_everywhere_at_once_and_comes_back(as_bob, dana):
    row = make.document()
    claim = make.claim(row)
    places = (
        f"documents/{row.pk}/",
        f"claims/{claim.pk}/",
    )
    actions = (f"documents/{row.pk}/extract/", f"claims/{claim.pk}/accept/")
    lists = ("documents/", "claims/", "claims/?q=mayor", f"claims/?document={row.pk}")

    intake.hide_document(row, by=dana, reason="Private data.")
    assert [as_bob.get(path).status_code for path in places] == [404, 404]
    assert [as_bob.post(path).status_code for path in actions] == [404, 404]
    assert [as_bob.get(path).json()["results"] for path in lists] == [[], [], [], []]

    row.refresh_from_db()
    intake.restore_document(row, by=dana)
    assert [as_bob.get(path).status_code for path in places] == [200, 200]


def test_a_document_that_was_read_says_when(as_alice):
    row = make.document()
    make.extracted(row)
    found = as_alice.get(f"documents/{row.pk}/").json()["extraction"]
    assert (found["state"], found["percent"]) == ("done", 100)
    assert found["finished_at"]


def test_a_document_comes_with_its_embargo_and_an_editor_moves_it(as_alice, as_bob):
    until = "2999-05-04T06:00:00Z"
    body = as_alice.post("documents/", GIVEN | {"embargo_until": until}).json()
    assert body["embargo_until"] == until
    here = f"documents/{body['id']}/"
    assert as_alice.get(here).json()["embargo_until"] == until
    problem(as_alice.post(f"{here}embargo/", {"until": None}), 403)
    later = "2999-06-01T06:00:00Z"
    assert as_bob.post(f"{here}embargo/", {"until": later}).json()["embargo_until"] == later
    assert as_bob.post(f"{here}embargo/", {"until": None}).json()["embargo_until"] is None
    for wrong in ({}, {"until": "2020-01-01T00:00:00Z"}, {"until": "9999-12-31T23:59:00Z"}):
        assert list(problem(as_bob.post(f"{here}embargo/", wrong), 400)["errors"]) == ["until"]


def test_nothing_goes_out_before_the_embargo_of_its_document_ends(as_bob, alice, bob):
    verdict = make.approved(alice, bob)
    document = verdict.claim.occurrences.get().document
    as_bob.post(f"documents/{document.pk}/embargo/", {"until": "2999-05-04T06:00:00Z"})
    here = f"claims/{verdict.claim_id}/verdicts/{verdict.pk}/"
    assert "under embargo until" in problem(as_bob.post(f"{here}publish/"), 400)["detail"]
    early = {"at": "2999-05-04T05:00:00Z"}
    assert "at" in problem(as_bob.post(f"{here}schedule/", early), 400)["errors"]
