"""Notifications: what somebody on the desk wants to know of, in the page and by e-mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

# What somebody has done, by the kind of notification.
DONE = {
    "assigned": "assigned you this claim",
    "sent_back": "sent your verdict back",
    "awaiting": "submitted a verdict for sign-off",
}


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None, in_page=True)

    def of_what_is_visible(self) -> NotificationQuerySet:
        """Nothing about claims that moderation has hidden."""
        # Imported here: claims have users, and users kinds of notifications.
        from claims.models.claim import Claim

        # Asked of each row: as a set, beside an OR, it would be read whole for every page.
        visible = Claim.objects.visible().order_by().filter(pk=OuterRef("claim"))
        return self.filter(Q(claim=None) | Exists(visible))

    def to_mail(self) -> NotificationQuerySet:
        """Waiting to be sent by e-mail, oldest first."""
        return self.filter(by_mail=True, mailed_at=None).order_by("id")


class Notification(models.Model):
    """One thing to know for one person. How they want to be told was asked when it happened."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", "A claim is assigned to me"
        SENT_BACK = "sent_back", "A verdict of mine is sent back"
        AWAITING = "awaiting", "A verdict awaits my sign-off"
        DUE = "due", "A claim of mine comes back: due, or stale"
        WEBHOOK = "webhook", "A webhook was paused: it can’t be reached"

    user = models.ForeignKey("User", on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=20, choices=Kind)
    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, null=True, related_name="+")
    webhook = models.ForeignKey("Webhook", on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.ForeignKey("Verdict", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("User", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    in_page = models.BooleanField()
    by_mail = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # When to try again, and how often it failed: mail servers are away at times.
    mail_at = models.DateTimeField(null=True, blank=True)
    mail_failures = models.PositiveSmallIntegerField(default=0)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["assigned", "sent_back", "awaiting", "due", "webhook"]),
                name="notification_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="webhook", claim=None, webhook__isnull=False)
                | ~Q(kind="webhook") & Q(claim__isnull=False, webhook=None),
                name="notification_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(in_page=True) | Q(by_mail=True), name="notification_tells_somehow"
            ),
        )
        indexes = (
            models.Index(fields=["user", "-id"], name="notification_of_person"),
            models.Index(
                fields=["user"],
                condition=Q(read_at=None, in_page=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["id"],
                condition=Q(by_mail=True, mailed_at=None),
                name="notification_to_mail",
            ),
        )

    def __str__(self) -> str:
        about = f"webhook {self.webhook_id}" if self.webhook_id else f"claim {self.claim_id}"
        return f"{self.get_kind_display()}: {about}"

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        if self.webhook:
            return self.webhook.name
        assert self.claim
        return self.claim.statement

    @property
    def sentence(self) -> str:
        """What happened, as its reader is told."""
        if self.kind in (self.Kind.DUE, self.Kind.WEBHOOK):
            return self.note
        who = self.by.name if self.by else "Factcheck"
        return f"{who} {DONE[self.kind]}."

    @property
    def about(self) -> str:
        """The path of the page where its reader can do something about it."""
        if self.verdict_id:
            return reverse("verdict", args=[self.verdict_id])
        if self.webhook:
            return self.webhook.get_admin_url()
        return reverse("claim", args=[self.claim_id])
