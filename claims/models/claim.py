"""Claims, where they were made, and who is answerable for them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchVector,
    SearchVectorField,
)
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Cast, Coalesce, Left, Length, Lower
from django.db.models.lookups import Exact, LessThan
from django.urls import reverse

from claims.models.alert import Alert
from claims.models.document import TOLD, Document
from claims.models.promise import PromiseStatus

# How many characters of a text the search knows: a search vector holds 1 MB at most, and a text
# without a full stop may be one quote.
INDEXED = 20_000

# The order of due days in one number, which is its own cursor: the day, counted from the year
# 2000, before the id. What is never due comes after all that is. A pair of the two sorts the same,
# but the database would take the many without a day for none.
_NEVER = 3_000_000
_DAY = 2**32
_DAY_NUMBER = Func(
    F("due_on"),
    template="(%(expressions)s - DATE '2000-01-01')",
    output_field=models.IntegerField(),
)
DUE_ORDER = Cast(Coalesce(_DAY_NUMBER, Value(_NEVER)), models.BigIntegerField()) * Value(_DAY) + F(
    "id"
)

# Round what a search found, until it is escaped and made into elements: no text has these.
MARK = ("\x02", "\x03")


def search_query(words: str) -> SearchQuery:
    """The words as people search the web: “in quotes”, or, -without."""
    return SearchQuery(words, config="english", search_type="websearch")


def headline(column: str, query: SearchQuery) -> SearchHeadline:
    """The beginning of a text with what the query finds in it between the signs MARK."""
    start, stop = MARK
    return SearchHeadline(
        Left(column, INDEXED),
        query,
        config="english",
        start_sel=start,
        stop_sel=stop,
        highlight_all=True,
    )


class Kind(models.TextChoices):
    """What sort of claim it is. A claim may be of several; the first is the main one."""

    STATISTIC = "statistic", "Statistic"
    COMPARISON = "comparison", "Comparison"
    PROMISE = "promise", "Promise"
    PREDICTION = "prediction", "Prediction"
    EVENT = "event", "Event"
    CAUSE = "cause", "Cause"
    LAW = "law", "Law or policy"
    POSITION = "position", "Position"
    QUOTE = "quote", "Quote of another"
    STATEMENT = "statement", "Statement"
    OPINION = "opinion", "Opinion"
    FIGURE_OF_SPEECH = "figure_of_speech", "Figure of speech"


class DismissalReason(models.TextChoices):
    """Why a claim is not checked. Kept and counted; never a verdict."""

    OPINION = "opinion", "Opinion"
    FIGURE_OF_SPEECH = "figure_of_speech", "Figure of speech"
    VAGUE = "vague", "Too vague to check"
    QUESTION = "question", "A question"
    MISSING_REFERENT = "missing_referent", "Can’t tell whom or what it is about"
    DUPLICATE = "duplicate", "Duplicate"
    TRIVIAL = "trivial", "Trivial"
    OUT_OF_SCOPE = "out_of_scope", "Out of our scope"


class Claimant(models.Model):
    """The person or organisation answerable for a claim.

    Two people of one name are told apart by `disambiguation`, a few words.
    """

    name = models.CharField(max_length=300)
    disambiguation = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=300, blank=True)
    aliases = ArrayField(models.CharField(max_length=300), default=list, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("name"), "disambiguation", name="claimant_is_one_row_a_person"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="claimant_has_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.disambiguation})" if self.disambiguation else self.name


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible(self) -> "ClaimQuerySet":
        """Claims with at least one occurrence in a document that moderation has not hidden."""
        return self.filter(
            Exists(Occurrence.objects.filter(claim=OuterRef("pk"), document__hidden_at=None))
        )

    def unhidden(self) -> "ClaimQuerySet":
        """The same claims as `visible`, by leaving out the few of which everything is hidden.

        Counting many is ten times as quick so. Not for finding the first in an order: the
        database can't estimate how few they are, and takes the wrong way.
        """
        seen = Occurrence.objects.filter(claim=OuterRef("claim"), document__hidden_at=None)
        inside = Occurrence.objects.filter(document__in=Document.objects.hidden())
        return self.exclude(pk__in=inside.filter(~Exists(seen)).order_by().values("claim"))

    def search(self, words: str) -> "ClaimQuerySet":
        """Claims that have all of `words` in one of the places where `found_by` looks."""
        first, *others = (part.order_by().values("pk") for part in Claim.objects.found_by(words))
        return self.filter(pk__in=first.union(*others))

    def found_by(self, words: str, claimants: Iterable[int] | None = None) -> "list[ClaimQuerySet]":
        """Those of these claims that have all `words` in one place, in a set for each place.

        The places: the statement; the quotes; title, outlet and author of a document; and the
        claimant, where `claimants` are the ids of who is called so, or without them whose name
        has the words in it. The database finds the first rows of each set by an index, but would
        walk all claims to tell which are in any of them: so cut each, then put them together.
        """
        query = search_query(words)
        # Not `visible()`: these are the few to leave out, which is sooner known than who stays.
        quoted = Occurrence.objects.filter(search=query).exclude(
            document__in=Document.objects.hidden()
        )
        told = Document.objects.visible().annotate(told=TOLD).filter(told=query)
        inside = Occurrence.objects.filter(document__in=told.values("pk"))
        by = Claim.claimants.through.objects.all()
        if claimants is None:
            by = by.filter(claimant__name__icontains=words.strip())
        else:
            by = by.filter(claimant__in=claimants)
        return [
            self.filter(search=query),
            self.filter(pk__in=quoted.order_by().values("claim")),
            self.filter(pk__in=inside.order_by().values("claim")),
            self.filter(pk__in=by.values("claim")),
        ]

    def back(self) -> "ClaimQuerySet":
        """Those that the watch brought back, and nobody has dealt with or put aside."""
        alerts = Alert.objects.open().order_by().values("claim")
        return self.filter(pk__in=alerts).exclude(state__in=("dismissed", "retracted"))

    def tagged(self, tag: str) -> "ClaimQuerySet":
        # The second condition is the index's own: without it the database can't use it.
        return self.filter(~Q(tags=[]), tags__contains=[tag])

    def with_due_order(self) -> "ClaimQuerySet":
        """With `due_order`, by which what is due first comes first."""
        wide = ExpressionWrapper(DUE_ORDER, output_field=models.BigIntegerField())
        return self.annotate(due_order=wide)

    def due_until(self, day: dt.date) -> "ClaimQuerySet":
        """Claims due by then or overdue, those aside that nobody will look at again."""
        after = (day - dt.date(2000, 1, 1)).days + 1
        # In the form of the index by which they are sorted.
        return self.exclude(state__in=("dismissed", "retracted")).filter(
            LessThan(DUE_ORDER, Value(after * _DAY, output_field=models.BigIntegerField()))
        )

    def by_priority(self) -> "ClaimQuerySet":
        return self.order_by("-priority", "-id")

    def for_list(self, *, marking: SearchQuery | None = None) -> "ClaimQuerySet":
        """Everything that a row of a list shows, in a constant number of queries.

        `came_back` has the open alerts. With `marking`, statement and quotes come as well as
        `marked`, what was found in them between the signs MARK.
        """
        places = Occurrence.objects.for_list()
        claims: ClaimQuerySet = self.select_related("assignee").defer("search")
        claims = claims.annotate(open_alerts=Alert.objects.open().of_each())
        if marking is not None:
            places = places.annotate(marked=headline("quote", marking))
            claims = claims.annotate(marked=headline("statement", marking))
        return claims.prefetch_related("claimants", Prefetch("occurrences", queryset=places))


class Claim(models.Model):
    """What an editor works on: a statement that stands alone, and its place in the workflow.

    `statement` may be edited, which makes a new Revision; the quotes in its occurrences never
    change. The state moves only through `claims.pipeline`.
    """

    class State(models.TextChoices):
        NEW = "new", "New"
        CHECKING = "checking", "Checking"
        IN_REVIEW = "in_review", "In review"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        DISMISSED = "dismissed", "Dismissed"
        PARKED = "parked", "Parked"
        RETRACTED = "retracted", "Retracted"

    # What somebody still has to do something about.
    OPEN = ("new", "checking", "in_review", "approved")

    statement = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=Kind)
    kinds = ArrayField(models.CharField(max_length=20, choices=Kind))
    claimants = models.ManyToManyField(Claimant, related_name="claims", blank=True)
    score = models.FloatField(
        help_text="Check-worthiness from 0 to 1, as the engine saw it; 1 when an editor added it."
    )
    reasons = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    # What the first quote says in figures, days and names, as `engine.Details.as_json` puts it.
    details = models.JSONField(default=dict, blank=True)
    due_on = models.DateField(
        null=True, blank=True, help_text="The last day of a promise or prediction."
    )
    yardstick = models.TextField(
        "how would we know?",
        blank=True,
        help_text="What will show whether a promise is kept or a prediction has come true.",
    )
    promise_status = models.CharField(max_length=20, choices=PromiseStatus.Status, blank=True)
    # Whether readers have a publication of it before them, also while it is being corrected.
    is_live = models.BooleanField(default=False)
    priority = models.IntegerField(help_text="Higher is more urgent; the queue's order.")
    state = models.CharField(max_length=20, choices=State, default=State.NEW)
    assignee = models.ForeignKey(
        "User", on_delete=models.PROTECT, null=True, blank=True, related_name="claims_assigned"
    )
    dismissal_reason = models.CharField(max_length=20, choices=DismissalReason, blank=True)
    dismissal_note = models.CharField(max_length=500, blank=True)
    parked_until = models.DateField(null=True, blank=True)
    # The newsroom's own words to find it by, lower case.
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # The claim that says the same and is worked on instead; this one is dismissed as a duplicate.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # The claim of whose words an editor made this one.
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="split_off"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=SearchVector(Left("statement", INDEXED), config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        permissions = (
            ("triage_claim", "Can accept, assign, edit, dismiss, park and reopen claims"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(statement=""), name="claim_has_a_statement"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "new",
                        "checking",
                        "in_review",
                        "approved",
                        "published",
                        "dismissed",
                        "parked",
                        "retracted",
                    ]
                ),
                name="claim_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=Kind.values) & Q(kind=F("kinds__0")),
                name="claim_main_kind_is_the_first",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0) & Q(score__lte=1), name="claim_score_from_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(state="checking", assignee__isnull=False) | ~Q(state="checking"),
                name="claim_checked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="dismissed", dismissal_reason__in=DismissalReason.values)
                | ~Q(state="dismissed") & Q(dismissal_reason="", dismissal_note=""),
                name="claim_dismissed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="parked", parked_until__isnull=False)
                | ~Q(state="parked") & Q(parked_until=None),
                name="claim_parked_until_a_date",
            ),
            models.CheckConstraint(
                condition=Exact(
                    Func("details", function="jsonb_typeof", output_field=models.TextField()),
                    "object",
                ),
                name="claim_details_are_an_object",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(kinds__overlap=["promise", "prediction"]),
                name="claim_due_if_it_looks_ahead",
            ),
            models.CheckConstraint(
                condition=Q(yardstick="", promise_status="")
                | Q(kinds__overlap=["promise", "prediction"]),
                name="claim_judged_later_if_it_looks_ahead",
            ),
            # What readers see is corrected or retracted, never put aside.
            models.CheckConstraint(
                condition=Q(state="published", is_live=True)
                | Q(state__in=["checking", "in_review", "approved"])
                | ~Q(state="published") & Q(is_live=False),
                name="claim_live_until_it_is_retracted",
            ),
            models.CheckConstraint(
                condition=~Q(tags__contains=[""]), name="claim_tags_are_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None)
                | Q(state="dismissed", dismissal_reason="duplicate") & ~Q(merged_into=F("id")),
                name="claim_merged_is_a_duplicate",
            ),
        )
        indexes = (
            # The queue: one state, most urgent first, paged by keyset.
            models.Index(fields=["state", "-priority", "-id"], name="claim_queue"),
            # The same of everything, and of one person's work.
            models.Index(fields=["-priority", "-id"], name="claim_priority"),
            models.Index(fields=["assignee", "-priority", "-id"], name="claim_assigned"),
            # The sweep's question: which parked claims are due?
            models.Index(fields=["parked_until"], condition=Q(state="parked"), name="claim_parked"),
            # The calendar's question: which promises and predictions can be judged now?
            models.Index(
                fields=["due_on", "id"],
                condition=Q(due_on__isnull=False),
                name="claim_due",
            ),
            # Sorted by age and by score.
            models.Index(fields=["state", "-id"], name="claim_newest"),
            models.Index(fields=["state", "-score", "-id"], name="claim_score"),
            models.Index(fields=["-score", "-id"], name="claim_score_of_all"),
            # By the day that it is due, those without one at the end.
            models.Index(DUE_ORDER, name="claim_due_first"),
            # What there is to do, everybody's and one person's.
            models.Index(
                fields=["-priority", "-id"],
                condition=Q(state__in=("new", "checking", "in_review", "approved")),
                name="claim_open",
            ),
            models.Index(
                fields=["assignee", "-priority", "-id"],
                condition=Q(state__in=("new", "checking", "in_review", "approved")),
                name="claim_open_assigned",
            ),
            # Why claims are not checked.
            models.Index(
                fields=["dismissal_reason", "-priority", "-id"],
                condition=Q(state="dismissed"),
                name="claim_dismissed",
            ),
            # What has changed since?
            models.Index(fields=["updated_at", "id"], name="claim_since"),
            GinIndex(fields=["tags"], condition=~Q(tags=[]), name="claim_tags"),
            GinIndex(fields=["search"], name="claim_search"),
        )

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.pk])

    @property
    def people(self) -> list[Claimant]:
        """Its claimants, always in the same order; none when the document itself states it."""
        return sorted(self.claimants.all(), key=lambda claimant: claimant.pk)

    @property
    def claimant_names(self) -> str:
        """All claimants joined by " and "."""
        return " and ".join(str(claimant) for claimant in self.people)

    @property
    def occurrence(self) -> "Occurrence | None":
        """The first place where it was made, of those that may be seen."""
        return next(iter(self.occurrences.all()), None)

    @property
    def came_back(self) -> list[dict[str, Any]]:
        """Its open alerts; known of rows of `ClaimQuerySet.for_list` alone."""
        return list(vars(self)["open_alerts"])

    @property
    def kind_labels(self) -> list[str]:
        return [Kind(kind).label for kind in self.kinds]


class Revision(models.Model):
    """The wording of a claim at one point. A verdict belongs to exactly one of them."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    statement = models.TextField()
    by = models.ForeignKey("User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["claim", "number"], name="revision_number_is_unique"),
        )
        triggers = (
            pgtrigger.Protect(
                name="revision_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"Revision {self.number} of claim {self.claim_id}"


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def visible(self) -> "OccurrenceQuerySet":
        return self.filter(document__hidden_at=None).order_by("id")

    def for_list(self) -> "OccurrenceQuerySet":
        """What may be seen, with its documents; without what only searches need, which is as long
        as the text."""
        return (
            self.visible()
            .select_related("document")
            .defer("search", "document__text", "document__search")
        )

    def standing(self) -> "OccurrenceQuerySet":
        """Those of claims that stand for themselves: what was merged shows with the other claim."""
        return self.filter(claim__merged_into=None)


class Occurrence(models.Model):
    """One place where a claim was made.

    `start` and `end` count code points of the document's text, `end` exclusive, and
    `document.text[start:end] == quote` always: the database refuses a row for which it isn't so.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="occurrences")
    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="occurrences")
    extraction = models.ForeignKey(
        "Extraction", on_delete=models.PROTECT, null=True, related_name="occurrences"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    speaker = models.CharField("speaker as found", max_length=500, blank=True)
    role = models.CharField("speaker’s role as told there", max_length=500, blank=True)
    reported_by = models.CharField(max_length=300, blank=True)
    said_on = models.DateField(null=True, blank=True)
    # The claim whose occurrence this repeats, since that claim was merged into this one.
    merged_from = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="occurrences_lent"
    )
    search = models.GeneratedField(
        expression=SearchVector(Left("quote", INDEXED), config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["claim", "document", "start", "end"], name="occurrence_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="occurrence_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("quote")),
                name="occurrence_span_is_as_long_as_its_quote",
            ),
            models.CheckConstraint(
                condition=Q(role="") | ~Q(speaker=""), name="occurrence_role_of_a_speaker"
            ),
        )
        indexes = (
            models.Index(fields=["document", "start"], name="occurrence_in_document"),
            GinIndex(fields=["search"], name="occurrence_search"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="quote_stands_in_the_document",
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("document_id", "start", "end", "quote"),
                when=pgtrigger.Before,
                func="""
                    IF NEW.quote IS DISTINCT FROM (
                        SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start)
                        FROM claims_document WHERE id = NEW.document_id
                    ) THEN
                        RAISE EXCEPTION 'the quote is not at % to % of document %',
                            NEW.start, NEW."end", NEW.document_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return self.quote
