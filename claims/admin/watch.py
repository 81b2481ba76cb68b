"""What came back to the desk, how promises stand, and what people were told."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.decorators import display

from claims.admin.base import ShownAdmin, badge, link, moment, short
from claims.admin.filters import Open
from claims.models import Alert, Notification, PromiseStatus

KIND_COLOURS = {
    "due": "info",
    "review": "info",
    "source_gone": "danger",
    "passage_gone": "warning",
}
STATUS_COLOURS = {
    "in_the_works": "info",
    "stalled": "warning",
    "compromise": "default",
    "kept": "success",
    "broken": "danger",
}


@admin.register(Alert)
class AlertAdmin(ShownAdmin):
    list_display = ("why", "sort", "claim_link", "on", "opened", "closed", "what_came_of_it")
    list_filter = (Open, "kind", "opened_at")
    list_select_related = ("claim",)
    search_fields = ("words", "outcome")
    ordering = ("-id",)
    long_fields = ("claim__search", "claim__details")
    fields = (
        "words",
        "sort",
        "claim_link",
        "source_link",
        "on",
        "opened_at",
        "closed_at",
        "closer",
        "outcome",
    )

    @display(description="Why")
    def why(self, row: Alert) -> str:
        return short(row.words)

    @display(description="Kind", ordering="kind")
    def sort(self, row: Alert) -> SafeString:
        return badge(row.kind, row.get_kind_display(), KIND_COLOURS)

    @display(description="Claim")
    def claim_link(self, row: Alert) -> str:
        return link(row.claim)

    @display(description="Source")
    def source_link(self, row: Alert) -> str:
        return link(row.source)

    @display(description="Opened", ordering="opened_at")
    def opened(self, row: Alert) -> SafeString | str:
        return moment(row.opened_at)

    @display(description="Closed", ordering="closed_at")
    def closed(self, row: Alert) -> SafeString | str:
        return moment(row.closed_at)

    @display(description="Closed by")
    def closer(self, row: Alert) -> str:
        if row.closed_by:
            return link(row.closed_by, row.closed_by.name)
        return "Factcheck" if row.closed_at else ""

    @display(description="What came of it")
    def what_came_of_it(self, row: Alert) -> str:
        return short(row.outcome, 60)


@admin.register(PromiseStatus)
class PromiseStatusAdmin(ShownAdmin):
    list_display = ("standing", "claim_link", "on", "why", "who", "said")
    list_filter = ("status", "at")
    list_select_related = ("claim", "by")
    search_fields = ("note", "claim__statement")
    ordering = ("-id",)
    long_fields = ("claim__search", "claim__details")
    fields = ("standing", "claim_link", "on", "note", "url", "who", "at")

    @display(description="Status", ordering="status")
    def standing(self, row: PromiseStatus) -> SafeString:
        return badge(row.status, row.get_status_display(), STATUS_COLOURS)

    @display(description="Claim")
    def claim_link(self, row: PromiseStatus) -> str:
        return link(row.claim)

    @display(description="Why")
    def why(self, row: PromiseStatus) -> str:
        return short(row.note)

    @display(description="By", ordering="by")
    def who(self, row: PromiseStatus) -> str:
        return link(row.by, row.by.name)

    @display(description="Said", ordering="at")
    def said(self, row: PromiseStatus) -> SafeString | str:
        return moment(row.at)


@admin.register(Notification)
class NotificationAdmin(ShownAdmin):
    list_display = ("kind", "whom", "claim_link", "created", "read", "mailed", "mail_failures")
    list_filter = ("kind", "by_mail", "created_at")
    list_select_related = ("user", "claim")
    search_fields = ("user__username", "user__first_name", "user__last_name")
    ordering = ("-id",)
    long_fields = ("note", "claim__search", "claim__details")
    fields = (
        "kind",
        "whom",
        "claim_link",
        "verdict_link",
        "note",
        "in_page",
        "read_at",
        "by_mail",
        "mailed_at",
        "mail_at",
        "mail_failures",
    )

    @display(description="To", ordering="user")
    def whom(self, row: Notification) -> str:
        return link(row.user, row.user.name)

    @display(description="Claim")
    def claim_link(self, row: Notification) -> str:
        return link(row.claim)

    @display(description="Verdict")
    def verdict_link(self, row: Notification) -> str:
        return link(row.verdict)

    @display(description="Read", ordering="read_at")
    def read(self, row: Notification) -> SafeString | str:
        return moment(row.read_at)

    @display(description="Mailed", ordering="mailed_at")
    def mailed(self, row: Notification) -> SafeString | str:
        return moment(row.mailed_at)
