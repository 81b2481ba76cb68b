"""How the OpenAPI schema speaks of our own classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.plumbing import build_choice_field, build_examples_list
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers
from rest_framework.viewsets import ViewSetMixin

from claims.api.details import EXAMPLE
from claims.api.errors import ProblemRenderer
from claims.api.examples import ANSWERED, GIVEN
from claims.api.pagination import Paging
from claims.api.parts import MAX_CHARACTERS, Parts
from claims.api.permissions import HasScope, needed_by


class Problem(serializers.Serializer):
    """Why a request was refused (RFC 9457)."""

    type = serializers.CharField(help_text="Stable: branch on this, not on the sentences.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence for people.")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Sentences by field, where fields are at fault.",
    )


class AutoSchema(SpectacularAutoSchema):
    """Every operation is named after its view and action, says what key it needs, and may be
    refused with a problem."""

    def get_operation_id(self) -> str:
        assert isinstance(self.view, ViewSetMixin)
        return f"{self.view.basename}_{self.view.action}".replace("-", "_")

    def get_tags(self) -> list[str]:
        """The collection: `claims` for all that is under `/api/v1/claims/`."""
        return [self.path.split("/")[3]]

    def get_description(self) -> str:  # type: ignore[override]
        text = super().get_description()
        if HasScope not in self.view.permission_classes:
            return text
        scope, permission = needed_by(self.view)
        return (
            f"{text}\n\nNeeds a key with the scope `{scope.value}`, "
            f"of an owner with the permission `{permission}`."
        )

    def get_override_parameters(self) -> list[Any]:
        """What an address may ask for: filters, and which parts of a row."""
        parameters = super().get_override_parameters()
        filters = getattr(self.view, "filters_class", None)
        if filters is None or self.method != "GET":
            return parameters
        if self._is_list_view():
            parameters = [*parameters, filters]
        return [*parameters, *_of_parts(self.view)]

    def _get_examples(
        self,
        serializer: Any,
        direction: str,
        media_type: str,
        status_code: str | None = None,
        extras: Any = None,
    ) -> dict[str, Any]:
        """Those that a view has of its own, or else the one that its serializer has."""
        found = super()._get_examples(serializer, direction, media_type, status_code, extras)
        one = getattr(serializer, "child", serializer)
        kind = one if isinstance(one, type) else type(one)
        name = getattr(one, "component_name", kind.__name__)
        value = GIVEN.get(name) if direction == "request" else _told(name, self.view)
        if found or value is None:
            return found
        if direction == "response" and self._is_list_view(serializer) and name != "Problem":
            page = {"next": None, "previous": None, "results": [value]}
            value = page if self._get_paginator() else [value]
        return build_examples_list([OpenApiExample("Example", value=value)])

    def _get_parameters(self) -> list[dict[str, Any]]:
        """The path's first, then the filters; last, which page and which parts."""
        last = [*Parts().get_fields(), *Paging().get_fields()]
        found = super()._get_parameters()
        return sorted(found, key=lambda one: (one["in"] != "path", one["name"] in last))

    def _get_response_bodies(self, *args: Any, **options: Any) -> dict[str, Any]:
        bodies = super()._get_response_bodies(*args, **options)
        bodies["default"] = self._get_response_for_code(
            Problem, "default", [ProblemRenderer.media_type]
        ) | {"description": "Refused."}
        return bodies


def _told(name: str, view: Any) -> Any:
    """The example of an answer: as the view gives it when nothing else is asked for."""
    value = ANSWERED.get(name)
    extras = getattr(view, "extras", ()) if name == _row(view) else ()
    return value and {part: value[part] for part in value if part not in extras}


def _row(view: Any) -> str:
    return getattr(getattr(view, "serializer_class", None), "__name__", "")


def _of_parts(view: Any) -> Iterator[OpenApiParameter]:
    for name, field in Parts().get_fields().items():
        words = str(field.help_text)
        if name == "include":
            words = f"{words} There is: {', '.join(f'`{extra}`' for extra in view.extras)}."
        if name != "include" or view.extras:
            shape = {"type": "string", "minLength": 1, "maxLength": MAX_CHARACTERS}
            yield OpenApiParameter(name, shape, description=words)


def without_required(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Say of no part of an answer that it is always there where `fields` may leave it out.

    A hook of drf-spectacular's, on the whole schema.
    """
    shapes = result["components"]["schemas"]
    for operation in (one for path in result["paths"].values() for one in path.values()):
        if any(parameter["name"] == "fields" for parameter in operation.get("parameters", ())):
            answer = operation["responses"]["200"]["content"]["application/json"]
            for name in _used(answer, shapes, set()):
                # A page of rows is always whole, and so is what says that something is gone.
                if not name.startswith(("Paginated", "Tombstone")):
                    shapes[name].pop("required", None)
    return result


def _used(shape: Any, shapes: dict[str, Any], seen: set[str]) -> set[str]:
    """The names of all shapes that this one is made of."""
    if isinstance(shape, list):
        for one in shape:
            _used(one, shapes, seen)
    elif isinstance(shape, dict):
        name = str(shape.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            _used(shapes[name], shapes, seen)
        _used(list(shape.values()), shapes, seen)
    return seen


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "claims.api.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: SpectacularAutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "fck_…",
            "description": "A key that an administrator made: `Authorization: Bearer fck_…`",
        }


class ChoiceComponent(OpenApiSerializerFieldExtension):
    """A set of words is one component, wherever it is used; one that may be empty is another."""

    target_class = "claims.api.fields.Choice"

    def get_name(self) -> str:
        return f"{self.target.name}OrNone" if self.target.allow_blank else self.target.name

    def map_serializer_field(
        self, auto_schema: SpectacularAutoSchema, direction: str
    ) -> dict[str, Any]:
        return build_choice_field(self.target)


class NameComponent(OpenApiSerializerFieldExtension):
    """People and ratings are named by a string; REST framework would look at the model."""

    target_class = "rest_framework.serializers.SlugRelatedField"
    match_subclasses = True

    def map_serializer_field(
        self, auto_schema: SpectacularAutoSchema, direction: str
    ) -> dict[str, Any]:
        return {"type": "string"}


class DetailsComponent(OpenApiSerializerExtension):
    """The part of a claim whose shape an example shows best."""

    target_class = "claims.api.details.DetailsOutput"

    def map_serializer(self, auto_schema: SpectacularAutoSchema, direction: str) -> dict[str, Any]:
        shape = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**shape, "examples": [EXAMPLE]}
