"""The versions of a fact-check, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from claims.desk import wording
from claims.desk.doors import number, page
from claims.models import Publication, Source
from claims.public.doors import published
from claims.requests import DeskRequest


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a fact-check in both versions, word by word."""

    label: str
    pieces: list[wording.Piece]


@published
def versions(request: DeskRequest, live: Publication) -> HttpResponse:
    """The numbered versions; with `from` and `to`, what changed between two of them."""
    rows = list(
        Publication.objects.filter(claim=live.claim_id)
        .select_related("correction")
        .order_by("-number")
    )
    known = _since_last_retraction(rows)
    context: dict[str, Any] = {
        "publication": live,
        "check": live.snapshot,
        "address": request.newsroom.absolute(reverse("fact-check-versions", args=[live.claim_id])),
        "versions": rows,
        "known": set(known),
    }
    if "from" in request.GET or "to" in request.GET:
        old, new = (_asked(known, request.GET.get(name, "")) for name in ("from", "to"))
        context |= {"old": old, "new": new, "changes": changes(old.snapshot, new.snapshot)}
    return page(request, "fact_check_versions", context)


def _since_last_retraction(rows: Iterable[Publication]) -> dict[int, Publication]:
    """By number, the versions that readers may still read: what was taken back stays so.

    `rows` begin with the last.
    """
    found = {}
    for row in rows:
        if row.state == Publication.State.RETRACTED:
            break
        found[row.number] = row
    return found


def _asked(known: dict[int, Publication], word: str) -> Publication:
    if row := known.get(number(word)):
        return row
    raise Http404


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """What differs from one snapshot to another, in the order in which readers read it."""
    before, after = _parts(old), _parts(new)
    return [
        Change(label, wording.difference(before.get(label, ""), after.get(label, "")))
        for label in dict.fromkeys((*before, *after))
        if before.get(label, "") != after.get(label, "")
    ]


def _parts(snapshot: dict[str, Any]) -> dict[str, str]:
    rating = snapshot["rating"] or {}
    return {
        "Claim": snapshot["statement"],
        "Claimants": _lines(_claimant(one) for one in snapshot["claimants"]),
        "Rating": rating.get("label", ""),
        "Summary": snapshot["summary"],
        "Facts as of": str(snapshot["as_of"] or ""),
        "How we know": snapshot["explanation"],
        "What we could not find out": snapshot.get("not_found", ""),
        "What was said": _lines(f"“{one['quote']}”" for one in snapshot["occurrences"]),
        "Due": str(snapshot.get("due_on") or ""),
        "How we will know": snapshot.get("yardstick", ""),
        "What they say about it": _lines(_reply(one) for one in snapshot.get("replies", [])),
        "Sources": _lines(_source(one) for one in snapshot["sources"]),
    }


def _claimant(one: dict[str, Any]) -> str:
    return _joined(", ", one["name"], one["role"])


def _reply(one: dict[str, Any]) -> str:
    answer = f"answered on {one['answered_on']}: {one['answer']}" if one["answer"] else "no answer"
    return f"{one['whom']}, asked on {one['asked_on']}: {answer}"


def _source(one: dict[str, Any]) -> str:
    stance = dict(Source.Stance.choices).get(one["stance"], one["stance"])
    passage = f"“{one['passage']}”" if one["passage"] else ""
    withheld = f"Not named: {one['withheld_reason']}" if one["withheld_reason"] else ""
    read = f"read on {one['read_on']}" if one["read_on"] else ""
    told = (one["title"], one["publisher"], one["locator"], read, one["url"], passage, withheld)
    return f"{stance}: {_joined(', ', *told)}"


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)
