"""Corrections: the one way in which what was published changes."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from claims.models.publication import PublicationManager


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def out(self) -> CorrectionQuerySet:
        """Those that readers know of, newest first: the corrections log.

        Of publications that are joined to them, the lines for exports stay in the database.
        """
        ends = ("corrects", "publication")
        lines = [f"{end}__{name}" for end in ends for name in PublicationManager.LINES]
        return self.filter(at__isnull=False).order_by("-at", "-id").defer(*lines)

    def open(self) -> CorrectionQuerySet:
        """Begun, and not out yet."""
        return self.filter(at=None)


class Correction(models.Model):
    """What was wrong with a publication, and what was done about it: corrected, or retracted.

    Begun with the draft of a corrected `verdict`; out, and from then on frozen, when `at` is set,
    together with the `publication` that takes the place of the one it `corrects`. A retraction
    has neither verdict nor publication.
    """

    class Kind(models.TextChoices):
        VERDICT = "verdict", "Verdict changed"
        FACTS = "facts", "Facts changed"
        CLARIFICATION = "clarification", "Clarification"
        TYPO = "typo", "Typo"
        RETRACTION = "retraction", "Retraction"

    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, related_name="corrections")
    corrects = models.ForeignKey(
        "Publication", on_delete=models.PROTECT, related_name="corrections"
    )
    verdict = models.OneToOneField(
        "Verdict", on_delete=models.PROTECT, null=True, related_name="correction"
    )
    publication = models.OneToOneField(
        "Publication", on_delete=models.PROTECT, null=True, related_name="correction"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    what = models.TextField("what is changed", blank=True, help_text="Readers see this.")
    why = models.TextField("why it was wrong", blank=True, help_text="Readers see this.")
    by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="corrections")
    # Who answers for it, by name, as readers are told: who signed it off, or published it.
    approved_by = models.CharField(max_length=500, blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["verdict", "facts", "clarification", "typo", "retraction"]),
                name="correction_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(at=None), name="correction_one_open_a_claim"
            ),
            models.CheckConstraint(
                condition=Q(at=None, publication=None, approved_by="")
                & Q(verdict__isnull=False)
                & ~Q(kind="retraction")
                | Q(at__isnull=False, kind="retraction", verdict=None, publication=None)
                & ~Q(why="")
                & ~Q(approved_by="")
                | Q(at__isnull=False, verdict__isnull=False, publication__isnull=False)
                & ~Q(kind="retraction")
                & ~Q(what="")
                & ~Q(why="")
                & ~Q(approved_by=""),
                name="correction_out_says_what_and_why",
            ),
        )
        indexes = (
            models.Index(
                fields=["-at", "-id"], condition=Q(at__isnull=False), name="correction_log"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="frozen_once_out",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, claim {self.claim_id}"
