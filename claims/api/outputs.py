"""What the desk's endpoints answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.details import DetailsOutput
from claims.api.fields import Choice
from claims.models import (
    Claim,
    Claimant,
    DismissalReason,
    Document,
    Extraction,
    Kind,
    Occurrence,
    Publication,
    Source,
    User,
    Verdict,
)


class PersonOutput(serializers.ModelSerializer):
    """Somebody of the newsroom."""

    name = serializers.CharField()

    class Meta:
        model = User
        fields = ("username", "name")


class ExtractionOutput(serializers.ModelSerializer):
    """How far the document was read, and what went wrong if something did."""

    state = Choice(Extraction.State, name="ExtractionState")
    percent = serializers.IntegerField()

    class Meta:
        model = Extraction
        fields = (
            "id",
            "state",
            "percent",
            "attempt",
            "claims_found",
            "error",
            "note",
            "engine_version",
            "created_at",
            "started_at",
            "finished_at",
        )


class DocumentOutput(serializers.ModelSerializer):
    """A document, without its text."""

    kind = Choice(Document.Kind, name="DocumentKind")
    url = serializers.CharField(help_text="Empty when none was given.")
    added_by = PersonOutput(allow_null=True)
    claim_count = serializers.IntegerField(read_only=True)
    extraction = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields: tuple[str, ...] = (
            "id",
            "kind",
            "title",
            "outlet",
            "author",
            "url",
            "published_on",
            "characters",
            "sha256",
            "added_by",
            "created_at",
            "claim_count",
            "extraction",
        )

    @extend_schema_field(ExtractionOutput(allow_null=True))
    def get_extraction(self, row: Document) -> dict[str, Any] | None:
        latest = next(iter(row.latest_extractions), None)
        return ExtractionOutput(latest).data if latest else None


class DocumentWithTextOutput(DocumentOutput):
    """A document, with the text that all offsets count in."""

    class Meta(DocumentOutput.Meta):
        fields = (*DocumentOutput.Meta.fields, "text")


class ClaimantOutput(serializers.ModelSerializer):
    class Meta:
        model = Claimant
        fields = ("id", "name", "disambiguation", "role")


class OccurrenceDocumentOutput(serializers.ModelSerializer):
    url = serializers.CharField(help_text="Empty when none was given.")

    class Meta:
        model = Document
        fields = ("id", "title", "outlet", "url", "published_on")


class OccurrenceOutput(serializers.ModelSerializer):
    """Where a claim was made. `text[start:end]` of the document, in code points, is the quote."""

    document = OccurrenceDocumentOutput()

    class Meta:
        model = Occurrence
        fields = (
            "id",
            "document",
            "start",
            "end",
            "quote",
            "speaker",
            "role",
            "reported_by",
            "said_on",
            "merged_from",
        )
        extra_kwargs = {
            "merged_from": {"help_text": "Id of the merged claim whose occurrence this repeats."}
        }


class ClaimOutput(serializers.ModelSerializer):
    """A claim, where it was made and by whom."""

    kind = Choice(Kind, name="ClaimKind")
    kinds = serializers.ListField(child=Choice(Kind, name="ClaimKind"))
    state = Choice(Claim.State, name="ClaimState")
    dismissal_reason = Choice(DismissalReason, name="DismissalReason", allow_blank=True)
    reasons = serializers.ListField(child=serializers.CharField())
    tags = serializers.ListField(child=serializers.CharField())
    details = DetailsOutput()
    due_on = serializers.DateField(
        allow_null=True, help_text="The last day of a promise or prediction, where it is known."
    )
    assignee = PersonOutput(allow_null=True)
    claimants = ClaimantOutput(many=True)
    occurrences = OccurrenceOutput(many=True)

    class Meta:
        model = Claim
        fields: tuple[str, ...] = (
            "id",
            "statement",
            "revision",
            "kind",
            "kinds",
            "claimants",
            "score",
            "reasons",
            "details",
            "due_on",
            "priority",
            "state",
            "assignee",
            "dismissal_reason",
            "dismissal_note",
            "parked_until",
            "tags",
            "merged_into",
            "split_from",
            "created_at",
            "updated_at",
            "occurrences",
        )
        extra_kwargs = {
            "merged_into": {"help_text": "Id of the claim that stands for this one."},
            "split_from": {"help_text": "Id of the claim of whose words this one was made."},
        }


class RatingOutput(serializers.Serializer):
    scale = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    number = serializers.IntegerField(allow_null=True)


class SourceOutput(serializers.ModelSerializer):
    url = serializers.CharField(help_text="Empty when the source is withheld.")
    kind = Choice(Source.Kind, name="SourceKind")
    stance = Choice(Source.Stance, name="SourceStance")

    class Meta:
        model = Source
        fields = (
            "id",
            "title",
            "url",
            "publisher",
            "kind",
            "stance",
            "passage",
            "locator",
            "read_on",
            "withheld_reason",
        )


class VerdictOutput(serializers.ModelSerializer):
    """A verdict as the desk sees it, drafts included, with the wording that it is on."""

    state = Choice(Verdict.State, name="VerdictState")
    revision = serializers.IntegerField(source="revision.number")
    statement = serializers.CharField(source="revision.statement")
    rating = RatingOutput(allow_null=True)
    author = PersonOutput()
    approved_by = PersonOutput(allow_null=True)
    sources = SourceOutput(many=True)

    class Meta:
        model = Verdict
        fields = (
            "id",
            "claim",
            "state",
            "revision",
            "statement",
            "rating",
            "summary",
            "explanation",
            "as_of",
            "sources",
            "author",
            "send_back_note",
            "submitted_at",
            "approved_by",
            "approved_at",
            "created_at",
            "updated_at",
        )


class PublicationOutput(serializers.ModelSerializer):
    """That a verdict went out; what it says is at `/api/v1/verdicts/{claim}/`."""

    state = Choice(Publication.State, name="PublicationState")

    class Meta:
        model = Publication
        fields = (
            "number",
            "verdict",
            "state",
            "published_at",
            "retracted_at",
            "retraction_reason",
        )


class ClaimWithVerdictsOutput(ClaimOutput):
    """A claim with all verdicts on it, drafts included, and all that was published of it."""

    verdicts = VerdictOutput(many=True)
    publications = PublicationOutput(many=True)

    class Meta(ClaimOutput.Meta):
        fields = (*ClaimOutput.Meta.fields, "verdicts", "publications")
