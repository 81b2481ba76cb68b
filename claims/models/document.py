"""Documents: texts that came in."""

from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce, Left, Length
from django.urls import reverse

if TYPE_CHECKING:
    from claims.models.extraction import Extraction

MAX_CHARACTERS = 500_000
# How much of a text the search knows: a search vector holds 1 MB at most.
INDEXED = 150_000
# What tells of a document. It is in `search` too, but there the index can't tell it from the text.
TOLD = SearchVector("title", "outlet", "author", config="english")


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible(self) -> "DocumentQuerySet":
        """What moderation has not hidden."""
        return self.filter(hidden_at=None)

    def hidden(self) -> "DocumentQuerySet":
        return self.filter(hidden_at__isnull=False)

    def with_latest_extraction(self) -> "DocumentQuerySet":
        return self.prefetch_related(
            models.Prefetch(
                "extractions",
                queryset=_extractions().order_by("document_id", "-id").distinct("document_id"),
                to_attr="latest_extractions",
            )
        )

    def for_list(self) -> "DocumentQuerySet":
        """Rows for a page of documents, newest first, without their texts."""
        return (
            self.visible()
            .defer("text", "search")
            .select_related("added_by")
            .with_latest_extraction()
            .with_claim_count()
            .order_by("-id")
        )

    def with_claim_count(self) -> "DocumentQuerySet":
        return self.annotate(claim_count=_claim_count())


def _extractions() -> models.QuerySet:
    from claims.models.extraction import Extraction

    return Extraction.objects.all()


def _claim_count() -> Coalesce:
    """How many claims stand in a document, as a subquery for each row of a page."""
    from claims.models.claim import Occurrence

    found = (
        Occurrence.objects.standing()
        .filter(document=OuterRef("pk"))
        .order_by()
        .values("document")
        .annotate(n=models.Count("claim", distinct=True))
        .values("n")
    )
    return Coalesce(models.Subquery(found), 0)


class Document(models.Model):
    """One text that came in: article, transcript or speech.

    Its text is in canonical form (`claims.engine.text.canonical`) and never changes, so that every
    offset into it stays true. Its SHA-256 is unique: the same text is one document, whoever
    brings it and through whichever door.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        TRANSCRIPT = "transcript", "Transcript"
        SPEECH = "speech", "Speech"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ARTICLE)
    title = models.CharField(max_length=300)
    outlet = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=200, blank=True)
    url = models.URLField("web address", max_length=2000, blank=True)
    published_on = models.DateField(
        null=True, blank=True, help_text="Relative dates in the text count from this day."
    )
    embargo_until = models.DateTimeField(
        null=True, blank=True, help_text="Nothing that rests on it is published before."
    )
    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    characters = models.GeneratedField(
        expression=Length("text"), output_field=models.IntegerField(), db_persist=True
    )
    added_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, related_name="documents_added"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_by = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    hidden_reason = models.CharField(max_length=500, blank=True, editable=False)

    search = models.GeneratedField(
        expression=SearchVector("title", "outlet", "author", config="english", weight="A")
        + SearchVector(Left("text", INDEXED), config="english", weight="D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # Set by `DocumentQuerySet.with_latest_extraction`: the latest one, or none.
    latest_extractions: "list[Extraction]"

    objects = DocumentQuerySet.as_manager()

    class Meta:
        permissions = (
            ("moderate_document", "Can hide and restore documents"),
            ("extract_document", "Can extract a document's claims again"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["article", "transcript", "speech"]),
                name="document_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_sha256_is_a_hash"
            ),
            # Named columns only: a check on a generated column is not allowed everywhere.
            models.CheckConstraint(
                condition=models.lookups.GreaterThan(Length("text"), 0)
                & models.lookups.LessThanOrEqual(Length("text"), MAX_CHARACTERS),
                name="document_text_has_a_bearable_length",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
                | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason="")),
                name="document_hidden_by_someone_for_a_reason",
            ),
        )
        indexes = (
            GinIndex(fields=["search"], name="document_search"),
            GinIndex(TOLD, name="document_told"),
            # The few that searches have to leave out.
            models.Index(
                fields=["id"], condition=Q(hidden_at__isnull=False), name="document_hidden"
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(name="text_is_frozen", fields=["text", "sha256"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def latest_extraction(self) -> "Extraction | None":
        return next(iter(self.latest_extractions), None)

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
