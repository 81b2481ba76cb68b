"""The two kinds of page that tables have here, and what their columns are made of."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.views import ChangeList

from claims.pipeline import newsroom
from claims.pipeline.changes import Conflict
from claims.requests import person

MUTED = "text-font-subtle-light dark:text-font-subtle-dark"
LINK = "text-primary-600 dark:text-primary-500"


class CappedPaginator(Paginator):
    """Counts no further than `CAP`: beyond, nobody pages, and counting reads the whole table."""

    CAP = 10_000
    template_name = "admin/claims/pagination.html"
    object_list: models.QuerySet

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: self.CAP].count()

    @property
    def is_capped(self) -> bool:
        return self.count == self.CAP


class List(ChangeList):
    """Offers to show all rows only where something leaves some out."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not (self.has_active_filters or self.query):
            self.full_result_count = self.result_count


class FactcheckAdmin(ModelAdmin):
    """What all lists have: cheap counts, cheap rows, and no log beside the Events."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    list_filter_sheet = True
    # Fields whose values are too long to be read for a list.
    long_fields: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        return rows.defer(*self.long_fields) if _is_list(request, self) else rows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return List

    @display(description="Created", ordering="created_at")
    def created(self, row: Any) -> SafeString | str:
        return moment(row.created_at)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The Events are the history."""
        return HttpResponseRedirect(history_url(self.opts.model_name or "", object_id))

    # Who did what is in the Events, written with the change itself.
    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None: ...

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None: ...

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet) -> None: ...


class ShownAdmin(FactcheckAdmin):
    """A table that the workflow owns: seen and searched here, changed nowhere by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ShownInline(TabularInline):
    """Rows of such a table on the page of what they belong to."""

    can_delete = False
    extra = 0
    show_change_link = True
    per_page = 20

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(self.fields or ())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SettingForm(forms.ModelForm):
    """Shows beside the fields what the pipeline would refuse."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        values = {name: value for name, value in cleaned.items() if name in self._fields_to_set()}
        return cleaned | newsroom.check(self.instance, **values)

    def _fields_to_set(self) -> Iterable[str]:
        return newsroom.FIELDS[self._meta.model]


class RefusesPolitely(ModelAdmin):
    """Tells what the pipeline refused after the form was checked, instead of failing."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except (Conflict, ValidationError) as error:
            messages.error(request, sentence(error))
            return HttpResponseRedirect(request.get_full_path())


class SettingAdmin(RefusesPolitely, FactcheckAdmin):
    """A table that administrators edit: each save is one pipeline function and its Event."""

    form = SettingForm
    warn_unsaved_form = True

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            newsroom.edit(obj, by=person(request), **values)
        else:
            newsroom.add(obj, by=person(request))

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool
    ) -> None:
        formset.save(commit=False)
        for row in formset.deleted_objects:
            newsroom.remove(row, by=person(request))
        for row, names in formset.changed_objects:
            newsroom.edit(row, by=person(request), **{name: getattr(row, name) for name in names})
        for row in formset.new_objects:
            newsroom.add(row, by=person(request))

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        newsroom.remove(obj, by=person(request))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one: Django's own bulk deletion would pass the pipeline by."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def link(row: models.Model | None, text: str = "") -> str | SafeString:
    """A link to a row's page in the admin; nothing where there is no row."""
    if row is None:
        return ""
    url = reverse(f"admin:claims_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}" class="{}">{}</a>', url, LINK, text or short(str(row), 60))


def badge(key: str, words: str, colours: dict[str, str]) -> SafeString:
    """A state in its colour, in lists as on pages."""
    context = {"label": words, "label_type": colours[key]}
    return render_to_string("unfold/helpers/display_label.html", context)


def verbatim(text: str) -> SafeString:
    """Text with its own lines, broken wherever a narrow page needs it."""
    # Style attributes: Unfold's stylesheet holds only the classes that Unfold uses.
    style = "white-space: pre-wrap; overflow-wrap: anywhere; max-width: 48rem"
    return format_html('<div style="{}">{}</div>', style, text)


def as_json(value: Any) -> SafeString:
    return verbatim(json.dumps(value, indent=2, ensure_ascii=False))


def moment(at: dt.datetime | None) -> SafeString | str:
    """A time in the newsroom's zone, short enough for one line of a list."""
    if at is None:
        return ""
    words = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    return format_html('<span class="whitespace-nowrap">{}</span>', words)


def without(fieldsets: Any, *titles: str) -> tuple[Any, ...]:
    """Those sections of a page that say something about this row."""
    return tuple(fieldset for fieldset in fieldsets if fieldset[0] not in titles)


def list_link(model: str, text: str, **query: Any) -> SafeString:
    url = f"{reverse(f'admin:claims_{model}_changelist')}?{urlencode(query)}"
    return format_html('<a href="{}" class="{}">{}</a>', url, LINK, text)


def history_url(model: str, object_id: Any) -> str:
    owner = model if model in ("claim", "document") else ""
    query = (
        {f"{owner}__id__exact": object_id}
        if owner
        else {"object_type__exact": model, "object_id__exact": object_id}
    )
    return f"{reverse('admin:claims_event_changelist')}?{urlencode(query)}"


def short(text: str, limit: int = 110) -> str:
    return Truncator(" ".join(text.split())).chars(limit)


def sentence(error: Conflict | ValidationError) -> str:
    """What an exception of the pipeline says, in one line."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _is_list(request: HttpRequest, model_admin: ModelAdmin) -> bool:
    match = request.resolver_match
    return bool(match and match.url_name == f"claims_{model_admin.opts.model_name}_changelist")
