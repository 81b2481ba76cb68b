"""The history: every change there ever was, to be read and never touched."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from claims.admin.base import LINK, ShownAdmin, as_json, link, moment, short
from claims.models import Event


@admin.register(Event)
class EventAdmin(ShownAdmin):
    list_display = ("when", "action", "who", "about", "difference", "note_start")
    # No date hierarchy and no list of all actions: both read the whole table for every page.
    list_filter = ("at", "by")
    list_select_related = ("by", "api_key")
    search_fields = ("action__startswith",)
    search_help_text = "An action or its beginning, such as “claim.” or “user.changed”"
    ordering = ("-id",)
    fields = ("at", "action", "who", "about", "note", "was", "became", "batch")

    @display(description="When", ordering="id")
    def when(self, row: Event) -> SafeString | str:
        return moment(row.at)

    @display(description="By")
    def who(self, row: Event) -> SafeString | str:
        if row.by is None:
            return "Factcheck"
        person = link(row.by, row.by.name)
        return format_html("{} · {}", person, link(row.api_key)) if row.api_key else person

    @display(description="About")
    def about(self, row: Event) -> SafeString | str:
        words = f"{_noun(row.object_type)} {row.object_id}"
        try:
            url = reverse(f"admin:claims_{row.object_type}_change", args=[row.object_id])
        except NoReverseMatch:
            return words
        return format_html('<a href="{}" class="{}">{}</a>', url, LINK, words)

    @display(description="Change")
    def difference(self, row: Event) -> str:
        names = dict.fromkeys((*row.before, *row.after))
        # An id says no more than the name that stands beside it.
        told = [name for name in names if not (name.endswith("_id") and name[:-3] in names)]
        return short("; ".join(_change(row, name) for name in told), 140)

    @display(description="Note")
    def note_start(self, row: Event) -> str:
        return short(row.note, 60)

    @display(description="Before")
    def was(self, row: Event) -> SafeString:
        return as_json(row.before)

    @display(description="After")
    def became(self, row: Event) -> SafeString:
        return as_json(row.after)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        words = search_term.strip().lower()
        return (queryset.filter(action__startswith=words) if words else queryset), False


def _noun(object_type: str) -> str:
    """What people call the object; a table that is gone is called by what it was."""
    try:
        return str(apps.get_model("claims", object_type)._meta.verbose_name).capitalize()
    except LookupError:
        return object_type


def _change(row: Event, name: str) -> str:
    """What became of one field; where it was nothing before, only what it is."""
    after = _word(row.after.get(name))
    words = f"{_word(row.before[name])} → {after}" if name in row.before else after
    return f"{name.replace('_', ' ')}: {words}"


def _word(value: Any) -> str:
    """A value in a few words; what was nothing is called so."""
    return "none" if value in (None, "", []) else short(str(value), 40)
