"""What a user of REST framework would write by default: the measure that exports are held against.

These are the settings and addresses of a benchmark's desk alone; the product has none of it.
"""

from __future__ import annotations

from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny

from claims.models import Publication
from factcheck.urls import urlpatterns as product

# Rows in one answer. A page of 100 would pay for a query, a count and an OFFSET each time, and all
# rows of a large desk don't fit in memory: this is where it is quickest.
ROWS = 10_000


class PlainSerializer(serializers.ModelSerializer):
    class Meta:
        model = Publication
        fields = (
            "id",
            "claim",
            "number",
            "state",
            "snapshot",
            "published_at",
            "promise_status",
            "review_by",
            "stale",
            "changed_at",
        )


class PlainList(ListAPIView):
    permission_classes = (AllowAny,)
    serializer_class = PlainSerializer
    pagination_class = None
    queryset = Publication.objects.live().newest_first()[:ROWS]


urlpatterns = [path("plain/", PlainList.as_view()), *product]
