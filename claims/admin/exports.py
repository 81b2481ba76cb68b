"""Exports: which files of what is published were asked for, and taking them away."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from claims import permissions
from claims.admin.actions import DecidesMixin, Decision
from claims.admin.base import MUTED, ShownAdmin, as_json, badge, link, moment, short, verbatim
from claims.models import Export
from claims.pipeline import exporting

COLOURS = {
    "queued": "info",
    "running": "info",
    "done": "success",
    "failed": "danger",
    "expired": "default",
    "removed": "default",
}

REMOVE = Decision(
    title="Remove exports",
    button="Remove",
    done="removed",
    act=exporting.remove,
    danger=True,
    explanation="What is still being written stops. A file that is ready is deleted, and its link "
    "ends at once, for whoever has it.",
)


@admin.register(Export)
class ExportAdmin(DecidesMixin, ShownAdmin):
    list_display = ("file_name", "asked", "status", "size", "created", "until")
    list_filter = ("state", "format", "created_at")
    list_select_related = ("asked_by",)
    search_fields = ("file_name", "asked_by__username")
    ordering = ("-id",)
    actions = ("remove_selected",)
    actions_detail = ("remove",)
    fields = (
        "file_name",
        "asked",
        "key",
        "chosen",
        "status",
        "error",
        "attempt",
        "rows_done",
        "rows_total",
        "size",
        "fingerprint",
        "created_at",
        "started_at",
        "finished_at",
        "expires_at",
        "lease_until",
        "wake_at",
    )

    def has_remove_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permissions.REMOVE_EXPORT)

    @display(description="Asked for by", ordering="asked_by")
    def asked(self, row: Export) -> str:
        return link(row.asked_by, row.asked_by.name)

    @display(description="API key")
    def key(self, row: Export) -> str:
        return link(row.api_key) or "–"

    @display(description="SHA-256")
    def fingerprint(self, row: Export) -> SafeString | str:
        return verbatim(row.sha256) if row.sha256 else "–"

    @display(description="State", ordering="state")
    def status(self, row: Export) -> SafeString:
        state = badge(row.state, row.get_state_display(), COLOURS)
        if row.state == Export.State.RUNNING:
            return format_html("{} {} %", state, row.percent)
        if row.error:
            return format_html('{} <span class="{}">{}</span>', state, MUTED, short(row.error, 80))
        return state

    @display(description="Size", ordering="bytes")
    def size(self, row: Export) -> str:
        return filesizeformat(row.bytes) if row.bytes else "–"

    @display(description="Kept until", ordering="expires_at")
    def until(self, row: Export) -> SafeString | str:
        return moment(row.expires_at) if row.is_there else "–"

    @display(description="Of which fact-checks")
    def chosen(self, row: Export) -> SafeString | str:
        return as_json(row.selection) if row.selection else "All"

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        row = self.get_object(request, object_id)
        if row is None or row.state == Export.State.REMOVED:
            return []
        return super().get_actions_detail(request, object_id)

    @action(description="Remove…", permissions=["remove"])
    def remove_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.decide(request, rows, REMOVE)

    @action(description="Remove…", permissions=["remove"], variant=ActionVariant.DANGER)
    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, REMOVE)
