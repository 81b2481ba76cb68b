"""Documents: texts come in, and what became of them."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.response import Response

from claims import permissions
from claims.api.base import DeskViewSet, act
from claims.api.inputs import DocumentInput, EmbargoInput
from claims.api.outputs import DocumentOutput, DocumentWithTextOutput
from claims.api.permissions import needs
from claims.api.requests import KeyRequest
from claims.models import Document, Scope, User
from claims.pipeline import extraction, intake

act_on_document = partial(act, answers=DocumentWithTextOutput)

EXAMPLE = OpenApiExample(
    "A transcript",
    request_only=True,
    value={
        "title": "Council meeting of 4 May",
        "kind": "transcript",
        "outlet": "City of Example",
        "url": "https://city.example/council/2024-05-04",
        "published_on": "2024-05-04",
        "text": "The mayor said the city built 412 homes last year.",
    },
)


@extend_schema_view(
    list=extend_schema(summary="Documents, newest first, without their texts"),
    retrieve=extend_schema(summary="One document, with its text"),
)
class DocumentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DeskViewSet):
    """Documents that moderation has not hidden."""

    serializer_class = DocumentOutput
    detail_class = DocumentWithTextOutput

    def get_queryset(self) -> QuerySet[Document]:
        rows = Document.objects.for_list()
        return rows if self.action == "list" else rows.defer(None)

    @extend_schema(
        summary="Add a document",
        request=DocumentInput,
        responses={201: DocumentOutput, 200: DocumentOutput},
        examples=[EXAMPLE],
    )
    @needs(Scope.WRITE_DOCUMENTS, permissions.ADD_DOCUMENT)
    def create(self, request: KeyRequest) -> Response:
        """The same text is the same document, whoever brings it: 201 for a new one, 200 with the
        one that is here for a text that is known."""
        given = DocumentInput(data=request.data)
        given.is_valid(raise_exception=True)
        document, is_new = intake.add_document(by=request.user, **given.validated_data)
        row = Document.objects.for_list().get(pk=document.pk)
        return Response(
            DocumentOutput(row).data,
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
