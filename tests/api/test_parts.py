"""`fields` and `include`: what of a row is given, and what that costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.api import parts
from claims.api.outputs import ClaimOutput, DocumentOutput
from claims.api.snapshots import VerdictRecord
from claims.exports import records
from claims.models import Newsroom
from tests import make
from tests.api.conftest import problem

EXTRAS = {"verdicts", "publications", "promise_statuses", "alerts", "history"}

WHO = ("", "claims_apikey", "claims_newsroom", "auth_permission")


def rows(response) -> list[dict]:
    assert response.status_code == 200, response.content
    return response.json()["results"]


def tables(api, path: str) -> list[str]:
    """The tables that the queries begin with, but for those about who asks."""
    api.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert api.get(path).status_code == 200
    begins = [query["sql"].partition(' FROM "')[2].partition('"')[0] for query in queries]
    return [name for name in begins if name not in WHO]


def test_only_what_is_asked_for_is_given(as_alice):
    claim = make.claim()
    asked = "id, statement,claimants.name,occurrences.document.title,details.figures.value"
    (row,) = rows(as_alice.get("claims/", fields=asked))
    place = claim.occurrences.get()
    assert row == {
        "id": claim.pk,
        "statement": claim.statement,
        "claimants": [{"name": "Ada Moreno"}],
        "occurrences": [{"document": {"title": place.document.title}}],
        "details": {"figures": []},
    }
    assert as_alice.get(f"claims/{claim.pk}/", fields="id").json() == {"id": claim.pk}


def test_all_of_a_part_wins_over_a_part_of_it(as_alice):
    make.claim()
    for asked in ("claimants,claimants.name", "claimants.name,claimants"):
        (row,) = rows(as_alice.get("claims/", fields=asked))
        assert set(row["claimants"][0]) == {"id", "name", "disambiguation", "role"}


def test_a_list_gives_what_else_there_is_when_it_is_asked_for(as_alice, alice):
    draft = make.draft(alice)
    (row,) = rows(as_alice.get("claims/"))
    assert not EXTRAS & set(row)
    (row,) = rows(as_alice.get("claims/", include="verdicts.summary,history"))
    assert set(row) & EXTRAS == {"verdicts", "history"}
    assert row["verdicts"] == [{"summary": draft.summary}]
    assert [event["action"] for event in row["history"]][-1] == "claim.extracted"
    whole = as_alice.get(f"claims/{draft.claim_id}/", include="history").json()
    assert whole["history"] == row["history"]
    assert "history" not in as_alice.get(f"claims/{draft.claim_id}/").json()


def test_what_is_asked_for_and_what_is_added_hold_together(as_alice, alice):
    make.draft(alice)
    (row,) = rows(as_alice.get("claims/", fields="id", include="verdicts.state"))
    assert set(row) == {"id", "verdicts"}
    (row,) = rows(as_alice.get("claims/", fields="verdicts.state"))
    assert row == {"verdicts": [{"state": "draft"}]}


@pytest.mark.parametrize(
    ("parameter", "words", "there"),
    [
        ("fields", "id,colour", "statement"),
        ("fields", "claimants.nme", "disambiguation"),
        ("fields", "id.x", "ends before"),
        ("fields", "occurrences.document.x", "outlet"),
        ("include", "statement", "history"),
        ("include", "verdicts.x", "rating"),
        ("fields", "x" * 1001, "1000"),
        ("fields", "", "blank"),
    ],
)
def test_a_name_that_is_not_known_is_answered_with_those_that_are(
    as_alice, parameter, words, there
):
    errors = problem(as_alice.get("claims/", **{parameter: words}), 400)["errors"]
    assert there in errors[parameter][0]


def test_a_list_of_documents_never_holds_their_texts(as_alice):
    make.document()
    assert "text" not in rows(as_alice.get("documents/"))[0]
    for parameter in ("fields", "include"):
        problem(as_alice.get("documents/", **{parameter: "text"}), 400)


def test_what_is_not_asked_for_is_not_looked_up(as_alice, alice):
    make.draft(alice)
    assert tables(as_alice, "claims/?fields=id,statement") == ["claims_claim"]
    assert tables(as_alice, "claims/?fields=claimants.name") == ["claims_claim", "claims_claimant"]
    within = ["claims_claim", "claims_verdict"]
    assert tables(as_alice, "claims/?fields=id,verdicts.state") == within
    assert tables(as_alice, "claims/?fields=verdicts.sources.url") == [*within, "claims_source"]
    assert tables(as_alice, "documents/?fields=id,title") == ["claims_document"]
    assert tables(as_alice, "claims/-/verdicts/?fields=id,state") == ["claims_verdict"]
    assert tables(as_alice, "sources/?fields=id,claim") == ["claims_source"]
    assert tables(as_alice, "publications/?fields=id,number") == ["claims_publication"]


def test_what_is_added_costs_the_same_for_a_few_rows_and_for_many(as_alice, alice, bob):
    path = f"claims/?page_size=100&include={','.join(sorted(EXTRAS))}"
    out = make.published(alice, bob)
    make.publications_like(out, 4)
    few = tables(as_alice, path)
    make.publications_like(out, 40)
    assert tables(as_alice, path) == few


def test_a_record_is_picked_from_in_the_same_way(alice, bob):
    out = make.published(alice, bob)
    record = records.record(out, Newsroom.current())
    tree = parts.asked({"fields": "id,rating.label,sources.url"}, parts.whole(VerdictRecord))
    assert parts.pick(record, tree) == {
        "id": out.claim_id,
        "rating": {"label": "Mostly true"},
        "sources": [{"url": "https://city.example/permits"}],
    }
    assert parts.pick(record, {}) is record


def test_of_published_verdicts_too_only_what_is_asked_for_is_given(public, alice, bob):
    out = make.published(alice, bob)
    asked = "id,rating.label,claimants.name"
    told = {
        "id": out.claim_id,
        "rating": {"label": "Mostly true"},
        "claimants": [{"name": "Ada Moreno"}],
    }
    assert rows(public.get("verdicts/", fields=asked)) == [told]
    assert public.get(f"verdicts/{out.claim_id}/", fields=asked).json() == told
    assert "statement" in problem(public.get("verdicts/?fields=x"), 400)["errors"]["fields"][0]


def test_of_published_verdicts_too_a_parameter_that_is_not_known_or_empty_is_refused(
    public, alice, bob
):
    out = make.published(alice, bob)
    for path in (
        "verdicts/?ratng=True",
        "verdicts/?rating=",
        "verdicts/?page_size=",
        "verdicts/export/?page_size=3",
        "verdicts/export/?fields=id",
        "verdicts/?fields=,",
        "verdicts/?rating=True&rating=False",
        "corrections/?page_size=2&page_size=3",
        "verdicts/?format=csv&format=json",
        f"verdicts/{out.claim_id}/?rating=True",
    ):
        problem(public.get(path), 400)
    problem(public.get("verdicts/?format="), 400)


def test_who_names_nothing_is_not_given_everything(as_alice):
    for name in ("fields", "include"):
        for words in (",", "%20,%20"):
            errors = problem(as_alice.get(f"claims/?{name}={words}"), 400)["errors"]
            assert "Name at least one" in errors[name][0]


def test_a_parameter_that_comes_twice_is_refused_by_its_name(as_alice, alice):
    for path in ("claims/?state=new&state=all", "events/?by=alice&by=bob"):
        name = path.partition("?")[2].partition("=")[0]
        assert name in problem(as_alice.get(path), 400)["errors"], path
    problem(as_alice.get(f"claims/{make.claim().pk}/?fields=id&fields=state"), 400)


def test_of_every_serializer_all_names_are_known():
    assert {"id", "history"} <= parts.whole(DocumentOutput).keys()
    assert parts.whole(ClaimOutput)["verdicts"]["rating"] == {
        "scale": {},
        "label": {},
        "number": {},
    }
