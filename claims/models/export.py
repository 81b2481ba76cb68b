"""Exports: files of what is published, written in the background."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.leased import Leased, LeasedQuerySet
from claims.models.user import User


class ExportQuerySet(LeasedQuerySet["Export"]):
    def running(self) -> "ExportQuerySet":
        """What a worker that lives is writing."""
        return self.filter(state=Export.State.RUNNING, lease_until__gte=timezone.now())

    def for_person(self, user: User) -> "ExportQuerySet":
        """Somebody's own, without those that they removed."""
        return self.filter(asked_by=user).exclude(state=Export.State.REMOVED)


class Export(Leased):
    """One file with what is published, asked for by somebody and written by a worker.

    A file is written anew by each attempt and gets its name only once it is whole.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Being written"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"
        EXPIRED = "expired", "Expired"
        REMOVED = "removed", "Removed"

    # The one format that is no list of verdicts: readers' pages in a ZIP file.
    ARCHIVE = "archive"

    asked_by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="exports")
    api_key = models.ForeignKey(
        "ApiKey", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    # A name of `claims.exports.formats`, or `ARCHIVE`.
    format = models.CharField(max_length=20)
    compression = models.CharField(max_length=10, blank=True)
    # The filters by name, as `claims.exports.selection.Selection.given` has them.
    selection = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    # Where the whole file is in the storage of exports, and what it was called to begin with.
    stored_as = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, blank=True)
    # Until when the file is kept, and its link good.
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta(Leased.Meta):
        abstract = False
        permissions = (("ask_export", "Can ask for exports"),)
        constraints = (
            *Leased.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    state__in=["queued", "running", "done", "failed", "expired", "removed"]
                ),
                name="export_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at=None)
                | Q(state__in=["done", "failed", "expired", "removed"], finished_at__isnull=False),
                name="export_finished_has_a_time",
            ),
            # A file, its hash and its last day belong together, and to nothing that isn't there.
            models.CheckConstraint(
                condition=Q(state="done", expires_at__isnull=False)
                & ~Q(stored_as="")
                & ~Q(sha256="")
                | ~Q(state="done") & Q(stored_as=""),
                name="export_done_has_a_file",
            ),
            models.CheckConstraint(
                condition=Q(rows_done__lte=F("rows_total")),
                name="export_progress_within_total",
            ),
        )
        indexes = (
            *Leased.Meta.indexes,
            # The sweep's other question: what is over?
            models.Index(fields=["expires_at"], condition=Q(state="done"), name="export_to_expire"),
            # Somebody's list, the newest first.
            models.Index(fields=["asked_by", "-id"], name="export_of_person"),
        )

    def __str__(self) -> str:
        return f"Export {self.pk}: {self.file_name}"

    @property
    def is_archive(self) -> bool:
        return self.format == self.ARCHIVE

    @property
    def is_there(self) -> bool:
        """Whether its file can be had now."""
        return (
            self.state == self.State.DONE
            and self.expires_at is not None
            and self.expires_at > timezone.now()
        )

    @property
    def percent(self) -> int:
        """Progress as a whole number from 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, 100 * self.rows_done // self.rows_total) if self.rows_total else 0
