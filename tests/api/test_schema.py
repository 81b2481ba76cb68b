"""The schema: complete, true, and readable without anybody else's server."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

import jsonschema
import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from claims.api import examples, exports, outputs, snapshots, webhooks
from claims.api import schema as api_schema
from claims.api.claims import ClaimViewSet
from claims.api.parts import whole
from claims.engine.candidate import Kind
from claims.engine.detail.details import NOTHING, Day, Details, Due, Figure, Precision
from claims.models import Correction
from claims.pipeline import publication
from tests import make
from tests.api.conftest import Api, content, problem, validate

pytestmark = pytest.mark.django_db


def test_the_schema_is_valid_and_made_without_a_warning(db, tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))


def test_the_schema_is_openapi_3_1_with_examples_and_a_key(schema):
    assert schema["openapi"].startswith("3.1")
    assert schema["components"]["securitySchemes"]["ApiKey"]["scheme"] == "bearer"
    assert schema["paths"]["/api/v1/documents/"]["post"]["security"] == [{"ApiKey": []}]
    examples = schema["paths"]["/api/v1/documents/"]["post"]["requestBody"]["content"]
    assert examples["application/json"]["examples"]
    assert {} in schema["paths"]["/api/v1/verdicts/"]["get"]["security"]


def test_every_operation_says_how_it_refuses_and_what_key_it_needs(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            refused = operation["responses"]["default"]["content"]
            assert list(refused) == ["application/problem+json"], (path, method)
            public = {} in operation["security"]
            assert public or "Needs a key with the scope" in operation["description"], path


SHAPES = {
    name: shape
    for module in (outputs, snapshots, exports, webhooks, api_schema)
    for name, shape in vars(module).items()
}


def bodies(operation: dict) -> Iterator[tuple[str, dict]]:
    """What an operation takes and answers in JSON."""
    if "requestBody" in operation:
        yield "request", operation["requestBody"]["content"]["application/json"]
    for code, answer in operation["responses"].items():
        for media_type, body in answer.get("content", {}).items():
            if media_type in ("application/json", "application/problem+json"):
                yield code, body


def test_every_operation_has_an_example_of_what_it_takes_and_answers_and_each_is_one(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for part, body in bodies(operation):
                assert body.get("examples"), (path, method, part)
                for example in body["examples"].values():
                    shape = schema | {"$ref": "#/x", "x": body["schema"]}
                    jsonschema.validate(example["value"], shape)


def test_the_examples_are_whole_and_their_quotes_stand_where_they_say():
    for name, example in examples.ANSWERED.items():
        shape = SHAPES.get(name, snapshots.VerdictRecord)
        assert set(example) == set(whole(shape)) - {"errors"}, name
    place, text = examples.OCCURRENCE, examples.DOCUMENT["text"]
    assert text[place["start"] : place["end"]] == place["quote"]
    (figure,) = examples.CLAIM["details"]["figures"]
    assert text[figure["start"] : figure["end"]] == figure["quote"]


def test_every_operation_says_in_a_line_what_it_does(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation.get("summary"), (path, method)


def test_the_names_of_operations_are_for_generated_clients(schema):
    names = [
        operation["operationId"]
        for methods in schema["paths"].values()
        for operation in methods.values()
    ]
    assert len(names) == len(set(names))
    assert {"claim_accept", "document_create", "claim_verdict_approve", "verdict_list"} <= set(
        names
    )


def test_answers_are_what_the_schema_says(schema, as_bob, alice, bob):
    draft = make.draft(alice)
    document = make.extracted(make.document()).document
    make.corrected(make.published(alice, bob), alice)
    publication.retract(make.published(alice, bob), by=bob, reason="Wrong.")
    claim = f"claims/{draft.claim_id}/"
    for path, name in (
        ("claims/", "PaginatedClaimOutputList"),
        (claim, "ClaimOutput"),
        (f"{claim}verdicts/{draft.pk}/", "VerdictOutput"),
        ("documents/", "PaginatedDocumentOutputList"),
        (f"documents/{document.pk}/", "DocumentOutput"),
        ("verdicts/", "PaginatedPublishedChangeList"),
        ("corrections/", "PaginatedLogEntryList"),
        (f"corrections/{Correction.objects.out()[0].pk}/", "LogEntry"),
        ("publications/?include=verdict", "PaginatedPublicationRecordList"),
        ("extractions/", "PaginatedExtractionOutputList"),
        ("occurrences/", "PaginatedOccurrenceOutputList"),
        ("claimants/", "PaginatedClaimantWithCountsOutputList"),
        ("claims/-/verdicts/", "PaginatedVerdictOutputList"),
        ("sources/", "PaginatedSourceOutputList"),
        ("events/", "PaginatedEventOutputList"),
    ):
        body = as_bob.get(path).json()
        validate(schema, name, body)
        assert body.get("results") != [], path
    validate(schema, "Problem", problem(as_bob.post(f"{claim}assign/", {}), 400))


def test_one_of_a_kind_is_given_whole_though_fields_may_leave_parts_out(schema, as_bob, alice, bob):
    out = make.corrected(make.published(alice, bob), alice)
    shapes = schema["components"]["schemas"]
    for path, name in (
        (f"claims/{out.claim_id}/", "ClaimOutput"),
        (f"claims/{out.claim_id}/verdicts/{out.verdict_id}/", "VerdictOutput"),
        (f"publications/{out.pk}/", "PublicationRecord"),
        (f"verdicts/{out.claim_id}/", "VerdictRecord"),
    ):
        assert set(as_bob.get(path).json()) | {"history"} == set(shapes[name]["properties"]) | {
            "history"
        }, path


FOUND = Details(
    figures=(Figure(0, 4, "£3bn", Decimal(3 * 10**9), "£"),),
    days=(Day(0, 9, "last year", None, dt.date(2030, 12, 31), Precision.YEAR),),
    places=("Port Ellery",),
    organisations=("Harbour Trust",),
    due=Due(0, 7, "by 2031", dt.date(2031, 12, 31), "", ""),
    unresolved=("they",),
)


@pytest.mark.parametrize("found", [FOUND, NOTHING])
def test_details_are_what_the_schema_says_to_the_last_field(schema, as_bob, found):
    claim = make.claim(kinds=(Kind.PROMISE,), details=found)
    details = as_bob.get(f"claims/{claim.pk}/").json()["details"]
    validate(schema, "DetailsOutput", details)
    shapes = schema["components"]["schemas"]
    assert set(details) == set(shapes["DetailsOutput"]["properties"])
    for name, parts in (
        ("FigureOutput", details["figures"]),
        ("DayOutput", details["days"]),
        ("DueOutput", [details["due"]] if details["due"] else []),
    ):
        assert all(set(part) == set(shapes[name]["properties"]) for part in parts)


def test_the_example_of_details_is_one(schema):
    (example,) = schema["components"]["schemas"]["DetailsOutput"]["examples"]
    validate(schema, "DetailsOutput", example)
    assert Details.from_json(example).as_json() == example
    for part in (*example["figures"], *example["days"], example["due"]):
        assert part["end"] - part["start"] == len(part["quote"])


def test_the_page_of_the_schema_takes_everything_from_us(public):
    page = public.get("/api/docs/", accept="text/html")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert len(addresses) == 5
    assert all(address.startswith("/") for address in addresses)


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/claims/", "/api/v1/claims/%0A/"]
)
def test_an_address_of_nothing_is_a_problem_too(public, as_alice, path):
    for response in (public.get(path), public.get(path, "text/html"), as_alice.post(path, {})):
        problem(response, 404)


def test_who_forgets_the_slash_is_reminded(public, as_alice):
    for response in (public.get("/api/v1/verdicts"), as_alice.post("/api/v1/documents", {})):
        assert "end with a slash" in problem(response, 404)["detail"]


def test_a_mistake_of_ours_is_a_problem_too_and_tells_nothing_of_it(as_alice, monkeypatch):
    def broken(view: object) -> None:
        raise RuntimeError("the inside of the server")

    monkeypatch.setattr(ClaimViewSet, "get_queryset", broken)
    as_alice.client.raise_request_exception = False
    body = problem(as_alice.get("claims/"), 500)
    assert body["type"] == "urn:factcheck:problem:broken"
    assert "inside" not in str(body)


def test_what_never_reached_a_view_is_a_problem_too(public):
    public.headers = {"Host": "somewhere.else.example"}
    problem(public.get("verdicts/"), 400)


def test_a_wrong_key_is_told_so_everywhere(db):
    for path in ("/api/v1/nothing/", "verdicts/", "documents/"):
        problem(Api("fck_wrong").get(path), 401)


def test_no_cache_keeps_what_the_desk_answers(as_alice):
    assert as_alice.get("claims/")["Cache-Control"] == "no-store"
    assert as_alice.get("claims/999999/")["Cache-Control"] == "no-store"


def test_the_schema_is_served_as_yaml_to_who_asks_for_nothing(public):
    response = public.get("/api/schema/")
    assert content(response).startswith(b"openapi: 3.1")
    assert response["Content-Type"] == "application/vnd.oai.openapi; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="Factcheck API.yaml"'


def test_the_schema_is_made_once_and_sent_once(public, as_alice, monkeypatch):
    first = {form: public.get("/api/schema/", format=form) for form in ("yaml", "json")}
    assert first["yaml"]["ETag"] != first["json"]["ETag"]

    def again(generator: object, **options: object) -> None:
        raise AssertionError("It is made anew.")

    monkeypatch.setattr(SchemaGenerator, "get_schema", again)
    for form, response in first.items():
        same = as_alice.get("/api/schema/", format=form)
        assert (same.content, same["ETag"]) == (response.content, response["ETag"])
        known = {"If-None-Match": response["ETag"]}
        unchanged = public.client.get(f"/api/schema/?format={form}", headers=known)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged["Vary"] == response["Vary"] == "Accept"
        assert unchanged["Access-Control-Allow-Origin"] == "*"
        assert unchanged["RateLimit-Remaining"]
    problem(public.get("/api/schema/", version="2"), 400)
