"""The admin site: what its pages have in common, its sidebar, its one door for passwords."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import sites
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from claims import permissions
from claims.admin.dashboard import counts

# Title, and of each entry: model, title, icon. In the order in which work goes through them.
SECTIONS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Documents",
        (
            ("document", "Documents", "description"),
            ("extraction", "Extractions", "manufacturing"),
            ("occurrence", "Occurrences", "format_quote"),
        ),
    ),
    (
        "Claims",
        (
            ("claim", "Claims", "campaign"),
            ("revision", "Revisions", "edit_note"),
            ("claimant", "Claimants", "record_voice_over"),
        ),
    ),
    (
        "Verdicts",
        (
            ("verdict", "Verdicts", "gavel"),
            ("source", "Sources", "link"),
            ("archivedcopy", "Archived copies", "inventory_2"),
            ("scale", "Scales", "tune"),
            ("rating", "Ratings", "star_rate"),
        ),
    ),
    (
        "Publications",
        (
            ("publication", "Publications", "newspaper"),
            ("correction", "Corrections", "published_with_changes"),
            ("alert", "What came back", "notification_important"),
            ("promisestatus", "Promises", "handshake"),
        ),
    ),
    ("History", (("event", "Events", "history"),)),
    (
        "People",
        (
            ("user", "Users", "group"),
            ("apikey", "API keys", "key"),
            ("notification", "Notifications", "notifications"),
        ),
    ),
    (
        "Newsroom",
        (
            ("newsroom", "Newsroom", "apartment"),
            ("webhook", "Webhooks", "webhook"),
            ("delivery", "Deliveries", "outbox"),
            ("export", "All exports", "folder_zip"),
        ),
    ),
)


class FactcheckAdminSite(UnfoldAdminSite):
    index_title = "Administration"
    index_template = "admin/claims/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators only: the flag alone, left over or set by hand, opens nothing."""
        return super().has_permission(request) and request.user.has_perm(permissions.ADMINISTER)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return super().index(request, {"counts": counts(), **(extra_context or {})})

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One door for passwords: the desk's. Who is in and may not come here is told so."""
        wanted = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("password")


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The navigation, without what this person may not see."""
    back = {"title": "Back to the desk", "icon": "arrow_back", "link": "/", "active": False}
    start = {"title": "Overview", "icon": "dashboard", "link": reverse("admin:index")}
    files = {"title": "Exports", "icon": "download", "link": reverse("exports"), "active": False}
    sections = [
        {"title": title, "separator": True, "items": _items(request, entries)}
        for title, entries in SECTIONS
    ]
    return [{"items": [back, start, files]}, *sections]


def _items(request: HttpRequest, entries: tuple[tuple[str, str, str], ...]) -> list[dict[str, Any]]:
    return [
        {"title": title, "icon": icon, "link": reverse(f"admin:claims_{model}_changelist")}
        for model, title, icon in entries
        if request.user.has_perm(f"claims.view_{model}")
    ]


# Unfold puts its own site in place in the same way, when the apps start and before any app's
# admin is imported.
admin.site = sites.site = FactcheckAdminSite()
