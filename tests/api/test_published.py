"""Published verdicts: for everybody, in three forms, as they went out."""

import csv
import datetime as dt
import io
import json

import jsonschema
import pytest
import rdflib
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.engine.candidate import Kind
from claims.exports import records, spreadsheets
from claims.exports.formats import BLOCK
from claims.models import Claimant, Correction, Document, Newsroom, Publication, Rating, Scale
from claims.pipeline import (
    alerts,
    corrections,
    promises,
    publication,
    sources,
    verdicts,
)
from tests import make
from tests.api.conftest import Api, content, problem
from tests.exports.streams import streamed


@pytest.fixture
def out(alice, bob) -> Publication:
    return make.published(
        alice,
        bob,
        make.checking(
            alice,
            row=make.document(
                "The mayor said the city built 412 homes last year. It rained in May.",
                title="Council meeting",
                url="https://city.example/council",
                published_on=dt.date(2024, 5, 4),
            ),
        ),
    )


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(response).decode(), newline=""), strict=True))


def graph(response) -> list[dict]:
    document = json.loads(content(response))
    assert document["@context"] == "https://schema.org"
    return document["@graph"]


def test_anybody_may_read_what_is_published_the_newest_first(public, alice, bob):
    published = [make.published(alice, bob).claim_id for _ in range(3)]
    body = public.get("verdicts/").json()
    assert [row["id"] for row in body["results"]] == published[::-1]
    assert (body["next"], body["previous"]) == (None, None)
    second = public.get(public.get("verdicts/", page_size=2).json()["next"]).json()
    assert [row["id"] for row in second["results"]] == published[:1]


def test_what_is_corrected_while_pages_are_read_is_seen_by_who_follows_changes(public, alice, bob):
    old, new = (make.published(alice, bob) for _ in range(2))
    first = public.get("verdicts/", page_size=1).json()
    corrected = make.corrected(old, alice)
    assert [row["id"] for row in first["results"]] == [new.claim_id]
    assert public.get(first["next"]).json()["results"] == []
    (top,) = public.get("verdicts/", page_size=1).json()["results"]
    since = first["results"][0]["changed_at"]
    (change,) = public.get("verdicts/", updated_since=since).json()["results"]
    assert top["id"] == change["id"] == corrected.claim_id


def test_an_empty_desk_publishes_three_empty_forms(public):
    assert public.get("verdicts/").json()["results"] == []
    assert rows(public.get("verdicts/", format="csv")) == []
    assert graph(public.get("verdicts/", format="jsonld")) == []


def test_what_went_out_stays_as_it_was(public, out):
    before = public.get(f"verdicts/{out.claim_id}/").json()
    Claimant.objects.update(name="Somebody else")
    Rating.objects.filter(label="Mostly true").update(label="Renamed")
    Document.objects.update(title="Renamed")
    out.claim.statement = "Reworded."
    out.claim.save()
    assert public.get(f"verdicts/{out.claim_id}/").json() == before
    assert public.get("verdicts/").json()["results"] == [before]


def test_only_publications_are_read(public, out):
    for parameters in ({}, {"format": "csv"}, {"format": "jsonld"}):
        with CaptureQueriesContext(connection) as queries:
            content(public.get("verdicts/", **parameters))
        tables = " ".join(query["sql"] for query in queries)
        for table in ("claims_claim", "claims_verdict", "claims_document", "claims_occurrence"):
            assert f'"{table}"' not in tables


def test_a_retracted_verdict_is_gone_with_the_reason(public, out, bob):
    publication.retract(out, by=bob, reason="The register was wrong.")
    for form in ("json", "csv", "jsonld"):
        body = problem(public.get(f"verdicts/{out.claim_id}/", format=form), 410)
        assert body["detail"] == "The register was wrong."
        assert (body["number"], body["retracted_at"][:4]) == (1, str(out.published_at.year))
    assert public.get("verdicts/").json()["results"] == []
    assert rows(public.get("verdicts/", format="csv")) == []
    assert graph(public.get("verdicts/", format="jsonld")) == []


