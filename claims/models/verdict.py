"""Verdicts: a rating, a summary and an explanation, signed off by others than their author."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from claims.models.scale import Rating
from claims.models.source import Source, written_in_drafts

if TYPE_CHECKING:
    from claims.models.correction import Correction


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def open(self) -> VerdictQuerySet:
        """Being written or waiting for a second person."""
        return self.filter(state__in=["draft", "submitted"])

    def with_parts(self) -> VerdictQuerySet:
        return self.select_related(
            "author", "approved_by", "scheduled_by", "rating", "revision", "claim"
        ).prefetch_related(
            models.Prefetch("sources", queryset=Source.objects.for_list()),
            models.Prefetch("approvals", queryset=Approval.objects.select_related("by")),
            "replies",
        )

    def due_out(self, now: dt.datetime) -> VerdictQuerySet:
        """Scheduled to be out by now."""
        return self.filter(state="approved", scheduled_for__lte=now)


class Verdict(models.Model):
    """A rating, a summary and an explanation, on one revision of one claim.

    `is_minor`: it corrects what is published without changing the rating (or, on a scale without
    ratings, the summary) or the wording of the claim, so it goes out without a second person.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Awaiting sign-off"
        APPROVED = "approved", "Approved"
        DROPPED = "dropped", "Given up"

    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, related_name="verdicts")
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, related_name="verdicts")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, null=True, blank=True, related_name="verdicts"
    )
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence.")
    explanation = models.TextField(blank=True, help_text="Markdown.")
    not_found = models.TextField(
        blank=True, help_text="What was looked for and could not be found out. Markdown."
    )
    as_of = models.DateField(null=True, blank=True, help_text="The day whose facts it judges.")
    review_by = models.DateField(
        null=True, blank=True, help_text="The day by which somebody looks at it again."
    )
    author = models.ForeignKey("User", on_delete=models.PROTECT, related_name="verdicts_written")
    send_back_note = models.TextField(blank=True, help_text="Why it was sent back.")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, related_name="verdicts_approved"
    )
    approved_at = models.DateTimeField(null=True)
    is_minor = models.BooleanField(default=False, editable=False)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    scheduled_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
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
                condition=Q(state__in=["draft", "submitted", "approved", "dropped"]),
                name="verdict_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state__in=["draft", "submitted"]),
                name="verdict_one_open_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], submitted_at=None)
                | (
                    Q(state__in=["submitted", "approved"], submitted_at__isnull=False)
                    & ~Q(summary="")
                ),
                name="verdict_submitted_with_a_summary",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="approved", approved_at__isnull=False)
                    & (Q(approved_by__isnull=False) | Q(is_minor=True))
                )
                | (~Q(state="approved") & Q(approved_by=None, approved_at=None, is_minor=False)),
                name="verdict_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("author")),
                name="verdict_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(scheduled_for=None, scheduled_by=None)
                | Q(scheduled_for__isnull=False, scheduled_by__isnull=False, state="approved"),
                name="verdict_scheduled_once_approved",
            ),
        )
        indexes = (
            # What does the clock put out next?
            models.Index(
                fields=["scheduled_for"],
                condition=Q(scheduled_for__isnull=False),
                name="verdict_scheduled",
            ),
            # What has changed since?
            models.Index(fields=["updated_at", "id"], name="verdict_since"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="submitted_with_a_source",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                when=pgtrigger.Before,
                func="""
                    IF NEW.state IN ('submitted', 'approved') AND NOT EXISTS (
                        SELECT 1 FROM claims_source WHERE verdict_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'verdict % has no source', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="approved_by_enough",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "is_minor"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state="approved"),
                declare=[("needed", "INTEGER")],
                func="""
                    SELECT GREATEST(1, approvals) INTO needed FROM claims_newsroom WHERE id = 1;
                    IF NEW.is_minor AND EXISTS (
                        SELECT 1 FROM claims_correction AS c
                        JOIN claims_publication AS p ON p.id = c.corrects_id
                        JOIN claims_verdict AS v ON v.id = p.verdict_id
                        WHERE c.verdict_id = NEW.id
                            AND v.revision_id = NEW.revision_id
                            AND v.rating_id IS NOT DISTINCT FROM NEW.rating_id
                            AND (NEW.rating_id IS NOT NULL OR v.summary = NEW.summary)
                    ) THEN
                        RETURN NEW;
                    END IF;
                    IF NEW.is_minor OR needed > (
                        SELECT count(*) FROM claims_approval
                        WHERE verdict_id = NEW.id AND by_id <> NEW.author_id
                    ) THEN
                        RAISE EXCEPTION 'verdict % is not signed off by enough people', NEW.id
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

    @property
    def open_correction(self) -> Correction | None:
        """The correction that this verdict is written for, until it is out."""
        correction = getattr(self, "correction", None)
        return correction if correction and correction.at is None else None


class Approval(models.Model):
    """One person's sign-off of a verdict that waits for it. Sending the verdict back removes it."""

    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="approvals")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["verdict", "by"], name="approval_once_a_person"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="never_by_the_author",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NEW.by_id = (SELECT author_id FROM claims_verdict WHERE id = NEW.verdict_id)
                        OR EXISTS (
                            SELECT 1 FROM claims_event
                            WHERE object_type = 'verdict' AND object_id = NEW.verdict_id
                                AND action = 'verdict.saved' AND by_id = NEW.by_id
                        )
                    THEN
                        RAISE EXCEPTION 'verdict % is signed off by its author', NEW.verdict_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"Approval of verdict {self.verdict_id}"


class Reply(models.Model):
    """Right of reply: who was asked about a claim, until when, and what they answered."""

    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, related_name="replies")
    whom = models.CharField("asked", max_length=300)
    asked_on = models.DateField()
    until = models.DateField("answer wanted by", null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "replies"
        constraints = (
            models.CheckConstraint(condition=~Q(whom=""), name="reply_of_somebody"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None)
                | (~Q(answer="") & Q(answered_on__gte=F("asked_on"))),
                name="reply_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("asked_on")),
                name="reply_wanted_after_it_was_asked",
            ),
        )
        triggers = (written_in_drafts("whom", "asked_on", "until", "answered_on", "answer"),)

    def __str__(self) -> str:
        return self.whom

    @property
    def claim_id(self) -> int:
        """The claim in whose history its Events belong."""
        return self.verdict.claim_id
