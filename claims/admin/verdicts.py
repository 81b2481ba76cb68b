"""Verdicts, and the sources that they rest on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
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
    list_link,
    moment,
    short,
    verbatim,
    without,
)
from claims.admin.filters import Outdated
from claims.models import Approval, ArchivedCopy, Reply, Source, Verdict

STATE_COLOURS = {
    "draft": "info",
    "submitted": "warning",
    "approved": "success",
    "dropped": "default",
}

FETCH_COLOURS = {
    "": "default",
    "waiting": "info",
    "fetching": "primary",
    "kept": "success",
    "failed": "danger",
}
# Enough to recognise a page by.
OPENING = 2_000


class SourceInline(ShownInline):
    model = Source
    fields = ("title", "kind", "stance", "publisher", "url", "withheld_reason")


class ReplyInline(ShownInline):
    model = Reply
    fields = ("whom", "asked_on", "until", "answered_on", "answer")
    show_change_link = False


class ApprovalInline(ShownInline):
    model = Approval
    fields = ("by", "at")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("by")


@admin.register(Verdict)
class VerdictAdmin(ShownAdmin):
    list_display = ("words", "status", "rating", "claim_link", "writer", "second", "changed")
    list_filter = ("state", Outdated, "rating", "author")
    list_select_related = ("rating", "claim", "author", "approved_by", "revision")
    search_fields = ("summary", "claim__statement")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    long_fields = ("explanation", "not_found", "claim__search", "claim__details")
    inlines = (SourceInline, ReplyInline, ApprovalInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "summary",
                    "status",
                    "rating",
                    "claim_link",
                    "checked",
                    "as_of",
                    "review_by",
                )
            },
        ),
        (
            "People",
            {"fields": ("writer", "second", "submitted_at", "approved_at", "send_back_note")},
        ),
        ("Scheduled", {"fields": ("scheduled_for", "scheduled_by")}),
        ("Correction", {"fields": ("correction_link", "is_minor")}),
        ("Explanation", {"fields": ("explanation", "not_found")}),
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
        if not (obj and obj.scheduled_for):
            fieldsets = without(fieldsets, "Scheduled")
        if not (obj and hasattr(obj, "correction")):
            fieldsets = without(fieldsets, "Correction")
        return fieldsets

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

    @display(description="Corrects")
    def correction_link(self, row: Verdict) -> str:
        return link(row.correction)

    @display(description="Signed off by", ordering="approved_by")
    def second(self, row: Verdict) -> str:
        return link(row.approved_by, row.approved_by.name) if row.approved_by else ""


@admin.register(Source)
class SourceAdmin(ShownAdmin):
    list_display = ("name", "publisher", "kind", "stance", "page", "verdict_link", "address")
    list_filter = ("fetch_state", "kind", "stance", "created_at")
    list_select_related = ("verdict",)
    search_fields = ("title", "publisher", "url")
    ordering = ("-id",)
    long_fields = ("passage", "verdict__explanation", "verdict__not_found")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "publisher",
                    "published_on",
                    "address",
                    "kind",
                    "stance",
                    "passage",
                    "locator",
                    "read_on",
                    "withheld_reason",
                    "verdict_link",
                )
            },
        ),
        (
            "Page",
            {
                "fields": (
                    "page",
                    "fetch_problem",
                    "passage_found",
                    "copy_link",
                    "fetched_at",
                    "fetch_failures",
                    "fetch_at",
                )
            },
        ),
    )

    @display(description="Source", ordering="title")
    def name(self, row: Source) -> str:
        return short(str(row), 80)

    @display(description="Page", ordering="fetch_state")
    def page(self, row: Source) -> SafeString:
        return badge(row.fetch_state, row.get_fetch_state_display(), FETCH_COLOURS)

    @display(description="Archived copy")
    def copy_link(self, row: Source) -> str:
        # By its id alone: the copy itself is as long as the page.
        return link(ArchivedCopy(pk=row.copy_id), "Copy") if row.copy_id else ""

    @display(description="Verdict")
    def verdict_link(self, row: Source) -> str:
        return link(row.verdict)

    @display(description="Link")
    def address(self, row: Source) -> SafeString | str:
        if not row.url:
            return "Withheld"
        tag = '<a href="{}" class="{}" rel="noopener noreferrer">{}</a>'
        return format_html(tag, row.url, LINK, short(row.url, 50))


@admin.register(ArchivedCopy)
class ArchivedCopyAdmin(ShownAdmin):
    """What is kept of a page, without the bytes that came: those are for whoever restores it."""

    list_display = ("name", "publisher", "status", "sources", "fetched")
    list_filter = ("status", "fetched_at")
    search_fields = ("title", "url", "final_url", "publisher")
    ordering = ("-id",)
    long_fields = ("text",)
    fields = (
        "name",
        "publisher",
        "published_on",
        "url",
        "final_url",
        "status",
        "content_type",
        "fetched_at",
        "fingerprint",
        "sources",
        "opening",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("warc")

    @display(description="Page", ordering="title")
    def name(self, row: ArchivedCopy) -> str:
        return short(str(row), 80)

    @display(description="Read", ordering="fetched_at")
    def fetched(self, row: ArchivedCopy) -> SafeString | str:
        return moment(row.fetched_at)

    @display(description="SHA-256")
    def fingerprint(self, row: ArchivedCopy) -> SafeString:
        return verbatim(row.sha256)

    @display(description="Sources")
    def sources(self, row: ArchivedCopy) -> SafeString:
        return list_link("source", "Sources", copy__id__exact=row.pk)

    @display(description="Beginning")
    def opening(self, row: ArchivedCopy) -> SafeString:
        more = "…" if len(row.text) > OPENING else ""
        return verbatim(f"{row.text[:OPENING]}{more}")