def test_what_never_went_out_is_not_found(public, alice, bob):
    problem(public.get(f"verdicts/{make.approved(alice, bob).claim_id}/"), 404)


def test_names_and_labels_of_the_day_filter_every_form(public, alice, bob):
    ada = make.published(alice, bob)
    bo = make.published(alice, bob, make.checking(alice, speakers=("Bo",), roles=("",)))
    for parameters, expected in (
        ({"claimant": "Bo"}, [bo]),
        ({"claimant": "Ada Moreno"}, [ada]),
        ({"rating": "Mostly true"}, [bo, ada]),
        ({"rating": "False"}, []),
        ({"rating": "Mostly true", "claimant": "Bo"}, [bo]),
    ):
        ids = [row.claim_id for row in expected]
        found = public.get("verdicts/", **parameters).json()["results"]
        assert [row["id"] for row in found] == ids
        table = rows(public.get("verdicts/", format="csv", **parameters))
        assert [int(row["id"]) for row in table] == ids
    problem(public.get("verdicts/", claimant="\x00"), 400)


def test_a_corrected_verdict_says_what_was_put_right_in_every_form(public, out, alice, bob):
    new = make.corrected(out, alice)
    body = public.get(f"verdicts/{out.claim_id}/").json()
    (said,) = body["corrections"]
    assert (said["kind"], said["what"], said["why"]) == ("typo", "A letter.", "We misspelt it.")
    assert (said["corrects"], body["number"]) == (1, 2)
    assert body["first_published_at"][:19] == out.published_at.isoformat()[:19]
    assert dt.datetime.fromisoformat(body["published_at"]) == new.published_at
    (row,) = rows(public.get("verdicts/", format="csv"))
    assert (row["corrections"], row["last_correction"]) == ("1", "A letter.")
    assert row["last_corrected_at"] == said["at"]
    assert row["first_published_at"][:19] == out.published_at.isoformat()[:19]


def found(api, **parameters) -> list[int]:
    """Ids of the claims in the list, once the export has the same."""
    ids = [row["id"] for row in api.get("verdicts/", **parameters).json()["results"]]
    table = rows(api.get("verdicts/", format="csv", **parameters))
    assert [int(row["id"]) for row in table] == ids
    return ids


def test_what_was_corrected_or_waits_for_another_look_can_be_chosen(public, out, alice, bob):
    corrected = make.corrected(make.published(alice, bob), alice)
    day = dt.date(2024, 6, 1)
    alerts.raise_(out.claim, kind="review", words="To be looked at again.", on=day)
    assert found(public, stale="true") == found(public, corrected="false") == [out.claim_id]
    assert found(public, corrected="true") == found(public, stale="false") == [corrected.claim_id]
    assert found(public, stale="true", corrected="true") == []
    assert found(public) == [corrected.claim_id, out.claim_id]
    body = public.get(f"verdicts/{out.claim_id}/").json()
    assert (body["is_stale"], body["stale"]) == (True, ["review"])
    for wrong in ({"stale": "perhaps"}, {"promise_status": "half"}):
        problem(public.get("verdicts/", **wrong), 400)


def test_how_a_promise_stands_is_said_and_chosen_apart_from_the_rating(public, alice, bob):
    claim = make.checking(alice, kinds=(Kind.PROMISE,))
    live = make.published(alice, bob, claim)
    assert public.get(f"verdicts/{claim.pk}/").json()["promise_status"] == ""
    promises.rate(live.claim, by=bob, status="stalled", note="The council has not voted.")
    assert found(public, promise_status="stalled") == [claim.pk]
    assert found(public, promise_status="kept") == []
    (row,) = rows(public.get("verdicts/", format="csv"))
    assert (row["promise_status"], row["rating"]) == ("stalled", "Mostly true")


@pytest.mark.parametrize("form", ["json", "csv", "jsonld"])
def test_what_becomes_known_of_a_verdict_makes_a_new_version_of_the_set(public, out, form):
    def etag():
        return public.get("verdicts/", format=form)["ETag"]

    first = etag()
    day = dt.date(2024, 6, 1)
    alerts.raise_(out.claim, kind="review", words="To be looked at again.", on=day)
    second = etag()
    alerts.close_all(out.claim, by=None, outcome="Still so.")
    assert len({first, second, etag()}) == 3


