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
    return User.objects.with_perm(
        permissions.TRIAGE, backend="django.contrib.auth.backends.ModelBackend"
    ).order_by("first_name", "last_name", "username")


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
    as_of = forms.DateField(
        label="As of",
        required=False,
        widget=day(),
        help_text="The day whose facts this verdict judges.",
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
            "as_of": verdict.as_of,
            "revision": verdict.claim.revision,
        }


class SourceForm(ActionForm):
    """A piece of evidence; `prefix` keeps its names apart from the verdict's in one form."""

    prefix = "source"

    title = forms.CharField(required=False)
    url = forms.CharField(
        label="Link",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    withheld_reason = forms.CharField(
        label="Or: withheld, because",
        required=False,
        help_text="For a source that can’t be named. Readers see this reason.",
    )
    publisher = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=Source.Kind, initial=Source.Kind.PRIMARY)
    stance = forms.ChoiceField(
        choices=Source.Stance,
        initial=Source.Stance.SUPPORTS,
        widget=forms.RadioSelect,
        label="What it does to the claim",
    )
    passage = forms.CharField(label="Passage quoted", required=False, widget=words(3))
    locator = forms.CharField(label="Page or timestamp", required=False)
    read_on = forms.DateField(label="Read on", required=False, widget=day())

    @property
    def has_input(self) -> bool:
        """Whether anything was typed, what is chosen from the start aside."""
        typed = ("title", "url", "withheld_reason", "publisher", "passage", "locator")
        return any(self.data.get(self.add_prefix(name), "").strip() for name in typed)
