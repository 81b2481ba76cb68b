"""Filters of the lists that a field alone doesn't give."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest

from claims.models import ApiKey, Extraction


class YesNo(SimpleListFilter):
    """Whether something holds; a subclass says which rows it holds for."""

    words = ("Yes", "No")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", self.words[0]), ("no", self.words[1])]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "yes":
            return self.those(queryset)
        if self.value() == "no":
            return self.others(queryset)
        return queryset

    def those(self, rows: QuerySet) -> QuerySet:
        raise NotImplementedError

    def others(self, rows: QuerySet) -> QuerySet:
        raise NotImplementedError


class Hidden(YesNo):
    title = "visibility"
    parameter_name = "hidden"
    words = ("Hidden", "Visible")

    def those(self, rows: QuerySet) -> QuerySet:
        return rows.filter(hidden_at__isnull=False)

    def others(self, rows: QuerySet) -> QuerySet:
        return rows.filter(hidden_at=None)


class Usable(YesNo):
    title = "usable"
    parameter_name = "usable"

    def those(self, rows: QuerySet) -> QuerySet:
        return rows.filter(pk__in=ApiKey.objects.usable())

    def others(self, rows: QuerySet) -> QuerySet:
        return rows.exclude(pk__in=ApiKey.objects.usable())


class Outdated(YesNo):
    title = "wording"
    parameter_name = "outdated"
    words = ("Claim was reworded since", "On the present wording")

    def those(self, rows: QuerySet) -> QuerySet:
        return rows.exclude(revision__number=F("claim__revision"))

    def others(self, rows: QuerySet) -> QuerySet:
        return rows.filter(revision__number=F("claim__revision"))


class Stale(YesNo):
    title = "another look"
    parameter_name = "stale"
    words = ("Wants another look", "Nothing has happened")

    def those(self, rows: QuerySet) -> QuerySet:
        return rows.exclude(stale=[])

    def others(self, rows: QuerySet) -> QuerySet:
        return rows.filter(stale=[])


class Open(YesNo):
    title = "outcome"
    parameter_name = "open"
    words = ("Nobody has looked yet", "Closed")

    def those(self, rows: QuerySet) -> QuerySet:
        return rows.filter(closed_at=None)

    def others(self, rows: QuerySet) -> QuerySet:
        return rows.exclude(closed_at=None)


class Out(YesNo):
    title = "before readers"
    parameter_name = "out"
    words = ("Out", "Being written")

    def those(self, rows: QuerySet) -> QuerySet:
        return rows.filter(at__isnull=False)

    def others(self, rows: QuerySet) -> QuerySet:
        return rows.filter(at=None)


class Waiting(SimpleListFilter):
    title = "waiting for"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("retry", "Somebody to retry it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return unread(queryset) if self.value() == "retry" else queryset


def unread(extractions: QuerySet) -> QuerySet:
    """Failed extractions that nobody has retried."""
    later = Extraction.objects.filter(document=OuterRef("document"), pk__gt=OuterRef("pk"))
    return extractions.filter(~Exists(later), state=Extraction.State.FAILED)
