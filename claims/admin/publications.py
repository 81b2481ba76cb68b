"""Publications: what readers see, taking it back, and putting it right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextareaWidget

from claims import permissions
from claims.admin.actions import DecidesMixin, Decision
from claims.admin.base import (
    ShownAdmin,
    as_json,
    badge,
    link,
    list_link,
    moment,
    short,
    without,
)
from claims.admin.filters import Out, Stale
from claims.models import Alert, Correction, Publication
from claims.models.publication import PublicationQuerySet
from claims.pipeline import publication

STATE_COLOURS = {"live": "success", "superseded": "default", "retracted": "danger"}


class RetractForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        help_text="Readers see this where the publication was.",
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )


RETRACT = Decision(
    title="Retract publications",
    button="Retract",
    done="retracted",
    act=publication.retract,
    form=RetractForm,
    danger=True,
    explanation="They leave the public pages, feeds, exports and API. Their addresses answer "
    "“gone”, with the reason.",
)


# What publications say, from the table of corrections: nothing for a list.
_SAID = tuple(
    f"{name}__{column}" for name in ("corrects", "publication") for column in ("snapshot", "search")
)


@admin.register(Publication)
class PublicationAdmin(DecidesMixin, ShownAdmin):
    list_display = ("what", "number", "status", "claim_link", "verdict_link", "published", "looks")
    list_filter = ("state", Stale, "promise_status", "published_at")
    list_select_related = ("claim", "verdict")
    search_fields = ("snapshot__statement",)
    search_help_text = "Words of the statement, the summary or a claimant’s name"
    date_hierarchy = "published_at"
    ordering = ("-id",)
    long_fields = ("snapshot", "search", "claim__search", "verdict__explanation")
    actions = ("retract_selected",)
    actions_detail = ("retract",)
    fieldsets = (
        (None, {"fields": ("claim_link", "verdict_link", "number", "status")}),
        ("Publication", {"fields": ("published_at", "publisher", "corrections")}),
        ("By now", {"fields": ("looks", "review_by", "promise_status", "changed_at")}),
        ("Retraction", {"fields": ("retracted_at", "retracted_by", "retraction_reason")}),
        ("Snapshot", {"fields": ("as_published",), "classes": ("collapse",)}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """The readers’ own search, by the full-text index."""
        assert isinstance(queryset, PublicationQuerySet)
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def has_retract_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permissions.RETRACT)

    @display(description="Publication", ordering="id")
    def what(self, row: Publication) -> str:
        return f"No. {row.pk}"

    @display(description="State", ordering="state")
    def status(self, row: Publication) -> SafeString:
        return badge(row.state, row.get_state_display(), STATE_COLOURS)

    @display(description="Published", ordering="published_at")
    def published(self, row: Publication) -> SafeString | str:
        return moment(row.published_at)

    def get_fieldsets(self, request: HttpRequest, obj: Publication | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj and obj.retracted_at else without(fieldsets, "Retraction")

    @display(description="Claim")
    def claim_link(self, row: Publication) -> str:
        return link(row.claim)

    @display(description="Verdict")
    def verdict_link(self, row: Publication) -> str:
        return link(row.verdict, short(row.verdict.summary, 60))

    @display(description="Published by", ordering="published_by")
    def publisher(self, row: Publication) -> str:
        return link(row.published_by, row.published_by.name)

    @display(description="Corrections")
    def corrections(self, row: Publication) -> SafeString:
        return list_link("correction", "Corrections of this claim", claim__id__exact=row.claim_id)

    @display(description="Wants another look")
    def looks(self, row: Publication) -> str:
        return ", ".join(Alert.Kind(kind).label for kind in row.stale)

    @display(description="As published")
    def as_published(self, row: Publication) -> SafeString:
        return as_json(row.snapshot)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        row = self.get_object(request, object_id)
        if row is None or row.state != Publication.State.LIVE:
            return []
        return super().get_actions_detail(request, object_id)

    @action(description="Retract…", permissions=["retract"])
    def retract_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.decide(request, rows, RETRACT)

    @action(description="Retract…", permissions=["retract"], variant=ActionVariant.DANGER)
    def retract(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, RETRACT)


@admin.register(Correction)
class CorrectionAdmin(ShownAdmin):
    list_display = ("words", "kind", "claim_link", "wrong", "right", "begun_by", "out")
    list_filter = (Out, "kind", "at")
    list_select_related = ("claim", "corrects", "publication", "by")
    search_fields = ("what", "why")
    date_hierarchy = "at"
    ordering = ("-id",)
    long_fields = ("claim__search", "claim__details", *_SAID)
    fields = (
        "kind",
        "what",
        "why",
        "claim_link",
        "wrong",
        "right",
        "verdict_link",
        "begun_by",
        "begun_at",
        "approved_by",
        "at",
    )

    @display(description="Correction")
    def words(self, row: Correction) -> str:
        return short(row.what or row.why) or "Not explained yet"

    @display(description="Claim")
    def claim_link(self, row: Correction) -> str:
        return link(row.claim)

    @display(description="Corrects")
    def wrong(self, row: Correction) -> str:
        return link(row.corrects, f"Publication {row.corrects.number}")

    @display(description="Is now")
    def right(self, row: Correction) -> str:
        return (
            link(row.publication, f"Publication {row.publication.number}")
            if row.publication
            else ""
        )

    @display(description="Verdict")
    def verdict_link(self, row: Correction) -> str:
        return link(row.verdict)

    @display(description="Begun by", ordering="by")
    def begun_by(self, row: Correction) -> str:
        return link(row.by, row.by.name)

    @display(description="Out", ordering="at")
    def out(self, row: Correction) -> SafeString | str:
        return moment(row.at) or "Being written"
