"""Views: filters under a name, those that every desk has and those that people have saved.

Each says how many claims it has: counted to a limit, all in one query; of the saved ones, which
may be of any sort, kept for half a minute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Func
from django.http import QueryDict
from django.utils import timezone

from claims import permissions
from claims.desk.filters import BACK, EVERYTHING, OPEN, SOON, Filters
from claims.desk.notifications import told, unread_of
from claims.models import Claim, DismissalReason, SavedView, User
from claims.requests import DeskRequest

State = Claim.State

# Above this many the desk says "500+": exact counts of large sets are slow and help nobody.
CAP = 500
# Seconds that the count of a saved view is kept, and the list of all tags.
KEPT = 30

# What is counted: the sort of view, and which of them.
Key = tuple[str, str]
# What is asked for along with the counts of views.
NEWEST: Key = ("claim", "newest")
UNREAD: Key = ("notification", "unread")
# SQL and its parameters.
Query = tuple[str, tuple[Any, ...]]

BUILT_IN = {
    "Came back": Filters(state=EVERYTHING, back=BACK),
    "New": Filters(),
    "Mine": Filters(state=OPEN, assignee="me"),
    "Unassigned": Filters(state=OPEN, assignee="nobody"),
    "Due": Filters(state=EVERYTHING, due=SOON, sort="due"),
    "In review": Filters(state=State.IN_REVIEW.value),
    "Approved": Filters(state=State.APPROVED.value),
    "Published": Filters(state=State.PUBLISHED.value),
    "Parked": Filters(state=State.PARKED.value),
    "Dismissed": Filters(state=State.DISMISSED.value),
    "All": Filters(state=EVERYTHING),
}


@dataclass(frozen=True)
class View:
    """A name, the end of the queue's address ("" or "?…"), and how many claims are behind it."""

    label: str
    query: str
    count: str
    is_current: bool
    pk: int | None = None
    is_shared: bool = False
    owner: str = ""
    may_remove: bool = False


@dataclass(frozen=True)
class Group:
    label: str
    views: list[View]


@dataclass(frozen=True)
class Listing:
    """Beside the views how many claims came back and how many notifications wait to be read, both
    empty for none, and the id of the newest claim.
    """

    groups: list[Group]
    came_back: str
    unread: str
    newest: int


def listing(request: DeskRequest, filters: Filters) -> Listing:
    """All views that this person has, with their counts; where dismissed claims are shown, with
    the reasons as views of their own. Two queries.
    """
    user = request.user
    saved = list(SavedView.objects.for_person(user))
    reasons = _by_reason(filters) if filters.state == State.DISMISSED else {}
    asked = {("desk", label): one for label, one in BUILT_IN.items()}
    asked |= {("reason", value): one for value, one in reasons.items()}
    numbers = _counts(user, asked, saved)

    def view(label: str, one: Filters, key: Key, **more: Any) -> View:
        return View(label, one.query(), capped(numbers[key]), _is_current(one, filters), **more)

    desk = [view(label, one, ("desk", label)) for label, one in BUILT_IN.items()]
    why = [
        view(str(DismissalReason(value).label), one, ("reason", value))
        for value, one in reasons.items()
    ]
    theirs = [view(one.name, _filters(one), _key(user, one), **_whose(user, one)) for one in saved]
    groups = (Group("Desk", desk), Group("Why dismissed", why), Group("Saved", theirs))
    back = numbers["desk", "Came back"]
    return Listing(
        groups=[group for group in groups if group.views],
        came_back=capped(back) if back else "",
        unread=told(numbers[UNREAD]),
        newest=numbers[NEWEST],
    )


def _by_reason(filters: Filters) -> dict[str, Filters]:
    return {value: replace(filters, reason=value) for value in DismissalReason.values}


def _filters(saved: SavedView) -> Filters:
    return Filters.read(QueryDict(saved.query))


def _whose(user: User, saved: SavedView) -> dict[str, Any]:
    return {
        "pk": saved.pk,
        "is_shared": saved.is_shared,
        "owner": "" if saved.owner_id == user.pk else saved.owner.name,
        "may_remove": permissions.may_change_view(user, saved),
    }


def _is_current(one: Filters, filters: Filters) -> bool:
    """In whatever order: sorting a view otherwise doesn't leave it."""
    return replace(one, sort=filters.sort) == filters


def _key(user: User, saved: SavedView) -> Key:
    # What is behind "mine" is another for everybody, and a view may get other filters.
    return "saved", f"{saved.pk}-{user.pk}-{hash(saved.query)}"


def _counts(user: User, asked: Mapping[Key, Filters], saved: Iterable[SavedView]) -> dict:
    """The counts of what is asked for, and of the saved views, those from what was kept."""
    kept = {key: caches["process"].get("-".join(key)) for key in (_key(user, one) for one in saved)}
    missing = {key: _filters(one) for one in saved if kept[key := _key(user, one)] is None}
    counted = counts(user, {**asked, **missing})
    for key in missing:
        caches["process"].set("-".join(key), counted[key], KEPT)
    return kept | counted


def tags() -> list[str]:
    """All tags that claims have, for choosing from; new ones come within half a minute."""
    known = caches["process"].get("tags")
    if known is None:
        known = _all_tags()
        caches["process"].set("tags", known, KEPT)
    return known


def _all_tags() -> list[str]:
    tag = Func("tags", function="unnest", output_field=CharField())
    rows = Claim.objects.unhidden().exclude(tags=[]).annotate(tag=tag)
    return list(rows.order_by("tag").values_list("tag", flat=True).distinct())


def capped(count: int) -> str:
    return f"{CAP}+" if count > CAP else str(count)


def counts(user: User, asked: Mapping[Key, Filters]) -> dict[Key, int]:
    """How many claims each of these filters leaves, up to one above the limit, in one query.

    Along come, at `NEWEST`, the id of the newest claim, 0 without any; and at `UNREAD` how many
    notifications wait to be read.
    """
    queries: dict[Key, Query] = {
        NEWEST: ("SELECT coalesce(max(id), 0) FROM claims_claim", ()),
        UNREAD: _counted(unread_of(user).values("pk").query.sql_with_params()),
    }
    for key, filters in asked.items():
        with suppress(EmptyResultSet):
            queries[key] = _counted(_first_ids(filters, user))
    keys = list(queries)
    parts = [f"SELECT {number}, ({sql})" for number, (sql, _) in enumerate(queries.values())]
    values = [value for _, params in queries.values() for value in params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return dict.fromkeys(asked, 0) | {
            keys[number]: found for number, found in cursor.fetchall()
        }


def _counted(query: Query) -> Query:
    """How many rows a query has. The SQL is Django's own, all that people typed is in `params`."""
    sql, params = query
    return f"SELECT count(*) FROM ({sql}) AS found", params  # noqa: S608


def _first_ids(filters: Filters, user: User) -> Query:
    """As many ids as have to be seen to count up to the limit."""
    if filters.search:
        # Who is meant by a name may be another in a minute.
        return _built(filters, user)
    return _built_before(filters, user.pk, timezone.localdate(), CAP)


# A third of the time that counting takes goes into building the same SQL again.
@lru_cache(maxsize=1_000)
def _built_before(filters: Filters, user_id: int, today: dt.date, cap: int) -> Query:
    """The SQL depends on nothing but these."""
    return _built(filters, User(pk=user_id))


def _built(filters: Filters, user: User) -> Query:
    sets = filters.sets(user, to_count=True)
    first, *others = (one.order_by().values("pk")[: CAP + 1] for one in sets)
    whole = first.union(*others)[: CAP + 1] if others else first
    return whole.query.sql_with_params()
