"""Publications: what went out, exactly as it went out."""

import datetime as dt

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from claims.models.promise import PromiseStatus


class PublicationQuerySet(models.QuerySet["Publication"]):
    def live(self) -> "PublicationQuerySet":
        """The current snapshot of each published verdict."""
        return self.filter(state=Publication.State.LIVE)

    def changes(self, since: dt.datetime) -> "PublicationQuerySet":
        """What changed after `since` in what is published, in the order in which it did.

        The last publication of each claim: live, or retracted. Whoever applies them in turn, and
        goes on from the last one's `changed_at`, ends with exactly what is live: no change shows
        up later with an earlier `changed_at` (the trigger `changed_in_order`).
        """
        later = Publication.objects.filter(claim=OuterRef("claim"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later), changed_at__gt=since).order_by("changed_at")

    def search(self, words: str) -> "PublicationQuerySet":
        """Those whose statement, summary or claimants have all of `words`."""
        return self.filter(search=SearchQuery(words, config="english", search_type="websearch"))

    def newest_first(self) -> "PublicationQuerySet":
        return self.order_by("-id")


_Manager = models.Manager.from_queryset(PublicationQuerySet)


class PublicationManager(_Manager):
    """Leaves the stored lines in the database: no page shows them, and they are long."""

    LINES = ("line", "csv_line", "csv_more")

    # What a manager that is made from a query set gives; its types say any query set.
    def get_queryset(self) -> PublicationQuerySet:  # type: ignore[override]
        return PublicationQuerySet(self.model, using=self._db).defer(*self.LINES)


class Publication(models.Model):
    """A numbered snapshot of a claim and its verdict. What it says never changes.

    `snapshot` holds everything that readers and exports see, in the words of that day
    (`claims.pipeline.snapshots.of`), so that renaming a rating or a claimant later
    changes nothing that was published.
    """

    class State(models.TextChoices):
        LIVE = "live", "Live"
        SUPERSEDED = "superseded", "Superseded"
        RETRACTED = "retracted", "Retracted"

    claim = models.ForeignKey("Claim", on_delete=models.PROTECT, related_name="publications")
    verdict = models.ForeignKey("Verdict", on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.LIVE)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    # What exports say of it that never changes, ready to be sent (`claims.exports.lines.stored`).
    line = models.TextField()
    csv_line = models.TextField()
    csv_more = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("User", on_delete=models.PROTECT, related_name="+")
    retracted_at = models.DateTimeField(null=True)
    retracted_by = models.ForeignKey("User", on_delete=models.PROTECT, null=True, related_name="+")
    retraction_reason = models.TextField(blank=True)
    # What is known of it by now, and is no part of what it says: when somebody looks at it again,
    # why it wants a second look, and how the promise in it stands. Kept here so that pages and
    # exports read nothing but publications.
    review_by = models.DateField(null=True, blank=True)
    stale = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    promise_status = models.CharField(max_length=20, choices=PromiseStatus.Status, blank=True)
    # Later than that of every publication that was changed before; see the trigger.
    changed_at = models.DateTimeField(auto_now=True, unique=True)
    search = models.GeneratedField(
        expression=Func(
            SearchVector(
                KeyTextTransform("statement", "snapshot"),
                KeyTextTransform("summary", "snapshot"),
                config="english",
            ),
            # Names and roles of claimants, and neither what these are called there nor numbers.
            Func(
                Value("english"),
                KeyTransform("claimants", "snapshot"),
                Value('["string"]'),
                function="jsonb_to_tsvector",
            ),
            template="(%(expressions)s)",
            arg_joiner=" || ",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PublicationManager()

    class Meta:
        base_manager_name = "objects"
        permissions = (
            ("publish_verdict", "Can publish approved verdicts"),
            ("retract_publication", "Can retract publications"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["claim", "number"], name="publication_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="live"), name="publication_one_live_a_claim"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["live", "superseded", "retracted"]),
                name="publication_state_is_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="retracted", retracted_at__isnull=False, retracted_by__isnull=False)
                    & ~Q(retraction_reason="")
                )
                | (
                    ~Q(state="retracted")
                    & Q(retracted_at=None, retracted_by=None, retraction_reason="")
                ),
                name="publication_retracted_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(line="") & ~Q(csv_line="") & ~Q(csv_more=""),
                name="publication_lines_are_stored",
            ),
            models.CheckConstraint(
                condition=Q(state="live") | Q(stale=[]), name="publication_stale_while_live"
            ),
        )
        indexes = (
            # Exports and the public index: live snapshots, newest first.
            models.Index(fields=["-id"], condition=Q(state="live"), name="publication_live"),
            GinIndex(fields=["search"], name="publication_search"),
            # The watch: whose day has come?
            models.Index(
                fields=["review_by"],
                condition=Q(state="live", review_by__isnull=False),
                name="publication_review",
            ),
            # The tracker.
            models.Index(
                fields=["promise_status", "-id"],
                condition=Q(state="live") & ~Q(promise_status=""),
                name="publication_promise",
            ),
            # Which of them name this claimant, or have this rating?
            GinIndex(
                fields=["snapshot"], opclasses=["jsonb_path_ops"], name="publication_snapshot"
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(
                name="snapshot_is_frozen",
                fields=[
                    "claim",
                    "verdict",
                    "number",
                    "snapshot",
                    "line",
                    "csv_line",
                    "csv_more",
                    "published_at",
                    "published_by",
                ],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # Whoever writes waits until whoever wrote before is through, so that the order of
            # `changed_at` is the order in which readers come to see the changes, whatever the
            # clocks of web servers and workers say. The number is this lock's alone.
            pgtrigger.Trigger(
                name="changed_in_order",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("last", "TIMESTAMPTZ")],
                func="""
                    PERFORM pg_advisory_xact_lock(7463001);
                    SELECT max(changed_at) INTO last FROM claims_publication;
                    NEW.changed_at = greatest(NEW.changed_at, last + interval '1 microsecond');
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"Publication {self.number} of claim {self.claim_id}"

    def get_absolute_url(self) -> str:
        return reverse("fact-check", args=[self.claim_id])

    @property
    def first_published_at(self) -> dt.datetime:
        """When readers first had a publication of the claim: this one, or one before it."""
        return parse_datetime(self.snapshot.get("first_published_at") or "") or self.published_at
