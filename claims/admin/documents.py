"""Documents, the runs of the engine over them, and the places where claims stand in them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from claims import permissions
from claims.admin.actions import DecidesMixin, Decision, ReasonForm, links
from claims.admin.base import (
    MUTED,
    ShownAdmin,
    ShownInline,
    badge,
    link,
    list_link,
    short,
    verbatim,
    without,
)
from claims.admin.filters import Hidden, Waiting
from claims.models import Document, Extraction, Occurrence
from claims.pipeline import extraction, intake

OPENING = 1500

VISIBILITY = {"Visible": "success", "Hidden": "danger"}
EXTRACTION_COLOURS = {"queued": "info", "running": "info", "done": "success", "failed": "danger"}


def _still_published(done: list[list[Any]]) -> SafeString | str:
    """The warning of a moderator: what readers still see."""
    live = {publication.pk: publication for rows in done for publication in rows}
    if not live:
        return ""
    return format_html(
        "Still published, until somebody retracts it: {}.", links(list(live.values()))
    )


HIDE = Decision(
    title="Hide documents",
    button="Hide",
    done="hidden",
    act=intake.hide_document,
    form=ReasonForm,
    danger=True,
    explanation="They and their claims disappear from the desk, search, feeds and API at once. "
    "What is published stays until somebody retracts it; you will be told what that is.",
    follow_up=_still_published,
)
RESTORE = Decision(
    title="Restore documents",
    button="Restore",
    done="restored",
    act=intake.restore_document,
    explanation="The document and its claims come back to the desk, search, feeds and API.",
)
RETRY = Decision(
    title="Read again",
    button="Read again",
    done="queued again",
    act=lambda row, by: extraction.queue(row.document, by=by),
    explanation="The document is queued for the workers once more.",
)


class ExtractionInline(ShownInline):
    model = Extraction
    fields = ("state", "attempt", "engine_version", "claims_found", "error", "note", "created_at")
    ordering = ("-id",)


@admin.register(Document)
class DocumentAdmin(DecidesMixin, ShownAdmin):
    list_display = ("title", "kind", "outlet", "length", "added", "created", "visibility")
    list_filter = (Hidden, "kind", "created_at")
    list_select_related = ("added_by",)
    search_fields = ("title", "outlet", "author", "url")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    long_fields = ("text",)
    actions = ("hide_selected", "restore_selected")
    actions_detail = ("hide", "restore")
    inlines = (ExtractionInline,)
    fieldsets = (
        (None, {"fields": ("title", "visibility", "kind", "outlet", "author", "url")}),
        ("Moderation", {"fields": ("hidden_at", "hidden_by", "hidden_reason")}),
        (
            "Intake",
            {
                "fields": (
                    "published_on",
                    "embargo_until",
                    "added_by",
                    "created_at",
                    "length",
                    "fingerprint",
                )
            },
        ),
        ("Text", {"fields": ("claims", "opening")}),
    )

    def has_moderate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permissions.MODERATE)

    @display(description="Characters", ordering="characters")
    def length(self, row: Document) -> str:
        return f"{row.characters:,}"

    @display(description="Added by", ordering="added_by")
    def added(self, row: Document) -> str:
        return link(row.added_by, row.added_by.name) if row.added_by else "Factcheck"

    @display(description="Visibility")
    def visibility(self, row: Document) -> SafeString:
        word = "Hidden" if row.is_hidden else "Visible"
        return badge(word, word, VISIBILITY)

    @display(description="SHA-256")
    def fingerprint(self, row: Document) -> SafeString:
        return verbatim(row.sha256)

    def get_fieldsets(self, request: HttpRequest, obj: Document | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj and obj.is_hidden else without(fieldsets, "Moderation")

    @display(description="Claims")
    def claims(self, row: Document) -> SafeString:
        return list_link("occurrence", "Claims of this document", document__id__exact=row.pk)

    @display(description="Beginning")
    def opening(self, row: Document) -> SafeString:
        more = "" if len(row.text) <= OPENING else f"… ({row.characters:,} characters in all)"
        return verbatim(f"{row.text[:OPENING]}{more}")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        row = self.get_object(request, object_id)
        unfitting = "hide" if row and row.is_hidden else "restore"
        allowed = super().get_actions_detail(request, object_id)
        return [one for one in allowed if one.path != unfitting]

    @action(description="Hide…", permissions=["moderate"])
    def hide_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.decide(request, rows, HIDE)

    @action(description="Restore", permissions=["moderate"])
    def restore_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.decide(request, rows, RESTORE)

    @action(description="Hide…", permissions=["moderate"], variant=ActionVariant.DANGER)
    def hide(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, HIDE)

    @action(description="Restore", permissions=["moderate"])
    def restore(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, RESTORE)


@admin.register(Extraction)
class ExtractionAdmin(DecidesMixin, ShownAdmin):
    list_display = ("what", "about", "status", "progress", "claims_found", "created")
    list_filter = (Waiting, "state", "created_at")
    list_select_related = ("document",)
    search_fields = ("document__title",)
    ordering = ("-id",)
    long_fields = ("document__text",)
    actions = ("retry_selected",)
    actions_detail = ("retry",)
    fields = (
        "about",
        "status",
        "error",
        "note",
        "attempt",
        "engine_version",
        "progress",
        "claims_found",
        "created_at",
        "started_at",
        "finished_at",
        "lease_until",
        "wake_at",
    )

    def has_retry_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permissions.EXTRACT)

    @display(description="Extraction", ordering="id")
    def what(self, row: Extraction) -> str:
        return f"No. {row.pk}"

    @display(description="Document")
    def about(self, row: Extraction) -> str:
        return link(row.document)

    @display(description="State", ordering="state")
    def status(self, row: Extraction) -> SafeString:
        return badge(row.state, row.get_state_display(), EXTRACTION_COLOURS)

    @display(description="Progress")
    def progress(self, row: Extraction) -> SafeString:
        error = format_html(' <span class="{}">{}</span>', MUTED, short(row.error, 80))
        return format_html("{} %{}", row.percent, error if row.error else "")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        row = self.get_object(request, object_id)
        if row is None or row.state != Extraction.State.FAILED:
            return []
        return super().get_actions_detail(request, object_id)

    @action(description="Read again", permissions=["retry"])
    def retry_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.decide(request, rows, RETRY)

    @action(description="Read again", permissions=["retry"])
    def retry(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, RETRY)


@admin.register(Occurrence)
class OccurrenceAdmin(ShownAdmin):
    list_display = ("words", "claim_link", "document_link", "speaker", "said_on", "place")
    list_filter = ("said_on",)
    list_select_related = ("claim", "document")
    search_fields = ("quote", "speaker")
    search_help_text = "Words of the quote"
    ordering = ("-id",)
    long_fields = ("search", "document__text", "claim__search")
    fields = (
        "quote",
        "claim_link",
        "document_link",
        "place",
        "speaker",
        "role",
        "reported_by",
        "said_on",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By the full-text index, which a comparison of characters would not use."""
        if not search_term:
            return queryset, False
        query = SearchQuery(search_term, config="english", search_type="websearch")
        return queryset.filter(search=query), False

    @display(description="Quote")
    def words(self, row: Occurrence) -> str:
        return f"“{short(row.quote)}”"

    @display(description="Claim")
    def claim_link(self, row: Occurrence) -> str:
        return link(row.claim)

    @display(description="Document")
    def document_link(self, row: Occurrence) -> str:
        return link(row.document)

    @display(description="Characters", ordering="start")
    def place(self, row: Occurrence) -> str:
        return f"{row.start:,} to {row.end:,}"
