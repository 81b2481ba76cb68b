"""The shape of a published verdict, for the schema: what goes out is the stored snapshot itself
(`claims.exports.records.record`), and a test holds the two together."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.fields import Choice
from claims.models import Alert, Correction, Kind, PromiseStatus, Publication, Rating, Source


class RecordClaimant(serializers.Serializer):
    id = serializers.IntegerField(allow_null=True, help_text="Null on the oldest records.")
    name = serializers.CharField()
    role = serializers.CharField()


class RecordDocument(serializers.Serializer):
    title = serializers.CharField()
    outlet = serializers.CharField()
    url = serializers.CharField()
    published_on = serializers.DateField(allow_null=True)


class RecordOccurrence(serializers.Serializer):
    quote = serializers.CharField()
    speaker = serializers.CharField()
    reported_by = serializers.CharField()
    said_on = serializers.DateField(allow_null=True)
    document = RecordDocument()


class RecordRating(serializers.Serializer):
    """The higher the number the truer, from `worst` to `best`; null: off the true/false line."""

    scale = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    tone = Choice(Rating.Tone, name="RatingTone")
    number = serializers.IntegerField(allow_null=True)
    best = serializers.IntegerField(allow_null=True)
    worst = serializers.IntegerField(allow_null=True)


class RecordArchived(serializers.Serializer):
    """That the newsroom keeps a copy of the page, and the hash of what came."""

    at = serializers.DateTimeField()
    sha256 = serializers.CharField()


class RecordSource(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()
    publisher = serializers.CharField()
    published_on = serializers.DateField(allow_null=True)
    kind = Choice(Source.Kind, name="SourceKind")
    stance = Choice(Source.Stance, name="SourceStance")
    passage = serializers.CharField()
    locator = serializers.CharField()
    read_on = serializers.DateField(allow_null=True)
    withheld_reason = serializers.CharField()
    archived = RecordArchived(allow_null=True)


class RecordReply(serializers.Serializer):
    """Right of reply: who was asked, and what they answered; empty: nothing (yet)."""

    whom = serializers.CharField()
    asked_on = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    answered_on = serializers.DateField(allow_null=True)
    answer = serializers.CharField()


class RecordCorrection(serializers.Serializer):
    """What was put right, and why it was wrong. A retraction has no `what`."""

    kind = Choice(Correction.Kind, name="CorrectionKind")
    what = serializers.CharField()
    why = serializers.CharField()
    approved_by = serializers.CharField(help_text="Who answers for it.")
    at = serializers.DateTimeField()
    corrects = serializers.IntegerField(help_text="Number of the publication that was wrong.")


class LogEntry(RecordCorrection):
    """One line of the corrections log."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField(help_text="Id of the claim, and of its published verdict.")
    url = serializers.URLField(help_text="Where readers read it; gone after a retraction.")
    number = serializers.IntegerField(
        allow_null=True, help_text="Of the publication that is right; null: retracted."
    )


class VerdictRecord(serializers.Serializer):
    """A published verdict, in the words of the day on which it went out."""

    id = serializers.IntegerField(help_text="The claim’s.")
    number = serializers.IntegerField(help_text="1 for the first publication on this claim.")
    state = Choice(Publication.State, name="PublicationState")
    url = serializers.URLField(help_text="Where readers read it.")
    state = Choice(Publication.State, name="PublicationState")
    published_at = serializers.DateTimeField(help_text="When this number went out.")
    first_published_at = serializers.DateTimeField(help_text="When the first one did.")
    statement = serializers.CharField()
    kinds = serializers.ListField(child=Choice(Kind, name="ClaimKind"))
    claimants = RecordClaimant(many=True)
    occurrences = RecordOccurrence(many=True)
    rating = RecordRating(allow_null=True, help_text="Null on a scale without ratings.")
    summary = serializers.CharField()
    explanation = serializers.CharField(help_text="Markdown.")
    not_found = serializers.CharField(help_text="What could not be found out. Markdown.")
    as_of = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(
        allow_null=True, help_text="The last day of a promise or prediction."
    )
    yardstick = serializers.CharField(help_text="What will show whether it is kept or comes true.")
    sources = RecordSource(many=True)
    replies = RecordReply(many=True)
    corrections = RecordCorrection(many=True, help_text="The oldest first.")
    language = serializers.CharField(help_text="BCP 47.")
    promise_status = Choice(
        PromiseStatus.Status,
        name="PromiseStatus",
        allow_blank=True,
        help_text="How a promise or prediction stands by now; empty: not rated (yet), or neither.",
    )
    review_by = serializers.DateField(
        allow_null=True, help_text="The day by which the newsroom looks at it again."
    )
    is_stale = serializers.BooleanField(
        help_text="Whether something has happened since that the newsroom has to look at."
    )
    stale = serializers.ListField(
        child=Choice(Alert.Kind, name="AlertKind"), help_text="What that is."
    )
    changed_at = serializers.DateTimeField(help_text="When anything of this record last changed.")


class Tombstone(serializers.Serializer):
    """A verdict that was published and taken back: who keeps a copy deletes it."""

    id = serializers.IntegerField(help_text="The claim’s, and of the record that is gone.")
    number = serializers.IntegerField(help_text="Of the publication that was retracted.")
    state = serializers.ChoiceField(choices=[Publication.State.RETRACTED.value])
    url = serializers.URLField(help_text="Says to readers that it is gone, and why.")
    retracted_at = serializers.DateTimeField()
    reason = serializers.CharField()
    changed_at = serializers.DateTimeField()


class PublicationRecord(serializers.Serializer):
    """One numbered snapshot: what went out, and what became of it."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField(help_text="Id of the claim, and of its published verdict.")
    number = serializers.IntegerField(help_text="1 for the first publication on this claim.")
    state = Choice(Publication.State, name="PublicationState")
    url = serializers.URLField(help_text="Where readers read the fact-check as it is now.")
    published_at = serializers.DateTimeField()
    retracted_at = serializers.DateTimeField(allow_null=True)
    retraction_reason = serializers.CharField(help_text="Empty when it was not retracted.")
    correction = RecordCorrection(allow_null=True, help_text="What was put right with it.")
    verdict = VerdictRecord(
        allow_null=True,
        help_text="As it went out; null when it, or what took its place, was taken back.",
    )
