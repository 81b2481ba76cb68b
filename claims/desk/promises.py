"""How a promise or prediction stands: the form, and the history that editors see."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils import timezone

from claims.desk.forms import ActionForm, day, words
from claims.models import Claim, PromiseStatus
from claims.pipeline.promises import LOOKS_AHEAD


class PromiseForm(ActionForm):
    """How a promise stands as of a day, and why."""

    ids = "promise_%s"
    aliases = {"status": "stands", "on": "as_of", "due_on": "again"}

    stands = forms.ChoiceField(
        label="How it stands",
        choices=[("", "Choose"), *PromiseStatus.Status.choices],
        error_messages={"required": "Choose how the promise stands."},
    )
    as_of = forms.DateField(label="As of", required=False, widget=day())
    note = forms.CharField(
        label="Why", required=False, widget=words(2), help_text="Readers see this."
    )
    url = forms.CharField(
        label="Link (optional)",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )

    again = forms.DateField(
        label="Look again on (optional)",
        required=False,
        widget=day(),
        help_text="It comes back to the desk on that day.",
    )

    @classmethod
    def on(cls, claim: Claim, data: Any = None) -> Self:
        return cls(data, initial={"as_of": timezone.localdate()})

    def input(self) -> dict[str, Any]:
        given = super().input()
        names = {"stands": "status", "as_of": "on", "again": "due_on"}
        return {names.get(name, name): value for name, value in given.items()}


def looks_ahead(claim: Claim) -> bool:
    """Whether it is a promise or a prediction, among other things."""
    return bool(set(LOOKS_AHEAD).intersection(claim.kinds))


def history(claim: Claim) -> list[PromiseStatus]:
    """How it stood, the newest first; no query for what doesn't look ahead."""
    if not looks_ahead(claim):
        return []
    return list(claim.promise_statuses.select_related("by").order_by("-on", "-id"))
