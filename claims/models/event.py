"""Events: who did what to what, when, before and after."""

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class EventQuerySet(models.QuerySet["Event"]):
    def for_history(self) -> "EventQuerySet":
        """Newest first, with the people and keys that pages name."""
        return self.select_related("by", "api_key").order_by("-id")


class Event(models.Model):
    """One change. Rows are only ever added: the database refuses to change or delete one.

    `action` is `object.past_tense` ("claim.accepted"). `before` and `after` hold only the fields
    that changed. `claim` and `document` say in whose history it belongs; the object itself is
    `object_type` and `object_id`, so that a table that comes later needs no new column.
    """

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("User", on_delete=models.PROTECT, null=True, related_name="events")
    api_key = models.ForeignKey("ApiKey", on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, null=True, related_name="events"
    )
    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, null=True, related_name="events")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(blank=True)
    # The same for all Events of one act on many rows, which can be undone together.
    batch = models.UUIDField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(action__regex=r"^[a-z_]+\.[a-z_]+$"),
                name="event_action_is_object_and_verb",
            ),
        )
        indexes = (
            models.Index(fields=["claim", "-id"], name="event_history_of_claim"),
            models.Index(fields=["document", "-id"], name="event_history_of_document"),
            models.Index(fields=["object_type", "object_id", "-id"], name="event_history_of_any"),
            # What has happened since?
            models.Index(fields=["at", "id"], name="event_since"),
            models.Index(
                fields=["batch"],
                condition=models.Q(batch__isnull=False),
                name="event_of_batch",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
