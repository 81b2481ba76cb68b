"""Fields that say no where REST framework's own are lenient, and that the schema can name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet, TextChoices
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from claims.models import Newsroom, Rating, User


class Input(serializers.Serializer):
    """What a request may hold. A field that isn't known is refused: a typo loses no data."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values = super().to_internal_value(data)
        if unknown := sorted(set(data) - set(self.fields)):
            raise serializers.ValidationError(
                dict.fromkeys(unknown, "There is no such field here.")
            )
        return values


class NoSurrogates(ProhibitSurrogateCharactersValidator):
    """REST framework's own looks at one character after the other: a long text takes long."""

    def __call__(self, value: Any) -> None:
        try:
            str(value).encode()
        except UnicodeEncodeError:
            super().__call__(value)


class Text(serializers.CharField):
    """A string, and nothing that could be made one: a number is a mistake of the caller's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [
            NoSurrogates() if isinstance(one, ProhibitSurrogateCharactersValidator) else one
            for one in self.validators
        ]

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """One of a set of words, which the API's schema gives a name of its own."""

    def __init__(self, choices: type[TextChoices], *, name: str, **options: Any) -> None:
        self.name = name
        super().__init__(choices=choices.choices, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """A time that stays one in every time zone."""

    def to_internal_value(self, data: Any) -> dt.datetime:
        value = super().to_internal_value(data)
        if not dt.MINYEAR < value.year < dt.MAXYEAR:
            self.fail("overflow")
        return value


class Person(serializers.SlugRelatedField):
    """Somebody with an active account, by user name."""

    default_error_messages = {
        "does_not_exist": "Nobody here has the user name “{value}”.",
        "invalid": "Give a user name.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__("username", queryset=User.objects.filter(is_active=True), **options)

    def to_internal_value(self, data: Any) -> User:
        if not _plain(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class RatingLabel(serializers.SlugRelatedField):
    """A rating of the newsroom's scale, by its label."""

    default_error_messages = {"invalid": "Give the label of a rating."}

    def __init__(self, **options: Any) -> None:
        super().__init__("label", queryset=Rating.objects.all(), **options)

    def get_queryset(self) -> QuerySet[Rating]:
        return Rating.objects.filter(scale=Newsroom.current().scale)

    def to_internal_value(self, data: Any) -> Rating:
        rating = self.get_queryset().filter(label=data).first() if _plain(data) else None
        if rating is None:
            labels = ", ".join(row.label for row in self.get_queryset())
            raise serializers.ValidationError(
                f"The newsroom’s scale has: {labels}." if labels else "The scale has no ratings."
            )
        return rating


def _plain(data: Any) -> bool:
    """Whether PostgreSQL can compare with it."""
    return isinstance(data, str) and data.isprintable()