def test_the_corrections_log_has_what_was_put_right_and_taken_back(public, out, alice, bob):
    new = make.corrected(out, alice)
    publication.retract(new, by=bob, reason="The register was wrong.")
    corrections.begin(make.published(alice, bob), by=alice)
    taken_back, put_right = public.get("corrections/").json()["results"]
    assert (taken_back["kind"], taken_back["why"]) == ("retraction", "The register was wrong.")
    assert (taken_back["corrects"], taken_back["number"]) == (2, None)
    assert (put_right["kind"], put_right["what"]) == ("typo", "A letter.")
    assert (put_right["corrects"], put_right["number"]) == (1, 2)
    for row in (taken_back, put_right):
        assert row["claim"] == out.claim_id
        assert row["url"].endswith(f"/fact-checks/{out.claim_id}/")
        assert public.get(f"corrections/{row['id']}/").json() == row
    draft = Correction.objects.exclude(pk__in=(taken_back["id"], put_right["id"])).get()
    problem(public.get(f"corrections/{draft.pk}/"), 404)
    problem(public.get(f"corrections/{taken_back['id']}/?fields=id"), 400)


def test_the_corrections_log_comes_in_pages_and_asks_one_question(public, alice, bob):
    made = [make.corrected(make.published(alice, bob), alice).claim_id for _ in range(5)]
    seen, link = [], "corrections/?page_size=2"
    while link:
        with CaptureQueriesContext(connection) as queries:
            body = public.get(link).json()
        read = [query["sql"] for query in queries if "claims_correction" in query["sql"]]
        assert len(read) == 1
        assert "snapshot" not in read[0]
        seen += [row["claim"] for row in body["results"]]
        link = body["next"]
    assert seen == made[::-1]
    problem(public.get("corrections/", cursor="WzAsIDUsIDVd"), 400)


