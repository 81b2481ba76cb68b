"""Fields that say no where REST framework's own are lenient, and that the schema can name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.http import QueryDict
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


def refuse_unknown(query: QueryDict, known: Collection[str]) -> None:
    """Raise ValidationError for parameters of an address that aren't `known`, or come twice."""
    if unknown := sorted(query.keys() - set(known)):
        message = f"There is no such parameter here; there is: {', '.join(known) or 'none'}."
        raise serializers.ValidationError(dict.fromkeys(unknown, message))
    if repeated := [name for name, values in query.lists() if len(values) > 1]:
        message = "This takes one value, and can’t be given twice."
        raise serializers.ValidationError(dict.fromkeys(repeated, message))


class Query(serializers.Serializer):
    """What an address may ask for. A name without a value is refused: it could mean all or none."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        # REST framework takes what comes from an address for a form, and what is empty for absent.
        return super().to_internal_value(data.dict() if isinstance(data, QueryDict) else data)


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

    def __init__(
        self, choices: type[TextChoices] | Mapping[str, str], *, name: str, **options: Any
    ) -> None:
        self.name = name
        pairs = list(choices.items()) if isinstance(choices, Mapping) else choices.choices
        super().__init__(choices=pairs, **options)

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


class Assignee(serializers.CharField):
    """Whose claims: “me”, “nobody”, or a user name; or an id, as addresses of the desk have it."""

    def to_internal_value(self, data: Any) -> str:
        word = super().to_internal_value(data)
        if word in ("me", "nobody"):
            return word
        person = User.objects.filter(username=word).first() if _plain(word) else None
        if person is None and word.isascii() and word.isdecimal() and len(word) < 10:
            person = User.objects.filter(pk=int(word)).first()
        if person is None:
            raise serializers.ValidationError(f"Nobody here has the user name “{word}”.")
        return str(person.pk)


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
