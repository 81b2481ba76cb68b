"""What belongs to one person's work on the desk, and is no part of the record."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def for_person(self, user: models.Model) -> "SavedViewQuerySet":
        """Somebody's own and the shared ones, each kind by name."""
        return (
            self.filter(Q(owner=user) | Q(is_shared=True))
            .select_related("owner")
            .order_by("is_shared", Lower("name"), "id")
        )


class SavedView(models.Model):
    """Filters of the queue under a name, for one person or for everybody on the desk.

    `query` is the end of the queue's address, as `Filters.query` gives it, without the "?".
    """

    name = models.CharField(max_length=60)
    owner = models.ForeignKey("User", on_delete=models.CASCADE, related_name="saved_views")
    is_shared = models.BooleanField(default=False)
    query = models.CharField(max_length=1_000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "view"
        constraints = (
            models.UniqueConstraint("owner", Lower("name"), name="view_name_once_a_person"),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class Autosave(models.Model):
    """What somebody has typed into one form and not sent yet.

    `place` names the form ("claim-12-edit"); `content` has its fields by name. It is nobody
    else's business and no part of the record: no Event tells of it.
    """

    user = models.ForeignKey("User", on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=60)
    content = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "place"], name="autosave_once_a_form"),
            models.CheckConstraint(condition=~Q(place=""), name="autosave_has_a_place"),
        )

    def __str__(self) -> str:
        return f"{self.place} of {self.user_id}"
