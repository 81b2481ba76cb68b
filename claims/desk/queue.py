"""The queue: claims by priority, filtered, with the selected one beside its context."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from claims import permissions
from claims.desk import claims, cursors, forms
from claims.desk.doors import door, page
from claims.models import Claim, Claimant, Document, Kind, User
from claims.models.claim import ClaimQuerySet
from claims.requests import DeskRequest

SIZE = 40
# Above this many the desk says "500+": exact counts of large sets are slow and help nobody.
CAP = 500
EVERYTHING = "all"
STATES = {EVERYTHING: "All", **dict(Claim.State.choices)}


@dataclass(frozen=True)
class Filters:
    """What the queue shows. The default, new claims, is one filter among others and is named."""

    state: str = Claim.State.NEW.value
    kind: str = ""
    claimant: str = ""
    document: str = ""
    assignee: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """The filters that an address asks for; what isn't one is left out."""
        return cls(
            state=_one_of(STATES, query.get("state")) or cls.state,
            kind=_one_of(Kind.values, query.get("kind")),
            claimant=_number(query.get("claimant", "")),
            document=_number(query.get("document", "")),
            assignee=_assignee(query.get("assignee", "")),
            q=query.get("q", "").replace("\0", "").strip()[:200],
        )

    def apply(self, user: User, *, any_state: bool = False) -> ClaimQuerySet:
        claims = Claim.objects.visible()
        if self.state != EVERYTHING and not any_state:
            claims = claims.filter(state=self.state)
        if self.kind:
            claims = claims.filter(kinds__contains=[self.kind])
        if self.claimant:
            claims = claims.filter(claimants=int(self.claimant))
        if self.document:
            # Not a join: a claim may be in a document twice.
            claims = claims.filter(pk__in=_claims_in(self.document))
        if self.assignee:
            claims = claims.filter(**self._assigned(user))
        return claims.search(self.q) if self.q else claims

    def _assigned(self, user: User) -> dict[str, Any]:
        if self.assignee == "nobody":
            return {"assignee": None}
        return {"assignee": user.pk if self.assignee == "me" else self.assignee}

    def query(self, **more: Any) -> str:
        """These filters, and `more`, as the end of the queue's address."""
        default = Filters()
        named = {
            name: value for name, value in vars(self).items() if value != getattr(default, name)
        }
        words = urlencode({**named, **{name: value for name, value in more.items() if value}})
        return f"?{words}" if words else ""

    @property
    def narrowed(self) -> bool:
        return self != replace(Filters(), state=EVERYTHING)


def _claims_in(document: str) -> Any:
    return Document.objects.visible().filter(pk=document).values("occurrences__claim")


def _one_of(known: Container[str], word: object) -> str:
    return word if isinstance(word, str) and word in known else ""


def _number(word: str) -> str:
    return word if word.isascii() and word.isdigit() and len(word) < 10 else ""


def _assignee(word: str) -> str:
    return word if word in ("me", "nobody") else _number(word)


def home(request: DeskRequest) -> HttpResponse:
    """The queue for those who work here, what was published for everybody else."""
    if request.user.has_perm(permissions.VIEW_DESK):
        return redirect("queue")
    return redirect("fact-checks")


@door()
def queue(request: DeskRequest) -> HttpResponse:
    filters = Filters.read(request.GET)
    found = cursors.cut(
        filters.apply(request.user).for_list(),
        after=request.GET.get("after", ""),
        fields=("priority", "id"),
        size=SIZE,
    )
    people = list(forms.desk_people())
    selected = _selected(found.rows, request.GET.get("claim", ""))
    keep = filters.query(after="" if found.is_first else request.GET["after"])
    context = {
        "filters": filters,
        "state_label": STATES[filters.state],
        "words": _words(filters, people),
        "tabs": _tabs(filters, request.user),
        "page": found,
        "people": people,
        "kinds": Kind.choices,
        "first_page": filters.query(),
        "next_page": filters.query(after=found.after) if found.after else "",
        "keep": keep,
        "joint": "&" if keep else "?",
        "chosen": "claim" in request.GET,
        "open_dismiss": "dismiss" in request.GET,
        "may_triage": request.user.has_perm(permissions.TRIAGE),
        **_pane(request, found.rows, selected, keep),
    }
    return page(request, "queue", context, fragment="_queue")


def _selected(rows: list[Claim], wanted: str) -> Claim | None:
    """The claim that the address names, if this page has it, else the most urgent one."""
    by_id = {str(row.pk): row for row in rows}
    return by_id.get(wanted) or next(iter(rows), None)


def _pane(
    request: DeskRequest, rows: list[Claim], claim: Claim | None, keep: str
) -> dict[str, Any]:
    """What the pane beside the list needs; after a decision it goes on with the next claim."""
    if claim is None:
        return {"claim": None}
    place = rows.index(claim)
    following = rows[place + 1] if place + 1 < len(rows) else rows[place - 1] if place else None
    return {
        "claim": claim,
        "then": address(keep, following),
        "back": f"{address(keep)}#row-{claim.pk}",
        **claims.pane(request, claim),
    }


def address(keep: str, claim: Claim | None = None) -> str:
    """The queue with the filters of `keep`, and this claim selected."""
    here = reverse("queue") + keep
    return f"{here}{'&' if keep else '?'}claim={claim.pk}" if claim else here


def _tabs(filters: Filters, user: User) -> list[dict[str, Any]]:
    """Each state with the number of claims that the other filters leave in it."""
    counts = _counts(filters, user)
    return [
        {
            "label": label,
            "state": state,
            "count": _capped(counts.get(state, 0)),
            "query": replace(filters, state=state).query(),
            "is_current": state == filters.state,
        }
        for state, label in STATES.items()
    ]


def _counts(filters: Filters, user: User) -> dict[str, int]:
    """Claims by state, each counted up to the cap, in one query."""
    base = filters.apply(user, any_state=True).order_by()
    parts = [
        base.filter(state=state).values_list("state")[: CAP + 1] for state in Claim.State.values
    ]
    counts: dict[str, int] = {}
    for (state,) in parts[0].union(*parts[1:], all=True):
        counts[state] = counts.get(state, 0) + 1
    counts[EVERYTHING] = sum(counts.values())
    return counts


def _capped(count: int) -> str:
    return f"{CAP}+" if count > CAP else str(count)


def _words(filters: Filters, people: list[User]) -> list[str]:
    """What is filtered, in the words of the line above the list."""
    words = []
    if filters.kind:
        words.append(f"of the kind “{Kind(filters.kind).label}”")
    if filters.claimant:
        name = Claimant.objects.filter(pk=filters.claimant).first()
        words.append(f"by {name or 'somebody unknown'}")
    if filters.document:
        title = Document.objects.visible().filter(pk=filters.document).values_list("title").first()
        words.append(f"in “{title[0]}”" if title else "in a document that isn’t here")
    if filters.assignee:
        words.append(_assigned_in_words(filters.assignee, people))
    if filters.q:
        words.append(f"with “{filters.q}”")
    return words


def _assigned_in_words(assignee: str, people: list[User]) -> str:
    if assignee == "nobody":
        return "assigned to nobody"
    if assignee == "me":
        return "assigned to you"
    names = [person.name for person in people if str(person.pk) == assignee]
    return f"assigned to {names[0] if names else 'somebody unknown'}"
