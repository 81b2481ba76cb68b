"""Filters, their words, and walking through what they leave in every order."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims.desk import cursors
from claims.desk.filters import ORDERS, STATES, Filters
from claims.engine.candidate import Kind
from claims.models import Claim, DismissalReason, User
from claims.pipeline import triage
from tests import make


def read(query: str) -> Filters:
    return Filters.read(QueryDict(query))


def shown(query: str, user: User) -> set[int]:
    return set(read(query).apply(user).values_list("pk", flat=True))


def promise(due_on: dt.date | None, **facts: Any) -> Claim:
    row = make.claim(kinds=(Kind.PROMISE,))
    Claim.objects.filter(pk=row.pk).update(due_on=due_on, **facts)
    return row


def test_open_is_what_somebody_has_to_do_something_about(alice: User, bob: User) -> None:
    rows = {make.claim().pk, make.checking(alice).pk, make.submitted(alice).claim_id}
    make.published(alice, bob)
    triage.dismiss(make.claim(), by=alice, reason="vague")
    assert shown("state=open", alice) == rows
    assert shown("state=open&assignee=nobody", alice) < rows


def test_tags(alice: User) -> None:
    tagged, _ = make.claim(), make.claim()
    Claim.objects.filter(pk=tagged.pk).update(tags=["city budget"])
    assert shown("tag=City++budget", alice) == {tagged.pk}
    assert shown("tag=budget", alice) == set()


def test_a_reason_is_of_dismissed_claims(alice: User) -> None:
    vague, opinion = make.claim(), make.claim()
    triage.dismiss(vague, by=alice, reason="vague")
    triage.dismiss(opinion, by=alice, reason="opinion")
    assert shown("reason=vague", alice) == {vague.pk}
    assert shown("state=dismissed", alice) == {vague.pk, opinion.pk}


def test_due_is_overdue_or_within_thirty_days_whatever_the_state(alice: User, bob: User) -> None:
    today = timezone.localdate()
    overdue = promise(today - dt.timedelta(days=400))
    last_day = promise(today + dt.timedelta(days=30))
    promise(today + dt.timedelta(days=31))
    promise(None)
    promise(today, state="dismissed", dismissal_reason="vague")
    published = promise(today, state="published", is_live=True)
    assert shown("due=soon", alice) == {overdue.pk, last_day.pk, published.pk}
    assert shown("due=soon&state=published", alice) == {published.pk}
    page = read("due=soon&sort=due").page(alice, after="", size=10)
    assert [row.pk for row in page.rows] == [overdue.pk, published.pk, last_day.pk]


def test_everything_is_said_in_words(alice: User, bob: User) -> None:
    filters = read(f"state=open&tag=budget&due=soon&assignee={bob.pk}&q=tax&sort=oldest")
    assert filters.sentence([bob]) == (
        "open claims assigned to Bob Brandt, tagged “budget”, due within 30 days or overdue, "
        "with “tax”, the oldest first"
    )
    assert read("").sentence([]) == "new claims, the most urgent first"
    assert "because of “Too vague to check”" in read("reason=vague").words([])


def test_the_same_filters_have_one_address() -> None:
    assert (
        read("sort=due&state=all&kind=law&q=+tax+").query() == "?state=all&kind=law&q=tax&sort=due"
    )
    assert read("state=new&sort=priority&kind=&x=1").query() == ""
    assert read("state=all").narrowed is False
    assert read("state=all&sort=due").narrowed is False
    assert read("").narrowed is True


# Of each field what it knows, nothing, and what it has to clean or to leave out.
WORDS = st.one_of(st.sampled_from(["", "me", "nobody", "soon", "12", " a  B "]), st.text())
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "state": st.one_of(st.sampled_from(["open", *STATES]), WORDS),
        "kind": st.one_of(st.sampled_from([kind.value for kind in Kind]), WORDS),
        "claimant": WORDS,
        "document": WORDS,
        "assignee": WORDS,
        "tag": st.one_of(WORDS, st.text(min_size=35)),
        "reason": st.one_of(st.sampled_from(DismissalReason.values), WORDS),
        "due": WORDS,
        "q": st.one_of(WORDS, st.text(min_size=190)),
        "sort": st.one_of(st.sampled_from(sorted(ORDERS)), WORDS),
    },
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ASKED)
@example({"state": "new", "due": "soon"})
@example({"state": "new", "reason": "vague", "due": "soon"})
def test_reading_an_address_that_was_made_gives_the_same_filters(asked: dict[str, str]) -> None:
    filters = read(urlencode(asked))
    assert read(filters.query().removeprefix("?")) == filters


# Few values, so that many rows have the same.
FACTS = st.tuples(
    st.sampled_from([0, 1, 100]),
    st.sampled_from([0.0, 0.1, 1 / 3, 1.0]),
    st.sampled_from([None, dt.date(1999, 5, 1), dt.date(2026, 1, 1), dt.date(9999, 12, 31)]),
)


@pytest.mark.django_db
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(FACTS, max_size=12),
    sort=st.sampled_from(sorted(ORDERS)),
    size=st.integers(1, 5),
    q=st.sampled_from(["", "Rain"]),
)
def test_a_walk_through_all_pages_meets_every_claim_once_in_order(
    alice: User, rows: list[tuple[int, float, dt.date | None]], sort: str, size: int, q: str
) -> None:
    first = make.claim(make.document("Rain fell on 40 days. It was wet."), kinds=(Kind.PROMISE,))
    made = [first, *make.claims_like(first, len(rows))]
    for row, (priority, score, due_on) in zip(made[1:], rows, strict=True):
        Claim.objects.filter(pk=row.pk).update(priority=priority, score=score, due_on=due_on)
    ids = [row.pk for row in made]
    # What other examples left behind is not walked through again.
    Claim.objects.filter(pk__in=ids).update(tags=[f"walk {first.pk}"])
    filters = read(f"state=all&sort={sort}&q={q}&tag=walk+{first.pk}")
    seen: list[int] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = filters.page(alice, after=after, size=size)
        assert page.is_first == (pages == 0)
        seen += [row.pk for row in page.rows]
        after, pages = page.after, pages + 1
    keys = {
        "priority": lambda row: (-row.priority, -row.pk),
        "newest": lambda row: -row.pk,
        "oldest": lambda row: row.pk,
        "due": lambda row: (row.due_on is None, row.due_on or dt.date.max, row.pk),
        "score": lambda row: (-row.score, -row.pk),
    }
    expected = sorted(Claim.objects.filter(pk__in=ids), key=keys[sort])
    assert seen == [row.pk for row in expected]


@pytest.mark.django_db
@pytest.mark.parametrize("sort", sorted(ORDERS))
@pytest.mark.parametrize(
    "after",
    [
        "x",
        "_",
        "1_2_3",
        "1",
        "99999999999999999999_1",
        "9" * 5000,
        "nan_1",
        "inf_1",
        "٣_1",
        "1_1\0",
    ],
)
def test_a_cursor_that_is_none_is_no_error(alice: User, sort: str, after: str) -> None:
    make.claim()
    read(f"sort={sort}").page(alice, after=after, size=5)


@pytest.mark.django_db
def test_dates_are_cursors_too(alice: User) -> None:
    rows = [promise(dt.date(2026, 1, day)) for day in (1, 2, 3)]
    claims = Claim.objects.exclude(due_on=None)
    cut: dict[str, Any] = {"fields": ("due_on", "id"), "size": 2, "ascending": True}
    page = cursors.cut(claims, after="", **cut)
    assert page.after == f"2026-01-02_{rows[1].pk}"
    assert cursors.cut(claims, after=page.after, **cut).rows == rows[2:]


def test_with_another_state_there_is_no_reason() -> None:
    assert read("state=parked&reason=vague").reason == ""
    assert read("reason=vague").state == "dismissed"


@pytest.mark.django_db
@pytest.mark.parametrize("sort", sorted(ORDERS))
@pytest.mark.parametrize("q", ["", "Rain"])
def test_the_first_of_all_are_those_of_the_page(alice: User, sort: str, q: str) -> None:
    first = make.claim(make.document("Rain fell on 40 days. It was wet."), kinds=(Kind.PROMISE,))
    make.claims_like(first, 6)
    filters = read(f"state=all&sort={sort}&q={q}")
    page = filters.page(alice, after="", size=5)
    assert filters.first(alice, 5) == {row.pk: row.state for row in page.rows}
