"""Exports in the background: files of what is published, for programs that want all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response

from claims import permissions
from claims.api.base import ApiViewSet, read
from claims.api.fields import Choice, Input, refuse_unknown
from claims.api.pagination import PARAMETERS
from claims.api.permissions import HasScope, needs
from claims.api.published import PublishedFilters
from claims.api.requests import KeyRequest
from claims.exports import links
from claims.exports.compression import COMPRESSIONS
from claims.exports.formats import FORMATS
from claims.exports.selection import Selection
from claims.models import Export, Newsroom, Scope
from claims.models.export import ExportQuerySet
from claims.pipeline import exporting


def _words(name: str, words: list[str]) -> type[TextChoices]:
    """A set of words as the schema names them."""
    # Enums can be made by a call; the types of Django's don't say so.
    return TextChoices(name, {word.upper(): (word, word) for word in words})  # type: ignore[call-overload]


ExportFormat = _words("ExportFormat", [*FORMATS, Export.ARCHIVE])
ExportCompression = _words("ExportCompression", list(COMPRESSIONS))


class ExportFilters(Input, PublishedFilters):
    """Those of the public list."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError("Give an object: the filters by their names.")
        return super().to_internal_value(data)


class ExportInput(Input):
    """What to write."""

    format = Choice(
        ExportFormat,
        name="ExportFormat",
        help_text="`archive`: all readers’ pages in a ZIP file that needs no server.",
    )
    compression = Choice(
        ExportCompression,
        name="ExportCompression",
        required=False,
        allow_blank=True,
        help_text="Empty, or not given: none. The archive is compressed as it is.",
    )
    filters = ExportFilters(required=False, help_text="Not given: everything that is published.")


class ExportOutput(serializers.ModelSerializer):
    """An export, and once it is done the link of its file."""

    format = Choice(ExportFormat, name="ExportFormat")
    compression = Choice(ExportCompression, name="ExportCompression", allow_blank=True)
    filters = serializers.DictField(
        source="selection",
        child=serializers.CharField(),
        help_text="Those that were given, in words.",
    )
    state = Choice(Export.State, name="ExportState")
    percent = serializers.IntegerField(help_text="How much is written, as far as can be told.")
    rows_done = serializers.IntegerField()
    rows_total = serializers.IntegerField(help_text="Fact-checks in it; 0 until it is begun.")
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="Of the file; empty until it is done.")
    link = serializers.SerializerMethodField(
        help_text="Where the file is, for whoever has this link; null while there is none."
    )
    error = serializers.CharField(help_text="What went wrong, in a sentence.")
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text="When link and file end; null until it is done."
    )

    class Meta:
        model = Export
        fields = (
            "id",
            "format",
            "compression",
            "filters",
            "state",
            "percent",
            "rows_done",
            "rows_total",
            "bytes",
            "file_name",
            "sha256",
            "link",
            "error",
            "created_at",
            "started_at",
            "finished_at",
            "expires_at",
        )

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_link(self, row: Export) -> str | None:
        if not row.is_there:
            return None
        newsroom: Newsroom = self.context["request"].newsroom
        return newsroom.absolute(links.path(row))


class ExportViewSet(ApiViewSet):
    """The exports of the key's owner. They hold what is published, and nothing else."""

    permission_classes = (HasScope,)
    serializer_class = ExportOutput
    queryset = Export.objects.none()
    request: KeyRequest

    def get_queryset(self) -> ExportQuerySet:
        return Export.objects.for_person(self.request.user)

    @extend_schema(summary="Your exports, newest first")
    @needs(Scope.READ_PUBLISHED, permissions.EXPORT)
    def list(self, request: KeyRequest) -> Response:
        refuse_unknown(request.query_params, PARAMETERS)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary="One of your exports")
    @needs(Scope.READ_PUBLISHED, permissions.EXPORT)
    def retrieve(self, request: KeyRequest, pk: str) -> Response:
        """Ask again until `state` is `done` or `failed`; then `link` has the file."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        summary="Have a file with what is published written",
        request=ExportInput,
        responses={202: ExportOutput},
    )
    @needs(Scope.READ_PUBLISHED, permissions.EXPORT)
    def create(self, request: KeyRequest) -> Response:
        """A worker writes it; `Location` is where to ask how far it is. Three of one person may be
        under way at a time, more are refused with 409."""
        given = read(request, ExportInput)
        filters = given.pop("filters", {})
        with _named_as_given():
            export = exporting.ask(by=request.user, selection=Selection(**filters), **given)
        return Response(
            self.get_serializer(self.get_queryset().get(pk=export.pk)).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": self.reverse_action("detail", [export.pk])},
        )

    @extend_schema(summary="Stop an export, or remove its file", responses={204: None})
    @needs(Scope.READ_PUBLISHED, permissions.EXPORT)
    def destroy(self, request: KeyRequest, pk: str) -> Response:
        """Its link ends at once."""
        exporting.remove(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


@contextmanager
def _named_as_given() -> Iterator[None]:
    """Name the fields of a refusal as callers do: to the pipeline their filters are a selection."""
    try:
        yield
    except ValidationError as refused:
        names = {"selection": "filters"}
        told = {names.get(name, name): words for name, words in refused.message_dict.items()}
        raise ValidationError(told) from refused
