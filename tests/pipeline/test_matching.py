"""Matching: candidates become claims with claimants, occurrences and an Event each."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from claims.engine.candidate import Kind
from claims.engine.candidate import Occurrence as Found
from claims.engine.detail.details import Details, Due
from claims.models import Claim, Claimant, Event, Occurrence
from claims.pipeline import matching
from tests import make

pytestmark = pytest.mark.django_db


def test_people_are_one_row_each_however_often_they_speak():
    make.claim(speakers=("Ada Moreno",), roles=("",))
    make.claim(speakers=("ADA MORENO", "Ben Ito"), roles=("Mayor", "Treasurer"))
    assert sorted(Claimant.objects.values_list("name", flat=True)) == ["Ada Moreno", "Ben Ito"]


@pytest.mark.parametrize("names", [("İpek Er", "i̇pek er"), ("STRAẞE", "Straße"), ("Ǆ", "ǆ")])
def test_names_of_any_script_find_their_claimant(names):
    for name in names:
        assert make.claim(speakers=(name,), roles=("",)).claimant_names


def test_what_nobody_else_said_in_a_speech_is_its_authors():
    facts = {"kind": "speech", "author": "Ada Moreno"}
    own = make.claim(make.document(**facts), speakers=(), roles=())
    reported = make.claim(make.document(**facts), speakers=("Ben Ito",), roles=("",))
    assert (own.claimant_names, reported.claimant_names) == ("Ada Moreno", "Ben Ito")
    assert own.occurrences.get().speaker == "Ada Moreno"


def test_a_speakers_i_is_told_with_their_name():
    document = make.document("I will cut the tax. It rained.", kind="speech", author="Ada Moreno")
    claim = make.claim(document, "I will cut the tax", speakers=(), roles=())
    assert claim.statement == "Ada Moreno: “I will cut the tax”"


def test_a_statement_of_several_people_keeps_all_of_them():
    claim = make.claim(speakers=("Ada Moreno", "Ben Ito"), roles=("", ""))
    assert claim.claimants.count() == 2
    assert claim.occurrences.get().speaker == "Ada Moreno and Ben Ito"


@pytest.mark.parametrize(
    ("roles", "stored"),
    [
        (("Mayor", "Treasurer"), "Mayor and Treasurer"),
        (("Councillor", "Councillor"), "Councillor"),
        (("Mayor", ""), ""),
    ],
)
def test_an_occurrence_keeps_the_roles_of_its_day(roles, stored):
    claim = make.claim(speakers=("Ada Moreno", "Ben Ito"), roles=roles)
    assert claim.occurrences.get().role == stored


def test_a_claimants_role_is_the_first_that_was_told_and_an_occurrences_its_own():
    make.claim(speakers=("Ada Moreno",), roles=("Mayor",))
    later = make.claim(speakers=("Ada Moreno",), roles=("former mayor",))
    assert Claimant.objects.get().role == "Mayor"
    assert later.occurrences.get().role == "former mayor"


DUE = Due(0, 7, "by 2031", dt.date(2031, 12, 31), "", "")


def test_what_the_engine_read_out_of_the_words_is_stored():
    found = Details(places=("Port Ellery",), due=DUE, unresolved=("they",))
    claim = make.claim(kinds=(Kind.STATISTIC, Kind.PROMISE), details=found)
    claim.refresh_from_db()
    assert Details.from_json(claim.details) == found
    assert claim.due_on == dt.date(2031, 12, 31)


def test_only_what_looks_ahead_falls_due():
    past = make.claim(kinds=(Kind.EVENT,), details=Details(due=DUE))
    unknown = Due(0, 7, "within a week of the vote", None, "the vote", "a week")
    open_ended = make.claim(kinds=(Kind.PREDICTION,), details=Details(due=unknown))
    assert (past.due_on, open_ended.due_on) == (None, None)


def test_a_speakers_i_needs_no_editor_where_their_name_stands_in_front():
    document = make.document("I will cut it. It rained.", kind="speech", author="Ada Moreno")
    found = Details(unresolved=("I", "it"))
    claim = make.claim(document, "I will cut it", speakers=(), roles=(), details=found)
    assert claim.details["unresolved"] == ["it"]


def test_the_database_refuses_details_and_due_days_that_make_no_sense():
    claim = make.claim(kinds=(Kind.STATISTIC,))
    for change in ({"details": []}, {"details": None}, {"due_on": dt.date(2031, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**change)


def test_the_database_refuses_a_role_of_nobody():
    row = make.claim(speakers=(), roles=()).occurrences.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Occurrence.objects.filter(pk=row.pk).update(role="Mayor")


def test_a_claim_without_a_speaker_is_the_documents_own():
    assert make.claim(speakers=(), roles=()).claimant_names == ""


def test_every_place_becomes_an_occurrence_and_the_claim_one_event():
    document = make.document("Prices fell. Yes, they said: Prices fell. Rain came.")
    places = tuple(Found(start, start + 11, "Prices fell") for start in (0, 29))
    candidate = make.candidate(document, "Prices fell", occurrences=places)
    [claim] = matching.store(document.extractions.get(), [candidate])
    assert claim.occurrences.count() == 2
    event = Event.objects.get(action="claim.extracted")
    assert (event.claim, event.document, event.by) == (claim, document, None)


def test_the_number_of_queries_does_not_grow_with_the_candidates(django_assert_max_num_queries):
    document = make.document()
    candidates = [make.candidate(document, speakers=(f"P{n}",), roles=("",)) for n in range(50)]
    with django_assert_max_num_queries(9):
        matching.store(document.extractions.get(), candidates)


def test_the_database_refuses_a_quote_that_is_not_in_the_text():
    claim = make.claim()
    row = claim.occurrences.get()
    for change in ({"quote": "x" * len(row.quote)}, {"start": 1, "end": row.end + 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Occurrence.objects.filter(pk=row.pk).update(**change)


def test_offsets_count_characters_and_not_bytes():
    document = make.document("Ⅻ👍🏽 “prices fell by 3 %”, she said — 価格.")
    claim = make.claim(document, "prices fell by 3 %")
    assert claim.occurrences.get().quote == "prices fell by 3 %"
