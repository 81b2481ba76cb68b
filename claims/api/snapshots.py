"""The shape of a published verdict, for the schema: what goes out is the stored snapshot itself
(`claims.pipeline.snapshots.of`), and a test holds the two together."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.fields import Choice
from claims.models import Kind, Rating, Source


class RecordClaimant(serializers.Serializer):
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


class RecordSource(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()
    publisher = serializers.CharField()
    kind = Choice(Source.Kind, name="SourceKind")
    stance = Choice(Source.Stance, name="SourceStance")
    passage = serializers.CharField()
    locator = serializers.CharField()
    read_on = serializers.DateField(allow_null=True)
    withheld_reason = serializers.CharField()


class VerdictRecord(serializers.Serializer):
    """A published verdict, in the words of the day on which it went out."""

    id = serializers.IntegerField(help_text="The claim’s.")
    number = serializers.IntegerField(help_text="1 for the first publication on this claim.")
    url = serializers.URLField(help_text="Where readers read it.")
    published_at = serializers.DateTimeField()
    statement = serializers.CharField()
    kinds = serializers.ListField(child=Choice(Kind, name="ClaimKind"))
    claimants = RecordClaimant(many=True)
    occurrences = RecordOccurrence(many=True)
    rating = RecordRating(allow_null=True, help_text="Null on a scale without ratings.")
    summary = serializers.CharField()
    explanation = serializers.CharField(help_text="Markdown.")
    as_of = serializers.DateField(allow_null=True)
    sources = RecordSource(many=True)
    language = serializers.CharField(help_text="BCP 47.")
