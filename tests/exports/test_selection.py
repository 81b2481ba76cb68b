"""Which verdicts an export has."""

import datetime as dt

import pytest
import time_machine

from claims.exports.selection import Selection
from claims.models import Newsroom
from tests import make


def ids(**asked) -> set[int]:
    return {row.claim_id for row in Selection(**asked).rows()}


def test_each_filter_alone_chooses_what_it_says(alice, bob):
    ada = make.published(alice, bob)
    bo = make.corrected(
        make.published(alice, bob, make.checking(alice, speakers=("Bo",), roles=("",))), alice
    )
    one = bo.snapshot["claimants"][0]["id"]
    assert ids() == {ada.claim_id, bo.claim_id}
    for asked in ({"q": "Bo"}, {"claimant": "Bo"}, {"claimant_id": one}, {"corrected": True}):
        assert ids(**asked) == {bo.claim_id}
    assert ids(corrected=False) == {ada.claim_id}
    assert ids(rating="Mostly true") == ids(kind="statistic") == ids(stale=False) == ids()
    assert ids(rating="False") == ids(kind="event") == ids(stale=True) == set()
    assert ids(claimant="Bo", rating="False") == set()


def test_days_are_the_newsrooms_and_both_count(alice, bob):
    Newsroom.objects.update(time_zone="Asia/Tokyo")
    with time_machine.travel(dt.datetime(2026, 5, 4, 16, tzinfo=dt.UTC)):
        out = make.published(alice, bob)
    fourth, fifth, sixth = (dt.date(2026, 5, day) for day in (4, 5, 6))
    assert ids(published_from=fifth) == ids(published_to=fifth) == {out.claim_id}
    assert ids(published_from=sixth) == ids(published_to=fourth) == set()
    assert ids(published_from=dt.date.min, published_to=dt.date.max) == {out.claim_id}


def test_what_was_asked_for_can_be_kept_in_words():
    every = Selection(
        q="homes",
        claimant="Ada",
        claimant_id=4,
        rating="True",
        kind="promise",
        promise_status="kept",
        corrected=True,
        stale=False,
        published_from=dt.date(2026, 1, 2),
        published_to=dt.date(2026, 1, 3),
    )
    assert Selection.of(every.given()) == every
    assert set(map(type, every.given().values())) == {str}
    assert Selection().given() == {}
    assert Selection.of({}) == Selection()


@pytest.mark.parametrize(
    "words", [{"colour": "red"}, {"stale": "perhaps"}, {"published_to": "soon"}]
)
def test_words_of_no_selection_are_refused(words):
    with pytest.raises(ValueError, match=r"colour|perhaps|soon"):
        Selection.of(words)
