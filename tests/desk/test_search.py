"""Search: what is found, and how it is shown."""

import re

import pytest
from django.http import QueryDict

from claims.desk import names
from claims.desk.filters import Filters
from claims.desk.search import MARK, as_html, documents_found
from claims.models import Claim, Claimant, User
from claims.pipeline import intake
from tests import make
from tests.desk.conftest import Enter

START, STOP = MARK


def found(q: str, user: User, **more: str) -> list[Claim]:
    query = QueryDict(mutable=True)
    query.update({"q": q, "state": "all", **more})
    return Filters.read(query).page(user, after="", size=40).rows


def test_statements_quotes_claimants_and_what_tells_of_a_document_are_searched(
    alice: User,
) -> None:
    document = make.document("Ferries doubled in May. It rained.", title="Harbour minutes")
    row = make.claim(document, statement="The number of boats grew.", speakers=("Jo Ek",))
    make.claim()
    for words in ("boat", "ferry", "Jo", "harbour minute", '"harbour minutes"', "ferries -rain"):
        assert [claim.pk for claim in found(words, alice)] == [row.pk], words
    assert found("boats -grew", alice) == []
    # Each place has to have all of the words.
    assert found("boat ferry", alice) == []


def test_finds_are_marked_in_the_statement_or_else_in_the_quote(alice: User) -> None:
    document = make.document("Ferries doubled in May. It rained.")
    make.claim(document, statement="The number of boats grew.")
    (row,) = found("boats", alice)
    assert (row.marked, row.marked_quote) == ("The number of <mark>boats</mark> grew.", "")
    (row,) = found("ferry", alice)
    assert row.marked == "The number of boats grew."
    assert row.marked_quote == "<mark>Ferries</mark> doubled in May"


def test_marks_stand_in_escaped_words(alice: User) -> None:
    evil = "<script>alert(1)</script> & boats \x02 \x03 \x02"
    make.claim(statement=evil)
    (row,) = found("boats", alice)
    assert "<script" not in row.marked
    assert "&amp; <mark>boats</mark>" in row.marked
    assert row.marked.count("<mark>") == row.marked.count("</mark>")


def test_a_long_text_is_cut_round_the_first_find() -> None:
    text = f"{'a ' * 300}{START}find{STOP} {'b ' * 300}"
    html = as_html(text)
    assert "<mark>find</mark>" in html
    assert html.startswith("…") and html.endswith("…")
    assert len(html) < 260
    assert as_html(f"{'a ' * 50}{START}{'long ' * 60}{STOP}").count("</mark>") == 1


@pytest.mark.parametrize(
    "words", ["Zelenski", "zelensky", "Selenskyj", "volodimir zelenski", "Zelen", "Вова"]
)
def test_a_name_is_found_by_a_slip_or_two_by_its_beginning_and_by_an_alias(
    alice: User, words: str
) -> None:
    row = make.claim(speakers=("Volodymyr Zelensky",))
    Claimant.objects.update(aliases=["Вова"])
    make.claim(speakers=("Ann Marsh",))
    assert [claim.pk for claim in found(words, alice)] == [row.pk]


def test_accents_and_capitals_do_not_matter(alice: User) -> None:
    row = make.claim(speakers=("Jürgen Müller",))
    assert [claim.pk for claim in found("muller", alice)] == [row.pk]


def test_near_names_stand_in_only_where_nothing_has_the_words_and_that_is_said(
    alice: User,
) -> None:
    holmes = make.claim(statement="The tram is late.", speakers=("Eve Holmes",))
    filters = Filters.read(QueryDict("q=holms&state=all"))
    rows = filters.page(alice, after="", size=5).rows
    assert [row.pk for row in rows] == [holmes.pk]
    assert filters.search and filters.search.stands_in(rows) == "Eve Holmes"
    homes = make.claim(statement="Holms are small islands.", speakers=("Jo Ek",))
    filters = Filters.read(QueryDict("q=holms&state=all"))
    rows = filters.page(alice, after="", size=5).rows
    assert [row.pk for row in rows] == [homes.pk]
    assert filters.search and filters.search.stands_in(rows) == ""
    assert filters.search.names.near == ((holmes.claimants.get().pk, "Eve Holmes"),)


def test_short_words_are_no_slips_of_others(alice: User) -> None:
    make.claim(speakers=("Ann Ek",))
    names.forget()
    assert names.find("Eks") == names.Found()
    assert names.find("") == names.find("!?") == names.Found()


def test_a_new_name_is_known_within_seconds(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make.claim(speakers=("Ann Marsh",))
    names.find("Ann")
    make.claim(speakers=("Jo Ek",))
    assert names.find("Ek") == names.Found()
    monkeypatch.setattr(names, "FRESH", 0.0)
    assert len(names.find("Ek").called) == 1


def test_documents_with_the_words_those_in_whose_title_first(alice: User, dana: User) -> None:
    long = f"{'It rained all day. ' * 7000}Then the ferries came. {'It rained. ' * 300}"
    inside = make.document(long, title="A wet year")
    told = make.document("Nothing of it in here. It rained.", title="Ferry times", outlet="Post")
    hidden = make.document("Ferries for all. It rained.")
    intake.hide_document(hidden, by=dana, reason="Private data.")
    rows = documents_found("ferries")
    assert [row.pk for row in rows] == [told.pk, inside.pk]
    assert rows[0].marked_title == "<mark>Ferry</mark> times"
    assert "Nothing of it" in rows[0].snippet
    assert "<mark>ferries</mark> came" in rows[1].snippet
    assert len(rows[1].snippet) < 400


def test_words_in_hidden_documents_are_not_found(alice: User, dana: User) -> None:
    row = make.claim(make.document("Ferries doubled. It rained.", title="Harbour"), statement="A.")
    intake.hide_document(row.occurrences.get().document, by=dana, reason="Private data.")
    assert found("ferries", alice) == found("harbour", alice) == []
    assert documents_found("ferries") == []


HOSTILE = [
    "'; drop table claims_claim; --",
    "\0",
    "a\0b",
    '"' * 200,
    "the of and",
    "-",
    "or",
    "a & | ! ( ) <-> :*",
    "\\m(*+?",
    "%_%",
    "\x02\x03",
    "x" * 5000,
    "ä" * 200,
    "‘’“”",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_asked_a_page_is_the_answer(alice: User, enter: Enter, words: str) -> None:
    make.claim()
    response = enter(alice).get("/queue/", {"q": words, "state": "all"})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    documents_found(words.replace("\0", ""))
    assert re.search(r"id=\"queue\"", response.content.decode())
