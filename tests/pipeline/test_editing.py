"""Editing: what a claim says of itself is put right, and what the engine missed is added."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from claims.engine.candidate import Kind
from claims.engine.detail.details import Details, Due
from claims.models import Claim, Claimant, Event, Revision
from claims.pipeline import editing, intake, triage, verdicts
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db

DUE = Due(0, 7, "by 2031", dt.date(2031, 12, 31), "", "")
TEXT = (
    "The mayor said: “We built 412 homes and cut the tax.” Rents fell by 3 percent.\n\n"
    "It’s true that rents fell by 3 percent, said Ben Ito. Rents fell\nby 3 percent again."
)


def edit(claim, by, **given):
    """An edit of the claim as it is, but for what is given."""
    claim = Claim.objects.for_list().get(pk=claim.pk)
    values = {"statement": claim.statement, "revision": claim.revision} | given
    editing.edit(claim, by=by, **values)
    return Claim.objects.for_list().get(pk=claim.pk)


def promise(**facts) -> Claim:
    return make.claim(kinds=(Kind.PROMISE,), details=Details(due=DUE), **facts)


# Editing.


def test_a_new_wording_is_a_new_revision_and_the_quote_stays(alice):
    claim = make.claim()
    quote = claim.occurrences.get().quote
    claim = edit(claim, alice, statement="The city built homes.", kind="promise")
    assert (claim.statement, claim.revision, claim.kind) == ("The city built homes.", 2, "promise")
    assert claim.kinds == ["promise", "statistic"]
    assert claim.occurrences.get().quote == quote
    assert list(Revision.objects.values_list("number", "by__username")) == [(2, "alice"), (1, None)]


def test_an_edit_of_a_wording_that_has_changed_is_a_conflict_that_shows_both(alice, bob):
    claim = make.claim()
    edit(claim, alice, statement="Alice’s wording.")
    with pytest.raises(
        editing.Stale, match=r"Alice Adler.*Alice’s wording\..*Bob’s wording\."
    ) as e:
        editing.edit(claim, by=bob, statement="Bob’s wording.", revision=1)
    assert e.value.claim.revision == 2


def test_an_edit_that_changes_nothing_leaves_no_trace(alice):
    claim = promise()
    seen = editing.facts(claim)
    edit(
        claim,
        alice,
        kind=claim.kind,
        claimants=["ada moreno"],
        due_on=claim.due_on,
        said_on=None,
        seen=seen,
    )
    assert not Event.objects.filter(action="claim.edited").exists()
    assert Revision.objects.count() == 1


def test_what_was_edited_is_recorded_in_words_and_by_id(alice):
    claim = edit(
        promise(),
        alice,
        claimants=["Ben Ito", "ADA MORENO", "  "],
        due_on=dt.date(2030, 1, 1),
        said_on=dt.date(2025, 5, 4),
    )
    ada, ben = claim.claimants.order_by("id")
    assert (ada.name, ben.name) == ("Ada Moreno", "Ben Ito")
    assert claim.occurrence.said_on == dt.date(2025, 5, 4)
    event = Event.objects.get(action="claim.edited")
    assert event.before == {
        "claimants": ["Ada Moreno"],
        "claimant_ids": [ada.pk],
        "due_on": "2031-12-31",
        "said_on": None,
    }
    assert event.after == {
        "claimants": ["Ada Moreno", "Ben Ito"],
        "claimant_ids": [ada.pk, ben.pk],
        "due_on": "2030-01-01",
        "said_on": "2025-05-04",
    }


def test_a_claim_may_become_the_documents_own(alice):
    claim = edit(make.claim(), alice, claimants=[])
    assert claim.claimant_names == ""
    assert Claimant.objects.filter(name="Ada Moreno").exists()


def test_a_claim_of_one_of_two_people_of_a_name_stays_theirs(alice):
    mayor = Claimant.objects.create(name="Ada Moreno", disambiguation="the mayor")
    claim = make.claim()
    claim.claimants.set([mayor])
    assert list(edit(claim, alice, claimants=["Ada Moreno"]).claimants.all()) == [mayor]
    assert editing.facts(claim)["claimants"] == "Ada Moreno (the mayor)"
    assert list(edit(claim, alice, claimants=["ada moreno (the mayor)"]).claimants.all()) == [mayor]
    other = edit(make.claim(), alice, claimants=["Ada Moreno (The mayor)"])
    assert list(other.claimants.all()) == [mayor]


@pytest.mark.parametrize(
    ("names", "says"), [(["x" * 301], "at most 300"), ([f"P{n}" for n in range(21)], "at most 20")]
)
def test_claimants_that_cant_be_are_refused(alice, names, says):
    with pytest.raises(ValidationError, match=says):
        edit(make.claim(), alice, claimants=names)


def test_only_a_promise_or_a_prediction_falls_due(alice):
    day = dt.date(2030, 1, 1)
    with pytest.raises(ValidationError, match="Only a promise") as refused:
        edit(make.claim(), alice, due_on=day)
    assert list(refused.value.message_dict) == ["due_on"]
    assert edit(make.claim(), alice, kind="prediction", due_on=day).due_on == day


def test_a_due_day_goes_with_the_promise_unless_it_is_given(alice):
    assert edit(promise(), alice, kind="event").due_on is None
    assert edit(promise(), alice, kind="prediction").due_on == DUE.on
    assert edit(promise(), alice, kind="event", due_on=DUE.on).due_on == DUE.on
    assert edit(promise(), alice, due_on=None).due_on is None


def test_how_one_would_know_is_a_sentence_about_what_is_judged_later(alice):
    claim = edit(promise(), alice, yardstick="  The timetable\nlists a crossing. ")
    assert claim.yardstick == "The timetable lists a crossing."
    assert Event.objects.get(action="claim.edited").after == {"yardstick": claim.yardstick}
    assert edit(claim, alice, statement="The ferry will sail.").yardstick == claim.yardstick
    assert edit(claim, alice, yardstick="").yardstick == ""
    for words, says in (("A count.", "Only a promise"), ("x" * 501, "At most 500")):
        with pytest.raises(ValidationError, match=says) as refused:
            edit(make.claim(), alice, yardstick=words)
        assert list(refused.value.message_dict) == ["yardstick"]


def test_who_would_overwrite_how_one_would_know_is_told(alice, bob):
    claim = promise()
    seen = editing.facts(claim)
    edit(claim, alice, yardstick="The timetable.")
    with pytest.raises(editing.Stale, match=r"how one would know is now “The timetable\.”"):
        edit(claim, bob, yardstick="The first crossing.", seen=seen)


def test_nothing_was_said_on_a_day_to_come(alice):
    with pytest.raises(ValidationError, match="still to come"):
        edit(make.claim(), alice, said_on=timezone.localdate() + dt.timedelta(days=2))


def test_the_day_of_a_claim_is_that_of_its_first_occurrence_that_may_be_seen(alice, dana):
    hidden, shown = make.claim(), make.claim()
    triage.accept(hidden, by=alice)
    editing.merge(shown, into=hidden, by=alice, seen="new")
    intake.hide_document(hidden.occurrences.first().document, by=dana, reason="Private.")
    edit(hidden, alice, said_on=dt.date(2025, 5, 4))
    assert [row.said_on for row in hidden.occurrences.all()] == [None, dt.date(2025, 5, 4)]
    assert editing.facts(Claim.objects.get(pk=hidden.pk))["said_on"] == "2025-05-04"


def test_a_form_that_was_filled_before_a_colleague_edited_is_stale(alice, bob):
    claim = promise()
    seen = editing.facts(claim)
    edit(claim, alice, claimants=["Ben Ito"], kind="prediction")
    with pytest.raises(editing.Stale, match="Alice Adler edited this claim") as stale:
        edit(claim, bob, due_on=None, seen=seen)
    told = "the kind is now “Prediction”; the claimants are now “Ben Ito”."
    assert told in str(stale.value)
    assert stale.value.claim.due_on == DUE.on
    assert edit(claim, bob, due_on=None, seen=editing.facts(stale.value.claim)).due_on is None


def test_facts_of_a_row_of_a_list_cost_no_query(django_assert_num_queries):
    make.claim()
    row = Claim.objects.for_list().get()
    with django_assert_num_queries(0):
        assert editing.facts(row) == {
            "kind": "statistic",
            "claimants": "Ada Moreno",
            "due_on": "",
            "said_on": "",
            "yardstick": "",
        }


def test_what_waits_for_sign_off_may_be_edited_and_what_is_decided_may_not(alice, bob):
    verdict = make.submitted(alice)
    edit(verdict.claim, alice, claimants=[])
    verdicts.approve(verdict, by=bob)
    with pytest.raises(Conflict, match="“Approved”"):
        edit(verdict.claim, alice, claimants=["Ben Ito"])


# Finding words in a document.


def found(quote, **options):
    start, end = editing.locate(TEXT, quote, **options)
    return TEXT[start:end]


def test_words_are_found_as_they_stand_and_else_with_spaces_and_marks_alike():
    assert found("  Rents fell by 3 percent.\n") == "Rents fell by 3 percent."
    assert found('"We built 412 homes') == "“We built 412 homes"
    assert found("It's true that\trents") == "It’s true that rents"
    assert found("Rents fell by 3 percent again") == "Rents fell\nby 3 percent again"


def test_of_several_places_it_is_the_nearest():
    first, second = TEXT.index("rents fell"), TEXT.index("by 3 percent again")
    assert editing.locate(TEXT, "by 3 percent", near=0)[0] < first
    assert editing.locate(TEXT, "by 3 percent", near=len(TEXT))[0] == second
    assert editing.locate("a a a", "a a", near=2) == (2, 5)


def test_a_long_text_that_repeats_itself_is_searched_in_no_time():
    text = "a  " * 160_000
    for quote in ("a  " * 1_600, "a " * 1_600):
        start, end = editing.locate(text, quote, near=240_000)
        assert (start, text[start:end].split()) == (240_000, quote.split())


def test_a_place_that_is_given_holds_whatever_stands_elsewhere():
    start = TEXT.index("rents fell") - 1
    assert editing.locate(TEXT, "", start=start, end=start + 12) == (start + 1, start + 11)
    assert editing.locate(TEXT, "rents   fell", start=start, end=start + 12)[0] == start + 1


@pytest.mark.parametrize(
    ("quote", "place", "says"),
    [
        ("Rents rose", {}, "don’t stand in the document"),
        (" \n", {}, "Select the words"),
        ("x" * 5_001, {}, "at most 5,000"),
        ("", {"start": 0, "end": 999}, "isn’t in the document"),
        ("", {"start": 9, "end": 9}, "isn’t in the document"),
        ("", {"start": -3, "end": 9}, "isn’t in the document"),
        ("Rents fell", {"start": 0, "end": 9}, "stand elsewhere"),
        ("", {"start": TEXT.index("\n\n"), "end": TEXT.index("\n\n") + 2}, "no words"),
    ],
)
def test_words_that_arent_there_are_refused_beside_the_quote(quote, place, says):
    with pytest.raises(ValidationError, match=says) as refused:
        editing.locate(TEXT, quote, **place)
    assert list(refused.value.message_dict) == ["quote"]


texts = st.text("ab \n\t\u00a0.(*“”\"’'«Ⅻ👍", min_size=1, max_size=60)


@given(st.data(), texts)
def test_whatever_is_located_stands_in_the_text_without_white_space_round_it(data, text):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    if not quote.strip():
        return
    given_place = editing.locate(text, quote, start=start, end=end)
    assert text[slice(*given_place)] == quote.strip()
    typed = " ".join(quote.replace("“", '"').replace("’", "'").split())
    for searched in (quote, typed):
        place = editing.locate(text, searched, near=start)
        words = text[slice(*place)]
        assert words and words == words.strip()
        assert len(words.split()) == len(quote.split())
    assert text[slice(*editing.locate(text, quote, near=start))] == quote.strip()
    assert editing.locate(text, quote, near=given_place[0]) == given_place


@given(texts, texts, st.none() | st.integers(-5, 70), st.none() | st.integers(-5, 70))
def test_words_are_located_where_they_are_or_refused(text, quote, start, end):
    try:
        start, end = editing.locate(text, quote, start=start, end=end)
    except ValidationError:
        return
    assert 0 <= start < end <= len(text)
    assert text[start:end].strip() == text[start:end]


# Adding what the engine missed.


def test_a_claim_that_was_missed_is_added_as_a_new_one(alice):
    document = make.document(TEXT, published_on=dt.date(2025, 5, 4))
    claim = editing.add(
        document,
        by=alice,
        start=None,
        end=None,
        quote="Rents fell by 3 percent",
        statement=" Rents fell by 3 percent. ",
        kind="statistic",
        claimants=["ben ito", "Ada Moreno"],
    )
    claim.refresh_from_db()
    assert (claim.state, claim.score, claim.priority, claim.revision) == ("new", 1, 100, 1)
    assert (claim.kinds, claim.reasons) == (["statistic"], ["added by an editor"])
    row = claim.occurrences.get()
    assert document.text[row.start : row.end] == row.quote == "Rents fell by 3 percent"
    assert (row.extraction, row.speaker) == (None, "ben ito and Ada Moreno")
    assert row.said_on == document.published_on
    assert claim.revisions.get().by == alice
    event = Event.objects.get(action="claim.added")
    assert (event.claim, event.document, event.by) == (claim, document, alice)


def test_nothing_is_left_of_a_claim_whose_words_arent_there(alice):
    document = make.document(TEXT)
    facts = {"start": None, "end": None, "quote": "Rents rose", "statement": "Rents rose."}
    with pytest.raises(ValidationError):
        editing.add(document, by=alice, kind="statistic", claimants=["New"], **facts)
    assert not Claim.objects.exists()
    assert not Claimant.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"statement": " "}, "statement"), ({"kind": "rumour"}, "kind"), ({"quote": ""}, "quote")],
)
def test_a_claim_that_lacks_something_is_not_added(alice, wrong, field):
    facts = {"quote": "Rents fell", "statement": "Rents fell.", "kind": "event"} | wrong
    with pytest.raises(ValidationError) as refused:
        editing.add(make.document(TEXT), by=alice, start=None, end=None, **facts)
    assert list(refused.value.message_dict) == [field]


def test_nothing_is_added_to_a_document_that_was_hidden_meanwhile(alice, dana):
    document = make.document(TEXT)
    intake.hide_document(document, by=dana, reason="Private.")
    with pytest.raises(Conflict, match="hidden"):
        editing.add(
            document,
            by=alice,
            start=0,
            end=9,
            quote="",
            statement="Something.",
            kind="event",
        )


# Splitting.


def whole(**facts) -> Claim:
    document = make.document(TEXT, published_on=dt.date(2025, 5, 4))
    return make.claim(document, "We built 412 homes and cut the tax.", **facts)


def split(claim, by, **given) -> Claim:
    facts = {
        "revision": claim.revision,
        "keeps": "The city built 412 homes.",
        "statement": "The city cut the tax.",
        "document": claim.occurrences.get().document,
        "start": None,
        "end": None,
        "quote": "cut the tax",
    }
    return editing.split(claim, by=by, **(facts | given))


def test_a_claim_that_says_two_things_becomes_two(alice, bob):
    claim = whole(reported_by="Carla Diaz")
    triage.assign(claim, to=bob, by=alice)
    triage.tag(claim, add=["tax"], by=alice)
    claim.refresh_from_db()
    second = split(claim, alice, kind="law")
    claim.refresh_from_db()
    second.refresh_from_db()
    assert (claim.statement, claim.revision) == ("The city built 412 homes.", 2)
    assert (second.statement, second.revision) == ("The city cut the tax.", 1)
    assert (second.state, second.assignee, second.tags) == ("checking", bob, ["tax"])
    assert (second.kinds, claim.kinds) == (["law"], ["statistic"])
    assert (second.score, second.priority) == (claim.score, claim.priority)
    assert second.split_from == claim
    assert list(second.claimants.all()) == list(claim.claimants.all())
    first, place = claim.occurrences.get(), second.occurrences.get()
    assert place.quote == "cut the tax"
    for name in ("document", "speaker", "role", "reported_by", "said_on"):
        assert getattr(place, name) == getattr(first, name), name


def test_both_claims_tell_of_the_split(alice):
    claim = whole()
    second = split(claim, alice, keeps=claim.statement)
    event = Event.objects.get(action="claim.split")
    assert (event.claim, event.after["split_off"]) == (claim, "The city cut the tax.")
    assert "statement" not in event.after
    assert Event.objects.get(action="claim.split_off").claim == second
    assert claim.revisions.count() == second.revisions.count() == 1


def test_two_promises_of_one_sentence_fall_due_together(alice):
    claim = whole(kinds=(Kind.PROMISE,), details=Details(due=DUE))
    assert split(claim, alice).due_on == DUE.on
    other = split(claim, alice, revision=2, kind="event", statement="They cut a tax.")
    assert other.due_on is None


def test_the_same_claim_is_not_made_twice_of_the_same_words(alice):
    """A button that is pressed twice, or two people at once."""
    claim = whole()
    split(claim, alice)
    with pytest.raises(Conflict, match="is here already"):
        split(claim, alice, revision=2)
    document = claim.occurrences.get().document
    given = {"quote": "Rents fell by 3 percent", "statement": "Rents fell.", "kind": "statistic"}
    added = editing.add(document, by=alice, **given)
    with pytest.raises(Conflict, match="is here already"):
        editing.add(document, by=alice, **given)
    triage.dismiss(added, by=alice, reason="trivial")
    assert editing.add(document, by=alice, **given)


def test_a_split_of_another_wording_is_stale(alice, bob):
    claim = whole()
    edit(claim, bob, statement="Bob’s wording.")
    with pytest.raises(editing.Stale, match=r"Bob Brandt.*Bob’s wording"):
        split(claim, alice)
    assert Claim.objects.count() == 1


def test_the_words_are_those_of_a_document_in_which_the_claim_stands(alice):
    with pytest.raises(ValidationError, match="doesn’t stand in this document"):
        split(whole(), alice, document=make.document(), quote="It rained")


def test_what_is_being_signed_off_is_not_split(alice):
    claim = make.submitted(alice).claim
    with pytest.raises(Conflict, match="“In review”"):
        split(claim, alice)
