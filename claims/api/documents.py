"""Documents: texts come in, and what became of them."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db.models import OuterRef, Prefetch, Subquery
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.response import Response

from claims import permissions
from claims.api.base import Followed, Load, act
from claims.api.inputs import DocumentInput, EmbargoInput
from claims.api.outputs import DocumentOutput
from claims.api.permissions import needs
from claims.api.requests import KeyRequest
from claims.models import Document, Event, Extraction, Scope, User
from claims.models.document import DocumentQuerySet
from claims.pipeline import extraction, intake

# How documents are loaded with what is more than a column of theirs.
LOADS: dict[str, Load] = {
    "added_by": lambda rows, inside: rows.select_related("added_by"),
    "text": lambda rows, inside: rows.defer(None).defer("search"),
    "claim_count": lambda rows, inside: rows.with_claim_count(),
    "extraction": lambda rows, inside: rows.with_latest_extraction(),
    "extractions": lambda rows, inside: rows.prefetch_related(
        Prefetch("extractions", queryset=Extraction.objects.order_by("-id"))
    ),
    "history": lambda rows, inside: rows.prefetch_related(
        Prefetch("events", queryset=Event.objects.for_history())
    ),
}

act_on_document = partial(act, answers=DocumentOutput)


@extend_schema_view(
    list=extend_schema(summary="Documents, newest first, without their texts"),
    retrieve=extend_schema(summary="One document, with its text"),
)
class DocumentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Followed):
    """Documents that moderation has not hidden."""

    serializer_class = DocumentOutput
    not_in_lists = ("text", "extractions")
    apart = ("history",)
    closed = ("text",)
    changed = "changed_at"
    loads = LOADS

    def rows(self) -> DocumentQuerySet:
        return self.changed_since(Document.objects.visible().defer("text", "search"))

    def changed_since(self, rows: DocumentQuerySet) -> DocumentQuerySet:
        """Documents to which anything has happened since, by the last Event of each."""
        if self.action != "list" or not self.follows:
            return rows
        events = Event.objects.filter(at__gte=self.filters["updated_since"])
        last = Event.objects.filter(document=OuterRef("pk")).order_by("-id").values("at")[:1]
        return rows.filter(pk__in=events.values("document")).annotate(changed_at=Subquery(last))

    @extend_schema(
        summary="Add a document",
        request=DocumentInput,
        responses={201: DocumentOutput, 200: DocumentOutput},
    )
    @needs(Scope.WRITE_DOCUMENTS, permissions.ADD_DOCUMENT)
    def create(self, request: KeyRequest) -> Response:
        """The same text is the same document, whoever brings it: 201 for a new one, 200 with the
        one that is here for a text that is known."""
        given = DocumentInput(data=request.data)
        given.is_valid(raise_exception=True)
        document, is_new = intake.add_document(by=request.user, **given.validated_data)
        seen = self.get_serializer(self.loaded(self.rows()).get(pk=document.pk))
        return Response(
            seen.data,
            status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK,
            headers={"Location": self.reverse_action("detail", [document.pk])},
        )

    @act_on_document(permissions.EXTRACT, "Read a document again whose extraction failed")
    def extract(self, document: Document, *, by: User) -> None:
        extraction.queue(document, by=by)

    @act_on_document(
        permissions.PUBLISH, "Say until when nothing is published that rests on it", EmbargoInput
    )
    def embargo(self, document: Document, *, by: User, until: dt.datetime | None) -> None:
        intake.set_embargo(document, by=by, until=until)
