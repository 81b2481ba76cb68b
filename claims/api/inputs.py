"""What the desk's endpoints take: types only. What a value may be is for the pipeline to say."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.fields import Assignee, Choice, Input, Moment, Person, Query, RatingLabel, Text
from claims.desk.filters import BACK, ORDERS, SHOWN, SOON
from claims.models import (
    Alert,
    Claim,
    Correction,
    DismissalReason,
    Document,
    Extraction,
    Kind,
    PromiseStatus,
    Publication,
    Source,
    Verdict,
)

# Wider than any id, narrower than what PostgreSQL can't compare with a bigint.
MAX_ID = 2**63 - 1
# A statement is a sentence or two; full-text search ends at a megabyte.
MAX_STATEMENT = 5_000
MAX_OUTCOME = Alert._meta.get_field("outcome").max_length


class DocumentInput(Input):
    """A text that comes in."""

    text = Text(trim_whitespace=False, help_text="Plain text, 500,000 characters at most.")
    title = Text()
    kind = Choice(Document.Kind, name="DocumentKind", required=False)
    outlet = Text(required=False, allow_blank=True)
    author = Text(required=False, allow_blank=True)
    url = Text(required=False, allow_blank=True)
    published_on = serializers.DateField(required=False, allow_null=True)
    embargo_until = Moment(
        required=False, allow_null=True, help_text="Nothing that rests on it is published before."
    )


class EmbargoInput(Input):
    until = Moment(allow_null=True, help_text="Null: there is no embargo (any more).")


class Since(Query):
    """Query parameters of a list that a program can follow."""

    updated_since = Moment(
        required=False,
        help_text="Rows that changed then or later, in the order in which they did.",
    )


def _id(what: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_ID, help_text=f"Id of a {what}."
    )


class ClaimFilters(Since):
    """Query parameters of the list of claims; all that are given must hold.

    Those of the desk's queue mean here what they mean there.
    """

    q = serializers.CharField(
        required=False, max_length=200, help_text="Words in the statement, quote or claimant."
    )
    state = Choice(SHOWN, name="QueueState", required=False, help_text="Else all.")
    kind = Choice(Kind, name="ClaimKind", required=False)
    claimant = _id("claimant")
    document = _id("document")
    assignee = Assignee(required=False, help_text="User name, `me` or `nobody`.")
    tag = serializers.CharField(required=False, max_length=40)
    reason = Choice(
        DismissalReason, name="DismissalReason", required=False, help_text="Why it was dismissed."
    )
    due = Choice({SOON: "Soon"}, name="QueueDue", required=False, help_text="Due soon or overdue.")
    due_by = serializers.DateField(
        required=False, help_text="Promises and predictions that fall due on this day or before."
    )
    promise_status = Choice(PromiseStatus.Status, name="PromiseStatus", required=False)
    back = Choice(
        {BACK: "Came back"}, name="QueueBack", required=False, help_text="As `came_back=true`."
    )
    came_back = serializers.BooleanField(
        required=False, help_text="Whether it waits for another look."
    )
    sort = Choice(
        {name: order.label for name, order in ORDERS.items()},
        name="QueueOrder",
        required=False,
        help_text="`priority` if not given. Not together with `updated_since`.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "sort" in attrs and "updated_since" in attrs:
            raise serializers.ValidationError(
                {"sort": "With `updated_since` rows come in the order in which they changed."}
            )
        return attrs


class VerdictFilters(Since):
    """Query parameters of the desk's list of verdicts."""

    state = Choice(Verdict.State, name="VerdictState", required=False)
    author = Person(required=False, help_text="User name.")


class EventFilters(Since):
    """Query parameters of the history."""

    claim = _id("claim")
    document = _id("document")
    action = serializers.RegexField(
        r"^[a-z_]+\.[a-z_]+$", required=False, max_length=60, help_text="Such as `claim.accepted`."
    )
    by = Person(required=False, help_text="User name.")


class ExtractionFilters(Query):
    document = _id("document")
    state = Choice(Extraction.State, name="ExtractionState", required=False)


class OccurrenceFilters(Query):
    claim = _id("claim")
    document = _id("document")


class ClaimantFilters(Query):
    q = serializers.CharField(required=False, max_length=200, help_text="A part of a name.")


class SourceFilters(Query):
    claim = _id("claim")
    verdict = _id("verdict")
    kind = Choice(Source.Kind, name="SourceKind", required=False)
    stance = Choice(Source.Stance, name="SourceStance", required=False)
    fetch_state = Choice(
        {word: label for word, label in Source.Fetch.choices if word},
        name="FetchState",
        required=False,
    )
    gone = serializers.BooleanField(
        required=False,
        help_text="Whether its page, or the passage on it, is gone, and nobody has looked yet.",
    )


class PublicationFilters(Query):
    claim = _id("claim")
    state = Choice(Publication.State, name="PublicationState", required=False)


class AddClaimInput(Input):
    """A claim that the engine passed over. The words of it are the `quote`; or they are at `start`
    to `end`, in code points."""

    document = serializers.PrimaryKeyRelatedField(
        queryset=Document.objects.visible(), help_text="Id of the document in which it stands."
    )
    quote = Text(required=False, allow_blank=True)
    start = serializers.IntegerField(required=False, min_value=0)
    end = serializers.IntegerField(required=False, min_value=1)
    statement = Text(max_length=MAX_STATEMENT)
    kind = Choice(Kind, name="ClaimKind")
    claimants = serializers.ListField(
        child=Text(), required=False, help_text="Names. Who isn’t known yet is made."
    )


class AssignInput(Input):
    to = Person(help_text="User name of whoever is to check the claim.")


