"""Notices: who is told of what, in the transaction of the change."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claim, Newsroom, Notification, User
from claims.pipeline import alerts, bulk, corrections, notices, publication, triage, verdicts
from tests import make

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    """Who was told of what, in the order in which it happened."""
    rows = Notification.objects.order_by("id").select_related("user")
    return [(row.user.username, row.kind) for row in rows]


def bring_back(claim: Claim, words: str = "It fell due.") -> None:
    alerts.raise_(claim, kind="due", words=words, on=timezone.localdate())


def test_who_is_given_a_claim_is_told_who_gave_it(alice, bob):
    claim = make.claim()
    triage.assign(claim, to=alice, by=bob)
    row = Notification.objects.get()
    assert (row.user, row.kind, row.claim, row.by) == (alice, "assigned", claim, bob)
    assert row.sentence == "Bob Brandt assigned you this claim."
    assert row.about == f"/claims/{claim.pk}/"


def test_nobody_is_told_of_their_own_act(alice):
    triage.assign(make.claim(), to=alice, by=alice)
    make.checking(alice)
    assert told() == []


def test_assigning_to_whom_it_is_assigned_tells_nobody_again(alice, bob):
    claim = make.claim()
    triage.assign(claim, to=alice, by=bob)
    claim.refresh_from_db()
    triage.assign(claim, to=alice, by=bob)
    assert told() == [("alice", "assigned")]


def test_many_claims_assigned_at_once_are_told_of_each_in_as_many_queries_as_few(alice, bob):
    alice.has_perm("claims.triage_claim")  # asked of the database once

    def queries(count: int) -> int:
        claims = make.claims_like(make.claim(), count)
        with CaptureQueriesContext(connection) as captured:
            bulk.assign({claim.pk: claim.state for claim in claims}, to=alice, by=bob)
        return len(captured)

    assert queries(2) == queries(30)
    assert told() == [("alice", "assigned")] * 32


def test_in_bulk_only_what_changed_hands_is_told(alice, bob):
    hers, other = make.checking(alice), make.claim()
    bulk.assign({hers.pk: "checking", other.pk: "new"}, to=alice, by=bob)
    assert [row.claim for row in Notification.objects.all()] == [other]


def test_all_who_may_sign_off_but_the_author_are_told_of_a_verdict(alice, bob, carol, dana):
    make.submitted(carol)
    assert sorted(told()) == [("bob", "awaiting"), ("dana", "awaiting")]


def test_the_author_is_told_why_a_verdict_came_back(alice, bob):
    verdict = make.submitted(alice)
    verdicts.send_back(verdict, by=bob, note="Which register?")
    row = Notification.objects.get(kind="sent_back")
    assert (row.user, row.by, row.note) == (alice, bob, "Which register?")
    assert row.about == f"/verdicts/{verdict.pk}/"


def test_an_author_who_takes_a_verdict_back_is_not_told(alice):
    verdicts.send_back(make.submitted(alice), by=alice, note="I found a better source.")
    assert told() == []


def test_a_claim_that_comes_back_is_told_to_whose_it_is(alice, bob):
    claim = make.checking(alice)
    bring_back(claim, "It fell due on 12 November 2026: what became of it?")
    row = Notification.objects.get()
    assert (row.user, row.kind, row.by) == (alice, "due", None)
    assert row.sentence == "It fell due on 12 November 2026: what became of it?"


def test_without_them_the_author_of_what_is_published_is_told(alice, bob):
    live = make.published(alice, bob)
    Claim.objects.filter(pk=live.claim_id).update(assignee=carol_who_left())
    bring_back(Claim.objects.get(pk=live.claim_id))
    assert told()[-1] == ("alice", "due")


def carol_who_left() -> User:
    return make.user("carol", role="Editor", is_active=False)


def test_a_claim_of_nobody_comes_back_and_nobody_is_told(alice):
    bring_back(make.claim())
    assert told() == []


def test_who_has_left_or_has_no_role_any_more_is_told_nothing(alice, bob, carol, charlie):
    carol.is_active = False
    carol.save()
    alice_too = make.draft(alice)
    verdicts.submit(alice_too, by=alice)
    bob.groups.clear()
    verdicts.send_back(make.submitted(alice), by=bob, note="No.")
    alice.groups.clear()
    bring_back(Claim.objects.get(pk=alice_too.claim_id))
    assert ("carol", "awaiting") not in told()
    assert ("charlie", "awaiting") not in told()
    assert ("alice", "due") not in told()


@pytest.mark.parametrize(
    ("in_page", "by_mail", "row"),
    [
        (["assigned"], [], (True, False)),
        ([], ["assigned"], (False, True)),
        (["due"], ["awaiting"], None),
        ([], [], None),
    ],
)
def test_people_are_told_the_way_that_they_choose(alice, bob, in_page, by_mail, row):
    alice.email = "alice@ledger.example"
    alice.save()
    notices.choose(alice, in_page=in_page, by_mail=by_mail)
    triage.assign(make.claim(), to=User.objects.get(pk=alice.pk), by=bob)
    rows = Notification.objects.values_list("in_page", "by_mail")
    assert list(rows) == ([row] if row else [])


def test_without_an_address_nobody_is_sent_mail(alice, bob):
    triage.assign(make.claim(), to=alice, by=bob)
    assert Notification.objects.get().by_mail is False


def test_a_choice_that_there_is_not_is_refused(alice):
    with pytest.raises(ValidationError):
        notices.choose(alice, in_page=["weather"], by_mail=[])


def test_what_came_after_the_page_was_drawn_stays_unread(alice, bob):
    for _ in range(2):
        triage.assign(make.claim(), to=alice, by=bob)
    first, second = Notification.objects.order_by("id")
    assert notices.read_all(alice, up_to=first.pk) == 1
    assert list(Notification.objects.unread()) == [second]


def test_nobody_marks_what_others_are_told_as_read(alice, bob):
    triage.assign(make.claim(), to=alice, by=bob)
    assert notices.read_all(bob, up_to=Notification.objects.get().pk) == 0


def test_a_notification_keeps_when_it_was_read_first(alice, bob):
    triage.assign(make.claim(), to=alice, by=bob)
    row = Notification.objects.get()
    notices.read(row)
    row.refresh_from_db()
    before = row.read_at
    assert before
    assert timezone.now() - before < dt.timedelta(minutes=1)
    notices.read(row)
    row.refresh_from_db()
    assert row.read_at == before


def test_the_author_of_a_correction_is_told_when_what_it_corrects_is_retracted(alice, bob, carol):
    live = make.published(alice, bob)
    draft = corrections.begin(live, by=alice)
    corrections.describe(draft, by=alice, kind="facts", what="The year.", why="We misread it.")
    verdicts.submit(draft, by=alice)
    publication.retract(live, by=carol, reason="It was another city.")
    row = Notification.objects.get(kind="sent_back")
    assert (row.user, row.by, row.note) == (alice, carol, "What this corrects was retracted.")


def test_what_is_signed_off_or_sent_back_awaits_nobody_any_more(alice, bob, carol):
    Newsroom.objects.update(approvals=2)
    for user in (bob, carol):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@desk.example")
    User.objects.filter(pk=carol.pk).update(told_in_page=[])
    verdict = make.submitted(alice)
    awaiting = Notification.objects.filter(verdict=verdict, kind="awaiting")
    assert awaiting.unread().get().user == bob
    assert awaiting.to_mail().count() == 2
    verdicts.approve(verdict, by=bob)
    assert not awaiting.unread().exists()
    assert awaiting.to_mail().get().user == carol
    verdicts.send_back(verdict, by=carol, note="Which year?")
    assert not awaiting.to_mail().exists()
    verdicts.submit(verdict, by=alice)
    assert awaiting.to_mail().count() == 2
    verdicts.approve(verdict, by=bob)
    verdicts.approve(verdict, by=carol)
    assert not awaiting.to_mail().exists()
