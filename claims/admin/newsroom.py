"""The newsroom: one row, which is there from the start."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminTextInputWidget

from claims.admin.base import SettingAdmin, SettingForm
from claims.models import Newsroom


class NewsroomForm(SettingForm):
    # Text, so that what is wrong is said by the pipeline and not by the browser alone.
    address = forms.CharField(
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=Newsroom._meta.get_field("address").help_text,
    )
    time_zone = forms.ChoiceField(
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        widget=UnfoldAdminSelect2Widget,
        help_text="Of the dates and times that pages show.",
    )


@admin.register(Newsroom)
class NewsroomAdmin(SettingAdmin):
    form = NewsroomForm
    fieldsets = (
        (None, {"fields": ("name", "address", "language", "time_zone")}),
        ("Verdicts", {"fields": ("scale", "approvals")}),
        ("For readers", {"fields": ("methodology", "corrections_policy")}),
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is nothing to choose from."""
        return redirect("admin:claims_newsroom_change", 1)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
