"""Merging: two claims that say the same become one, and two again if that was wrong."""

import pytest
from django.core.exceptions import ValidationError

from claims.models import Claim, Document, Event, Occurrence
from claims.pipeline import editing, intake, triage, undo, verdicts
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db

TEXT = "Rents fell. Homes were built. Taxes rose."


def places(claim):
    """The quotes of a claim, each with the claim that lent it."""
    return [(row.quote, row.merged_from) for row in claim.occurrences.order_by("id")]


def merge(claim, into, by):
    claim.refresh_from_db()
    editing.merge(claim, into=into, by=by, seen=claim.state)
    claim.refresh_from_db()
    into.refresh_from_db()


def unmerge(claim, by):
    editing.unmerge(claim, by=by)
    claim.refresh_from_db()


def names(claim):
    return sorted(claim.claimants.values_list("name", flat=True))


@pytest.fixture
def document():
    return make.document(TEXT)


@pytest.fixture
def rents(document):
    return make.claim(document, "Rents fell", score=0.3)


@pytest.fixture
def homes(document):
    return make.claim(document, "Homes were built", speakers=("Ben Ito",), roles=("",), score=0.9)


def test_a_claim_that_says_the_same_is_a_duplicate_of_the_other(alice, rents, homes):
    merge(homes, rents, alice)
    assert (homes.state, homes.dismissal_reason) == ("dismissed", "duplicate")
    assert homes.merged_into == rents
    assert places(homes) == [("Homes were built", None)]
    assert places(rents) == [("Rents fell", None), ("Homes were built", homes)]
    assert names(rents) == ["Ada Moreno", "Ben Ito"]
    assert (rents.state, rents.priority) == ("new", 90)
    lent, own = rents.occurrences.last(), homes.occurrences.get()
    for name in ("document", "extraction", "start", "end", "speaker", "role", "said_on"):
        assert getattr(lent, name) == getattr(own, name), name


def test_both_claims_tell_of_the_merge(alice, rents, homes):
    merge(homes, rents, alice)
    merged = Event.objects.get(action="claim.merged")
    assert (merged.claim, merged.after["merged_into"]) == (homes, rents.statement)
    grown = Event.objects.get(action="claim.grown")
    assert (grown.claim, grown.after["merged"]) == (rents, homes.statement)
    assert (grown.before["priority"], grown.after["priority"]) == (30, 90)


def test_taking_a_merge_back_leaves_both_as_they_were(alice, bob, rents, homes):
    triage.assign(homes, to=bob, by=alice)
    merge(homes, rents, alice)
    unmerge(homes, alice)
    assert (homes.state, homes.assignee) == ("checking", bob)
    assert (homes.merged_into, homes.dismissal_reason) == (None, "")
    assert places(rents) == [("Rents fell", None)]
    assert names(rents) == ["Ada Moreno"]
    actions = list(Event.objects.order_by("id").values_list("action", flat=True))[-2:]
    assert actions == ["claim.unmerged", "claim.shrunk"]


def test_what_the_other_claim_had_itself_is_never_lost(alice, document, rents):
    same = make.claim(document, "Rents fell")
    merge(same, rents, alice)
    assert places(rents) == [("Rents fell", None)]
    unmerge(same, alice)
    assert places(rents) == [("Rents fell", None)]
    assert names(rents) == ["Ada Moreno"]


def test_what_two_merged_claims_gave_stays_while_one_of_them_does(alice, document, rents, homes):
    again = make.claim(document, "Homes were built", speakers=("Ben Ito",), roles=("",))
    merge(homes, rents, alice)
    merge(again, rents, alice)
    unmerge(homes, alice)
    assert places(rents) == [("Rents fell", None), ("Homes were built", again)]
    assert names(rents) == ["Ada Moreno", "Ben Ito"]
    unmerge(again, alice)
    assert places(rents) == [("Rents fell", None)]
    assert names(rents) == ["Ada Moreno"]


def test_a_claimant_whom_an_editor_put_on_since_stays(alice, rents, homes):
    merge(homes, rents, alice)
    facts = {"statement": rents.statement, "revision": 1, "by": alice}
    editing.edit(rents, claimants=["Ada Moreno"], **facts)
    editing.edit(rents, claimants=["Ada Moreno", "Ben Ito"], **facts)
    unmerge(homes, alice)
    assert names(rents) == ["Ada Moreno", "Ben Ito"]


