"""Leased rows: what workers have to do, one attempt after the other."""

from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
ACTIVE = (QUEUED, RUNNING)

Row = TypeVar("Row", bound="Leased")


class LeasedQuerySet(models.QuerySet[Row]):
    def active(self) -> "LeasedQuerySet[Row]":
        return self.filter(state__in=ACTIVE)

    def takeable(self) -> "LeasedQuerySet[Row]":
        """What a worker may take now: never started, or left by a worker that is gone."""
        return self.filter(Q(state=QUEUED) | Q(state=RUNNING, lease_until__lt=timezone.now()))


class Leased(models.Model):
    """Something for a worker to do, with its state, progress and end.

    This row, not the broker's message, says what has to be done: a worker takes it by a conditional
    change, holds a lease that it extends while it lives, and whoever finds an expired lease may
    take it again as the next attempt. How that is done is in `claims.pipeline.leases`.

    A model that is one says what its states are called: these four, and maybe others.
    """

    state = models.CharField(max_length=20, default=QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    # When the sweep should send a message for it (again): set forward by back-off and by each send.
    wake_at = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until=None)),
                name="%(class)s_lease_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(error="") | ~Q(state="failed"),
                name="%(class)s_failed_with_a_message",
            ),
        )
        indexes: ClassVar[tuple[models.Index, ...]] = (
            # The sweep's question: what is active and due to be woken?
            models.Index(
                fields=["wake_at"],
                condition=Q(state__in=["queued", "running"]),
                name="%(class)s_to_wake",
            ),
        )

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE
