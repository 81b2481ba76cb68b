"""What the queue shows and in which order: read from its address, said in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from claims.desk import cursors
from claims.desk.search import Search
from claims.models import Claim, Claimant, DismissalReason, Document, Kind, User
from claims.models.claim import ClaimQuerySet

State = Claim.State

EVERYTHING = "all"
# What somebody still has to do something about.
OPEN = "open"
STATES = {EVERYTHING: "All", **dict(State.choices)}
SHOWN = {OPEN: "Open", **STATES}

SOON = "soon"
SOON_DAYS = 30
BACK = "1"


@dataclass(frozen=True)
class Order:
    """A way to sort: its name in the menu, in a sentence, and the columns of its cursor."""

    label: str
    words: str
    fields: tuple[str, ...]
    ascending: bool = False


ORDERS = {
    "priority": Order("Most urgent", "the most urgent first", ("priority", "id")),
    "newest": Order("Newest", "the newest first", ("id",)),
    "oldest": Order("Oldest", "the oldest first", ("id",), ascending=True),
    "due": Order("Due first", "what is due first on top", ("due_order",), ascending=True),
    "score": Order("Highest score", "the most check-worthy first", ("score", "id")),
}


@dataclass(frozen=True)
class Filters:
    """What the queue shows. The default, new claims, is one filter among others and is named."""

    state: str = State.NEW.value
    kind: str = ""
    claimant: str = ""
    document: str = ""
    assignee: str = ""
    tag: str = ""
    reason: str = ""
    due: str = ""
    back: str = ""
    q: str = ""
    sort: str = "priority"

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """The filters that an address asks for; what isn't one is left out.

        A reason is one for dismissing, so without a state that is meant, and with another one there
        is none. What is due or came back is asked for whatever its state, unless the address names
        one.
        """
        named = _one_of(SHOWN, query.get("state"))
        reason = _one_of(DismissalReason.values, query.get("reason"))
        reason = reason if named in ("", State.DISMISSED.value) else ""
        due = _one_of((SOON,), query.get("due"))
        back = _one_of((BACK,), query.get("back"))
        return cls(
            state=named or _state_meant(reason, due or back),
            kind=_one_of(Kind.values, query.get("kind")),
            claimant=_number(query.get("claimant", "")),
            document=_number(query.get("document", "")),
            assignee=_assignee(query.get("assignee", "")),
            tag=" ".join(_clean(query.get("tag", "")).lower().split())[:40].strip(),
            reason=reason,
            due=due,
            back=back,
            q=_clean(query.get("q", ""))[:200].strip(),
            sort=_one_of(ORDERS, query.get("sort")) or cls.sort,
        )

    def apply(self, user: User) -> ClaimQuerySet:
        """The claims that these filters leave, in no order."""
        claims = self._sieve(Claim.objects.visible(), user)
        if not self.search:
            return claims
        first, *others = (part.order_by().values("pk") for part in self.search.sets(claims))
        return claims.filter(pk__in=first.union(*others))

    def sets(self, user: User, *, to_count: bool = False) -> list[ClaimQuerySet]:
        """The same claims in sets that overlap: the first of all are among the first of each.

        `to_count`: in the form that is quicker to count.
        """
        if to_count and not self.search:
            return [self._sieve(Claim.objects.unhidden(), user)]
        claims = self._sieve(Claim.objects.visible(), user)
        return self.search.sets(claims) if self.search else [claims]

    @cached_property
    def search(self) -> Search | None:
        return Search(self.q) if self.q else None

    def _sieve(self, claims: ClaimQuerySet, user: User) -> ClaimQuerySet:
        """All but the search."""
        claims = claims.filter(self._in_state())
        if self.kind:
            claims = claims.filter(kinds__contains=[self.kind])
        if self.claimant:
            claims = claims.filter(claimants=int(self.claimant))
        if self.document:
            # Not a join: a claim may be in a document twice.
            claims = claims.filter(pk__in=_claims_in(self.document))
        if self.assignee:
            claims = claims.filter(**self._assigned(user))
        if self.tag:
            claims = claims.tagged(self.tag)
        if self.reason:
            claims = claims.filter(dismissal_reason=self.reason)
        if self.due:
            claims = claims.due_until(timezone.localdate() + dt.timedelta(days=SOON_DAYS))
        if self.back:
            claims = claims.back()
        return claims

    def _in_state(self) -> Q:
        if self.state == EVERYTHING:
            return Q()
        return Q(state__in=Claim.OPEN) if self.state == OPEN else Q(state=self.state)

    def _assigned(self, user: User) -> dict[str, Any]:
        if self.assignee == "nobody":
            return {"assignee": None}
        return {"assignee": user.pk if self.assignee == "me" else self.assignee}

    @property
    def order(self) -> Order:
        return ORDERS[self.sort]

    def first(self, user: User, limit: int) -> dict[int, str]:
        """The first claims of all that these filters leave, and their states."""
        rows = Claim.objects.only("state", "priority", "score")
        return {row.pk: row.state for row in self._cut(rows, user, after="", size=limit).rows}

    def page(self, user: User, *, after: str, size: int) -> cursors.Page[Claim]:
        """The `size` claims after the cursor, with all that a row shows."""
        marking = self.search.query if self.search else None
        found = self._cut(Claim.objects.for_list(marking=marking), user, after=after, size=size)
        if self.search:
            self.search.mark(found.rows)
        return found

    def _cut(
        self, rows: ClaimQuerySet, user: User, *, after: str, size: int
    ) -> cursors.Page[Claim]:
        """A page of `rows`: of those that are found, or when none is, of whoever may be meant."""

        def cut(rows: ClaimQuerySet, any_of: list[ClaimQuerySet]) -> cursors.Page[Claim]:
            by_due = self.sort == "due"
            return cursors.cut(
                rows.with_due_order() if by_due else rows,
                after=after,
                fields=self.order.fields,
                ascending=self.order.ascending,
                size=size,
                any_of=[one.with_due_order() if by_due else one for one in any_of],
            )

        if not self.search:
            return cut(self._sieve(rows.visible(), user), [])
        claims = self._sieve(Claim.objects.visible(), user)
        found = cut(rows, self.search.sets(claims))
        if not found.rows and (near := self.search.near(claims)) is not None:
            return cut(rows, [near])
        return found

    def query(self, **more: Any) -> str:
        """These filters, and `more`, as the end of the queue's address: the same ones, one way.

        Beside other filters new claims are named: the API takes an address without them for all.
        """
        default = Filters(state=_state_meant(self.reason, self.due or self.back))
        named = {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(default, field.name)
        }
        if named and self.state == State.NEW:
            named = {"state": self.state, **named}
        words = urlencode({**named, **{name: value for name, value in more.items() if value}})
        return f"?{words}" if words else ""

    @property
    def narrowed(self) -> bool:
        """Whether there may be claims that these filters hide."""
        return self != Filters(state=EVERYTHING, sort=self.sort)

    @property
    def state_label(self) -> str:
        return SHOWN[self.state]

    def words(self, people: Iterable[User], rows: Collection[Claim] = ()) -> list[str]:
        """What is filtered beside the state, a part of a sentence each.

        Names that `rows`, the claims that were found, bring along aren't asked for again.
        """
        said = []
        if self.kind:
            said.append(f"of the kind “{Kind(self.kind).label}”")
        if self.claimant:
            said.append(f"by {_claimant_in_words(self.claimant, rows)}")
        if self.document:
            said.append(_document_in_words(self.document, rows))
        if self.assignee:
            said.append(_assigned_in_words(self.assignee, people))
        if self.tag:
            said.append(f"tagged “{self.tag}”")
        if self.reason:
            said.append(f"because of “{DismissalReason(self.reason).label}”")
        if self.due:
            said.append(f"due within {SOON_DAYS} days or overdue")
        if self.back:
            said.append("that came back")
        if self.q:
            said.append(f"with “{self.q}”")
        return said

    def sentence(self, people: Iterable[User], rows: Collection[Claim] = ()) -> str:
        """All of it: “new claims tagged “budget”, the most urgent first”."""
        claims = " ".join(
            (f"{self.state_label.lower()} claims", ", ".join(self.words(people, rows)))
        )
        return f"{claims.strip()}, {self.order.words}"


def _state_meant(reason: str, wanted: str) -> str:
    """The state that an address means which names none; `wanted`: a filter for all states."""
    if reason:
        return State.DISMISSED.value
    return EVERYTHING if wanted else State.NEW.value


def _claims_in(document: str) -> Any:
    return Document.objects.visible().filter(pk=document).values("occurrences__claim")


def _clean(words: str) -> str:
    return words.replace("\0", "").strip()


def _one_of(known: Container[str], word: object) -> str:
    return word if isinstance(word, str) and word in known else ""


def _number(word: str) -> str:
    return word if word.isascii() and word.isdigit() and len(word) < 10 else ""


def _assignee(word: str) -> str:
    return word if word in ("me", "nobody") else _number(word)


def _claimant_in_words(claimant: str, rows: Iterable[Claim]) -> str:
    pk = int(claimant)
    shown = (one for row in rows for one in row.claimants.all() if one.pk == pk)
    name = next(shown, None) or Claimant.objects.filter(pk=pk).first()
    return str(name or "somebody unknown")


def _document_in_words(document: str, rows: Iterable[Claim]) -> str:
    pk = int(document)
    shown = (place.document for row in rows for place in row.occurrences.all())
    found = next((one for one in shown if one.pk == pk), None)
    if found is None:
        found = Document.objects.visible().only("title").filter(pk=pk).first()
    return f"in “{found.title}”" if found else "in a document that isn’t here"


def _assigned_in_words(assignee: str, people: Iterable[User]) -> str:
    if assignee == "nobody":
        return "assigned to nobody"
    if assignee == "me":
        return "assigned to you"
    names = [person.name for person in people if str(person.pk) == assignee]
    return f"assigned to {names[0] if names else 'somebody unknown'}"