def test_csv_reads_back_as_it_was_written(public, out):
    response = public.get("verdicts/", format="csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="verdicts.csv"'
    (row,) = rows(response)
    assert tuple(row) == spreadsheets.CSV_COLUMNS
    assert row["quote"] == out.snapshot["occurrences"][0]["quote"]
    assert (row["rating"], row["rating_number"], row["rating_best"]) == ("Mostly true", "4", "5")
    assert (row["claimants"], row["sources"]) == ("Ada Moreno", "https://city.example/permits")
    assert dt.datetime.fromisoformat(row["published_at"]) == out.published_at
    assert rows(public.get(f"verdicts/{out.claim_id}/", format="csv")) == [row]


HARD = 'He said "yes, or no"; then:\r\n=2+5\nand\ttabs, 😀 and \u2028.'


def test_quotes_commas_and_lines_stand_in_one_cell_and_lines_end_as_rfc_4180_says(
    public, alice, bob
):
    make.publications_like(make.published(alice, bob), 1, explanation=HARD)
    response = public.get("verdicts/", format="csv")
    raw = content(response)
    row, _ = csv.DictReader(io.StringIO(raw.decode(), newline=""), strict=True)
    assert row["explanation"] == HARD
    assert raw.endswith(b"\r\n")
    assert raw.split(b"\r\n")[0].decode() == ",".join(spreadsheets.CSV_COLUMNS)


def test_no_cell_is_a_formula(public, out):
    formulas = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n@x", "＝1")
    for formula in formulas:
        make.publications_like(out, 1, explanation=formula, statement=formula)
    *found, _ = rows(public.get("verdicts/", format="csv"))
    for row, formula in zip(reversed(found), formulas, strict=True):
        assert (row["explanation"], row["statement"]) == (f"'{formula}", f"'{formula}")


def test_json_ld_is_a_claim_review_for_each_verdict(public, out):
    response = public.get("verdicts/", format="jsonld")
    assert response["Content-Type"] == "application/ld+json"
    (review,) = graph(response)
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == out.snapshot["statement"]
    assert review["url"] == f"http://127.0.0.1:8000/fact-checks/{out.claim_id}/"
    rating = review["reviewRating"]
    assert (rating["alternateName"], rating["ratingValue"]) == ("Mostly true", 4)
    assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
    claim = review["itemReviewed"]
    assert claim["author"][0]["name"] == "Ada Moreno"
    assert claim["appearance"][0]["url"] == "https://city.example/council"
    assert "null" not in json.dumps(review)
    one = json.loads(content(public.get(f"verdicts/{out.claim_id}/", format="jsonld")))
    assert one == {"@context": "https://schema.org", **review}


def test_a_json_ld_processor_finds_every_review_in_the_graph(public, out):
    make.publications_like(out, 2)
    document = json.loads(content(public.get("verdicts/", format="jsonld")))
    # The context's meaning without fetching it: every word is one of schema.org's.
    document["@context"] = {"@vocab": "https://schema.org/"}
    found = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    assert len(list(found.subjects(rdflib.RDF.type, schema.ClaimReview))) == 3
    assert len(list(found.objects(None, schema.claimReviewed))) == 3


def test_on_a_scale_without_ratings_the_summary_is_the_verdict(public, alice, bob):
    Newsroom.objects.update(scale=Scale.objects.get(name="One-sentence verdict"))
    verdict = verdicts.begin(make.checking(alice), by=alice)
    said = {"summary": "It built half of them.", "explanation": "See the register."}
    verdicts.save(verdict, by=alice, revision=1, rating=None, as_of=None, **said)
    sources.add(verdict, by=alice, title="Register", url="https://city.example/permits")
    verdicts.submit(verdict, by=alice)
    verdicts.approve(verdict, by=bob)
    publication.publish(verdict, by=bob)
    (row,) = rows(public.get("verdicts/", format="csv"))
    assert (row["rating"], row["summary"]) == ("", said["summary"])
    (review,) = graph(public.get("verdicts/", format="jsonld"))
    assert review["reviewRating"]["alternateName"] == said["summary"]
    assert "ratingValue" not in review["reviewRating"]


def test_accept_headers_choose_the_form(public, out):
    for accept, expected in (
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
    ):
        for path in ("verdicts/", f"verdicts/{out.claim_id}/"):
            response = public.get(path, accept=accept)
            assert response["Content-Type"] == expected
            assert "Accept" in response["Vary"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/json;q=0, text/csv", "text/csv; charset=utf-8; header=present"),
        ("application/json;q=0.1, text/csv", "text/csv; charset=utf-8; header=present"),
        ("text/csv;q=0.5, application/ld+json;q=0.7, */*;q=0.1", "application/ld+json"),
        ("*/*, text/csv", "text/csv; charset=utf-8; header=present"),
        ("text/*, application/*;q=0.9", "text/csv; charset=utf-8; header=present"),
        ("*/*, application/json;q=0.2, application/json;indent=4", "application/json"),
        ("", "application/json"),
    ],
)
def test_of_accept_headers_the_weights_count(public, out, accept, expected):
    assert public.get("verdicts/", accept=accept)["Content-Type"] == expected


def test_what_is_weighed_with_nothing_is_not_sent(public, as_alice):
    for api, path, accept in (
        (public, "corrections/", "application/json;q=0, */*"),
        (as_alice, "claims/", "application/json;q=0"),
        (public, "/api/schema/", "text/html, */*;q=0"),
    ):
        problem(api.get(path, accept=accept), 406)


def test_the_parameter_wins_over_the_header(public, out):
    response = public.get("verdicts/", accept="application/json", format="csv")
    assert response["Content-Type"].startswith("text/csv")


def test_a_form_that_there_isnt_is_refused(public):
    for path, form, there in (
        ("verdicts/", "xml", "json, ndjson, csv"),
        ("verdicts/", "", "json, ndjson, csv"),
        ("verdicts/export/", "xlsx", "json, ndjson, csv"),
        ("corrections/", "csv", "there is: json."),
        ("publications/", "csv", "there is: json."),
        ("/api/schema/", "xml", "there is: yaml, json."),
    ):
        errors = problem(public.get(path, format=form), 400)["errors"]
        assert there in errors["format"][0], (path, form)
    problem(public.get("verdicts/", accept="image/png"), 406)
    assert public.get("publications/", format="json").status_code == 200


