"""Alerts: why a claim came back to the desk."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> AlertQuerySet:
        """Nobody has dealt with them yet."""
        return self.filter(closed_at=None)

    def of_each(self, claim: str = "pk") -> ArraySubquery:
        """Of each claim of an outer query these alerts, the oldest first, in no further query.

        Each as a dict: `id`, `kind`, `words`, `on` in ISO 8601; and where it is about a source
        `source` (its id), `title`, `url` and `verdict`.
        """
        source = {"title": "source__title", "url": "source__url", "verdict": "source__verdict"}
        row = JSONObject(id="id", kind="kind", words="words", on="on", source="source", **source)
        return ArraySubquery(self.filter(claim=OuterRef(claim)).order_by("id").values(row=row))


class Alert(models.Model):
    """One reason to look at a claim again, from the watch; closed by whoever has looked.

    `words` tells an editor what happened, in a sentence; `on` is the day that it is about.
    """

    class Kind(models.TextChoices):
        DUE = "due", "Fell due"
        REVIEW = "review", "To be reviewed"
        SOURCE_GONE = "source_gone", "Source is gone"
        PASSAGE_GONE = "passage_gone", "Passage is gone"

    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.ForeignKey(
        "Source", on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    words = models.CharField(max_length=600)
    on = models.DateField()
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # None, once closed, when it closed by itself: the page is there again.
    closed_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField("what came of it", max_length=500, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["due", "review", "source_gone", "passage_gone"]),
                name="alert_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["claim", "kind", "source"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="alert_one_open_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(source=None) ^ Q(kind__in=["source_gone", "passage_gone"]),
                name="alert_about_a_source_names_it",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="alert_closed_with_an_outcome",
            ),
        )
        indexes = (models.Index(fields=["claim"], condition=Q(closed_at=None), name="alert_open"),)

    def __str__(self) -> str:
        return self.words
