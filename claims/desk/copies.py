"""Copies: what became of the pages that a verdict cites, and the copies that are kept of them."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import F, Func, IntegerField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseStopPolling

from claims import permissions
from claims.desk.doors import door, page
from claims.desk.forms import ActionForm
from claims.fetching import places_of
from claims.models import Claim, Source, User, Verdict
from claims.models.source import SourceQuerySet
from claims.pipeline import fetching
from claims.requests import DeskRequest

# Characters of a page's text that are shown. Only lists and registers have more.
SHOWN = 200_000


def visible() -> SourceQuerySet:
    """Sources of verdicts on claims that may be seen."""
    rows = Source.objects.filter(verdict__claim__in=Claim.objects.visible())
    return rows.select_related("verdict__claim")


def may_ask(user: User, verdict: Verdict) -> bool:
    """Whether somebody may have the pages of a verdict looked at again."""
    return user.has_perm(permissions.DRAFT) and fetching.is_of_use(verdict)


def is_awaited(source: Source) -> bool:
    """Whether a page of the desk waits for what a worker finds out about this one."""
    return source.fetch_state in fetching.UNREAD or fetching.is_due(source)


def look(source: Source) -> str:
    """Differs whenever a worker has looked at the page since."""
    if source.fetch_state in fetching.UNREAD:
        return "unread"
    at = source.fetched_at.timestamp() if source.fetched_at else 0
    return f"{source.fetch_state}-{source.fetch_failures}-{at}"


@require_POST
@door(permissions.DRAFT)
def again(request: DeskRequest, source_id: int) -> HttpResponse:
    """Have a page looked at now."""
    row = get_object_or_404(visible(), pk=source_id)
    form = ActionForm(request.POST)
    if form.attempt(fetching.again, row, by=request.user):
        messages.success(request, "The page is read again.")
    else:
        messages.error(request, form.conflict)
    return redirect(f"{row.verdict.get_absolute_url()}#sources")


@door()
def state(request: DeskRequest, source_id: int) -> HttpResponse:
    """A source as it is now: asked every two seconds while its page is being read.

    Nothing (204) as long as it is what the page says already. What was removed meanwhile is no
    longer asked for.
    """
    row = visible().for_list().filter(pk=source_id).first()
    if row is None:
        return HttpResponseStopPolling()
    if request.GET.get("seen") == look(row):
        return HttpResponse(status=204)
    context = {
        "source": row,
        "in_form": "in_form" in request.GET,
        "may_ask": may_ask(request.user, row.verdict),
    }
    return render(request, "claims/_cited.html", context)


@door()
def copy(request: DeskRequest, source_id: int) -> HttpResponse:
    """The copy that is kept of a page: its text, with what is quoted from it marked."""
    size = Func(F("copy__warc"), function="octet_length", output_field=IntegerField())
    rows = visible().select_related("copy").defer("copy__warc").annotate(size=size)
    row = get_object_or_404(rows.exclude(copy=None), pk=source_id)
    assert row.copy
    text = row.copy.text[:SHOWN]
    context = {
        "source": row,
        "copy": row.copy,
        "verdict": row.verdict,
        "claim": row.verdict.claim,
        "pieces": list(pieces(text, row.passage)),
        "is_cut": len(row.copy.text) > SHOWN,
    }
    return page(request, "copy", context)


def pieces(text: str, passage: str) -> Iterator[tuple[str, bool]]:
    """`text` in pieces, each with whether it is of `passage`."""
    position = 0
    for start, end in places_of(passage, text):
        yield text[position:start], False
        yield text[start:end], True
        position = end
    yield text[position:], False


@door()
def warc(request: DeskRequest, source_id: int) -> HttpResponse:
    """The copy as a file that tools for web archives read."""
    row = get_object_or_404(visible().select_related("copy").exclude(copy=None), pk=source_id)
    assert row.copy
    name = f"source-{row.pk}-{row.copy.fetched_at:%Y-%m-%d}.warc.gz"
    # Without a name of its encoding: browsers would unpack what is meant to be kept as it is.
    return HttpResponse(
        bytes(row.copy.warc),
        content_type="application/warc",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
