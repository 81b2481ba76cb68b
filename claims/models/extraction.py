"""Extractions: runs of the engine over a document."""

from django.db import models
from django.db.models import F, Q

from claims.models.leased import Leased, LeasedQuerySet


class Extraction(Leased):
    """One run of one engine version over one document."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Reading"
        DONE = "done", "Read"
        FAILED = "failed", "Failed"

    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="extractions")
    # Of the engine that made the result, a language model's name in it.
    engine_version = models.CharField(max_length=50, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    sentences_done = models.PositiveIntegerField(default=0)
    sentences_total = models.PositiveIntegerField(default=0)
    claims_found = models.PositiveIntegerField(default=0)
    # Why the built-in engine read it instead of the chosen one, or what the chosen one had to
    # leave out, in a sentence for editors.
    note = models.TextField(blank=True)

    objects = LeasedQuerySet["Extraction"].as_manager()

    class Meta(Leased.Meta):
        abstract = False
        constraints = (
            *Leased.Meta.constraints,
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=["queued", "running"]),
                name="extraction_one_active_a_document",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]),
                name="extraction_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["queued", "running"], finished_at=None),
                name="extraction_finished_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(sentences_done__lte=F("sentences_total")),
                name="extraction_progress_within_total",
            ),
        )

    def __str__(self) -> str:
        return f"Extraction {self.pk} of document {self.document_id}: {self.get_state_display()}"

    @property
    def percent(self) -> int:
        """Progress as a whole number from 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return 100 * self.sentences_done // self.sentences_total if self.sentences_total else 0
