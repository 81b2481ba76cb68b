"""Exports: the page on which people ask for files of what is published, and find them."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from claims import permissions
from claims.desk import cursors
from claims.desk.doors import door, page
from claims.desk.forms import ActionForm, day
from claims.exports import links
from claims.exports.formats import FORMATS
from claims.exports.selection import Selection
from claims.models import Claimant, Export, Kind, PromiseStatus, Publication
from claims.pipeline import exporting
from claims.public import choices
from claims.requests import DeskRequest

SIZE = 20

# In the order of the page: what people have, and what each of them is good for.
FORMATS_IN_WORDS = {
    "csv": ("Table (CSV)", "Opens in Excel, Numbers, Google Sheets. A fact-check a line."),
    "ndjson": ("NDJSON", "Every field there is, a fact-check a line. For programs."),
    "json": ("JSON", "The same as one array."),
    "parquet": ("Parquet", "The same with types and columns. For pandas, DuckDB, R."),
    "datafeed": ("ClaimReview, DataFeed", "What search engines and fact-check registers read."),
    "claimreview": ("ClaimReview, lines", "The same, one a line."),
    "jsonld": ("ClaimReview, graph", "The same as one JSON-LD document."),
    Export.ARCHIVE: ("The whole site", "All readers’ pages as a ZIP file that needs no server."),
}
# Headings of the filters, by their names.
FILTERS_IN_WORDS = {
    "q": "Words",
    "claimant": "Who said it",
    "claimant_id": "Who said it",
    "rating": "Rating",
    "kind": "Kind of claim",
    "promise_status": "Promises",
    "corrected": "Corrections",
    "stale": "Second look",
    "published_from": "Published from",
    "published_to": "Published until",
}
CORRECTED = {"": "Corrected or not", "true": "Corrected", "false": "Never corrected"}
STALE = {"": "Waiting or not", "true": "Waiting for another look", "false": "Not waiting"}


class ExportForm(ActionForm):
    """What to write: a format, how to compress it, and of which fact-checks."""

    format = forms.ChoiceField(
        widget=forms.RadioSelect,
        initial="csv",
        choices=[(name, label) for name, (label, _) in FORMATS_IN_WORDS.items()],
        error_messages={"required": "Choose a format."},
    )
    compression = forms.ChoiceField(
        required=False,
        choices=[("", "No"), ("gzip", "gzip (.gz)"), ("zstd", "Zstandard (.zst)")],
    )
    q = forms.CharField(required=False, max_length=200)
    claimant_id = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    rating = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    promise_status = forms.ChoiceField(
        required=False, choices=[("", "However they stand"), *PromiseStatus.Status.choices]
    )
    corrected = forms.TypedChoiceField(
        required=False,
        choices=list(CORRECTED.items()),
        coerce=lambda word: word == "true",
        empty_value=None,
    )
    stale = forms.TypedChoiceField(
        required=False,
        choices=list(STALE.items()),
        coerce=lambda word: word == "true",
        empty_value=None,
    )
    published_from = forms.DateField(required=False, widget=day())
    published_to = forms.DateField(required=False, widget=day())

    def __init__(self, time_zone: str, data: Any = None) -> None:
        super().__init__(data)
        offered = choices.offered(time_zone)
        self._offer("claimant_id", "Anybody", offered["claimant"])
        self._offer("rating", "Any rating", offered["rating"])
        self._offer("kind", "Any kind", offered["kind"])
        for name in self.filters:
            self.fields[name].label = FILTERS_IN_WORDS[name]

    def _offer(self, name: str, nothing: str, offered: list[choices.Choice]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *((one.value, one.label) for one in offered)]

    @property
    def filters(self) -> list[str]:
        return [one.name for one in fields(Selection) if one.name in self.fields]

    @property
    def filter_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.filters]

    @property
    def formats(self) -> list[tuple[Any, str, str]]:
        """Each radio button, with what the format is good for and where it is streamed from."""
        stream = reverse("api:verdict-export")
        return [
            (radio, FORMATS_IN_WORDS[name][1], f"{stream}?format={name}" if name in FORMATS else "")
            for radio, name in zip(self["format"], FORMATS_IN_WORDS, strict=True)
        ]

    @property
    def is_narrowed(self) -> bool:
        """Whether some of the filters were set, or refused."""
        return any(self[name].data or self[name].errors for name in self.filters)

    def input(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "format": given["format"],
            "compression": given["compression"],
            "selection": Selection(**{name: given[name] for name in self.filters}),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """An export as the page shows it."""

    export: Export
    label: str
    filters: list[tuple[str, str]]
    link: str


@door(permissions.EXPORT)
def exports(request: DeskRequest) -> HttpResponse:
    """Ask for an export (POST), and see what became of those that one has asked for.

    While one is under way its part of the page is asked for every second: nothing (204) when it
    is what the page says already.
    """
    form = None
    if request.method == "POST":
        form = ExportForm(request.newsroom.time_zone, request.POST)
        if form.attempt(exporting.ask, by=request.user):
            return redirect(f"{reverse('exports')}#export-{form.result.pk}")
    found = cursors.cut(
        Export.objects.for_person(request.user),
        after=request.GET.get("after", ""),
        fields=("id",),
        size=SIZE,
    )
    version = _version(found.rows)
    if request.htmx and request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {
        "page": found,
        "rows": _rows(found.rows),
        "version": version,
        "is_waiting": any(export.is_active for export in found.rows),
        "days": settings.EXPORT_DAYS,
    }
    if not request.htmx:
        context["form"] = form or ExportForm(request.newsroom.time_zone)
        context["total"] = Publication.objects.live().count()
    status = form.status if form else 200
    return page(request, "exports", context, fragment="_exports", status=status)


@require_POST
@door(permissions.EXPORT)
def remove(request: DeskRequest, export_id: int) -> HttpResponse:
    """Stop one's export, or remove its file."""
    row = get_object_or_404(Export.objects.for_person(request.user), pk=export_id)
    form = ActionForm(request.POST)
    if form.attempt(exporting.remove, row, by=request.user):
        messages.success(request, "The export is removed.")
    else:
        messages.error(request, form.conflict)
    return redirect("exports")


def _rows(exports: list[Export]) -> list[Row]:
    people = {one.selection["claimant_id"] for one in exports if "claimant_id" in one.selection}
    names = dict(Claimant.objects.filter(pk__in=people).values_list("pk", "name"))
    return [
        Row(
            export,
            FORMATS_IN_WORDS.get(export.format, (export.format, ""))[0],
            [
                (FILTERS_IN_WORDS.get(name, name), _said(name, value, names))
                for name, value in export.selection.items()
            ],
            links.path(export) if export.is_there else "",
        )
        for export in exports
    ]


def _said(name: str, value: str, names: dict[int, str]) -> str:
    """A filter that was stored, as people read it."""
    match name:
        case "q":
            return f"“{value}”"
        case "claimant_id":
            return names.get(int(value), f"number {value}")
        case "kind":
            return dict(Kind.choices).get(value, value)
        case "promise_status":
            return dict(PromiseStatus.Status.choices).get(value, value)
        case "corrected":
            return CORRECTED[value]
        case "stale":
            return STALE[value]
        case "published_from" | "published_to":
            return date_format(dt.date.fromisoformat(value), "j F Y")
    return value


def _version(rows: list[Export]) -> str:
    """Differs whenever what the page shows of these would differ."""
    facts = [
        (one.pk, one.state, one.rows_done, one.rows_total, one.bytes, one.is_there, one.error)
        for one in rows
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
