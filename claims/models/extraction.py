"""Extractions: runs of the engine over a document."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class ExtractionQuerySet(models.QuerySet["Extraction"]):
    def active(self) -> "ExtractionQuerySet":
        return self.filter(state__in=Extraction.ACTIVE)

    def takeable(self) -> "ExtractionQuerySet":
        """What a worker may take now: never started, or left by a worker that is gone."""
        return self.filter(
            Q(state=Extraction.State.QUEUED)
            | Q(state=Extraction.State.RUNNING, lease_until__lt=timezone.now())
        )


class Extraction(models.Model):
    """One run of one engine version over one document.

    This row, not the broker's message, says what has to be done: a worker takes it by a
    conditional UPDATE, holds a lease that it extends while it lives, and whoever finds an
    expired lease may take it again as the next attempt.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Reading"
        DONE = "done", "Read"
        FAILED = "failed", "Failed"

    ACTIVE = (State.QUEUED, State.RUNNING)

    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="extractions")
    # Of the engine that made the result, a language model's name in it.
    engine_version = models.CharField(max_length=50, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    # When the sweep should send a message for it (again): set forward by back-off and by each send.
    wake_at = models.DateTimeField(default=timezone.now)
    sentences_done = models.PositiveIntegerField(default=0)
    sentences_total = models.PositiveIntegerField(default=0)
    claims_found = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    # Why the built-in engine read it instead of the chosen one, or what the chosen one had to
    # leave out, in a sentence for editors.
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ExtractionQuerySet.as_manager()

    class Meta:
        constraints = (
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
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until=None)),
                name="extraction_lease_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(error="") | ~Q(state="failed"),
                name="extraction_failed_with_a_message",
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
        indexes = (
            # The sweep's question: what is active and due to be woken?
            models.Index(
                fields=["wake_at"],
                condition=Q(state__in=["queued", "running"]),
                name="extraction_to_wake",
            ),
        )

    def __str__(self) -> str:
        return f"Extraction {self.pk} of document {self.document_id}: {self.get_state_display()}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def percent(self) -> int:
        """Progress as a whole number from 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return 100 * self.sentences_done // self.sentences_total if self.sentences_total else 0
