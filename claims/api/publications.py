"""Publications: every numbered snapshot, for everybody, as far as readers may still read it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from claims.api import parts
from claims.api.base import AskedViewSet, Load
from claims.api.inputs import PublicationFilters
from claims.api.requests import ApiRequest
from claims.api.snapshots import PublicationRecord
from claims.api.verdicts import told_corrections
from claims.exports import records
from claims.models import Correction, Newsroom, Publication


class PublicationViewSet(AskedViewSet):
    """What went out, each number of it. No key is needed; one raises the limit."""

    permission_classes = (AllowAny,)
    serializer_class = PublicationRecord
    filters_class = PublicationFilters
    not_in_lists = ("verdict",)
    loads: dict[str, Load] = {
        "correction": lambda rows, inside: rows.prefetch_related(told_corrections()),
        "verdict": lambda rows, inside: rows.defer(None).defer(
            "line", "csv_line", "csv_more", "search"
        ),
    }

    def rows(self) -> QuerySet[Publication]:
        # What was taken back is no reader's any more, and neither is what it had replaced.
        taken_back = Publication.objects.filter(
            claim=OuterRef("claim"),
            number__gte=OuterRef("number"),
            state=Publication.State.RETRACTED,
        )
        rows = Publication.objects.defer("snapshot", "search")
        given = {name: self.filters[name] for name in ("claim", "state") if name in self.filters}
        return rows.annotate(is_readable=~Exists(taken_back)).filter(**given)

    @extend_schema(
        summary="Publications, newest first, corrected and retracted ones among them",
        responses=PublicationRecord(many=True),
    )
    def list(self, request: ApiRequest) -> Response:
        page = self.paginate_queryset(self.loaded(self.rows()))
        return self.get_paginated_response([self._told(row) for row in page or []])

    @extend_schema(
        summary="One publication, with the verdict as it went out",
        responses=PublicationRecord,
    )
    def retrieve(self, request: ApiRequest, pk: str) -> Response:
        return Response(self._told(self.get_object()))

    def _told(self, row: Publication) -> dict[str, Any]:
        newsroom = self.request.newsroom
        made = {
            "id": lambda: row.pk,
            "claim": lambda: row.claim_id,
            "number": lambda: row.number,
            "state": lambda: row.state,
            "url": lambda: newsroom.absolute(row.get_absolute_url()),
            "published_at": lambda: row.published_at,
            "retracted_at": lambda: row.retracted_at,
            "retraction_reason": lambda: row.retraction_reason,
            "correction": lambda: _correction(row),
            "verdict": lambda: _verdict(row, newsroom),
        }
        return parts.pick({name: made[name]() for name in self.asked}, self.asked)


def _correction(row: Publication) -> dict[str, Any] | None:
    """What was put right with this one."""
    told: Correction | None = getattr(row, "correction", None)
    if told is None:
        return None
    return {
        "kind": told.kind,
        "what": told.what,
        "why": told.why,
        "approved_by": told.approved_by,
        "at": told.at,
        "corrects": told.corrects.number,
    }


def _verdict(row: Any, newsroom: Newsroom) -> dict[str, Any] | None:
    return records.record(row, newsroom) if row.is_readable else None
