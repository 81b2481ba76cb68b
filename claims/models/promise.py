"""How promises and predictions stand: a history of its own, kept apart from any verdict."""

import pgtrigger
from django.db import models
from django.db.models import Q


class PromiseStatus(models.Model):
    """What became of a promise, as of a day. Rows are only ever added.

    The one of the latest day counts, and of several of one day the one that was added last.
    """

    class Status(models.TextChoices):
        IN_THE_WORKS = "in_the_works", "In the works"
        STALLED = "stalled", "Stalled"
        COMPROMISE = "compromise", "Compromise"
        KEPT = "kept", "Kept"
        BROKEN = "broken", "Broken"

    # After these nobody has to look again.
    FINAL = ("compromise", "kept", "broken")

    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, related_name="promise_statuses")
    status = models.CharField(max_length=20, choices=Status)
    on = models.DateField(help_text="The day as of which it stands so.")
    note = models.TextField(help_text="Why, for readers.")
    url = models.URLField("link", max_length=2000, blank=True, help_text="Where readers see it.")
    by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "promise status"
        verbose_name_plural = "promise statuses"
        ordering = ("on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=["in_the_works", "stalled", "compromise", "kept", "broken"]),
                name="promise_status_is_known",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="promise_status_for_a_reason"),
        )
        triggers = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.get_status_display()
