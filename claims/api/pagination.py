"""Pages by keyset: a page costs the same wherever it is, and nothing is skipped or shown twice."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import F, Field, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from claims.api.fields import Query

if TYPE_CHECKING:
    # REST framework's views import this module, by the name in the settings.
    from rest_framework.views import APIView

MAX_ROWS = 100


class Paging(Query):
    """Query parameters of every list."""

    cursor = serializers.CharField(
        required=False, max_length=200, help_text="From `next` or `previous`; opaque."
    )
    page_size = serializers.IntegerField(
        required=False, min_value=1, default=50, help_text=f"Rows on a page, {MAX_ROWS} at most."
    )


# What an address of any list may ask for.
PARAMETERS = ("cursor", "page_size", "format")


class Cursor(NamedTuple):
    """The row next to the page, by the values that it is sorted by."""

    backwards: bool
    values: list[Any]

    def encode(self) -> str:
        text = json.dumps([self.backwards, *self.values], default=str)
        return base64.urlsafe_b64encode(text.encode()).decode()

    @classmethod
    def decode(cls, text: str, rows: QuerySet, names: Sequence[str]) -> Cursor:
        """Raises ValidationError for what this list never gave out."""
        try:
            backwards, *values = json.loads(base64.urlsafe_b64decode(text.encode()))
            values = [
                _column(rows, name).clean(value, None)
                for name, value in zip(names, values, strict=True)
            ]
        except (ValueError, TypeError, OverflowError, RecursionError, DjangoValidationError):
            raise ValidationError(
                {"cursor": "This cursor is not from this list. Begin again without one."}
            ) from None
        return cls(bool(backwards), values)


def _column(rows: QuerySet, name: str) -> Field:
    """The field of a column, or of an annotation."""
    return F(name).resolve_expression(rows.query).output_field


class CursorPages(BasePagination):
    """Pages of a queryset sorted by `view.ordering`, the last of which is unique: all descending,
    or with `view.ascending` all ascending.

    One row comparison finds the next page; OFFSET, or a comparison of the first field alone,
    would read every row before it (priorities have thousands of ties).
    """

    ordering = ("id",)

    def paginate_queryset(
        self,
        queryset: QuerySet[Any] | Sequence[Any],
        request: Request,
        view: APIView | None = None,
    ) -> list[Any]:
        assert isinstance(queryset, QuerySet)
        self.request = request
        self.names = getattr(view, "ordering", self.ordering)
        self.ascending = getattr(view, "ascending", False)
        paging = Paging(data=request.query_params)
        paging.is_valid(raise_exception=True)
        self.size = min(paging.validated_data["page_size"], MAX_ROWS)
        text = paging.validated_data.get("cursor")
        self.cursor = Cursor.decode(text, queryset, self.names) if text else None
        self.rows = self._rows(queryset)
        return self.rows

    def _rows(self, queryset: QuerySet) -> list[Any]:
        """The page's rows; whether there are more in its direction goes into `self.more`."""
        backwards = bool(self.cursor and self.cursor.backwards)
        rising = backwards is not self.ascending
        if self.cursor:
            compare = TupleGreaterThan if rising else TupleLessThan
            queryset = queryset.filter(compare(Tuple(*self.names), self.cursor.values))
        sign = "" if rising else "-"
        found = list(queryset.order_by(*(sign + name for name in self.names))[: self.size + 1])
        self.more = len(found) > self.size
        rows = found[: self.size]
        return rows[::-1] if backwards else rows

    def get_paginated_response(self, data: list[Any]) -> Response:
        backwards = bool(self.cursor and self.cursor.backwards)
        has_next = self.more if not backwards else True
        has_previous = self.more if backwards else self.cursor is not None
        return Response(
            {
                "next": self._link(-1, backwards=False) if has_next else None,
                "previous": self._link(0, backwards=True) if has_previous else None,
                "results": data,
            }
        )

    def _link(self, index: int, *, backwards: bool) -> str | None:
        if not self.rows:
            return None
        row = self.rows[index]
        cursor = Cursor(backwards, [getattr(row, name) for name in self.names])
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor.encode())

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": field.help_text,
                "schema": schema,
            }
            for (name, field), schema in zip(
                Paging().fields.items(),
                ({"type": "string"}, {"type": "integer", "minimum": 1, "default": 50}),
                strict=True,
            )
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }
