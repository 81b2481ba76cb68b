"""Documents: the list, adding one, reading one with its claims marked, and its extraction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import condition, require_POST
from django_htmx.http import reswap, retarget

from claims import permissions
from claims.desk import claims, cursors, drafts, editing, forms, history, text
from claims.desk.doors import door, page
from claims.models import Claim, Document, Extraction, Occurrence
from claims.pipeline import editing as writing
from claims.pipeline import extraction, intake
from claims.requests import DeskRequest

SIZE = 50


@door()
def documents(request: DeskRequest) -> HttpResponse:
    found = cursors.cut(
        Document.objects.for_list(),
        after=request.GET.get("after", ""),
        fields=("id",),
        size=SIZE,
    )
    return page(request, "documents", {"page": found})


@door(permissions.ADD_DOCUMENT)
def new(request: DeskRequest) -> HttpResponse:
    """Add a text; one that is here already is shown instead, with who added it and when."""
    form = forms.DocumentForm(request.POST or None)
    if request.method == "POST" and form.attempt(intake.add_document, by=request.user):
        drafts.forget(request, drafts.NEW_DOCUMENT)
        document, is_new = form.result
        if not is_new:
            messages.info(request, _already_here(document))
        return redirect(document)
    drafts.give_back(form, request.user, drafts.NEW_DOCUMENT)
    return page(request, "document_new", {"form": form}, status=form.status)


def _already_here(document: Document) -> str:
    day = date_format(localtime(document.created_at), "j F Y, H:i")
    who = f", added by {document.added_by.name} on {day}" if document.added_by else f" since {day}"
    return f"This text is here already{who}. This is it."


def find(document_id: int) -> Document:
    """A document that moderation has not hidden; else 404."""
    return get_object_or_404(Document.objects.visible().select_related("added_by"), pk=document_id)


@door()
def document(request: DeskRequest, document_id: int) -> HttpResponse:
    return _show(request, find(document_id))


@require_POST
@door(permissions.TRIAGE)
def add_claim(request: DeskRequest, document_id: int) -> HttpResponse:
    """Make a claim of words that the engine passed over."""
    row = find(document_id)
    form = editing.AddClaimForm(request.POST)
    if not form.attempt(writing.add, row, by=request.user):
        return _show(request, row, form=form, status=form.status)
    drafts.forget(request, _place(row))
    messages.success(request, "The claim is added to the queue.")
    return redirect(f"{row.get_absolute_url()}#claim-{form.result.pk}")


def _place(row: Document) -> str:
    return f"document-{row.pk}-add"


@require_POST
@door(permissions.PUBLISH)
def embargo(request: DeskRequest, document_id: int) -> HttpResponse:
    """Say until when nothing of a document may be published, or that it may be now."""
    row = find(document_id)
    form = forms.EmbargoForm(request.POST)
    if not form.attempt(intake.set_embargo, row, by=request.user):
        return _show(request, row, embargo=form, conflict=form.conflict, status=form.status)
    messages.success(request, "The embargo is set." if form.input()["until"] else "No embargo.")
    return redirect(row)


@require_POST
@door(permissions.EXTRACT)
def extract(request: DeskRequest, document_id: int) -> HttpResponse:
    """Read a document again whose extraction failed."""
    row = find(document_id)
    form = forms.ActionForm(request.POST)
    if not form.attempt(extraction.queue, row, by=request.user):
        return _show(request, row, conflict=form.conflict, status=form.status)
    return redirect(row)


def _etag(request: DeskRequest, document_id: int) -> str | None:
    if not request.user.has_perm(permissions.VIEW_DESK):
        return None
    return f'"{_version(_latest(document_id))}"'


def _latest(document_id: int) -> Extraction | None:
    return (
        Extraction.objects.filter(document=document_id, document__hidden_at=None)
        .order_by("-id")
        .first()
    )


def _version(row: Extraction | None) -> str:
    """Differs whenever the progress that a page shows would differ."""
    if row is None:
        return "none"
    return f"{row.pk}-{row.state}-{row.attempt}-{row.sentences_done}-{row.sentences_total}"


@condition(etag_func=_etag)
@door()
def progress(request: DeskRequest, document_id: int) -> HttpResponse:
    """How far the reading is: asked every second by the document's page while a worker reads.

    Nothing (204) when it is what the page says already; the document with its claims when done.
    """
    row = get_object_or_404(Document.objects.visible().defer("text", "search"), pk=document_id)
    latest = _latest(document_id)
    if request.GET.get("seen") == _version(latest):
        return HttpResponse(status=204)
    if latest and latest.is_active:
        return page(
            request,
            "document",
            {"document": row, **_reading(latest)},
            fragment="_progress",
        )
    response = _show(request, find(document_id), arrived=True)
    return reswap(retarget(response, "#document"), "outerHTML")


def _reading(latest: Extraction | None) -> dict[str, Any]:
    return {"extraction": latest, "version": _version(latest)}


def _show(
    request: DeskRequest,
    row: Document,
    *,
    form: editing.AddClaimForm | None = None,
    embargo: forms.EmbargoForm | None = None,
    conflict: str = "",
    arrived: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The document's page: its text with its claims marked, and the list of them."""
    marked = _occurrences(row)
    merged = Claim.objects.filter(occurrences__document=row).exclude(merged_into=None)
    latest = _latest(row.pk)
    context = {
        "document": row,
        "claims": _claims(marked),
        "merged": merged.distinct().count(),
        "marks": {one.claim_id: one.claim for one in marked},
        "paragraphs": text.paragraphs(row.text, marked),
        "history": history.of(row.events.exclude(action="claim.extracted").for_history()[:50]),
        "conflict": conflict,
        "arrived": arrived,
        "embargo": is_ahead(row.embargo_until),
        "embargo_form": _embargo_form(request, row, embargo),
        "may_extract": request.user.has_perm(permissions.EXTRACT),
        "queue_address": f"{reverse('queue')}?state=all&document={row.pk}",
        **_adding(request, row, form),
        **_reading(latest),
    }
    return page(request, "document", context, fragment="_document", status=status)


def _embargo_form(
    request: DeskRequest, row: Document, sent: forms.EmbargoForm | None
) -> forms.EmbargoForm | None:
    if sent or not request.user.has_perm(permissions.PUBLISH):
        return sent
    until = row.embargo_until
    return forms.EmbargoForm(initial={"until": until if is_ahead(until) else None})


def is_ahead(until: dt.datetime | None) -> bool:
    return until is not None and until > timezone.now()


def _adding(
    request: DeskRequest, row: Document, form: editing.AddClaimForm | None
) -> dict[str, Any]:
    """The form for a further claim, for those who may add one."""
    if not request.user.has_perm(permissions.TRIAGE):
        return {}
    form = form or editing.AddClaimForm()
    drafts.give_back(form, request.user, _place(row))
    return {
        "form": form,
        "claimants_here": claims.claimants_in(row.pk),
        "open": request.GET.get("open", ""),
    }


def _occurrences(row: Document) -> list[Occurrence]:
    return list(
        row.occurrences.standing()
        .select_related("claim__assignee")
        .prefetch_related("claim__claimants")
        .order_by("start", "end", "id")
    )


def _claims(occurrences: list[Occurrence]) -> list[tuple[Claim, Occurrence]]:
    """Each claim once, at its first place in the text."""
    first: dict[int, Occurrence] = {}
    for occurrence in occurrences:
        first.setdefault(occurrence.claim_id, occurrence)
    return [(occurrence.claim, occurrence) for occurrence in first.values()]
