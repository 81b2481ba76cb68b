"""What the desk's endpoints answer."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.details import DetailsOutput
from claims.api.fields import Choice
from claims.models import (
    Alert,
    Approval,
    ArchivedCopy,
    Claim,
    Claimant,
    Correction,
    DismissalReason,
    Document,
    Event,
    Extraction,
    Kind,
    Occurrence,
    PromiseStatus,
    Publication,
    Reply,
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
            "document",
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


class EventOutput(serializers.ModelSerializer):
    """Who did what to what, when, before and after. Events never change."""

    by = PersonOutput(allow_null=True, help_text="Null: the desk itself.")
    api_key = serializers.CharField(
        source="api_key.name", default=None, allow_null=True, help_text="Name of the key, if any."
    )
    before = serializers.DictField(help_text="Of the fields that changed.")
    after = serializers.DictField(help_text="Of the same fields.")

    class Meta:
        model = Event
        fields = (
            "id",
            "at",
            "by",
            "api_key",
            "action",
            "object_type",
            "object_id",
            "claim",
            "document",
            "before",
            "after",
            "note",
            "batch",
        )
        extra_kwargs = {
            "action": {"help_text": "What was done, such as `claim.accepted`."},
            "batch": {"help_text": "The same for all that was done in one act."},
        }


class DocumentOutput(serializers.ModelSerializer):
    """A document; in a list without its text."""

    kind = Choice(Document.Kind, name="DocumentKind")
    url = serializers.CharField(help_text="Empty when none was given.")
    added_by = PersonOutput(allow_null=True)
    claim_count = serializers.IntegerField(read_only=True)
    extraction = ExtractionOutput(source="latest_extraction", allow_null=True)
    extractions = ExtractionOutput(many=True, help_text="All of them, the latest first.")
    history = EventOutput(many=True, source="events", help_text="The latest first.")

    class Meta:
        model = Document
        fields = (
            "id",
            "kind",
            "title",
            "outlet",
            "author",
            "url",
            "published_on",
            "embargo_until",
            "characters",
            "sha256",
            "added_by",
            "created_at",
            "claim_count",
            "extraction",
            "text",
            "extractions",
            "history",
        )
        extra_kwargs = {"text": {"help_text": "The text that all offsets count in."}}


class ClaimantOutput(serializers.ModelSerializer):
    class Meta:
        model = Claimant
        fields: tuple[str, ...] = ("id", "name", "disambiguation", "role")


class ClaimantWithCountsOutput(ClaimantOutput):
    """Who is answerable for claims, and for how many."""

    aliases = serializers.ListField(child=serializers.CharField())
    claim_count = serializers.IntegerField(help_text="Claims, dismissed ones among them.")
    live_count = serializers.IntegerField(help_text="Those of which readers have a verdict.")

    class Meta(ClaimantOutput.Meta):
        fields = (*ClaimantOutput.Meta.fields, "aliases", "claim_count", "live_count")


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
            "claim",
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


class RatingOutput(serializers.Serializer):
    scale = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    number = serializers.IntegerField(allow_null=True)


class CopyOutput(serializers.ModelSerializer):
    """The copy that is kept of a source's page."""

    at = serializers.DateTimeField(source="fetched_at")

    class Meta:
        model = ArchivedCopy
        fields = ("at", "sha256", "status", "final_url")


class SourceOutput(serializers.ModelSerializer):
    """A piece of evidence, and what the workers found where it links to."""

    claim = serializers.IntegerField(source="verdict.claim_id")
    url = serializers.CharField(help_text="Empty when the source is withheld.")
    fetch_state = Choice(Source.Fetch, name="FetchState", allow_blank=True)
    fetch_problem = serializers.CharField(help_text="Why it could not be read, in a sentence.")
    passage_found = serializers.BooleanField(
        allow_null=True, help_text="Whether the passage stands there; null: not known."
    )
    archived = CopyOutput(source="copy", allow_null=True)
    kind = Choice(Source.Kind, name="SourceKind")
    stance = Choice(Source.Stance, name="SourceStance")

    class Meta:
        model = Source
        fields = (
            "id",
            "claim",
            "verdict",
            "title",
            "url",
            "publisher",
            "published_on",
            "kind",
            "stance",
            "passage",
            "locator",
            "read_on",
            "withheld_reason",
            "fetch_state",
            "fetched_at",
            "fetch_problem",
            "passage_found",
            "archived",
        )


class ReplyOutput(serializers.ModelSerializer):
    """Right of reply: who was asked, and what they answered."""

    class Meta:
        model = Reply
        fields = ("id", "whom", "asked_on", "until", "answered_on", "answer")


class ApprovalOutput(serializers.ModelSerializer):
    """One person's sign-off."""

    by = PersonOutput()

    class Meta:
        model = Approval
        fields = ("by", "at")


