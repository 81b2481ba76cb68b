"""What brought a claim back to the desk, in words, and the forms by which that is dealt with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.formats import date_format

from claims.desk.forms import ActionForm, day
from claims.models import Alert, Claim, Publication, User
from claims.pipeline import alerts, watch
from claims.pipeline.changes import Conflict

Kind = Alert.Kind
ABOUT_A_SOURCE = (Kind.SOURCE_GONE, Kind.PASSAGE_GONE)
# What a row of the queue says; a day follows where there is one.
REASONS = {
    Kind.DUE.value: "Fell due {}",
    Kind.REVIEW.value: "To be looked at again since {}",
    Kind.SOURCE_GONE.value: "A source is gone",
    Kind.PASSAGE_GONE.value: "A source no longer has its passage",
}


class ReviewedForm(ActionForm):
    """That a published verdict still stands, and when to look again."""

    ids = "reviewed_%s"

    review_by = forms.DateField(
        label="Look again by", required=False, widget=day(), help_text="Empty: not again."
    )
    note = forms.CharField(label="What you looked at (optional)", required=False, max_length=500)


class LookedForm(ActionForm):
    """What came of looking at a source that is gone or has changed."""

    ids = "looked_%s"

    alert = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.CharField(label="What came of it", required=False)


def reviewed(row: Claim, *, by: User, review_by: dt.date | None, note: str) -> None:
    live = row.publications.filter(state=Publication.State.LIVE).first()
    if live is None:
        raise Conflict("This claim is no longer published.")
    watch.reviewed(live, by=by, review_by=review_by, note=note)


def looked(row: Claim, *, by: User, alert: int, outcome: str) -> None:
    found = row.alerts.open().filter(kind__in=ABOUT_A_SOURCE, pk=alert).first()
    if found is None:
        raise Conflict("Somebody has dealt with this already.")
    alerts.close(found, by=by, outcome=outcome)


def reason(alert: dict[str, Any]) -> str:
    """An alert of `Claim.came_back` in a few words."""
    on = date_format(dt.date.fromisoformat(alert["on"]), "j M Y")
    return REASONS[alert["kind"]].format(on)


def fell_due(claim: Claim) -> bool:
    """Whether it is back because it fell due."""
    return any(alert["kind"] == Kind.DUE for alert in claim.came_back)
