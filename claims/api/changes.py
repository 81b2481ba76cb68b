"""Following what is published: what changed since, in the order in which it did."""

from __future__ import annotations

import datetime as dt

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from claims.api.fields import Query
from claims.api.pagination import MAX_ROWS, Paging
from claims.api.requests import ApiRequest
from claims.api.snapshots import Tombstone, VerdictRecord
from claims.exports import records
from claims.models import Publication

# What the rows of an answer are, for the schema.
ROWS = PolymorphicProxySerializer(
    component_name="PublishedChange",
    serializers={"live": VerdictRecord, "retracted": Tombstone},
    resource_type_field_name="state",
    many=True,
)


class Since(Query):
    """The query parameter that makes a list one of changes."""

    updated_since = serializers.DateTimeField(
        required=False,
        default_timezone=dt.UTC,
        help_text="Only what changed after this moment, the oldest change first, with a tombstone "
        "for each verdict that was retracted. Goes with `page_size` and with nothing else. Keep "
        "the `changed_at` of the last row that you have stored, and go on from it.",
    )


def page(request: ApiRequest) -> Response:
    """One page of changes; `next` leads on, and is null where there are no further ones yet.

    The changes of a page are its rows' `changed_at`, so there is no cursor to be kept: a client
    that was stopped anywhere goes on from the last row that it has.
    """
    if request.accepted_renderer.format != "json":
        raise ValidationError({"format": "A list of changes is JSON, and there is no other form."})
    if unknown := sorted(request.query_params.keys() - {"updated_since", "page_size", "format"}):
        raise ValidationError(
            dict.fromkeys(unknown, "A list of changes is whole: choose among its rows.")
        )
    words = request.query_params["updated_since"].strip()
    if "T" in words:
        # A plus sign that was not written as %2B comes as a blank.
        words = words.replace(" ", "+")
    given = Since(data={"updated_since": words})
    given.is_valid(raise_exception=True)
    paging = Paging(data=request.query_params)
    paging.is_valid(raise_exception=True)
    size = min(paging.validated_data["page_size"], MAX_ROWS)
    changes = Publication.objects.changes(given.validated_data["updated_since"])
    rows = list(changes[: size + 1])
    following = None
    if len(rows) > size:
        last = records.moment(rows[size - 1].changed_at)
        following = replace_query_param(request.build_absolute_uri(), "updated_since", last)
    results = [
        records.record(row, request.newsroom)
        if row.state == Publication.State.LIVE
        else records.tombstone(row, request.newsroom)
        for row in rows[:size]
    ]
    return Response({"next": following, "previous": None, "results": results})
