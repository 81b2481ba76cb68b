"""What a search finds, and where in the words it found it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Greatest, Substr
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from claims.desk import names
from claims.models import Claim, Document
from claims.models.claim import MARK, ClaimQuerySet, headline, search_query
from claims.models.document import TOLD

# How many characters of a statement or quote a row shows, and how many stand before a find.
SHOWN, BEFORE = 220, 90
# The part of a long text in which a snippet is looked for.
AROUND = 2_000

_MARKED = re.compile(f"{MARK[0]}(.*?){MARK[1]}", re.DOTALL)
_SIGNS = re.compile(f"[{''.join(MARK)}]")


class Search:
    """One search for `words`: claims, whoever may be meant, and how to mark what was found."""

    def __init__(self, words: str) -> None:
        self.words = words

    @cached_property
    def query(self) -> SearchQuery:
        return search_query(self.words)

    @cached_property
    def names(self) -> names.Found:
        return names.find(self.words)

    def sets(self, claims: ClaimQuerySet) -> list[ClaimQuerySet]:
        """Those of `claims` that it finds, in sets to be cut each: see `ClaimQuerySet.found_by`."""
        return claims.found_by(self.words, self.names.called)

    def near(self, claims: ClaimQuerySet) -> ClaimQuerySet | None:
        """Those of `claims` of whoever may be meant, when nobody is called so.

        For when nothing was found: asking that in the same statement takes half a second.
        """
        if not self.names.near:
            return None
        near = [pk for pk, _ in self.names.near]
        theirs = Claim.claimants.through.objects.filter(claimant__in=near)
        return claims.filter(pk__in=theirs.values("claim"))

    def mark(self, rows: Iterable[Claim]) -> None:
        """Give each row `marked`, its statement as HTML; and `marked_quote`, the quote in which
        the words are when they aren't in the statement, else "".

        The rows come from `ClaimQuerySet.for_list(marking=…)`.
        """
        for row in rows:
            statement = getattr(row, "marked", row.statement)
            quotes = (getattr(place, "marked", "") for place in row.occurrences.all())
            quote = "" if MARK[0] in statement else next((q for q in quotes if MARK[0] in q), "")
            _set(row, marked=as_html(statement), marked_quote=as_html(quote))

    def stands_in(self, rows: Iterable[Claim]) -> str:
        """The names that were taken for the words, if it is they whose claims `rows` are."""
        near = dict(self.names.near)
        shown = list(rows)
        theirs = {
            claimant.pk for row in shown for claimant in row.claimants.all() if claimant.pk in near
        }
        every = all(any(one.pk in near for one in row.claimants.all()) for row in shown)
        return " or ".join(near[pk] for pk in near if pk in theirs) if shown and every else ""


def _set(row: models.Model, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(row, name, value)


def as_html(marked: str, length: int = SHOWN) -> SafeString:
    """At most `length` characters round the first find, escaped, with <mark> round each find."""
    plain_before = marked.find(MARK[0])
    start = max(0, plain_before - BEFORE) if plain_before > length - BEFORE else 0
    part = marked[start : start + length + 2 * marked[start : start + length].count(MARK[0])]
    ends = ("…" if start else "", "…" if start + len(part) < len(marked) else "")
    # A find that the cut went through has its end now.
    if part.rfind(MARK[0]) > part.rfind(MARK[1]):
        part += MARK[1]
    html = _MARKED.sub(r"<mark>\1</mark>", escape(part))
    return mark_safe(ends[0] + _SIGNS.sub("", html) + ends[1])  # noqa: S308 - escaped above


def documents_found(words: str, limit: int = 5) -> list[Document]:
    """Documents that have all the words, those whose title, outlet or author has them first.

    Each has `marked_title` and `snippet` as HTML. One query; texts aren't loaded.
    """
    query = search_query(words)
    visible = Document.objects.visible()
    told = visible.annotate(told=TOLD).filter(told=query).order_by("-id").values("pk")[:limit]
    inside = visible.filter(search=query).order_by("-id").values("pk")[:limit]
    rows = (
        Document.objects.filter(pk__in=told.union(inside))
        .defer("text", "search")
        .annotate(
            told=TOLD,
            rank=Case(When(Q(told=query), then=Value(1)), default=Value(0)),
            title_marked=headline("title", query),
            text_marked=_snippet(query, words),
        )
        .order_by("-rank", "-id")[:limit]
    )
    found: list[Document] = [*rows]
    for row in found:
        _set(
            row,
            marked_title=as_html(getattr(row, "title_marked", "")),
            snippet=as_html(" ".join(getattr(row, "text_marked", "").split()), 300),
        )
    return found


def _snippet(query: SearchQuery, words: str) -> SearchHeadline:
    """Some words round the first find in the text.

    Reading a whole text for it takes a second for the longest: so it is read from where a word
    stands that begins like the longest of the words asked for.
    """
    longest = max(re.findall(r"(?<![-\w])\w+", words), key=len, default="")
    begins = rf"\m{longest[: max(3, len(longest) * 2 // 3)]}"
    at = Func(
        F("text"),
        Value(begins),
        1,
        1,
        0,
        Value("i"),
        function="regexp_instr",
        output_field=models.IntegerField(),
    )
    start, stop = MARK
    return SearchHeadline(
        Substr("text", Greatest(at - AROUND // 4, Value(1)), AROUND),
        query,
        config="english",
        start_sel=start,
        stop_sel=stop,
        max_words=32,
        min_words=14,
        max_fragments=1,
    )
