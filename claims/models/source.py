"""Sources: the evidence that a verdict rests on, and the copies kept of it."""

import pgtrigger
from django.db import models
from django.db.models import Q


def written_in_drafts(*columns: str) -> pgtrigger.Trigger:
    """What a verdict rests on stands once its author has handed it on: only drafts are written."""
    return pgtrigger.Trigger(
        name="written_in_drafts",
        operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("verdict_id", *columns),
        when=pgtrigger.Before,
        declare=[("verdict", "BIGINT")],
        func="""
            verdict = CASE WHEN TG_OP = 'DELETE' THEN OLD.verdict_id ELSE NEW.verdict_id END;
            IF 'draft' <> (SELECT state FROM claims_verdict WHERE id = verdict) THEN
                RAISE EXCEPTION 'verdict % is no draft any more', verdict
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,
    )


class SourceQuerySet(models.QuerySet["Source"]):
    def for_list(self) -> "SourceQuerySet":
        """With what pages show of the archived copy, which is not its text."""
        return self.select_related("copy").defer("copy__text", "copy__warc")


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

    class Fetch(models.TextChoices):
        NONE = "", "Not to be read"
        WAITING = "waiting", "Waiting to be read"
        FETCHING = "fetching", "Being read"
        KEPT = "kept", "A copy is kept"
        FAILED = "failed", "Could not be read"

    verdict = models.ForeignKey("Verdict", on_delete=models.CASCADE, related_name="sources")
    url = models.URLField("link", max_length=2000, blank=True)
    title = models.CharField(
        max_length=300, blank=True, help_text="Left blank, it is read from the page."
    )
    publisher = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PRIMARY)
    stance = models.CharField(max_length=20, choices=Stance, default=Stance.CONTEXT)
    published_on = models.DateField(null=True, blank=True)
    passage = models.TextField("passage quoted", blank=True)
    locator = models.CharField("page or timestamp", max_length=100, blank=True)
    read_on = models.DateField(null=True, blank=True)
    withheld_reason = models.CharField(
        "why it is withheld", max_length=500, blank=True, help_text="Readers see this."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # What the workers know of the page (claims/pipeline/fetching.py). A source is looked at when
    # `fetch_at` has come; while a worker is at it that is when its lease ends. None: not again.
    copy = models.ForeignKey(
        "ArchivedCopy", on_delete=models.PROTECT, null=True, blank=True, related_name="sources"
    )
    fetch_state = models.CharField(max_length=20, choices=Fetch, default=Fetch.NONE, editable=False)
    fetch_at = models.DateTimeField(null=True, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    fetch_problem = models.CharField(max_length=500, blank=True, editable=False)
    # How often in a row it could not be read, or the passage was not there.
    fetch_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    passage_found = models.BooleanField(null=True, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=(~Q(url="") ^ ~Q(withheld_reason="")) & (~Q(title="") | ~Q(url="")),
                name="source_has_a_link_or_a_reason_to_withhold_it",
            ),
            models.CheckConstraint(
                condition=Q(fetch_state__in=["", "waiting", "fetching", "kept", "failed"]),
                name="source_fetch_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(fetch_state="failed") | ~Q(fetch_problem=""),
                name="source_failed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(fetch_state="kept") | Q(copy__isnull=False),
                name="source_kept_has_a_copy",
            ),
        )
        indexes = (
            # The sweep's question: which pages are to be looked at now?
            models.Index(
                fields=["fetch_at"], condition=Q(fetch_at__isnull=False), name="source_fetch"
            ),
        )
        triggers = (
            written_in_drafts(
                "url",
                "title",
                "publisher",
                "published_on",
                "kind",
                "stance",
                "passage",
                "locator",
                "read_on",
                "withheld_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def claim_id(self) -> int:
        """The claim in whose history its Events belong."""
        return self.verdict.claim_id


class ArchivedCopy(models.Model):
    """A cited page as it was when it was read. Nothing of it ever changes.

    `text` is the page's readable text, `sha256` the hash of the body that came, and `warc` both
    as a gzipped WARC 1.1 file of request and response.
    """

    url = models.URLField("link", max_length=2000)
    final_url = models.URLField("after redirects", max_length=2000)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    warc = models.BinaryField()
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    fetched_at = models.DateTimeField()

    class Meta:
        verbose_name = "archived copy"
        verbose_name_plural = "archived copies"
        constraints = (
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="copy_sha256_is_a_hash"
            ),
        )
        triggers = (
            pgtrigger.Protect(name="copy_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.title or self.final_url
