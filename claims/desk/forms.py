"""The desk's forms, and the one way in which a form meets the pipeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from claims import permissions
from claims.models import (
    Claim,
    Correction,
    DismissalReason,
    Document,
    Newsroom,
    Rating,
    Source,
    User,
    Verdict,
)
from claims.models.document import MAX_CHARACTERS
from claims.pipeline import people
from claims.pipeline.changes import Conflict


class ActionForm(forms.Form):
    """The input of one pipeline function, and what became of it.

    `attempt` is the only place where the desk meets the pipeline's refusals: a ValidationError
    comes to stand beside its field, a Conflict in `conflict`. What was typed stays in the form,
    so whoever shows the page again with this form loses nothing.
    """

    # Names by which the pipeline calls a field of this form.
    aliases: dict[str, str] = {}
    # How its fields are told from those of the other forms of a page.
    ids = "id_%s"

    conflict = ""
    refusal: Conflict | None = None
    result: Any = None
    # Where what is typed is kept until it is sent, and since when it has been waiting there.
    place = ""
    typed_at: dt.datetime | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("auto_id", self.ids)
        super().__init__(*args, **kwargs)

    def attempt(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call `function` with the cleaned input as well; tell whether it went through."""
        return self.is_valid() and self.settle(function, *args, **kwargs, **self.input())

    def settle(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call `function` and take in what it refuses; tell whether it went through."""
        try:
            self.result = function(*args, **kwargs)
        except Conflict as conflict:
            self.refusal, self.conflict = conflict, str(conflict)
        except ValidationError as error:
            self._take(error)
        return not self.conflict and not self.errors

    def input(self) -> dict[str, Any]:
        """What of the cleaned data the pipeline function takes."""
        return dict(self.cleaned_data)

    @classmethod
    def on(cls, claim: Claim, data: Any = None) -> Self:
        """The form for what may be done to `claim`; `data` as it was sent."""
        return cls(data)

    def catch_up(self, claim: Claim) -> None:
        """Put the claim that a conflict has just shown under what is sent next."""
        self.data = {**dict(self.data.items()), "revision": claim.revision}

    @property
    def status(self) -> int:
        """The status of an answer that shows this form again."""
        if self.conflict:
            return 409
        return 422 if self.is_bound and self.errors else 200

    def _take(self, error: ValidationError) -> None:
        by_field = (
            error.error_dict
            if hasattr(error, "error_dict")
            else {NON_FIELD_ERRORS: error.error_list}
        )
        for name, errors in by_field.items():
            field = self.aliases.get(name, name)
            self.add_error(field if field in self.fields else None, errors)


def words(rows: int, **attributes: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


def day(**attributes: Any) -> forms.DateInput:
    # The browser's own control, which takes and gives ISO 8601 in every language.
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attributes})


def moment(**attributes: Any) -> forms.DateTimeInput:
    # In the newsroom's time zone, which is the active one.
    return forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", **attributes}
    )


class PasswordForm(PasswordChangeForm):
    """Somebody's own new password."""

    def save(self, commit: bool = True) -> User:
        self.user = people.set_password(
            self.user, by=self.user, password=self.cleaned_data["new_password1"]
        )
        return self.user


class PeopleField(forms.ModelChoiceField):
    """Somebody who works on the desk, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=desk_people(), **kwargs)

    def label_from_instance(self, person: Any) -> str:
        return person.name


def desk_people() -> Any:
    """Everybody who may check claims."""
    people = permissions.holders(permissions.TRIAGE)
    return people.order_by("first_name", "last_name", "username")


class DocumentForm(ActionForm):
    """A text that comes in. Limits and messages are intake's, so that every door says the same."""

    title = forms.CharField(required=False, widget=forms.TextInput(attrs={"autofocus": True}))
    text = forms.CharField(
        required=False,
        strip=False,
        widget=words(
            18,
            spellcheck="false",
            placeholder="Paste the whole text here.",
            **{"data-count": str(MAX_CHARACTERS)},
        ),
    )
    kind = forms.ChoiceField(choices=Document.Kind, initial=Document.Kind.ARTICLE)
    outlet = forms.CharField(required=False)
    author = forms.CharField(required=False)
    published_on = forms.DateField(
        required=False,
        widget=day(),
        help_text="“Yesterday” and “last year” in the text count from this day.",
    )
    url = forms.CharField(
        label="Web address",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    embargo_until = forms.DateTimeField(
        label="Embargo until",
        required=False,
        widget=moment(),
        help_text="Nothing that rests on it is published before.",
    )


class AssignForm(ActionForm):
    aliases = {"assignee": "to"}
    to = PeopleField(label="Give it to", empty_label="Choose somebody")


class DismissForm(ActionForm):
    reason = forms.CharField(required=False)
    note = forms.CharField(label="Note (optional)", required=False, widget=words(2))
    reasons = DismissalReason.choices


class ParkForm(ActionForm):
    until = forms.DateField(label="Until", widget=day())


class ReasonForm(ActionForm):
    reason = forms.CharField(required=False, widget=words(4))


class NoteForm(ActionForm):
    note = forms.CharField(label="What has to be changed", required=False, widget=words(3))


class RatingField(forms.ModelChoiceField):
    """A rating of the newsroom's scale, and the one a draft has if the scale was changed since."""

    widget = forms.RadioSelect

    def label_from_instance(self, rating: Any) -> str:
        return rating.label


class VerdictForm(ActionForm):
    rating = RatingField(queryset=Rating.objects.none(), required=False, empty_label=None)
    summary = forms.CharField(
        label="Summary",
        required=False,
        widget=words(2, **{"data-count": "300"}),
        help_text="The verdict in one sentence, as readers will see it first.",
    )
    explanation = forms.CharField(
        required=False,
        widget=words(14),
        help_text="How you know. Markdown: **bold**, *italic*, [link](https://…), lists, > quote.",
    )
    not_found = forms.CharField(
        label="What we could not find out",
        required=False,
        widget=words(3),
        help_text="What you looked for and where, so that readers know what is still open.",
    )
    as_of = forms.DateField(
        label="As of",
        required=False,
        widget=day(),
        help_text="The day whose facts this verdict judges.",
    )
    review_by = forms.DateField(
        label="Look at it again by",
        required=False,
        widget=day(),
        help_text="It comes back to the desk on that day.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, verdict: Verdict, newsroom: Newsroom, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self._stored(verdict))
        super().__init__(*args, **kwargs)
        field = self.fields["rating"]
        assert isinstance(field, RatingField)
        own = Rating.objects.filter(pk=verdict.rating_id or 0)
        field.queryset = (Rating.objects.filter(scale=newsroom.scale_id) | own).order_by(
            "position", "id"
        )

    @staticmethod
    def _stored(verdict: Verdict) -> dict[str, Any]:
        return {
            "rating": verdict.rating_id,
            "summary": verdict.summary,
            "explanation": verdict.explanation,
            "not_found": verdict.not_found,
            "as_of": verdict.as_of,
            "review_by": verdict.review_by,
            "revision": verdict.claim.revision,
        }


class PartForm(ActionForm):
    """A part of a verdict; `prefix` keeps its names apart from the verdict's in one form."""

    typed: tuple[str, ...] = ()

    @property
    def has_input(self) -> bool:
        """Whether anything was typed, what is chosen from the start aside."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.typed)


class SourceForm(PartForm):
    """A piece of evidence."""

    prefix = "source"
    typed = ("title", "url", "withheld_reason", "publisher", "passage", "locator")

    url = forms.CharField(
        label="Link",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text="Its page is read and a copy kept. What you leave empty is filled in from it.",
    )
    title = forms.CharField(required=False)
    withheld_reason = forms.CharField(
        label="Or: withheld, because",
        required=False,
        help_text="For a source that can’t be named. Readers see this reason.",
    )
    publisher = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=Source.Kind, initial=Source.Kind.PRIMARY)
    stance = forms.ChoiceField(
        choices=Source.Stance,
        initial=Source.Stance.CONTEXT,
        widget=forms.RadioSelect,
        label="What it does to the claim",
    )
    passage = forms.CharField(
        label="Passage quoted",
        required=False,
        widget=words(3),
        help_text="Word for word: it is looked up in the page, now and later.",
    )
    locator = forms.CharField(label="Page or timestamp", required=False)
    published_on = forms.DateField(label="Published on", required=False, widget=day())
    read_on = forms.DateField(label="Read on", required=False, widget=day())


class ReplyForm(PartForm):
    """Somebody who was asked about the claim, and the answer once it has come."""

    prefix = "reply"
    typed = ("whom", "answer")

    whom = forms.CharField(label="Whom you asked", required=False)
    asked_on = forms.DateField(label="Asked on", required=False, widget=day())
    until = forms.DateField(label="Answer wanted by", required=False, widget=day())
    answer = forms.CharField(
        required=False,
        widget=words(3),
        help_text="Readers see it beside the verdict. Leave it empty until it comes.",
    )
    answered_on = forms.DateField(label="Answered on", required=False, widget=day())


class CorrectionForm(PartForm):
    """What a correction is, for readers."""

    prefix = "correction"

    kind = forms.ChoiceField(
        label="What sort of correction it is",
        choices=[row for row in Correction.Kind.choices if row[0] != Correction.Kind.RETRACTION],
        widget=forms.RadioSelect,
    )
    what = forms.CharField(
        label="What is changed",
        required=False,
        widget=words(2),
        help_text="Readers see this on the page and in the list of corrections.",
    )
    why = forms.CharField(label="Why it was wrong", required=False, widget=words(2))


class ScheduleForm(ActionForm):
    at = forms.DateTimeField(label="Publish it at", widget=moment())


class EmbargoForm(ActionForm):
    until = forms.DateTimeField(
        label="Embargo until",
        required=False,
        widget=moment(),
        help_text="Nothing that rests on it is published before. Empty: there is none.",
    )
