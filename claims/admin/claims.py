"""Claims, their wordings, and the people who are answerable for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from claims import permissions
from claims.admin.actions import DecidesMixin, Decision
from claims.admin.base import (
    SettingAdmin,
    SettingForm,
    ShownAdmin,
    ShownInline,
    as_json,
    badge,
    link,
    list_link,
    short,
    without,
)
from claims.models import (
    Alert,
    Claim,
    Claimant,
    Correction,
    DismissalReason,
    Occurrence,
    PromiseStatus,
    Publication,
    Revision,
    Verdict,
)
from claims.models.claim import ClaimQuerySet
from claims.pipeline import triage
from claims.pipeline.promises import LOOKS_AHEAD

STATE_COLOURS = {
    "new": "info",
    "checking": "primary",
    "in_review": "warning",
    "approved": "success",
    "published": "success",
    "dismissed": "default",
    "parked": "default",
    "retracted": "danger",
}


class DismissForm(forms.Form):
    reason = forms.ChoiceField(
        choices=[("", "Choose why"), *DismissalReason.choices], widget=UnfoldAdminSelectWidget
    )
    note = forms.CharField(
        max_length=500, required=False, widget=UnfoldAdminTextareaWidget({"rows": 3})
    )


DISMISS = Decision(
    title="Dismiss claims",
    button="Dismiss",
    done="dismissed",
    act=triage.dismiss,
    form=DismissForm,
    explanation="They leave the queue and are not checked. Editors can reopen them.",
)


class OccurrenceInline(ShownInline):
    model = Occurrence
    fk_name = "claim"
    fields = ("quote", "document_link", "speaker", "role", "said_on")
    readonly_fields = ("document_link",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("document")
        return rows.defer("document__text", "search")

    @display(description="Document")
    def document_link(self, row: Occurrence) -> str:
        return link(row.document)


class VerdictInline(ShownInline):
    model = Verdict
    fields = ("state", "rating", "summary", "author", "approved_by")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("rating", "author", "approved_by")
        return rows.defer("explanation")


class PublicationInline(ShownInline):
    model = Publication
    fields = ("number", "state", "published_at", "published_by", "retraction_reason")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super().get_queryset(request).select_related("published_by").defer("snapshot", "search")
        )


class AlertInline(ShownInline):
    model = Alert
    fields = ("kind", "words", "opened_at", "closed_at", "outcome")
    ordering = ("-id",)


class PromiseStatusInline(ShownInline):
    model = PromiseStatus
    fields = ("status", "on", "note", "by")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("by")


class CorrectionInline(ShownInline):
    model = Correction
    fields = ("kind", "what", "why", "approved_by", "at")
    ordering = ("-id",)


@admin.register(Claim)
class ClaimAdmin(DecidesMixin, ShownAdmin):
    list_display = ("words", "status", "kind", "who", "assignee_link", "priority", "created")
    list_filter = ("state", "kind", "assignee", "dismissal_reason", "created_at")
    list_select_related = ("assignee",)
    search_fields = ("statement",)
    search_help_text = "Words of the statement, a quote, or a claimant’s name"
    ordering = ("-id",)
    long_fields = ("search",)
    actions = ("dismiss_selected",)
    actions_detail = ("dismiss",)
    inlines = (
        OccurrenceInline,
        VerdictInline,
        PublicationInline,
        CorrectionInline,
        PromiseStatusInline,
        AlertInline,
    )
    fieldsets = (
        (None, {"fields": ("statement", "status", "who", "kind_names", "revisions")}),
        ("Work", {"fields": ("assignee_link", "priority", "parked_until", "tag_words")}),
        ("Later", {"fields": ("due_on", "yardstick", "promise_status")}),
        ("Other claims", {"fields": ("merged_link", "split_link")}),
        ("Dismissal", {"fields": ("dismissal_reason", "dismissal_note")}),
        ("Engine", {"fields": ("score", "reasons", "found", "created_at", "updated_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("claimants")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """The desk’s own search, by the full-text index."""
        assert isinstance(queryset, ClaimQuerySet)
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def has_triage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permissions.TRIAGE)

    @display(description="Statement")
    def words(self, row: Claim) -> str:
        return short(row.statement)

    @display(description="State", ordering="state")
    def status(self, row: Claim) -> SafeString:
        return badge(row.state, row.get_state_display(), STATE_COLOURS)

    @display(description="Claimants")
    def who(self, row: Claim) -> SafeString | str:
        people = ((link(claimant, claimant.name),) for claimant in row.claimants.all())
        return format_html_join(" and ", "{}", people) or "The document itself"

    @display(description="Assignee", ordering="assignee")
    def assignee_link(self, row: Claim) -> str:
        return link(row.assignee, row.assignee.name) if row.assignee else ""

    @display(description="Kinds")
    def kind_names(self, row: Claim) -> str:
        return ", ".join(row.kind_labels)

    @display(description="Tags")
    def tag_words(self, row: Claim) -> str:
        return ", ".join(row.tags)

    @display(description="Merged into")
    def merged_link(self, row: Claim) -> str:
        return link(row.merged_into)

    @display(description="Split from")
    def split_link(self, row: Claim) -> str:
        return link(row.split_from)

    @display(description="Details")
    def found(self, row: Claim) -> SafeString:
        return as_json(row.details)

    @display(description="Wordings")
    def revisions(self, row: Claim) -> SafeString:
        return list_link("revision", f"Revision {row.revision}", claim__id__exact=row.pk)

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if not (obj and obj.dismissal_reason):
            fieldsets = without(fieldsets, "Dismissal")
        if not (obj and (obj.merged_into_id or obj.split_from_id)):
            fieldsets = without(fieldsets, "Other claims")
        if not (obj and set(LOOKS_AHEAD).intersection(obj.kinds)):
            fieldsets = without(fieldsets, "Later")
        return fieldsets

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        row = self.get_object(request, object_id)
        if row is None or row.state not in triage.UNDECIDED:
            return []
        return super().get_actions_detail(request, object_id)

    @action(description="Dismiss…", permissions=["triage"])
    def dismiss_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.decide(request, rows, DISMISS)

    @action(description="Dismiss…", permissions=["triage"], variant=ActionVariant.DANGER)
    def dismiss(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, DISMISS)


@admin.register(Revision)
class RevisionAdmin(ShownAdmin):
    list_display = ("words", "number", "claim_link", "author", "created")
    list_filter = ("created_at",)
    list_select_related = ("claim", "by")
    search_fields = ("statement",)
    ordering = ("-id",)
    long_fields = ("claim__search",)
    fields = ("statement", "number", "claim_link", "author", "created_at")

    @display(description="Statement")
    def words(self, row: Revision) -> str:
        return short(row.statement)

    @display(description="Claim")
    def claim_link(self, row: Revision) -> str:
        return link(row.claim, f"Claim {row.claim_id}")

    @display(description="By")
    def author(self, row: Revision) -> str:
        return link(row.by, row.by.name) if row.by else "The engine"


class ClaimantForm(SettingForm):
    aliases = SimpleArrayField(
        forms.CharField(max_length=300, required=False),
        delimiter="\n",
        required=False,
        widget=UnfoldAdminTextareaWidget({"rows": 4}),
        help_text="Other names, one a line.",
    )

    def clean_aliases(self) -> list[str]:
        return [alias for alias in self.cleaned_data["aliases"] if alias]


@admin.register(Claimant)
class ClaimantAdmin(SettingAdmin):
    form = ClaimantForm
    list_display = ("name", "disambiguation", "role", "also", "claims_link")
    search_fields = ("name", "disambiguation", "role")
    ordering = ("name", "id")
    fields = ("name", "disambiguation", "role", "aliases")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Claimants come with claims."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Aliases")
    def also(self, row: Claimant) -> str:
        return short(", ".join(row.aliases), 60)

    @display(description="Claims")
    def claims_link(self, row: Claimant) -> SafeString:
        return list_link("claim", "Claims", claimants__id__exact=row.pk)
