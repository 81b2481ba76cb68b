"""Verdicts, the scales they are given on, and the sources they rest on."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class Scale(models.Model):
    """A set of ratings. Presets are installed with the tables; administrators edit them.

    A scale without ratings is one on which the summary itself is the verdict.
    """

    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Rating(models.Model):
    """One step of a scale. The higher its number the truer; none: off the true/false line."""

    class Tone(models.TextChoices):
        TRUE = "true", "True"
        MOSTLY_TRUE = "mostly_true", "Mostly true"
        MIXED = "mixed", "Mixed"
        MOSTLY_FALSE = "mostly_false", "Mostly false"
        FALSE = "false", "False"
        NEUTRAL = "neutral", "Neither"

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="ratings")
    label = models.CharField(max_length=60)
    description = models.CharField(max_length=500, blank=True)
    number = models.IntegerField(null=True, blank=True)
    tone = models.CharField(
        max_length=20, choices=Tone, default=Tone.NEUTRAL, help_text="Its colour and sign."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=["scale", "label"], name="rating_label_once_a_scale"),
        )

    def __str__(self) -> str:
        return self.label


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def open(self) -> "VerdictQuerySet":
        """Being written or waiting for a second person."""
        return self.filter(state__in=["draft", "submitted"])

    def with_parts(self) -> "VerdictQuerySet":
        return self.select_related(
            "author", "approved_by", "rating", "revision", "claim"
        ).prefetch_related("sources")


class Verdict(models.Model):
    """A rating, a summary and an explanation, on one revision of one claim."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Awaiting sign-off"
        APPROVED = "approved", "Approved"

    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, related_name="verdicts")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="verdicts")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, null=True, blank=True, related_name="verdicts"
    )
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence.")
    explanation = models.TextField(blank=True, help_text="Markdown.")
    as_of = models.DateField(null=True, blank=True, help_text="The day whose facts it judges.")
    author = models.ForeignKey("User", on_delete=models.PROTECT, related_name="verdicts_written")
    send_back_note = models.TextField(blank=True, help_text="Why it was sent back.")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, related_name="verdicts_approved"
    )
    approved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        permissions = (
            ("draft_verdict", "Can draft and submit verdicts"),
            ("sign_off_verdict", "Can sign off and send back verdicts of others"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "approved"]),
                name="verdict_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state__in=["draft", "submitted"]),
                name="verdict_one_open_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at=None)
                | (~Q(state="draft") & Q(submitted_at__isnull=False) & ~Q(summary="")),
                name="verdict_submitted_with_a_summary",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state="approved") & Q(approved_by=None, approved_at=None)),
                name="verdict_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("author")),
                name="verdict_approved_by_a_second_person",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="submitted_with_a_source",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                when=pgtrigger.Before,
                func="""
                    IF NEW.state <> 'draft' AND NOT EXISTS (
                        SELECT 1 FROM claims_source WHERE verdict_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'verdict % has no source', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return self.summary or f"Verdict on claim {self.claim_id}"

    def get_absolute_url(self) -> str:
        return reverse("verdict", args=[self.pk])

    @property
    def is_outdated(self) -> bool:
        """Whether the claim was reworded after this verdict was begun."""
        return self.revision.number != self.claim.revision


class Source(models.Model):
    """A piece of evidence for a verdict: a link, or withheld with a reason that readers see."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", "Primary document"
        STATISTICS = "statistics", "Official statistics"
        INTERVIEW = "interview", "Interview"
        EXPERT = "expert", "Expert"
        FACT_CHECK = "fact_check", "Earlier fact-check"
        MEDIA = "media", "Media"

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports"
        REFUTES = "refutes", "Refutes"
        CONTEXT = "context", "Context"

    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, related_name="sources")
    url = models.URLField("link", max_length=2000, blank=True)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PRIMARY)
    stance = models.CharField(max_length=20, choices=Stance, default=Stance.CONTEXT)
    passage = models.TextField("passage quoted", blank=True)
    locator = models.CharField("page or timestamp", max_length=100, blank=True)
    read_on = models.DateField(null=True, blank=True)
    withheld_reason = models.CharField(
        "why it is withheld", max_length=500, blank=True, help_text="Readers see this."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(title="") & (~Q(url="") ^ ~Q(withheld_reason="")),
                name="source_has_a_link_or_a_reason_to_withhold_it",
            ),
        )

    def __str__(self) -> str:
        return self.title