@pytest.mark.parametrize("form", ["json", "csv", "jsonld"])
def test_who_has_the_current_version_is_told_so_until_it_changes(public, out, bob, form):
    def fetch(etag: str = ""):
        public.headers = {"If-None-Match": etag} if etag else {}
        response = public.get("verdicts/", format=form)
        return response.status_code, response["ETag"]

    _, first = fetch()
    assert fetch(first) == (304, first)
    make.publications_like(out, 1)
    status, second = fetch(first)
    assert status == 200
    publication.retract(out, by=bob, reason="Wrong.")
    status, third = fetch(second)
    assert status == 200
    assert fetch(third) == (304, third)
    assert len({first, second, third}) == 3


@pytest.mark.parametrize("form", ["csv", "jsonld"])
def test_an_export_goes_out_in_blocks_as_the_database_hands_over_rows(public, out, form):
    make.publications_like(out, 5, statement="x" * 200_000)
    with streamed() as statements:
        response = public.get("verdicts/", format=form)
        assert (response.streaming, statements) == (True, [])
        blocks = list(response)
    assert len(statements) == 1
    assert len(blocks) > 2
    assert max(map(len, blocks)) < BLOCK + 250_000


def test_a_key_is_not_needed_and_does_no_harm(alice, out):
    reader = Api(make.api_key(alice, "read_published"))
    assert reader.get("verdicts/").json()["results"][0]["id"] == out.claim_id


def test_nothing_is_written_here(public, as_bob, out):
    for api in (public, as_bob):
        for method in (api.client.post, api.client.put, api.client.patch, api.client.delete):
            problem(method(f"/api/v1/verdicts/{out.claim_id}/", headers=api.headers), 405)


def test_the_record_is_what_the_schema_says(public, out):
    schema = public.get("/api/schema/", format="json").json()
    resolved = schema | {"$ref": "#/components/schemas/VerdictRecord"}
    jsonschema.validate(public.get(f"verdicts/{out.claim_id}/").json(), resolved)
    fields = schema["components"]["schemas"]["VerdictRecord"]["properties"]
    assert set(fields) == set(records.record(out, Newsroom.current()))


NEWER = ("not_found", "due_on", "yardstick", "replies", "corrections", "first_published_at")


def test_a_record_from_before_there_were_corrections_has_the_same_shape(public, out):
    parts = {
        "claimants": [{"name": "Ada Moreno", "role": "Mayor"}],
        "sources": [
            {name: row[name] for name in row if name not in ("archived", "published_on")}
            for row in out.snapshot["sources"]
        ],
    }
    (row,) = make.publications_like(out, 1, without=NEWER, **parts)
    body = public.get(f"verdicts/{row.claim_id}/").json()
    schema = public.get("/api/schema/", format="json").json()
    jsonschema.validate(body, schema | {"$ref": "#/components/schemas/VerdictRecord"})
    assert body["first_published_at"] == body["published_at"]
    assert (body["corrections"], body["claimants"][0]["id"]) == ([], None)
    assert body["sources"][0]["archived"] is None
    assert {row["corrections"] for row in rows(public.get("verdicts/", format="csv"))} == {"0"}


@pytest.mark.parametrize("form", ["csv", "jsonld"])
def test_a_head_request_reads_no_rows(public, out, form):
    with CaptureQueriesContext(connection) as queries, streamed() as statements:
        response = public.client.head("/api/v1/verdicts/", {"format": form})
        assert (response.status_code, content(response)) == (200, b"")
    assert response["ETag"]
    assert statements == []
    assert not any("snapshot" in query["sql"] for query in queries)


def test_the_log_of_corrections_takes_no_parameter_that_it_does_not_know(public):
    assert list(problem(public.get("corrections/", claim="1"), 400)["errors"]) == ["claim"]
