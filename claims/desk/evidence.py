"""The parts of a draft on pages of their own, to edit them: a source, or whom somebody asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from claims import permissions
from claims.desk import forms
from claims.desk.doors import door, number, page
from claims.models import Claim, Reply, Source, Verdict
from claims.pipeline import replies, sources
from claims.pipeline.changes import Conflict
from claims.requests import DeskRequest


@door(permissions.DRAFT)
def source(request: DeskRequest, source_id: int) -> HttpResponse:
    """Edit a source of one's own draft."""
    rows = Source.objects.filter(verdict__claim__in=Claim.objects.visible())
    row = get_object_or_404(rows.select_related("verdict__claim"), pk=source_id)
    stored = {name: getattr(row, name) for name in sources.FIELDS}
    form = forms.SourceForm(request.POST or None, initial=stored)
    return _edit(request, row, form, sources.edit, "The source is changed.")


@door(permissions.DRAFT)
def reply(request: DeskRequest, reply_id: int) -> HttpResponse:
    """Edit whom somebody asked for one's own draft, and what they answered."""
    rows = Reply.objects.filter(verdict__claim__in=Claim.objects.visible())
    row = get_object_or_404(rows.select_related("verdict__claim"), pk=reply_id)
    stored = {name: getattr(row, name) for name in replies.FIELDS}
    form = forms.ReplyForm(request.POST or None, initial=stored)
    return _edit(request, row, form, replies.edit, "The reply is changed.")


def _edit(
    request: DeskRequest,
    row: Source | Reply,
    form: forms.PartForm,
    function: Callable[..., Any],
    done: str,
) -> HttpResponse:
    if form.is_bound and form.attempt(function, row, by=request.user):
        messages.success(request, done)
        return redirect("verdict", row.verdict_id)
    context = {"row": row, "form": form, "verdict": row.verdict, "claim": row.verdict.claim}
    return page(request, "evidence", context, status=form.status)


def source_of(verdict: Verdict, chosen: str) -> Source:
    """The source of a verdict that a button names. Raises Conflict when it is gone."""
    found = verdict.sources.filter(pk=number(chosen)).first()
    if found is None:
        raise Conflict("This source was removed already.")
    return found


def reply_of(verdict: Verdict, chosen: str) -> Reply:
    """The reply of a verdict that a button names. Raises Conflict when it is gone."""
    found = verdict.replies.filter(pk=number(chosen)).first()
    if found is None:
        raise Conflict("This was removed already.")
    return found
