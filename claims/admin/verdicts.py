"""Verdicts, and the sources that they rest on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from claims.admin.base import (
    LINK,
    ShownAdmin,
    ShownInline,
    badge,
    link,
    moment,
    short,
    without,
)
from claims.admin.filters import Outdated
from claims.models import Source, Verdict

STATE_COLOURS = {
    "draft": "info",
    "submitted": "warning",
    "approved": "success",
    "dropped": "default",
}


class SourceInline(ShownInline):
    model = Source
    fields = ("title", "kind", "stance", "publisher", "url", "withheld_reason")


@admin.register(Verdict)
class VerdictAdmin(ShownAdmin):
    list_display = ("words", "status", "rating", "claim_link", "writer", "second", "changed")
    list_filter = ("state", Outdated, "rating", "author")
    list_select_related = ("rating", "claim", "author", "approved_by", "revision")
    search_fields = ("summary", "claim__statement")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    long_fields = ("explanation", "claim__search")
    inlines = (SourceInline,)
    fieldsets = (
        (None, {"fields": ("summary", "status", "rating", "claim_link", "checked", "as_of")}),
        (
            "People",
            {"fields": ("writer", "second", "submitted_at", "approved_at", "send_back_note")},
        ),
        ("Explanation", {"fields": ("explanation",)}),
    )

    @display(description="Summary")
    def words(self, row: Verdict) -> str:
        return short(row.summary) or "Not written yet"

    @display(description="State", ordering="state")
    def status(self, row: Verdict) -> SafeString:
        return badge(row.state, row.get_state_display(), STATE_COLOURS)

    @display(description="Changed", ordering="updated_at")
    def changed(self, row: Verdict) -> SafeString | str:
        return moment(row.updated_at)

    def get_fieldsets(self, request: HttpRequest, obj: Verdict | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj and obj.send_back_note else without(fieldsets, "Sent back")

    @display(description="Claim")
    def claim_link(self, row: Verdict) -> str:
        return link(row.claim)

    @display(description="Wording checked")
    def checked(self, row: Verdict) -> SafeString:
        outdated = " (reworded since)" if row.is_outdated else ""
        return format_html("{}{}", link(row.revision, row.revision.statement), outdated)

    @display(description="Author", ordering="author")
    def writer(self, row: Verdict) -> str:
        return link(row.author, row.author.name)

    @display(description="Signed off by", ordering="approved_by")
    def second(self, row: Verdict) -> str:
        return link(row.approved_by, row.approved_by.name) if row.approved_by else ""


@admin.register(Source)
class SourceAdmin(ShownAdmin):
    list_display = ("title", "publisher", "kind", "stance", "verdict_link", "address")
    list_filter = ("kind", "stance", "created_at")
    list_select_related = ("verdict",)
    search_fields = ("title", "publisher", "url")
    ordering = ("-id",)
    long_fields = ("passage", "verdict__explanation")
    fields = (
        "title",
        "publisher",
        "address",
        "kind",
        "stance",
        "passage",
        "locator",
        "read_on",
        "withheld_reason",
        "verdict_link",
    )

    @display(description="Verdict")
    def verdict_link(self, row: Source) -> str:
        return link(row.verdict)

    @display(description="Link")
    def address(self, row: Source) -> SafeString | str:
        if not row.url:
            return "Withheld"
        tag = '<a href="{}" class="{}" rel="noopener noreferrer">{}</a>'
        return format_html(tag, row.url, LINK, short(row.url, 50))