class CorrectionOutput(serializers.ModelSerializer):
    """What a verdict corrects. It is out, and can't be changed any more, once it has a time."""

    kind = Choice(Correction.Kind, name="CorrectionKind")
    corrects = serializers.IntegerField(
        source="corrects.number", help_text="Number of the publication that is wrong."
    )

    class Meta:
        model = Correction
        fields = ("kind", "what", "why", "corrects", "approved_by", "at")


class VerdictOutput(serializers.ModelSerializer):
    """A verdict as the desk sees it, drafts included, with the wording that it is on."""

    state = Choice(Verdict.State, name="VerdictState")
    revision = serializers.IntegerField(source="revision.number")
    statement = serializers.CharField(source="revision.statement")
    rating = RatingOutput(allow_null=True)
    author = PersonOutput()
    approved_by = PersonOutput(allow_null=True, help_text="Whose sign-off was the last needed.")
    approvals = ApprovalOutput(many=True)
    approvals_needed = serializers.SerializerMethodField()
    scheduled_by = PersonOutput(allow_null=True)
    sources = SourceOutput(many=True)
    replies = ReplyOutput(many=True)
    correction = CorrectionOutput(allow_null=True)

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
            "not_found",
            "as_of",
            "review_by",
            "sources",
            "replies",
            "correction",
            "author",
            "send_back_note",
            "submitted_at",
            "approvals",
            "approvals_needed",
            "approved_by",
            "approved_at",
            "is_minor",
            "scheduled_for",
            "scheduled_by",
            "created_at",
            "updated_at",
        )
        extra_kwargs = {
            "is_minor": {"help_text": "Whether it is a correction that went out without sign-off."}
        }

    @extend_schema_field(serializers.IntegerField())
    def get_approvals_needed(self, row: Verdict) -> int:
        """How many people other than its author have to sign it off."""
        return self.context["request"].newsroom.approvals


class AlertOutput(serializers.ModelSerializer):
    """One reason to look at a claim again; closed once somebody has, or when it is over."""

    kind = Choice(Alert.Kind, name="AlertKind")
    closed_by = PersonOutput(allow_null=True, help_text="Null, once closed: it was over by itself.")

    class Meta:
        model = Alert
        fields = (
            "id",
            "kind",
            "words",
            "source",
            "on",
            "opened_at",
            "closed_at",
            "closed_by",
            "outcome",
        )
        extra_kwargs = {"source": {"help_text": "Id of the source that it is about."}}


class PromiseStatusOutput(serializers.ModelSerializer):
    """How a promise stood as of a day, and why."""

    status = Choice(PromiseStatus.Status, name="PromiseStatus")
    url = serializers.CharField(help_text="Empty when none was given.")
    by = PersonOutput()

    class Meta:
        model = PromiseStatus
        fields = ("status", "on", "note", "url", "by", "at")


class PublicationOutput(serializers.ModelSerializer):
    """That a verdict went out; what it says is at `/api/v1/verdicts/{claim}/`."""

    state = Choice(Publication.State, name="PublicationState")
    stale = serializers.ListField(child=Choice(Alert.Kind, name="AlertKind"))

    class Meta:
        model = Publication
        fields = (
            "id",
            "number",
            "verdict",
            "state",
            "published_at",
            "retracted_at",
            "retraction_reason",
            "review_by",
            "stale",
        )


class ClaimOutput(serializers.ModelSerializer):
    """A claim, where it was made and by whom; then all verdicts on it, drafts included, all that
    was published of it, and why it came back to the desk."""

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
    yardstick = serializers.CharField(help_text="How one will know whether it is kept or true.")
    promise_status = Choice(PromiseStatus.Status, name="PromiseStatus", allow_blank=True)
    is_live = serializers.BooleanField(
        help_text="Whether readers have a publication of it, also while it is corrected."
    )
    assignee = PersonOutput(allow_null=True)
    claimants = ClaimantOutput(many=True)
    occurrences = OccurrenceOutput(many=True)
    verdicts = VerdictOutput(many=True, help_text="The latest first.")
    publications = PublicationOutput(many=True, help_text="The latest first.")
    promise_statuses = PromiseStatusOutput(many=True)
    alerts = AlertOutput(many=True, help_text="The latest first.")
    history = EventOutput(many=True, source="events", help_text="The latest first.")

    class Meta:
        model = Claim
        fields = (
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
            "yardstick",
            "promise_status",
            "priority",
            "state",
            "is_live",
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
            "verdicts",
            "publications",
            "promise_statuses",
            "alerts",
            "history",
        )
        extra_kwargs = {
            "merged_into": {"help_text": "Id of the claim that stands for this one."},
            "split_from": {"help_text": "Id of the claim of whose words this one was made."},
        }