def test_reopening_a_merged_claim_takes_the_merge_back(alice, bob, rents, homes):
    merge(homes, rents, alice)
    triage.reopen(homes, by=bob)
    homes.refresh_from_db()
    assert (homes.state, homes.assignee, homes.merged_into) == ("checking", bob, None)
    assert places(rents) == [("Rents fell", None)]


def test_merges_in_a_row_are_taken_back_from_the_last(alice, document, rents, homes):
    taxes = make.claim(document, "Taxes rose")
    merge(homes, rents, alice)
    merge(rents, taxes, alice)
    quotes = ["Taxes rose", "Rents fell", "Homes were built"]
    assert [quote for quote, _ in places(taxes)] == quotes
    for take_back in (editing.unmerge, triage.reopen):
        with pytest.raises(Conflict, match="Reopen that one first"):
            take_back(homes, by=alice)
    unmerge(rents, alice)
    assert places(taxes) == [("Taxes rose", None)]
    unmerge(homes, alice)
    assert places(rents) == [("Rents fell", None)]


def test_a_published_claim_takes_in_another_and_stays_as_it_was_published(alice, bob, homes):
    publication = make.published(alice, bob)
    merge(homes, publication.claim, alice)
    assert publication.claim.occurrences.count() == 2
    publication.refresh_from_db()
    assert len(publication.snapshot["occurrences"]) == 1


def test_places_in_a_hidden_document_come_along_and_show_when_it_is_back(alice, dana, rents):
    far = make.claim()
    hidden = far.occurrences.get().document
    merge(far, rents, alice)
    intake.hide_document(hidden, by=dana, reason="Private.")
    assert Occurrence.objects.visible().filter(claim=rents).count() == 1
    intake.restore_document(hidden, by=dana)
    assert Occurrence.objects.visible().filter(claim=rents).count() == 2


def test_a_document_shows_a_merged_claim_with_the_one_that_stands_for_it(
    alice, document, rents, homes
):
    merge(homes, rents, alice)
    standing = Occurrence.objects.standing().filter(document=document).order_by("id")
    assert [(row.claim, row.quote) for row in standing] == [
        (rents, "Rents fell"),
        (rents, "Homes were built"),
    ]
    assert Document.objects.for_list().get().claim_count == 1


def test_nothing_is_merged_into_itself_nor_into_what_is_hidden(alice, dana, rents):
    far = make.claim()
    intake.hide_document(far.occurrences.get().document, by=dana, reason="Private.")
    for into, says in ((rents, "into itself"), (far, "isn’t here any more")):
        with pytest.raises(ValidationError, match=says):
            editing.merge(rents, into=into, by=alice, seen="new")


def test_a_claim_on_which_a_verdict_is_written_is_not_merged(alice, bob, rents):
    claim = make.checking(alice)
    verdicts.begin(claim, by=alice)
    with pytest.raises(Conflict, match="Alice Adler has begun a verdict"):
        editing.merge(claim, into=rents, by=bob, seen="checking")


def test_a_claim_that_moved_since_it_was_seen_is_not_merged(alice, bob, rents, homes):
    triage.accept(homes, by=bob)
    with pytest.raises(Conflict, match="“Checking”, by Bob Brandt"):
        editing.merge(homes, into=rents, by=alice, seen="new")


@pytest.mark.parametrize("state", ["in_review", "published", "dismissed", ""])
def test_only_what_is_new_or_being_checked_is_merged(alice, rents, homes, state):
    with pytest.raises(Conflict):
        editing.merge(homes, into=rents, by=alice, seen=state)


def test_nothing_is_merged_into_what_is_dismissed(alice, rents, homes):
    triage.dismiss(rents, by=alice, reason="vague")
    with pytest.raises(Conflict, match="“Dismissed” now, so nothing can be merged into it"):
        editing.merge(homes, into=rents, by=alice, seen="new")
    assert Claim.objects.get(pk=homes.pk).state == "new"


def test_only_a_merge_is_taken_back(alice, rents):
    triage.dismiss(rents, by=alice, reason="duplicate")
    rents.refresh_from_db()
    with pytest.raises(Conflict, match="isn’t merged"):
        editing.unmerge(rents, by=alice)


def test_a_merge_is_taken_back_after_an_undone_reopening_too(alice, bob):
    claim, into = make.claim(), make.claim()
    editing.merge(claim, into=into, by=alice, seen="new")
    claim.refresh_from_db()
    undo.undo(triage.reopen(claim, by=bob), by=bob)
    claim.refresh_from_db()
    editing.unmerge(claim, by=alice)
    claim.refresh_from_db()
    assert (claim.state, claim.assignee, claim.merged_into) == ("new", None, None)
