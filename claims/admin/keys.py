"""API keys: what programs show instead of a password; made and revoked here, never edited."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSplitDateTimeWidget

from claims import permissions
from claims.admin.actions import DecidesMixin, Decision
from claims.admin.base import FactcheckAdmin, RefusesPolitely, badge, link, moment
from claims.admin.filters import Usable
from claims.models import ApiKey, Scope, User
from claims.pipeline import keys
from claims.requests import person

KEY_STATE = {
    "Usable": "success",
    "Expired": "default",
    "Revoked": "danger",
    "Owner deactivated": "default",
}


class ApiKeyForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="A key never allows more than its owner’s role does.",
    )
    expires_at = forms.SplitDateTimeField(
        required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text="Empty: never."
    )

    class Meta:
        model = ApiKey
        fields = ("name", "owner", "scopes", "expires_at", "per_minute")

    def clean_expires_at(self) -> dt.datetime | None:
        """Said here as well as in the pipeline, so that what was typed is not lost."""
        expires_at = self.cleaned_data["expires_at"]
        if expires_at and expires_at <= timezone.now():
            raise ValidationError("Choose a time that is still to come.")
        return expires_at

    def clean_per_minute(self) -> int | None:
        """As `clean_expires_at`."""
        per_minute = self.cleaned_data["per_minute"]
        if per_minute == 0:
            raise ValidationError("Give it at least one request, or revoke it.")
        return per_minute


REVOKE = Decision(
    title="Revoke API keys",
    button="Revoke",
    done="revoked",
    act=keys.revoke_key,
    danger=True,
    explanation="Whatever uses the key is refused from its next request on.",
)


@admin.register(ApiKey)
class ApiKeyAdmin(RefusesPolitely, DecidesMixin, FactcheckAdmin):
    """Keys are made and revoked, never edited; their hash is shown nowhere."""

    list_display = ("name", "prefix_shown", "owner_link", "scope_names", "status", "used")
    list_filter = (Usable, "owner")
    list_select_related = ("owner",)
    search_fields = ("name", "prefix")
    ordering = ("-id",)
    form = ApiKeyForm
    actions = ("revoke_selected",)
    actions_detail = ("revoke",)
    add_fieldsets = ((None, {"fields": ("name", "owner", "scopes", "expires_at", "per_minute")}),)
    fields = (
        "name",
        "prefix_shown",
        "owner_link",
        "scope_names",
        "status",
        "created_at",
        "expires_at",
        "per_minute",
        "last_used_at",
        "revoked_at",
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permissions.REVOKE_KEY)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A key acts for its owner, so that only superusers make keys for superusers."""
        if db_field.name == "owner":
            owners = User.objects.filter(is_active=True).order_by("username")
            reach = owners if request.user.is_superuser else owners.filter(is_superuser=False)
            kwargs["queryset"] = reach
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: ApiKey, form: forms.ModelForm, change: bool
    ) -> None:
        key, clear = keys.create_key(by=person(request), **form.cleaned_data)
        obj.pk, obj.prefix = key.pk, key.prefix
        messages.warning(
            request,
            format_html(
                "This is the key. Copy it now, it is not shown again: <code>{}</code>", clear
            ),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A key is one row."""

    @display(description="Begins with", ordering="prefix")
    def prefix_shown(self, row: ApiKey) -> str:
        return f"{row.prefix}…"

    @display(description="Acts for", ordering="owner")
    def owner_link(self, row: ApiKey) -> str:
        return link(row.owner, row.owner.name)

    @display(description="Scopes")
    def scope_names(self, row: ApiKey) -> str:
        return ", ".join(Scope(scope).label.split(":")[0] for scope in row.scopes)

    @display(description="State")
    def status(self, row: ApiKey) -> SafeString:
        words = _state(row)
        return badge(words, words, KEY_STATE)

    @display(description="Last used", ordering="last_used_at")
    def used(self, row: ApiKey) -> SafeString | str:
        return moment(row.last_used_at)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, object_id)
        if row is None or row.revoked_at:
            return []
        return super().get_actions_detail(request, object_id)

    @action(description="Revoke", permissions=["revoke"])
    def revoke_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.decide(request, rows, REVOKE)

    @action(description="Revoke", permissions=["revoke"], variant=ActionVariant.DANGER)
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, REVOKE)


def _state(key: ApiKey) -> str:
    if key.revoked_at:
        return "Revoked"
    if not key.is_usable:
        return "Expired"
    return "Usable" if key.owner.is_active else "Owner deactivated"
