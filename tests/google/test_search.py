"""Search in Google's form: what is found, what is told of it, and what is refused."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.google.views import GoogleViewSet
from claims.models import Newsroom, Publication, User
from claims.pipeline import publication
from tests import make
from tests.google.conftest import ADDRESS, refused, search, urls
from tests.public import rows


def at(row: Publication) -> str:
    return Newsroom.current().absolute(row.get_absolute_url())


def test_an_answer_has_exactly_googles_fields(client: Client, alice: User, bob: User) -> None:
    Newsroom.objects.update(name="The Paper", address="https://www.paper.example/facts")
    row = make.published(alice, bob)
    said = row.snapshot["occurrences"][0] | {"said_on": "2026-03-01"}
    (row,) = make.publications_like(row, 1, occurrences=[said | {"said_on": "2026-04-01"}, said])
    first = search(client, query="homes", pageSize=1)
    moment = row.published_at.astimezone(dt.UTC)
    assert first["claims"] == [
        {
            "text": row.snapshot["statement"],
            "claimant": "Ada Moreno",
            "claimDate": "2026-03-01T00:00:00Z",
            "claimReview": [
                {
                    "publisher": {"name": "The Paper", "site": "paper.example"},
                    "url": f"https://www.paper.example/facts/fact-checks/{row.claim_id}/",
                    "title": f"Mostly true: {row.snapshot['statement']}",
                    "reviewDate": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
                    "textualRating": "Mostly true",
                    "languageCode": "en",
                }
            ],
        }
    ]
    assert first.keys() == {"claims", "nextPageToken"}


def test_what_is_not_known_is_absent(client: Client, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    make.publications_like(row, 1, claimants=[], rating=None, summary="It built half of them.")
    claim = search(client, query="homes")["claims"][0]
    assert claim.keys() == {"text", "claimReview"}
    assert claim["claimReview"][0]["textualRating"] == "It built half of them."
    assert search(client, query="zebra") == {}


def test_words_are_looked_for_in_statement_summary_and_claimants(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    other = make.published(alice, bob, make.checking(alice, speakers=("Ben Ode",)))
    assert urls(search(client, query="Ben")) == [at(other)]
    assert urls(search(client, query="figures tower")) == [at(other), at(row)]
    assert urls(search(client, query="Ada Moreno homes")) == [at(row)]
    assert urls(search(client, query="Ada zebra")) == []
    assert urls(search(client, query="ho\0mes ")) == [at(other), at(row)]


@pytest.mark.parametrize("word", ["name", "role", "id", "string", "-name homes zebra"])
def test_what_parts_are_called_in_a_record_is_no_word_of_it(
    client: Client, alice: User, bob: User, word: str
) -> None:
    make.published(alice, bob)
    assert urls(search(client, query=word)) == []
    assert len(urls(search(client, query="Moreno -name"))) == 1


def test_only_what_is_live_is_found(client: Client, alice: User, bob: User) -> None:
    make.approved(alice, bob)
    row, gone = make.published(alice, bob), make.published(alice, bob)
    publication.retract(gone, by=bob, reason="Wrong year.")
    rows.rerated(row, by=bob)
    (claim,) = search(client, query="homes")["claims"]
    assert claim["claimReview"][0]["url"] == at(row)
    assert claim["claimReview"][0]["textualRating"] == "False"


def test_the_publishers_site_is_the_host_of_the_newsrooms_address(
    client: Client, alice: User, bob: User
) -> None:
    make.published(alice, bob)
    Newsroom.objects.update(address="https://www.Paper.example:8443/facts")
    for site in ("paper.example", "www.paper.example", "PAPER.example", "https://paper.example/x"):
        assert len(urls(search(client, reviewPublisherSiteFilter=site))) == 1, site
        assert len(urls(search(client, reviewPublisherSiteFilter=site, query="zebra"))) == 0
    for site in ("other.example", "facts.paper.example", "example", "paper.example.org", "[::1"):
        assert search(client, reviewPublisherSiteFilter=site, query="homes") == {}, site


def test_a_language_counts_whatever_its_region(client: Client, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    for code in ("pt-BR", "sr-Latn-RS", "sr-Cyrl", "de"):
        make.publications_like(row, 1, language=code)
    found = {
        code: len(urls(search(client, query="homes", languageCode=code)))
        for code in ("en", "en-US", "EN_gb", "pt", "pt-PT", "sr", "sr-Latn", "sr-Cyrl-BA", "fr")
    }
    assert found == {
        "en": 1,
        "en-US": 1,
        "EN_gb": 1,
        "pt": 1,
        "pt-PT": 1,
        "sr": 2,
        "sr-Latn": 1,
        "sr-Cyrl-BA": 1,
        "fr": 0,
    }
    assert len(urls(search(client, query="homes"))) == 5


def test_what_was_reviewed_longer_ago_than_asked_for_is_left_out(
    client: Client, alice: User, bob: User, time_machine: Any
) -> None:
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    old = make.published(alice, bob)
    time_machine.move_to("2026-05-08T12:00:00Z", tick=False)
    rows.corrected(old, by=bob, summary="Other.")
    new = make.published(alice, bob)
    time_machine.move_to("2026-05-10T12:00:00Z", tick=False)
    for days, expected in ((1, []), (2, [new]), (8, [new]), (9, [new, old]), (0, [new, old])):
        found = urls(search(client, query="homes", maxAgeDays=days))
        assert found == [at(row) for row in expected], days
    assert len(urls(search(client, query="homes", maxAgeDays=2**31 - 1))) == 2


def test_pages_go_on_where_they_ended_while_verdicts_come_and_go(
    client: Client, alice: User, bob: User
) -> None:
    first = make.published(alice, bob)
    known = [at(row) for row in (first, *make.publications_like(first, 6))][::-1]
    asked: dict[str, Any] = {"query": "homes", "pageSize": 3}
    answer = search(client, **asked)
    found = urls(answer)
    make.publications_like(first, 2)
    while token := answer.get("nextPageToken"):
        answer = search(client, **asked, pageToken=token)
        found += urls(answer)
        publication.retract(first, by=bob, reason="Wrong.") if first.state == "live" else None
        first.refresh_from_db()
    assert found == known[:-1]


def test_an_offset_counts_on_the_first_page_alone(client: Client, alice: User, bob: User) -> None:
    first = make.published(alice, bob)
    known = [at(row) for row in (first, *make.publications_like(first, 6))][::-1]
    asked: dict[str, Any] = {"query": "homes", "pageSize": 3, "offset": 2}
    answer = search(client, **asked)
    assert urls(answer) == known[2:5]
    last = search(client, **asked, pageToken=answer["nextPageToken"])
    assert (urls(last), "nextPageToken" in last) == (known[5:], False)
    assert search(client, query="homes", offset=7) == {}


def test_ten_are_answered_and_a_thousand_at_most(
    client: Client, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.publications_like(make.published(alice, bob), 11)
    assert len(urls(search(client, query="homes"))) == 10
    assert len(urls(search(client, query="homes", pageSize=0))) == 10
    assert len(urls(search(client, query="homes", pageSize=12))) == 12
    monkeypatch.setattr("claims.google.parameters.LARGEST_SIZE", 11)
    assert len(urls(search(client, query="homes", pageSize=5000))) == 11


def test_parts_of_an_answer_can_be_asked_for(client: Client, alice: User, bob: User) -> None:
    make.publications_like(make.published(alice, bob), 1)
    for fields, expected in (
        ("claims/text", {"claims": [{"text": ...}] * 2}),
        ("claims.text,nextPageToken", {"claims": [{"text": ...}] * 2}),
        (
            " claims( text , claimReview/publisher( site ) , claimReview/url )",
            {
                "claims": [
                    {"text": ..., "claimReview": [{"publisher": {"site": ...}, "url": ...}]},
                ]
                * 2
            },
        ),
        ("nextPageToken", {}),
        (
            "claims/claimReview/publisher/name,claims/claimReview/publisher",
            {"claims": [{"claimReview": [{"publisher": {"name": ..., "site": ...}}]}] * 2},
        ),
    ):
        assert shape(search(client, query="homes", fields=fields)) == expected, fields
    whole = search(client, query="homes")
    assert search(client, query="homes", fields="*") == whole
    assert search(client, query="homes", fields="claims(*)") == {"claims": whole["claims"]}


def shape(value: Any) -> Any:
    if isinstance(value, list):
        return [shape(one) for one in value]
    return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else ...


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Give a query"),
        ("query=+&languageCode=en", "Give a query"),
        ("query=a&pageSize=ten", "pageSize must be"),
        ("query=a&pageSize=-1", "pageSize must be"),
        ("query=a&pageSize=2147483648", "pageSize must be"),
        ("query=a&maxAgeDays=-3", "maxAgeDays must be"),
        ("query=a&offset=%D9%A3", "offset must be"),
        ("query=a&pageToken=!!", "pageToken"),
        ("query=a&pageToken=LTE", "pageToken"),
        ("query=a&pageToken=%C3%A4", "pageToken"),
        ("query=a&languageCode=english!", "languageCode must be"),
        ("query=a&sort=newest", "Unknown name “sort”"),
        ("query=a&alt=proto", "alt must be json"),
        ("query=a&callback=f", "callback"),
        ("query=a&prettyPrint=perhaps", "prettyPrint must be"),
        ("query=a&fields=claims/rating", "Invalid field selection “rating”"),
        ("query=a&fields=claims(text", "fields has a bracket"),
        ("query=a&fields=claims)", "fields has a bracket or a comma"),
        ("query=a&fields=claims;text", "fields can’t be read"),
        ("query=a&fields=claims/", "Invalid field selection “”"),
        ("query=a&key=fck_nothing", "API key not valid. There is no such API key"),
        ("query=a&%24key=fck_nothing", "API key not valid. There is no such API key"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_googles_shape(
    client: Client, db: None, query: str, words: str
) -> None:
    assert words in refused(client.get(f"{ADDRESS}?{query}"), 400, "INVALID_ARGUMENT")


def test_parameters_are_known_by_both_of_their_names(
    client: Client, alice: User, bob: User
) -> None:
    make.publications_like(make.published(alice, bob), 1)
    answer = search(client, query="homes", page_size="1", max_age_days="3", **{"$alt": "json"})
    assert len(urls(answer)) == 1
    assert urls(search(client, query="homes", quotaUser="me", **{"$.xgafv": "2"}))


def test_an_answer_is_indented_unless_asked_otherwise(client: Client, db: None) -> None:
    bare = client.get(ADDRESS, {"query": "a"}).content
    assert bare == b"{}"
    indented = client.get(ADDRESS, {"query": ""}).content
    assert indented.startswith(b'{\n  "error"')
    compact = client.get(ADDRESS, {"query": "", "prettyPrint": "false"}).content
    assert compact.startswith(b'{"error":{')


def test_other_addresses_and_methods_are_refused_in_googles_shape(client: Client, db: None) -> None:
    for path in ("claims:imageSearch", "pages", "claims", "", "claims:search/"):
        refused(client.get(f"/v1alpha1/{path}"), 404, "NOT_FOUND")
    refused(client.post("/v1alpha1/pages", "{}", content_type="application/json"), 404, "NOT_FOUND")
    refused(client.post(ADDRESS), 405, "UNIMPLEMENTED")


def test_what_breaks_or_never_reaches_a_search_is_refused_in_googles_shape(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = "&".join(f"a{number}=1" for number in range(1_001))
    refused(client.get(f"{ADDRESS}?query=a&{many}"), 400, "INVALID_ARGUMENT")

    def broken(view: object, request: object) -> None:
        raise RuntimeError("the inside of the server")

    monkeypatch.setattr(GoogleViewSet, "search", broken)
    client.raise_request_exception = False
    for address in (ADDRESS, f"{ADDRESS}?query=a"):
        response = client.get(address)
        assert "inside" not in refused(response, 500, "INTERNAL")
        assert response["Access-Control-Allow-Origin"] == "*"


def test_pages_of_other_sites_may_ask(client: Client, db: None) -> None:
    for query in ("homes", ""):
        response = client.get(ADDRESS, {"query": query}, headers={"Origin": "https://a.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    response = client.options(ADDRESS, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Headers"] == "*, Authorization"


def test_a_search_takes_the_same_few_queries_whatever_it_finds(
    client: Client, alice: User, bob: User
) -> None:
    first = make.published(alice, bob)
    counts = []
    for _ in range(2):
        make.publications_like(first, 20)
        asked = {"query": "homes", "languageCode": "en", "maxAgeDays": 5, "pageSize": 100}
        search(client, **asked)
        with CaptureQueriesContext(connection) as captured:
            assert len(urls(search(client, **asked))) >= 20
        counts.append(len(captured))
    assert counts == [2, 2]
