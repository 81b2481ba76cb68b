"""People: accounts, their roles and their passwords."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import BaseUserCreationForm, SetPasswordForm
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
)

from claims.admin.actions import DecidesMixin, Decision
from claims.admin.base import FactcheckAdmin, RefusesPolitely, badge, list_link, moment
from claims.models import Claim, User
from claims.permissions import Role, role_of
from claims.pipeline import people
from claims.requests import person

ACCOUNT = {"Active": "success", "Deactivated": "default"}
ROLE_CHOICES = [("", "No role: may log in, sees nothing"), *((role, role) for role in Role)]


class _RoleField(forms.TypedChoiceField):
    def __init__(self) -> None:
        super().__init__(
            choices=ROLE_CHOICES,
            coerce=Role,
            empty_value=None,
            required=False,
            widget=UnfoldAdminSelectWidget,
            help_text="A role holds all that the one before it holds.",
        )


class NewPersonForm(BaseUserCreationForm):
    """An account with its first password; saved by `people.add`."""

    by: User
    role = _RoleField()

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].widget = UnfoldAdminPasswordWidget({"autocomplete": "new-password"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        people.check(User(), by=self.by, username=cleaned.get("username", ""))
        return cleaned

    def save(self, commit: bool = True) -> User:
        return self.instance


class PersonForm(forms.ModelForm):
    """An account without its password; shows beside the fields what `people.change` refuses."""

    by: User
    role = _RoleField()

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].initial = role_of(self.instance)
        if "is_active" in self.fields:
            self.fields["is_active"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        as_it_stands = User.objects.get(pk=self.instance.pk)
        people.check(as_it_stands, by=self.by, **cleaned)
        return cleaned


class PasswordForm(SetPasswordForm):
    """Two fields for a new password, checked for this person."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        for field in self.fields.values():
            field.widget = UnfoldAdminPasswordWidget({"autocomplete": "new-password"})


class HasRole(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((role.value, role.value) for role in Role), ("none", "No role")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "none":
            return queryset.exclude(groups__name__in=list(Role))
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(RefusesPolitely, DecidesMixin, FactcheckAdmin):
    list_display = ("username", "full_name", "email", "role_name", "account", "seen")
    list_filter = (HasRole, "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    form = PersonForm
    actions_detail = ("give_password",)
    readonly_fields = ("last_login", "date_joined", "work")
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "role")}),
        ("Password", {"fields": ("password1", "password2")}),
    )
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (
            "Access",
            {
                "fields": ("role", "is_active"),
                "description": "Accounts are never deleted: their work stays theirs. Switch off "
                "“Active” to take somebody’s access away at once, keys included.",
            },
        ),
        ("Account", {"fields": ("last_login", "date_joined", "work")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Superusers belong to superusers: nobody else could be stopped from becoming one."""
        above = isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if obj is None:
            kwargs["form"] = NewPersonForm
        form = super().get_form(request, obj, change, **kwargs)
        form.by = person(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        shown = () if obj is None or self.has_change_permission(request, obj) else ("role_name",)
        return (*self.readonly_fields, *shown)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        access = ("Access", {"fields": ("role_name", "is_active")})
        return tuple(access if title == "Access" else (title, opts) for title, opts in fieldsets)

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool
    ) -> None:
        values = dict(form.cleaned_data)
        if change:
            people.change(obj, by=person(request), **{k: values[k] for k in form.changed_data})
            self._tell_what_is_left(request, obj, form)
            return
        values["password"] = values.pop("password1")
        values.pop("password2")
        obj.pk = people.add(by=person(request), **values).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The role went with the rest."""

    def _tell_what_is_left(self, request: HttpRequest, person: User, form: forms.ModelForm) -> None:
        if "is_active" not in form.changed_data or person.is_active:
            return
        if left := Claim.objects.filter(assignee=person, state=Claim.State.CHECKING).count():
            todo = list_link(
                "claim", f"{left} claims", assignee__id__exact=person.pk, state__exact="checking"
            )
            messages.warning(request, format_html("{} still has {} to check.", person.name, todo))

    @display(description="Name", ordering="last_name")
    def full_name(self, row: User) -> str:
        return row.get_full_name()

    @display(description="Role")
    def role_name(self, row: User) -> str:
        return "Superuser" if row.is_superuser else role_of(row) or "No role"

    @display(description="Access", ordering="is_active")
    def account(self, row: User) -> SafeString:
        word = "Active" if row.is_active else "Deactivated"
        return badge(word, word, ACCOUNT)

    @display(description="Last login", ordering="last_login")
    def seen(self, row: User) -> SafeString | str:
        return moment(row.last_login)

    @display(description="Work")
    def work(self, row: User) -> SafeString:
        return format_html(
            "{} · {}",
            list_link("claim", "Claims assigned", assignee__id__exact=row.pk),
            list_link("event", "What this account did", by__id__exact=row.pk),
        )

    def has_give_password_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        person = obj if isinstance(obj, User) or obj is None else self.get_object(request, obj)
        return self.has_change_permission(request, person)

    @action(description="Set a new password", permissions=["give_password"])
    def give_password(self, request: HttpRequest, object_id: str) -> HttpResponse:
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404
        return self.decide_one(request, object_id, _new_password(request, person))


def _new_password(request: HttpRequest, person: User) -> Decision:
    def act(row: User, *, by: User, new_password1: str, new_password2: str) -> None:
        changed = people.set_password(row, by=by, password=new_password1)
        if row == by:
            update_session_auth_hash(request, changed)

    return Decision(
        title="Set a new password",
        button="Set password",
        done="given a new password",
        act=act,
        form=partial(PasswordForm, person),
        explanation="Whoever is logged in with this account is logged out. Tell the person the "
        "new password in private and ask them to change it.",
    )
