"""What a claim says in figures, days and names, as the API and its schema put it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.engine.detail.details import Details, Precision

EXAMPLE = {
    "figures": [{"start": 28, "end": 39, "quote": "1,200 homes", "value": "1200", "unit": "homes"}],
    "days": [
        {
            "start": 43,
            "end": 62,
            "quote": "the end of the year",
            "first": "2024-12-31",
            "last": "2024-12-31",
            "precision": "day",
        }
    ],
    "places": ["Port Ellery"],
    "organisations": [],
    "due": {
        "start": 40,
        "end": 62,
        "quote": "by the end of the year",
        "on": "2024-12-31",
        "after": "",
        "span": "",
    },
    "unresolved": ["they"],
}


@extend_schema_field({"type": "string", "format": "decimal"})
class Numeral(serializers.CharField):
    """A number of any length and precision."""


class FigureOutput(serializers.Serializer):
    """A number with what it counts."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    value = Numeral(help_text="In digits, without an exponent: a string, so that none is lost.")
    unit = serializers.CharField(help_text="“homes”, “£”, “%”; empty for a bare number.")


class DayOutput(serializers.Serializer):
    """A time, resolved as far as the text and its day of publication allow."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    first = serializers.DateField(allow_null=True, help_text="Null where it is open or unknown.")
    last = serializers.DateField(allow_null=True, help_text="Still within it. Null as `first`.")
    precision = serializers.ChoiceField(choices=[one.value for one in Precision])


class DueOutput(serializers.Serializer):
    """When a promise or prediction can be judged."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    on = serializers.DateField(allow_null=True, help_text="The last day; null when not known.")
    after = serializers.CharField(help_text="What it waits for, such as “taking office”, or empty.")
    span = serializers.CharField(help_text="The time allowed from then, such as “24 hours”.")


class DetailsOutput(serializers.Serializer):
    """What a claim says in figures, days and names, as the engine read it; editing the statement
    leaves it. `start` and `end` count in the document of the claim's first occurrence."""

    figures = FigureOutput(many=True)
    days = DayOutput(many=True)
    places = serializers.ListField(child=serializers.CharField())
    organisations = serializers.ListField(child=serializers.CharField())
    due = DueOutput(allow_null=True)
    unresolved = serializers.ListField(
        child=serializers.CharField(),
        help_text="Words of the statement that need the text round them: “they”, “the next day”.",
    )

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        """All of the shape, also of a claim that is older than a part of it."""
        return super().to_representation(Details.from_json(instance).as_json())
