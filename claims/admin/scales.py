"""The scales that verdicts are given on, and removing a rating that verdicts have."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminSelectWidget

from claims.admin.actions import DecidesMixin, Decision
from claims.admin.base import LINK, SettingAdmin, SettingForm, ShownAdmin, link, list_link, sentence
from claims.models import Rating, Scale
from claims.pipeline import newsroom


class RatingFormSet(PaginationInlineFormSet):
    def clean(self) -> None:
        """First our own sentence: Django's would name every verdict that has the rating."""
        for form in self.initial_forms:
            if self._should_delete_form(form):
                _refuse_in_use(form.instance)
        super().clean()


def _refuse_in_use(rating: Rating) -> None:
    """Lead from the refusal to the page on which the rating can be replaced."""
    try:
        newsroom.refuse_removal_in_use(rating)
    except ValidationError as error:
        url = reverse("admin:claims_rating_delete", args=[rating.pk])
        choose = format_html('<a href="{}" class="{}">Choose what takes its place.</a>', url, LINK)
        raise ValidationError(format_html("{} {}", sentence(error), choose)) from error


class RatingInline(TabularInline):
    model = Rating
    form = SettingForm
    formset = RatingFormSet
    fields = ("label", "description", "number", "tone", "position")
    extra = 0
    show_change_link = True
    ordering_field = "position"
    hide_ordering_field = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(obj) and super().has_delete_permission(request, obj)


class ReplaceForm(forms.Form):
    """What takes the place of a rating; nothing is asked where nothing rests on it."""

    replacement = forms.ModelChoiceField(
        Rating.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label="Choose a rating",
        help_text="All verdicts with the removed rating get this one.",
    )

    def __init__(self, data: Any = None, *, rating: Rating) -> None:
        super().__init__(data)
        if rating.verdicts.exists():
            field = cast("forms.ModelChoiceField[Rating]", self.fields["replacement"])
            field.queryset = rating.scale.ratings.exclude(pk=rating.pk)
        else:
            del self.fields["replacement"]


@admin.register(Rating)
class RatingAdmin(DecidesMixin, ShownAdmin):
    """One rating, to see what rests on it and to remove it. It is edited on its scale's page."""

    list_display = ("label", "scale_link", "number", "tone", "verdicts")
    list_filter = ("scale",)
    list_select_related = ("scale",)
    search_fields = ("label", "description")
    ordering = ("scale", "position", "id")
    fields = ("label", "scale_link", "description", "number", "tone", "verdicts")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("claims.delete_rating")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one: for each another rating may be the right one in its place."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @display(description="Scale")
    def scale_link(self, row: Rating) -> str:
        return link(row.scale)

    @display(description="Verdicts")
    def verdicts(self, row: Rating) -> SafeString:
        return list_link("verdict", "Verdicts", rating__id__exact=row.pk)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for what takes its place, where Django would name all that is in the way."""
        rating = self.get_object(request, object_id)
        if rating is None:
            raise Http404
        if not self.has_delete_permission(request, rating):
            raise PermissionDenied
        response = self.decide_one(request, object_id, _removal(rating))
        if Rating.objects.filter(pk=rating.pk).exists():
            return response
        return redirect("admin:claims_scale_change", rating.scale_id)


def _removal(rating: Rating) -> Decision:
    return Decision(
        title="Remove a rating",
        button="Remove",
        done="removed",
        act=newsroom.remove,
        form=partial(ReplaceForm, rating=rating),
        danger=True,
        explanation="Editors can’t choose it any more. What was published keeps the word that it "
        "was published with.",
    )


@admin.register(Scale)
class ScaleAdmin(SettingAdmin):
    list_display = ("name", "description", "steps", "verdicts")
    search_fields = ("name",)
    fields = ("name", "description")
    inlines = (RatingInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(step_count=Count("ratings"))

    @display(description="Ratings", ordering="step_count")
    def steps(self, row: Scale) -> str:
        return str(row.step_count)  # type: ignore[attr-defined]

    @display(description="Verdicts")
    def verdicts(self, row: Scale) -> SafeString:
        return list_link("verdict", "Verdicts", rating__scale__id__exact=row.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Scale | None = None) -> bool:
        """Only while nothing rests on it; its page then has no such button."""
        if obj is not None:
            try:
                newsroom.refuse_removal_in_use(obj)
            except ValidationError:
                return False
        return super().has_delete_permission(request, obj)