class DismissInput(Input):
    reason = Choice(DismissalReason, name="DismissalReason")
    note = Text(required=False, allow_blank=True)


class ParkInput(Input):
    until = serializers.DateField(help_text="The day on which the claim comes back.")


class EditInput(Input):
    """`revision` is the one that you read: an edit of another wording is refused.

    What isn't given stays as it is.
    """

    revision = serializers.IntegerField(min_value=1)
    statement = Text(max_length=MAX_STATEMENT)
    kind = Choice(Kind, name="ClaimKind", required=False)
    claimants = serializers.ListField(
        child=Text(),
        required=False,
        help_text="Names. Who isn’t known yet is made; none: the document itself states it.",
    )
    due_on = serializers.DateField(
        required=False, allow_null=True, help_text="Of a promise or prediction."
    )
    said_on = serializers.DateField(
        required=False, allow_null=True, help_text="The day of the first occurrence."
    )
    yardstick = Text(
        required=False,
        allow_blank=True,
        help_text="How one will know whether a promise is kept or a prediction comes true.",
    )


class TagInput(Input):
    """Tags are kept in lower case, each once, at most 20 of at most 40 characters a claim."""

    add = serializers.ListField(child=Text(), required=False)
    remove = serializers.ListField(child=Text(), required=False)


class MergeInput(Input):
    """`seen` is the state in which you read the claim: one that has moved is left alone."""

    into = serializers.PrimaryKeyRelatedField(
        queryset=Claim.objects.visible(), help_text="Id of the claim that says the same."
    )
    seen = Choice(Claim.State, name="ClaimState")


class SplitInput(Input):
    """What the first claim says from now on (`keeps`), and what the second one does.

    The words of the second are the `quote`; or they are at `start` to `end`, in code points.
    """

    revision = serializers.IntegerField(min_value=1)
    keeps = Text(max_length=MAX_STATEMENT)
    statement = Text(max_length=MAX_STATEMENT)
    kind = Choice(Kind, name="ClaimKind", required=False)
    document = serializers.PrimaryKeyRelatedField(
        queryset=Document.objects.visible(), help_text="Id of a document in which the claim stands."
    )
    quote = Text(required=False, allow_blank=True)
    start = serializers.IntegerField(required=False, min_value=0)
    end = serializers.IntegerField(required=False, min_value=1)


class RetractInput(Input):
    reason = Text(help_text="Readers see this.")


class PromiseInput(Input):
    """How a promise or prediction stands, apart from whether what was said is true."""

    status = Choice(PromiseStatus.Status, name="PromiseStatus")
    note = Text(help_text="Why. Readers see this.")
    on = serializers.DateField(
        required=False, allow_null=True, help_text="The day as of which it stands so; else today."
    )
    url = Text(required=False, allow_blank=True, help_text="Where readers see it.")
    due_on = serializers.DateField(
        required=False, allow_null=True, help_text="When it comes back to the desk next."
    )


class ReviewInput(Input):
    review_by = serializers.DateField(
        allow_null=True, help_text="When to look again; null: not again."
    )
    note = Text(
        required=False,
        allow_blank=True,
        max_length=MAX_OUTCOME,
        help_text="What came of looking at it.",
    )


class CloseInput(Input):
    outcome = Text(max_length=MAX_OUTCOME, help_text="What came of looking at it.")


class SaveInput(Input):
    """The whole draft: what is left empty becomes empty. Only the two last may be left out, and
    stay as they are then."""

    revision = serializers.IntegerField(min_value=1, help_text="The claim’s, as you read it.")
    rating = RatingLabel(allow_null=True, help_text="Label of a rating of the newsroom’s scale.")
    summary = Text(allow_blank=True, help_text="One sentence.")
    explanation = Text(allow_blank=True, help_text="Markdown.")
    as_of = serializers.DateField(allow_null=True, help_text="The day whose facts it judges.")
    not_found = Text(
        required=False, allow_blank=True, help_text="What could not be found out. Markdown."
    )
    review_by = serializers.DateField(
        required=False, allow_null=True, help_text="The day by which somebody looks at it again."
    )


class CorrectionInput(Input):
    """What is changed and why, for readers. It may be incomplete until it goes out."""

    kind = Choice(Correction.Kind, name="CorrectionKind")
    what = Text(allow_blank=True, help_text="What is changed.")
    why = Text(allow_blank=True, help_text="Why it was wrong.")


class ScheduleInput(Input):
    at = Moment(help_text="When it is published.")


class SourceInput(Input):
    """A link, or `withheld_reason` instead of it.

    Title, publisher and day of a link are read from its page where they are left out.
    """

    title = Text(required=False, allow_blank=True)
    url = Text(required=False, allow_blank=True)
    publisher = Text(required=False, allow_blank=True)
    published_on = serializers.DateField(required=False, allow_null=True)
    kind = Choice(Source.Kind, name="SourceKind", required=False)
    stance = Choice(Source.Stance, name="SourceStance", required=False)
    passage = Text(required=False, allow_blank=True)
    locator = Text(required=False, allow_blank=True)
    read_on = serializers.DateField(required=False, allow_null=True)
    withheld_reason = Text(required=False, allow_blank=True)


class ReplyInput(Input):
    """Who was asked about the claim, and what they answered."""

    whom = Text()
    asked_on = serializers.DateField(required=False, allow_null=True, help_text="Else today.")
    until = serializers.DateField(
        required=False, allow_null=True, help_text="The day by which an answer is wanted."
    )
    answered_on = serializers.DateField(
        required=False, allow_null=True, help_text="Else, of an answer, today."
    )
    answer = Text(required=False, allow_blank=True)


class SendBackInput(Input):
    note = Text(help_text="What has to be changed.")
