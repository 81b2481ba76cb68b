"""Bulk actions and buttons: for each chosen row one call of a pipeline function.

An action that needs a reason shows a page with a form first. Each row is its own transaction, so
that one that can't be done doesn't take the others with it; the answer says how many were done,
and of each refused row why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget

from claims.admin.base import link, sentence
from claims.pipeline.changes import Conflict
from claims.requests import person

# More would keep one request busy for minutes; the list is filtered and the action run again.
AT_MOST = 500
NAMED = 10


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=500, widget=UnfoldAdminTextareaWidget({"rows": 3}))


@dataclass(frozen=True)
class Decision:
    """What is done to each row, and the words for it."""

    title: str
    button: str
    done: str
    act: Callable[..., Any]
    explanation: str = ""
    form: Callable[..., forms.Form] = forms.Form
    danger: bool = False
    # What the administrator should know afterwards, from what `act` returned for the rows.
    follow_up: Callable[[list[Any]], SafeString | str] | None = None


class DecidesMixin(ModelAdmin):
    """Runs decisions on many rows from the list, or on one from its page."""

    def decide(
        self, request: HttpRequest, rows: models.QuerySet, decision: Decision
    ) -> HttpResponse | None:
        """Ask for what the decision needs, then carry it out; None when that is done."""
        form = decision.form(request.POST if "decide" in request.POST else None)
        if form.fields and not form.is_valid():
            return self._ask(request, rows, decision, form, back=request.get_full_path())
        chosen = list(rows[: AT_MOST + 1])
        if len(chosen) > AT_MOST:
            messages.error(request, f"At most {AT_MOST} at once. Nothing was done.")
            return None
        given = form.cleaned_data if form.fields else {}
        self._report(request, decision, *carry_out(chosen, decision, by=person(request), **given))
        return None

    def decide_one(self, request: HttpRequest, object_id: str, decision: Decision) -> HttpResponse:
        """The same for one row, from a button on its page, which is a link: so it asks first."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        rows = self.get_queryset(request).filter(pk=row.pk)
        page = reverse(f"admin:claims_{self.opts.model_name}_change", args=[row.pk])
        if request.method != "POST":
            return self._ask(request, rows, decision, decision.form(), back=page)
        return self.decide(request, rows, decision) or HttpResponseRedirect(page)

    def _ask(
        self,
        request: HttpRequest,
        rows: models.QuerySet,
        decision: Decision,
        form: forms.Form,
        *,
        back: str,
    ) -> TemplateResponse:
        chosen = list(rows[: NAMED + 1])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": decision.title,
            "decision": decision,
            "form": form,
            "rows": chosen[:NAMED],
            "more": max(0, rows.count() - NAMED) if len(chosen) > NAMED else 0,
            "resent": _resent(request),
            "back": back,
        }
        return TemplateResponse(request, "admin/claims/decide.html", context)

    def _report(
        self,
        request: HttpRequest,
        decision: Decision,
        done: list[Any],
        refused: list[tuple[models.Model, str]],
    ) -> None:
        if done:
            messages.success(request, f"{_count(self.opts, len(done))} {decision.done}.")
        if done and decision.follow_up and (note := decision.follow_up(done)):
            messages.warning(request, note)
        for row, why in refused[:NAMED]:
            messages.error(request, format_html("{}: {}", link(row), why))
        if len(refused) > NAMED:
            rest = _count(self.opts, len(refused) - NAMED)
            messages.error(request, f"{rest} more could not be {decision.done} either.")


def carry_out(
    rows: list[models.Model], decision: Decision, **given: Any
) -> tuple[list[Any], list[tuple[models.Model, str]]]:
    """What `act` returned for the rows for which it could be done, and why not for the others."""
    done: list[Any] = []
    refused = []
    for row in rows:
        try:
            done.append(decision.act(row, **given))
        except (Conflict, ValidationError) as error:
            refused.append((row, sentence(error)))
    return done, refused


def links(rows: list[models.Model]) -> SafeString:
    return format_html_join(", ", "{}", ((link(row),) for row in rows))


def _resent(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the list's form that say which action on which rows, to be sent again."""
    names = ("action", "select_across", "index", ACTION_CHECKBOX_NAME)
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _count(opts: Any, number: int) -> str:
    return f"{number} {opts.verbose_name if number == 1 else opts.verbose_name_plural}"
