"""Published verdicts, for everybody: snapshots as they went out, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import changes, conditions, pagination, parts
from claims.api.base import ApiViewSet
from claims.api.errors import Gone
from claims.api.fields import Choice, Query, refuse_unknown
from claims.api.pagination import Paging
from claims.api.parts import Fields
from claims.api.requests import ApiRequest
from claims.api.snapshots import LogEntry, VerdictRecord
from claims.exports import claim_reviews, formats, records
from claims.exports.compression import COMPRESSIONS
from claims.exports.formats import FORMATS
from claims.exports.selection import Selection
from claims.exports.spreadsheets import CSV_COLUMNS
from claims.models import Correction, Kind, Newsroom, PromiseStatus, Publication
from claims.models.publication import PublicationQuerySet


def _renderer(name: str) -> type[BaseRenderer]:
    """Names the format; what is exported is streamed past it."""
    facts = {"format": name, "media_type": FORMATS[name].media_type}
    return type(f"{name.title()}Renderer", (JSONRenderer,), facts)


RENDERERS = tuple(_renderer(name) for name in FORMATS)


class PublishedFilters(Query):
    """Query parameters of the public list, and of its exports: a `Selection`."""

    q = serializers.CharField(
        required=False,
        max_length=200,
        help_text="Words that statement, summary or claimants have, all of them.",
    )
    claimant = serializers.CharField(
        required=False, max_length=300, help_text="A claimant’s name, as it was published."
    )
    claimant_id = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="A claimant’s id."
    )
    rating = serializers.CharField(
        required=False, max_length=60, help_text="A rating’s label, as it was published."
    )
    kind = Choice(Kind, name="ClaimKind", required=False)
    promise_status = Choice(PromiseStatus.Status, name="PromiseStatus", required=False)
    corrected = serializers.BooleanField(required=False, help_text="Whether it was ever corrected.")
    stale = serializers.BooleanField(required=False, help_text="Whether it waits for another look.")
    published_from = serializers.DateField(
        required=False,
        help_text="The first day on which it went out, as the newsroom’s clocks say.",
    )
    published_to = serializers.DateField(required=False, help_text="The last such day.")


class Packing(Query):
    """Query parameters of what is exported."""

    compression = serializers.ChoiceField(
        tuple(COMPRESSIONS), required=False, help_text="Gives a compressed file; pages have none."
    )


FORMAT = OpenApiParameter(
    "format", OpenApiTypes.STR, enum=list(FORMATS), description="Wins over `Accept`."
)
BODIES: dict[tuple[int, str], Any] = {
    (200, "application/x-ndjson"): OpenApiTypes.STR,
    (200, "text/csv"): OpenApiTypes.STR,
    (200, "application/ld+json"): OpenApiTypes.OBJECT,
    (200, "application/vnd.apache.parquet"): OpenApiTypes.BINARY,
    **{(200, f"application/{name}"): OpenApiTypes.BINARY for name in COMPRESSIONS},
}


# What an address may ask for, beside the format, by action.
PARAMETERS: dict[str, tuple[type[Query], ...]] = {
    "list": (PublishedFilters, Packing, changes.Since, Paging, Fields),
    "export": (PublishedFilters, Packing),
    "retrieve": (Packing, Fields),
}

# Of these what is of use to records in JSON alone, and what to files alone; each with what is said
# to who gives it elsewhere: nobody is to take all for what they asked for.
OF_RECORDS = dict.fromkeys(
    ("cursor", "page_size", "fields"), "Only JSON takes this: every other format is whole."
)
OF_FILES = {"compression": "What answers here is no file: /api/v1/verdicts/export/ gives one."}


class PublishedViewSet(ApiViewSet):
    """The current snapshot of each published verdict. No key is needed; one raises the limit."""

    permission_classes = (AllowAny,)
    renderer_classes = RENDERERS
    serializer_class = VerdictRecord

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = [name for one in PARAMETERS.get(self.action, ()) for name in one().get_fields()]
        refuse_unknown(request.query_params, [*known, "format"])

    def get_queryset(self) -> PublicationQuerySet:
        return Publication.objects.live()

    @extend_schema(
        summary="Published verdicts, newest first",
        description="JSON comes in pages. Every other `format` is the whole set in one answer, as "
        "at `/api/v1/verdicts/export/`. With `updated_since` the list is one of changes, oldest "
        "first, for those who keep a copy: rows whose `state` is `retracted` say what to delete.",
        parameters=[PublishedFilters, Packing, changes.Since, Paging, Fields, FORMAT],
        responses={(200, "application/json"): changes.ROWS, **BODIES},
    )
    def list(self, request: ApiRequest) -> HttpResponseBase:
        if "updated_since" in request.query_params:
            return changes.page(request)
        selection = _selection(request)
        if request.accepted_renderer.format != "json":
            _refuse(request, OF_RECORDS)
            return _export(request, selection.rows(), *_whole())
        _refuse(request, OF_FILES)
        tree = parts.chosen(request.query_params, VerdictRecord)
        page = self.paginate_queryset(selection.rows())
        told = (records.record(row, request.newsroom) for row in page or [])
        return self.get_paginated_response([parts.pick(one, tree) for one in told])

    @extend_schema(
        summary="All published verdicts in one answer",
        description="The whole set, newest first, as it is at one moment. `csv` and `parquet` have "
        "a row a verdict, `ndjson` a line; `json` is one array; `jsonld`, `claimreview` and "
        "`datafeed` are a ClaimReview for each, in one JSON-LD document, one a line, and as a "
        "schema.org DataFeed. With `Accept-Encoding: gzip` the answer is compressed on its way; "
        "`compression` makes it a compressed file.",
        parameters=[PublishedFilters, Packing, FORMAT],
        responses={(200, "application/json"): VerdictRecord(many=True), **BODIES},
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def export(self, request: ApiRequest) -> HttpResponseBase:
        return _export(request, _selection(request).rows(), *_whole())

    @extend_schema(
        summary="One published verdict",
        description="By the id of its claim. 410 with the reason when it was retracted.",
        parameters=[Packing, Fields, FORMAT],
        responses={(200, "application/json"): VerdictRecord, **BODIES},
    )
    def retrieve(self, request: ApiRequest, pk: str) -> HttpResponseBase:
        publication = _current(pk)
        name = request.accepted_renderer.format
        if name in ("json", "jsonld"):
            _refuse(request, OF_FILES)
        if name != "json":
            _refuse(request, OF_RECORDS)
        if name == "json":
            tree = parts.chosen(request.query_params, VerdictRecord)
            return Response(parts.pick(records.record(publication, request.newsroom), tree))
        if name == "jsonld":
            return Response(claim_reviews.claim_review(publication, request.newsroom))
        one = Publication.objects.filter(pk=publication.pk)
        return _export(request, one, publication.pk, publication.changed_at)


class CorrectionViewSet(ApiViewSet):
    """The corrections log: what was put right or taken back, and why."""

    permission_classes = (AllowAny,)
    serializer_class = LogEntry
    ordering = ("at", "id")

    def get_queryset(self) -> QuerySet[Correction]:
        # Of a publication its number; what it says stays in the database.
        return (
            Correction.objects.out()
            .select_related("corrects", "publication")
            .only(*_LOGGED, "corrects__claim_id", "corrects__number", "publication__number")
        )

    @extend_schema(summary="Corrections and retractions, newest first")
    def list(self, request: ApiRequest) -> HttpResponseBase:
        refuse_unknown(request.query_params, pagination.PARAMETERS)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([_logged(row, request.newsroom) for row in page or []])

    @extend_schema(summary="One correction or retraction")
    def retrieve(self, request: ApiRequest, pk: str) -> HttpResponseBase:
        refuse_unknown(request.query_params, ("format",))
        return Response(_logged(self.get_object(), request.newsroom))


_LOGGED = ("claim_id", "kind", "what", "why", "approved_by", "at")


def _logged(row: Correction, newsroom: Newsroom) -> dict[str, Any]:
    return {
        "id": row.pk,
        "claim": row.claim_id,
        "url": newsroom.absolute(row.corrects.get_absolute_url()),
        "kind": row.kind,
        "what": row.what,
        "why": row.why,
        "approved_by": row.approved_by,
        "at": row.at,
        "corrects": row.corrects.number,
        "number": row.publication.number if row.publication else None,
    }


def _current(claim_id: str) -> Publication:
    """The live publication of a claim. Raises Http404, or Gone with the reason."""
    last = Publication.objects.filter(claim=int(claim_id)).order_by("-number").first()
    if last is None:
        raise Http404
    if last.state == Publication.State.RETRACTED:
        raise Gone(last.retraction_reason, retracted_at=last.retracted_at, number=last.number)
    return last


def _refuse(request: ApiRequest, useless: Mapping[str, str]) -> None:
    """Raise ValidationError for parameters that are of no use to the form of this answer."""
    if given := {name: words for name, words in useless.items() if name in request.query_params}:
        raise serializers.ValidationError(given)


def _selection(request: ApiRequest) -> Selection:
    filters = PublishedFilters(data=request.query_params)
    filters.is_valid(raise_exception=True)
    return Selection(**filters.validated_data)


def _export(request: ApiRequest, rows: PublicationQuerySet, *version: Any) -> HttpResponseBase:
    """These rows in one answer; nothing of it for who has this version of them already."""
    etag = _etag(request, *version)
    response = conditions.instead(request, etag) or _stream(request, rows)
    patch_vary_headers(response, VARIES)
    response["ETag"] = etag
    return response


def _stream(request: ApiRequest, rows: PublicationQuerySet) -> StreamingHttpResponse:
    name = request.accepted_renderer.format
    compression, encoding = _compression(request), _encoding(request)
    # A server runs through what it doesn't send, too.
    blocks: Iterable[bytes] = ()
    if request.method != "HEAD":
        blocks = formats.stream(
            rows, request.newsroom, format=name, compression=compression or encoding
        )
    response = StreamingHttpResponse(blocks, content_type=_media_type(name, compression))
    file = f"verdicts{FORMATS[name].suffix}{COMPRESSIONS.get(compression, '')}"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    if encoding:
        response["Content-Encoding"] = encoding
    patch_vary_headers(response, VARIES)
    return response


def _media_type(name: str, compression: str) -> str:
    if compression:
        return f"application/{compression}"
    if name == "csv":
        return "text/csv; charset=utf-8; header=present"
    return FORMATS[name].media_type


def _compression(request: ApiRequest) -> str:
    """The kind of compressed file that is asked for; "" for none."""
    asked = Packing(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return asked.validated_data.get("compression", "")


# What an export differs by, beside its address.
VARIES = ("Accept", "Accept-Encoding")
# A weight of 0 says: anything but this.
_TAKES_GZIP = re.compile(r"(?:^|[,\s])gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))|,|$)")


def _encoding(request: ApiRequest) -> str:
    """How the answer is compressed on its way; "" for not, or when it is in itself."""
    if _compression(request) or request.accepted_renderer.format == "parquet":
        return ""
    return "gzip" if _TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")) else ""


def _whole() -> tuple[Any, ...]:
    """A version of all that is published: each publication raises the last id, each retraction
    lowers the count, whatever else is known of one by now moves the last change. All come from
    indexes."""
    last = Publication.objects.aggregate(id=Max("pk"), change=Max("changed_at"))
    return last["id"], last["change"], Publication.objects.live().count()


def _etag(request: ApiRequest, *version: Any) -> str:
    """An ETag of what is exported: of its version, and of what else its bytes depend on."""
    newsroom = request.newsroom
    facts = (
        *map(str, version),
        newsroom.name,
        newsroom.address,
        newsroom.time_zone,
        request.accepted_renderer.format,
        _encoding(request),
        CSV_COLUMNS,
    )
    return conditions.etag(repr(facts).encode())
