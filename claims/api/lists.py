"""What the desk only reads: extractions, occurrences, claimants, sources and the history."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins

from claims.api.base import DeskViewSet, Followed, Load
from claims.api.inputs import (
    ClaimantFilters,
    EventFilters,
    ExtractionFilters,
    OccurrenceFilters,
    SourceFilters,
)
from claims.api.outputs import (
    ClaimantWithCountsOutput,
    EventOutput,
    ExtractionOutput,
    OccurrenceOutput,
    SourceOutput,
)
from claims.desk import names
from claims.models import Alert, Claim, Claimant, Document, Event, Extraction, Occurrence, Source


def _same(rows: Any, given: dict[str, Any], **columns: str) -> Any:
    """Rows whose columns have the values that are given for them."""
    return rows.filter(**{column: given[name] for name, column in columns.items() if name in given})


class ReadOnly(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """A list and one of it, newest first."""

    def rows(self) -> Any:
        return self.chosen(self.visible()) if self.action == "list" else self.visible()

    def visible(self) -> Any:
        """All that may be seen."""
        raise NotImplementedError

    def chosen(self, rows: Any) -> Any:
        """Those that `self.filters` ask for."""
        raise NotImplementedError


@extend_schema_view(
    list=extend_schema(summary="Extractions, newest first"),
    retrieve=extend_schema(summary="One extraction"),
)
class ExtractionViewSet(ReadOnly):
    """Runs of the engine over documents."""

    serializer_class = ExtractionOutput
    filters_class = ExtractionFilters

    def visible(self) -> QuerySet[Extraction]:
        return Extraction.objects.filter(document__hidden_at=None)

    def chosen(self, rows: QuerySet[Extraction]) -> QuerySet[Extraction]:
        return _same(rows, self.filters, document="document", state="state")


@extend_schema_view(
    list=extend_schema(summary="Occurrences, newest first"),
    retrieve=extend_schema(summary="One occurrence"),
)
class OccurrenceViewSet(ReadOnly):
    """Where claims were made."""

    serializer_class = OccurrenceOutput
    filters_class = OccurrenceFilters
    loads = {
        "document": lambda rows, inside: rows.select_related("document").defer(
            "search", "document__text", "document__search"
        )
    }

    def visible(self) -> QuerySet[Occurrence]:
        return Occurrence.objects.visible().defer("search")

    def chosen(self, rows: QuerySet[Occurrence]) -> QuerySet[Occurrence]:
        return _same(rows, self.filters, claim="claim", document="document")


@extend_schema_view(
    list=extend_schema(summary="Claimants, newest first"),
    retrieve=extend_schema(summary="One claimant, with how many claims are theirs"),
)
class ClaimantViewSet(ReadOnly):
    """Who is answerable for claims that may be seen."""

    serializer_class = ClaimantWithCountsOutput
    filters_class = ClaimantFilters
    loads: dict[str, Load] = {
        "claim_count": lambda rows, inside: rows.annotate(claim_count=_count()),
        "live_count": lambda rows, inside: rows.annotate(live_count=_count(claim__is_live=True)),
    }

    def visible(self) -> QuerySet[Claimant]:
        return Claimant.objects.filter(Exists(_theirs()))

    def chosen(self, rows: QuerySet[Claimant]) -> QuerySet[Claimant]:
        if words := self.filters.get("q"):
            rows = rows.filter(pk__in=names.find(words).called)
        return rows


def _theirs(**more: Any) -> QuerySet:
    """The claims of a claimant of an outer query that may be seen."""
    claims = Claim.objects.visible().filter(pk=OuterRef("claim"))
    rows = Claim.claimants.through.objects.filter(claimant=OuterRef("pk"), **more)
    return rows.filter(Exists(claims))


def _count(**more: Any) -> Coalesce:
    counted = _theirs(**more).order_by().values("claimant").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@extend_schema_view(
    list=extend_schema(summary="Sources of all verdicts, newest first"),
    retrieve=extend_schema(summary="One source"),
)
class SourcesViewSet(ReadOnly):
    """The evidence of all verdicts on claims that may be seen."""

    serializer_class = SourceOutput
    filters_class = SourceFilters
    loads: dict[str, Load] = {
        "archived": lambda rows, inside: rows.for_list(),
        "claim": lambda rows, inside: rows.select_related("verdict"),
    }

    def visible(self) -> QuerySet[Source]:
        return Source.objects.filter(verdict__claim__in=Claim.objects.visible())

    def chosen(self, rows: QuerySet[Source]) -> QuerySet[Source]:
        columns = {name: name for name in ("verdict", "kind", "stance", "fetch_state")}
        rows = _same(rows, self.filters, claim="verdict__claim", **columns)
        if (gone := self.filters.get("gone")) is not None:
            alerts = Exists(Alert.objects.open().filter(source=OuterRef("pk")))
            rows = rows.filter(alerts) if gone else rows.exclude(alerts)
        return rows


@extend_schema_view(
    list=extend_schema(summary="The history, newest first"),
    retrieve=extend_schema(summary="One event"),
)
class EventViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Followed):
    """What was done to documents and claims that may be seen."""

    serializer_class = EventOutput
    filters_class = EventFilters
    changed = "at"
    loads: dict[str, Load] = {
        "by": lambda rows, inside: rows.select_related("by"),
        "api_key": lambda rows, inside: rows.select_related("api_key"),
    }

    def rows(self) -> QuerySet[Event]:
        claim = Exists(Claim.objects.visible().filter(pk=OuterRef("claim")))
        document = Exists(Document.objects.visible().filter(pk=OuterRef("document")))
        seen = (Q(claim=None) | claim) & (Q(document=None) | document)
        # What belongs to neither is about accounts, keys and settings.
        rows = Event.objects.filter(seen).exclude(claim=None, document=None)
        if self.action != "list":
            return rows
        columns = {name: name for name in ("claim", "document", "action", "by")}
        return _same(self.changed_since(rows), self.filters, **columns)
