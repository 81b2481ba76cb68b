"""Feeds: what was published, corrected, rated as a promise or falls due, the latest first.

Each takes the filters of the index and has all there is, fifty entries a page: a program that
follows `next` from page to page walks through the whole archive.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import DateField, Exists, Max, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.desk import cursors
from claims.models import Correction, Newsroom, PromiseStatus, Publication
from claims.models.publication import PublicationQuerySet
from claims.public import entries, filters
from claims.public.filters import UNRATED, Filters
from claims.public.syndication import FORMS, Entry, Feed, address
from claims.requests import DeskRequest

SIZE = 50
# When a feed was last changed that never had anything in it.
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def fact_checks(request: DeskRequest) -> HttpResponse:
    """Each fact-check as it is now: one that was corrected is there again, as updated."""
    newsroom = request.newsroom
    asked = Filters.read(request.GET)
    found = _cut(request, asked.apply(Publication.objects.live()), "id")
    return _answer(
        request,
        asked,
        of=("Fact-checks by", "fact-checks", "fact-checks-feed"),
        after=found.after,
        changed=_changed(),
        told=[entries.fact_check(row, newsroom) for row in found.rows],
        gone=_gone(newsroom) if found.is_first else [],
    )


def corrections(request: DeskRequest) -> HttpResponse:
    """The log of corrections and retractions; filters are about what was corrected."""
    asked = Filters.read(request.GET)
    rows = Correction.objects.out().select_related("corrects", "publication")
    found = _cut(request, asked.apply_to_log(rows), "at", "id")
    return _answer(
        request,
        asked,
        of=("Corrections by", "corrections", "corrections-feed"),
        after=found.after,
        changed=_changed(),
        told=[entries.correction(row, request.newsroom) for row in found.rows],
    )


def promises(request: DeskRequest) -> HttpResponse:
    """What became of promises: an entry each time that one was rated, with `status` so."""
    asked = Filters.read(request.GET)
    if asked.status == UNRATED:
        # Nobody has rated them, so there is nothing to tell but that they were published.
        return redirect(f"{reverse('fact-checks-feed')}?{request.GET.urlencode()}")
    rows = PromiseStatus.objects.filter(Exists(_promises(asked).filter(claim=OuterRef("claim"))))
    if asked.status:
        rows = rows.filter(status=asked.status)
    found = _cut(request, rows, "id")
    claims = [row.claim_id for row in found.rows]
    live = {row.claim_id: row for row in Publication.objects.live().filter(claim__in=claims)}
    last = PromiseStatus.objects.aggregate(last=Max("at"))["last"]
    return _answer(
        request,
        asked,
        of=("Promises watched by", "promises", "promises-feed"),
        after=found.after,
        changed=max(_changed(), last or NEVER),
        told=[entries.standing(row, live[row.claim_id], request.newsroom) for row in found.rows],
    )


def due(request: DeskRequest) -> HttpResponse:
    """The promises that fall due: each from thirty days before its day on, the latest day first."""
    newsroom = request.newsroom
    asked = Filters.read(request.GET)
    today = newsroom.today()
    on = Cast(KeyTextTransform("due_on", "snapshot"), DateField())
    rows = filters.promises(asked.apply(Publication.objects.live())).annotate(due_on=on)
    found = _cut(request, rows.filter(due_on__lte=today + entries.AHEAD), "due_on", "id")
    return _answer(
        request,
        asked,
        of=("Promises that fall due, watched by", "promises", "due-feed"),
        after=found.after,
        changed=max(_changed(), entries.begin(today, newsroom)),
        told=[entries.due(row, newsroom) for row in found.rows],
    )


def datafeed(request: DeskRequest) -> HttpResponse:
    """To all fact-checks as schema.org DataFeed, which the API has, and its limit with it."""
    return redirect(f"{reverse('api:verdict-export')}?format=datafeed")


def _promises(asked: Filters) -> PublicationQuerySet:
    """The live ones that are asked for, however they stand by now."""
    return filters.promises(replace(asked, status="").apply(Publication.objects.live()))


def _cut(request: DeskRequest, rows: QuerySet, *fields: str) -> cursors.Page[Any]:
    return cursors.cut(rows, after=request.GET.get("before", ""), fields=fields, size=SIZE)


def _answer(
    request: DeskRequest,
    asked: Filters,
    *,
    of: tuple[str, str, str],
    after: str,
    changed: dt.datetime,
    told: list[Entry],
    gone: list[tuple[str, dt.datetime]] | None = None,
) -> HttpResponse:
    """A page of a feed in the form that is asked for; 404 for none that there is.

    `of` is what the feed is called, the page that it belongs to, and its own address' name.
    """
    name = request.GET.get("format", "atom")
    if (form := FORMS.get(name)) is None:
        raise Http404
    newsroom, query = request.newsroom, asked.query()
    title, page, own = of
    base = newsroom.absolute(reverse(own))
    words = ", ".join(asked.in_words(Publication.objects.live()).values())
    here = asked.query(before=request.GET.get("before", ""))
    feed = Feed(
        id=address(base, query),
        title=f"{title} {newsroom.name}{f': {words}' if words else ''}",
        page=address(newsroom.absolute(reverse(page)), query),
        address=address(base, here, name),
        next_page=address(base, asked.query(before=after), name) if after else "",
        language=newsroom.language,
        author=newsroom.name,
        author_address=newsroom.address,
        updated=changed,
        entries=told,
        gone=gone or [],
    )
    return HttpResponse(form.write(feed), content_type=f"{form.media_type}; charset=utf-8")


def _changed() -> dt.datetime:
    """When anything that readers have was last published, changed or taken back."""
    return Publication.objects.aggregate(last=Max("changed_at"))["last"] or NEVER


def _gone(newsroom: Newsroom) -> list[tuple[str, dt.datetime]]:
    """The last fact-checks that were taken back and not published again, and when.

    All of them in every feed: which filter they were found by is what was taken back.
    """
    rows = Correction.objects.out().filter(kind=Correction.Kind.RETRACTION, claim__is_live=False)
    when: dict[str, dt.datetime] = {}
    for claim, at in rows.values_list("claim", "at")[:SIZE]:
        assert at
        when.setdefault(newsroom.absolute(reverse("fact-check", args=[claim])), at)
    return list(when.items())
