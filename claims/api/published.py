"""Published verdicts, for everybody: snapshots as they went out, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import changes
from claims.api.base import ApiViewSet
from claims.api.errors import Gone
from claims.api.fields import Choice
from claims.api.requests import ApiRequest
from claims.api.snapshots import LogEntry, VerdictRecord
from claims.exports import claim_reviews, records, spreadsheets
from claims.models import Correction, Newsroom, PromiseStatus, Publication
from claims.models.publication import PublicationQuerySet

# Rows that the database hands over at a time, and bytes that go out at a time.
ROWS = 500
BLOCK = 64 * 1024

EXPORTS = {"csv": spreadsheets.lines, "jsonld": claim_reviews.lines}


class CsvRenderer(BaseRenderer):
    """Names the format; the lines are streamed past it."""

    media_type = "text/csv"
    format = "csv"


class JsonLdRenderer(JSONRenderer):
    media_type = "application/ld+json"
    format = "jsonld"


class FormatFirst(DefaultContentNegotiation):
    """`?format=` wins over whatever Accept header a library sends by itself."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        if wanted := request.query_params.get("format"):
            chosen = self.filter_renderers(renderers, wanted)[0]
            return chosen, chosen.media_type
        return super().select_renderer(request, renderers, format_suffix)


class PublishedFilters(serializers.Serializer):
    """Query parameters of the public list, and of its exports."""

    claimant = serializers.CharField(
        required=False, max_length=300, help_text="A claimant’s name, as it was published."
    )
    rating = serializers.CharField(
        required=False, max_length=60, help_text="A rating’s label, as it was published."
    )
    promise_status = Choice(PromiseStatus.Status, name="PromiseStatus", required=False)
    # None, where REST framework would take a flag that isn't there for one that is false.
    corrected = serializers.BooleanField(
        required=False, allow_null=True, help_text="Whether it was ever corrected."
    )
    stale = serializers.BooleanField(
        required=False, allow_null=True, help_text="Whether it waits for another look."
    )


FORMAT = OpenApiParameter(
    "format", OpenApiTypes.STR, enum=["json", "csv", "jsonld"], description="Wins over `Accept`."
)


class PublishedViewSet(ApiViewSet):
    """The current snapshot of each published verdict. No key is needed; one raises the limit."""

    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer, CsvRenderer, JsonLdRenderer)
    content_negotiation_class = FormatFirst
    serializer_class = VerdictRecord

    def get_queryset(self) -> PublicationQuerySet:
        return Publication.objects.live()

    @extend_schema(
        summary="Published verdicts, newest first",
        description="JSON comes in pages. `format=csv` and `format=jsonld` are the whole set in "
        "one answer: one line a verdict, or one JSON-LD document with a ClaimReview for each. "
        "With `updated_since` the list is one of changes, the oldest first, for those who keep a "
        "copy: rows whose `state` is `retracted` say what is to be deleted.",
        parameters=[PublishedFilters, changes.Since, FORMAT],
        responses={
            (200, "application/json"): changes.ROWS,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/ld+json"): OpenApiTypes.OBJECT,
        },
    )
    @method_decorator(conditional_page)
    def list(self, request: ApiRequest) -> HttpResponseBase:
        if "updated_since" in request.query_params:
            return changes.page(request)
        rows = _filtered(self.get_queryset(), request)
        if request.accepted_renderer.format in EXPORTS:
            return _export(request, rows)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(
            [records.record(row, request.newsroom) for row in page or []]
        )

    @extend_schema(
        summary="One published verdict",
        description="By the id of its claim. 410 with the reason when it was retracted.",
        parameters=[FORMAT],
        responses={
            (200, "application/json"): VerdictRecord,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/ld+json"): OpenApiTypes.OBJECT,
        },
    )
    @method_decorator(conditional_page)
    def retrieve(self, request: ApiRequest, pk: str) -> HttpResponseBase:
        publication = _current(pk)
        if request.accepted_renderer.format == "csv":
            return _stream(spreadsheets.lines([publication], request.newsroom), request)
        if request.accepted_renderer.format == "jsonld":
            return Response(claim_reviews.claim_review(publication, request.newsroom))
        return Response(records.record(publication, request.newsroom))


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
    @method_decorator(conditional_page)
    def list(self, request: ApiRequest) -> HttpResponseBase:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([_logged(row, request.newsroom) for row in page or []])


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


def _filtered(rows: PublicationQuerySet, request: ApiRequest) -> PublicationQuerySet:
    """Rows whose snapshot says so: names and labels are those of the day."""
    filters = PublishedFilters(data=request.query_params)
    filters.is_valid(raise_exception=True)
    given = filters.validated_data
    if claimant := given.get("claimant"):
        rows = rows.filter(snapshot__contains={"claimants": [{"name": claimant}]})
    if rating := given.get("rating"):
        rows = rows.filter(snapshot__contains={"rating": {"label": rating}})
    if status := given.get("promise_status"):
        rows = rows.filter(promise_status=status)
    if (corrected := given.get("corrected")) is not None:
        some = Q(snapshot__contains={"corrections": [{}]})
        rows = rows.filter(some if corrected else ~some)
    if (stale := given.get("stale")) is not None:
        rows = rows.exclude(stale=[]) if stale else rows.filter(stale=[])
    return rows


def _export(request: ApiRequest, rows: PublicationQuerySet) -> HttpResponseBase:
    """All rows, in constant memory: a server-side cursor at one end, blocks at the other."""
    lines = EXPORTS[request.accepted_renderer.format]
    found = rows.newest_first().iterator(chunk_size=ROWS)
    etag = _version(request)
    known = get_conditional_response(request, etag=etag)
    response = known or _stream(lines(found, request.newsroom), request)
    response["ETag"] = etag
    return response


def _stream(lines: Iterable[str], request: ApiRequest) -> StreamingHttpResponse:
    renderer = request.accepted_renderer
    # A server runs through what it doesn't send, too.
    blocks = () if request.method == "HEAD" else _blocks(lines)
    response = StreamingHttpResponse(blocks, content_type=renderer.media_type)
    if renderer.format == "csv":
        response["Content-Type"] = "text/csv; charset=utf-8; header=present"
        response["Content-Disposition"] = 'attachment; filename="verdicts.csv"'
    return response


def _blocks(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines by the block: a write for each line is most of the time that an export takes."""
    block = bytearray()
    for line in lines:
        block += line.encode()
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def _version(request: ApiRequest) -> str:
    """An ETag of what is published: each publication raises the last id, each retraction lowers
    the count, whatever else is known of one by now moves the last change. All come from indexes."""
    last = Publication.objects.aggregate(id=Max("pk"), change=Max("changed_at"))
    newsroom = request.newsroom
    facts: tuple[Any, ...] = (
        last["id"],
        str(last["change"]),
        Publication.objects.live().count(),
        newsroom.name,
        newsroom.address,
        request.accepted_renderer.format,
        spreadsheets.CSV_COLUMNS,
    )
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'
