"""The ClaimReview of every published page, read back out of the page, holds against a schema."""

import json
from pathlib import Path
from typing import Any

import extruct
import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime
from jsonschema import Draft202012Validator, FormatChecker

from claims.engine.candidate import Kind
from claims.models import Newsroom, Publication, User
from claims.pipeline import publication, triage
from tests import make
from tests.public import rows

SCHEMA = json.loads(Path(__file__).with_name("claim_review.schema.json").read_text())
FORMATS = FormatChecker()
# Not one that the library has by itself.
FORMATS.checks("date-time")(lambda word: not isinstance(word, str) or bool(parse_datetime(word)))
CHECK = Draft202012Validator(SCHEMA, format_checker=FORMATS)
LONG = "The city built homes for " + ", ".join(f"family number {n}" for n in range(30)) + "."


def read(client: Client, row: Publication) -> dict[str, Any]:
    """What a library finds in the page, once it holds against the schema."""
    address = f"http://127.0.0.1:8000/fact-checks/{row.claim_id}/"
    html = client.get(row.get_absolute_url()).content.decode()
    (review,) = extruct.extract(html, base_url=address, syntaxes=["json-ld"])["json-ld"]
    problems = [f"{error.json_path}: {error.message}" for error in CHECK.iter_errors(review)]
    assert not problems
    assert review["url"] == address
    return review


def several(alice: User, bob: User) -> Publication:
    speakers = {"speakers": ("Ada Moreno", "Ben Ode"), "roles": ("Mayor", "")}
    return make.published(alice, bob, make.checking(alice, **speakers))


def nobody(alice: User, bob: User) -> Publication:
    return make.published(alice, bob, make.checking(alice, speakers=(), roles=()))


def lengthy(alice: User, bob: User) -> Publication:
    return make.published(alice, bob, make.checking(alice, statement=LONG))


def off_the_line(alice: User, bob: User) -> Publication:
    return rows.rerated(make.published(alice, bob), by=bob, label="Unproven")


def again(alice: User, bob: User) -> Publication:
    """Retracted, checked once more, published again."""
    row = make.published(alice, bob)
    publication.retract(row, by=bob, reason="Wrong year.")
    row.claim.refresh_from_db()
    triage.reopen(row.claim, by=alice)
    row.claim.refresh_from_db()
    return make.published(alice, bob, row.claim)


def quote(alice: User, bob: User) -> Publication:
    return make.published(alice, bob, make.checking(alice, kinds=(Kind.QUOTE,)))


@pytest.mark.parametrize(
    "published",
    [
        make.published,
        several,
        nobody,
        lengthy,
        off_the_line,
        again,
        quote,
        rows.promise,
        rows.with_everything,
        rows.in_a_sentence,
    ],
)
def test_it_holds_against_the_schema(published: Any, alice: User, bob: User) -> None:
    read(Client(), published(alice, bob))


def test_the_schema_refuses_what_is_no_claim_review(alice: User, bob: User) -> None:
    review = read(Client(), make.published(alice, bob))
    for wrong in (
        {"reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1}},
        {"datePublished": "yesterday"},
        {"claimReviewed": ""},
        {"madeUp": "schema.org has no such word"},
        {"citation": [{"@type": "CreativeWork"}]},
    ):
        assert list(CHECK.iter_errors(review | wrong)), wrong


def test_a_correction_is_told_with_both_dates(client: Client, alice: User, bob: User) -> None:
    first = make.published(alice, bob)
    assert "dateModified" not in read(client, first)
    row = rows.rerated(first, by=bob)
    review = read(client, row)
    assert parse_datetime(review["dateModified"]) == row.published_at
    published = parse_datetime(review["datePublished"])
    assert published and abs((published - first.published_at).total_seconds()) < 0.001
    (correction,) = review["correction"]
    assert correction["text"] == ("Verdict changed. It was one tower, not two. We misread a table.")
    assert review["reviewRating"]["alternateName"] == "False"


def test_a_retraction_before_it_was_published_again_is_told(
    client: Client, alice: User, bob: User
) -> None:
    (correction,) = read(client, again(alice, bob))["correction"]
    assert correction["text"] == "Retraction. Wrong year."


def test_a_long_statement_is_cut_and_stands_whole_beside_it(
    client: Client, alice: User, bob: User
) -> None:
    review = read(client, lengthy(alice, bob))
    assert review["claimReviewed"].endswith("…")
    assert review["itemReviewed"]["text"] == LONG


def test_a_withheld_source_is_named_without_a_link(client: Client, alice: User, bob: User) -> None:
    cited = read(client, rows.with_everything(alice, bob))["citation"]
    assert {"@type": "CreativeWork", "name": "An official"} in cited
    assert any(one.get("datePublished") == "2026-04-01" for one in cited)


def test_all_claimants_are_named(client: Client, alice: User, bob: User) -> None:
    author = read(client, several(alice, bob))["itemReviewed"]["author"]
    assert [one["name"] for one in author] == ["Ada Moreno", "Ben Ode"]


def test_the_newsrooms_principles_are_where_it_says(client: Client, alice: User, bob: User) -> None:
    Newsroom.objects.update(address="https://facts.example")
    row = make.published(alice, bob)
    html = client.get(row.get_absolute_url()).content.decode()
    (review,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    for name in ("publishingPrinciples", "correctionsPolicy"):
        address = review["author"][name]
        assert client.get(address.removeprefix("https://facts.example")).status_code == 200
