"""Following what is published: whoever applies the changes in turn has exactly what is live."""

import datetime as dt
import threading

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Publication
from claims.pipeline import alerts, publication
from tests import make
from tests.api.conftest import Api, problem

BEGINNING = "1970-01-01T00:00:00Z"


def follow(api: Api, since: str = BEGINNING, size: int = 100) -> list[dict]:
    """All changes after `since`, page by page as a client reads them."""
    rows: list[dict] = []
    address = f"/api/v1/verdicts/?updated_since={since}&page_size={size}"
    while address:
        body = api.get(address).json()
        rows += body["results"]
        address = body["next"]
    return rows


def test_changes_come_in_the_order_in_which_they_were_made(public, alice, bob):
    first, second, third = (make.published(alice, bob) for _ in range(3))
    make.corrected(first, bob)
    rows = follow(public)
    assert [row["id"] for row in rows] == [second.claim_id, third.claim_id, first.claim_id]
    assert rows == [public.get(f"verdicts/{row['id']}/").json() for row in rows]
    moments = [row["changed_at"] for row in rows]
    assert moments == sorted(set(moments))


def test_a_retracted_verdict_leaves_a_tombstone_with_the_reason(public, alice, bob):
    kept, gone = make.published(alice, bob), make.published(alice, bob)
    last = follow(public)[-1]["changed_at"]
    publication.retract(gone, by=bob, reason="The register was misread.")
    [row] = follow(public, last)
    assert (row["id"], row["state"]) == (gone.claim_id, "retracted")
    assert row["reason"] == "The register was misread."
    assert row.keys() == {"id", "number", "state", "url", "retracted_at", "reason", "changed_at"}
    assert [row["state"] for row in follow(public)] == ["live", "retracted"]
    assert kept.claim_id == follow(public)[0]["id"]


def test_what_becomes_known_of_a_verdict_is_a_change(public, alice, bob):
    first, _ = make.published(alice, bob), make.published(alice, bob)
    last = follow(public)[-1]["changed_at"]
    assert follow(public, last) == []
    alerts.raise_(first.claim, kind="review", words="Its day has come.", on=dt.date(2026, 1, 1))
    [row] = follow(public, last)
    assert (row["id"], row["stale"]) == (first.claim_id, ["review"])


def test_pages_of_one_row_lead_to_the_same_changes(public, alice, bob):
    for _ in range(4):
        make.published(alice, bob)
    assert follow(public, size=1) == follow(public)


def test_a_client_goes_on_from_any_row(public, alice, bob):
    for _ in range(4):
        make.published(alice, bob)
    rows = follow(public)
    for place, row in enumerate(rows):
        assert follow(public, row["changed_at"]) == rows[place + 1 :]


@pytest.mark.parametrize(
    "moment", ["2024-05-04T10:00:00Z", "2024-05-04T12:00:00+02:00", "2024-05-04 10:00:00"]
)
def test_moments_are_taken_as_programs_write_them(public, alice, bob, moment):
    """The plus sign, too, which an address may turn into a blank; without a zone it is UTC."""
    make.published(alice, bob)
    assert len(follow(public, moment)) == 1


def test_what_is_no_moment_is_refused(public):
    assert "updated_since" in problem(public.get("verdicts/?updated_since=May"), 400)["errors"]
    assert "updated_since" in problem(public.get("verdicts/?updated_since="), 400)["errors"]


@pytest.mark.parametrize("other", ["rating=True", "cursor=x", "q=homes"])
def test_changes_are_given_whole(public, other):
    """A verdict that is no longer among those asked for would never be heard of again."""
    body = problem(public.get(f"verdicts/?updated_since={BEGINNING}&{other}"), 400)
    assert list(body["errors"]) == [other.partition("=")[0]]


def test_changes_are_json_and_never_called_anything_else(public):
    """An answer in JSON that says that it is CSV is neither."""
    body = problem(public.get("verdicts/", updated_since=BEGINNING, format="csv"), 400)
    assert list(body["errors"]) == ["format"]
    problem(public.get("verdicts/", accept="text/csv", updated_since=BEGINNING), 400)
    answer = public.get("verdicts/", updated_since=BEGINNING, format="json")
    assert answer["Content-Type"] == "application/json"


def test_a_page_of_changes_takes_the_same_queries_however_long(public, alice, bob):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            follow(public)
        return len(captured)

    make.published(alice, bob)
    queries()
    one = queries()
    for _ in range(5):
        make.published(alice, bob)
    assert queries() == one <= 3


def test_an_unchanged_page_is_not_sent_again(public, alice, bob):
    make.published(alice, bob)
    address = f"/api/v1/verdicts/?updated_since={BEGINNING}"
    etag = public.get(address)["ETag"]
    again = public.client.get(address, headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_the_database_moves_the_moment_with_every_change(alice, bob):
    first, second = make.published(alice, bob), make.published(alice, bob)
    before = Publication.objects.latest("changed_at").changed_at
    Publication.objects.filter(pk=first.pk).update(review_by=dt.date(2030, 1, 1))
    first.refresh_from_db()
    assert first.changed_at > before
    # Nor does a clock that is behind bring anything in earlier.
    past = timezone.now() - dt.timedelta(days=1)
    Publication.objects.filter(pk=second.pk).update(changed_at=past)
    second.refresh_from_db()
    assert second.changed_at > first.changed_at


def test_no_two_changes_have_one_moment(alice, bob):
    rows = [make.published(alice, bob) for _ in range(3)]
    Publication.objects.update(changed_at=timezone.now())
    moments = set(Publication.objects.values_list("changed_at", flat=True))
    assert len(moments) == len(rows)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_later_comes_later(public, transactional_db):
    """Two at the same time: the second one gets its moment only when the first is through."""
    alice, bob = make.user("alice", role="Reporter"), make.user("bob", role="Editor")
    slow, quick = (make.approved(alice, bob) for _ in range(2))
    began, end = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            publication.publish(slow, by=bob)
            began.set()
            end.wait(10)
        connection.close()

    def publish_quickly() -> None:
        publication.publish(quick, by=bob)
        connection.close()

    first = threading.Thread(target=publish_slowly)
    second = threading.Thread(target=publish_quickly)
    first.start()
    assert began.wait(10)
    second.start()
    second.join(0.5)
    # Neither is to be seen, and none is passed over by whoever goes on from here.
    assert second.is_alive()
    assert follow(public) == []
    end.set()
    first.join(10)
    second.join(10)
    assert [row["id"] for row in follow(public)] == [slow.claim_id, quick.claim_id]


def test_the_database_refuses_two_changes_of_one_moment(alice, bob):
    first, second = make.published(alice, bob), make.published(alice, bob)
    with (
        pgtrigger.ignore("claims.Publication:changed_in_order"),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        Publication.objects.filter(pk=second.pk).update(changed_at=first.changed_at)
