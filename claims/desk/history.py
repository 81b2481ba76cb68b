"""Events in words: who did what, when, and what it was before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from claims.models import (
    Alert,
    Claim,
    Correction,
    DismissalReason,
    Document,
    Event,
    Extraction,
    Kind,
    PromiseStatus,
    Publication,
    Source,
    Verdict,
)

# Each action as the end of a sentence that begins with who did it.
ACTIONS = {
    "document.added": "added the document",
    "document.hidden": "hid the document",
    "document.restored": "brought the document back",
    "document.embargoed": "set an embargo on the document",
    "document.released": "lifted the embargo on the document",
    "extraction.queued": "queued the document for reading",
    "extraction.started": "began to read the text",
    "extraction.postponed": "had to stop reading and will try again",
    "extraction.failed": "could not read the text",
    "extraction.done": "read the text",
    "claim.extracted": "found the claim",
    "claim.accepted": "accepted the claim",
    "claim.assigned": "assigned the claim",
    "claim.edited": "edited the claim",
    "claim.dismissed": "dismissed the claim",
    "claim.parked": "parked the claim",
    "claim.returned": "brought the claim back: its day has come",
    "claim.reopened": "reopened the claim",
    "claim.tagged": "changed the tags",
    "claim.added": "added the claim, which the engine had missed",
    "claim.split": "split the claim in two",
    "claim.split_off": "split this claim off another one",
    "claim.merged": "merged the claim into another one that says the same",
    "claim.unmerged": "took the merge back",
    "claim.grown": "merged a claim into this one",
    "claim.shrunk": "took a claim out of this one again",
    "claim.undone": "undid",
    "claim.in_review": "handed the claim to a second person",
    "claim.sent_back": "returned the claim to checking",
    "claim.approved": "cleared the claim for publication",
    "claim.published": "marked the claim as published",
    "claim.retracted": "marked the claim as retracted",
    "claim.correcting": "returned the claim to checking, to correct what is published",
    "claim.left": "left what is published as it is",
    "claim.promise_rated": "said how the promise stands",
    "alert.raised": "brought the claim back to the desk",
    "alert.closed": "dealt with what brought the claim back",
    "verdict.begun": "began a verdict",
    "verdict.taken_over": "took the draft over",
    "verdict.saved": "saved the draft",
    "verdict.submitted": "submitted the verdict for sign-off",
    "verdict.sent_back": "sent the verdict back",
    "verdict.signed": "signed the verdict off, with more sign-offs to come",
    "verdict.approved": "signed the verdict off",
    "verdict.dropped": "dropped the draft",
    "verdict.rating_replaced": "replaced a rating that was removed from the scale",
    "verdict.scheduled": "scheduled the verdict",
    "verdict.unscheduled": "took the verdict off the schedule",
    "verdict.published": "took the verdict off the schedule: it is out",
    "source.added": "added a source",
    "source.edited": "changed a source",
    "source.removed": "removed a source",
    "source.asked": "had the page of a source looked at again",
    "source.read": "read the page of a source",
    "source.unreadable": "could not read the page of a source",
    "reply.asked": "noted who was asked for a reply",
    "reply.edited": "changed what is noted of a reply",
    "reply.removed": "removed what was noted of a reply",
    "correction.begun": "began to correct what is published",
    "correction.described": "said what the correction changes",
    "correction.dropped": "dropped the correction",
    "publication.published": "published the verdict",
    "publication.corrected": "corrected what is published",
    "publication.superseded": "put another publication in place of this one",
    "publication.reviewed": "looked at the published verdict again: it still stands",
    "publication.retracted": "retracted the publication",
    "export.asked": "asked for an export of what is published",
    "export.started": "began to write an export",
    "export.postponed": "had to stop writing an export and will try again",
    "export.done": "wrote an export",
    "export.failed": "could not write an export",
    "export.removed": "removed an export",
    "export.expired": "removed an export whose days were over",
    "webhook.added": "added a webhook",
    "webhook.edited": "changed a webhook",
    "webhook.paused": "switched a webhook off",
    "webhook.resumed": "switched a webhook on again",
    "webhook.removed": "removed a webhook",
    "webhook.secret_rotated": "gave a webhook a new secret",
    "webhook.pinged": "sent a test to a webhook",
    "webhook.resent": "had a webhook told again what it had missed",
    "delivery.resent": "had a webhook told once more of what was published",
    "user.added": "added an account",
    "user.changed": "changed an account",
    "user.password_set": "set a password",
    "user.calendar_made": "made an address for a calendar program",
    "user.calendar_removed": "ended the address for a calendar program",
    "newsroom.edited": "changed the newsroom’s settings",
    "scale.added": "added a scale",
    "scale.edited": "changed a scale",
    "scale.removed": "removed a scale",
    "rating.added": "added a rating",
    "rating.edited": "changed a rating",
    "rating.removed": "removed a rating",
    "claimant.edited": "corrected a claimant",
    "view.saved": "shared a view",
    "view.removed": "stopped sharing a view",
    "api_key.created": "made an API key",
    "api_key.revoked": "revoked an API key",
}
# What follows from another event of the same second, and would only say it twice.
CONSEQUENCES = {
    "claim.in_review",
    "claim.sent_back",
    "claim.approved",
    "claim.published",
    "claim.retracted",
    "claim.correcting",
    "claim.left",
    "correction.dropped",
    "verdict.published",
    "publication.superseded",
}
# What a note ends the sentence of: “undid the dismissal by Bob Brandt”.
TOLD_BY_NOTE = {"claim.undone"}
FIELDS = {
    "as_of": "As of",
    "review_by": "To be looked at again by",
    "not_found": "Could not be found out",
    "approvals": "Sign-offs",
    "scheduled_for": "To be published",
    "embargo_until": "Embargo until",
    "whom": "Asked",
    "until": "Answer wanted by",
    "what": "What is changed",
    "why": "Why it was wrong",
    "corrects": "Corrects publication",
    "promise_status": "How it stands",
    "yardstick": "How would we know?",
    "parked_until": "Parked until",
    "dismissal_reason": "Reason",
    "url": "Link",
    "read_on": "Read on",
    "withheld_reason": "Withheld because",
    "published_on": "Published on",
    "kind": "Kind",
    "sentences_done": "Sentences read",
    "claims_found": "Claims found",
    "engine_version": "Engine",
    "retraction_reason": "Reason",
    "hidden_reason": "Reason",
    "due_on": "Due",
    "passage_found": "Passage is there",
    "fetch_state": "Page",
    "said_on": "Said on",
    "merged_into": "Merged into",
    "merged": "Says the same",
    "split_off": "Split off",
    "split_from": "Split from",
}
# Bookkeeping that says nothing to an editor, or that the sentence says already.
SILENT = {
    "revision",
    "kinds",
    "submitted_at",
    "approved_at",
    "approved_by",
    "note",
    "dismissal_note",
    "number",
    "lease_until",
    "started_at",
    "finished_at",
    "wake_at",
    "attempt",
    "error",
    "sentences_total",
    "hidden_at",
    "hidden_by",
    "retracted_at",
    "retracted_by",
    "retraction_reason",
    "hidden_reason",
    "send_back_note",
    "fetch_problem",
    "is_minor",
    "is_live",
    "scheduled_by",
    "stale",
    "on",
    "closed_at",
    "closed_by",
    "outcome",
    "assignee_id",
    "merged_into_id",
    "merged_id",
    "split_off_id",
    "claimant_ids",
    "undoes",
    "copy",
}
STATES = {
    "claim": dict(Claim.State.choices),
    "verdict": dict(Verdict.State.choices),
    "extraction": dict(Extraction.State.choices),
    "publication": dict(Publication.State.choices),
}
CHOICES: dict[str, dict[str, str]] = {
    "kind": {
        value: str(label)
        for kinds in (Source.Kind, Kind, Document.Kind, Correction.Kind, Alert.Kind)
        for value, label in kinds.choices
    },
    "stance": dict(Source.Stance.choices),
    "dismissal_reason": dict(DismissalReason.choices),
    "promise_status": dict(PromiseStatus.Status.choices),
    "fetch_state": dict(Source.Fetch.choices),
}
MOMENTS = {"scheduled_for", "embargo_until"}
# The order in which fields are told, before those that aren't named here.
FIRST = ("title", "state", "statement", "rating", "summary")


@dataclass(frozen=True)
class Change:
    """One field, in words. `before` or `after` is empty where there was or is nothing."""

    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return len(self.before) + len(self.after) > 160


@dataclass(frozen=True)
class Entry:
    at: dt.datetime
    who: str
    what: str
    note: str
    changes: list[Change]
    # The Event by which it can be undone, if it can.
    undo: int | None = None


def of(events: Iterable[Event], undoable: Collection[int] = ()) -> list[Entry]:
    """Events as entries of a history, in the order in which they come.

    `undoable` are the ids of those that can be undone now (`pipeline.undo.can`).
    """
    return [
        Entry(
            event.at,
            _who(event),
            _what(event),
            _note(event),
            _changes(event),
            event.pk if event.pk in undoable else None,
        )
        for event in events
        if event.action not in CONSEQUENCES
    ]


def _who(event: Event) -> str:
    if event.by is None:
        return "Factcheck"
    if event.api_key:
        return f"{event.by.name} (with the key “{event.api_key.name}”)"
    return event.by.name


def _what(event: Event) -> str:
    words = ACTIONS.get(event.action, event.action.replace("_", " ").replace(".", " "))
    return f"{words} {event.note}" if event.action in TOLD_BY_NOTE else words


def _note(event: Event) -> str:
    return "" if event.action in TOLD_BY_NOTE else event.note


def _changes(event: Event) -> list[Change]:
    names = sorted({*event.before, *event.after}, key=_place)
    return [
        Change(
            FIELDS.get(name, name.replace("_", " ").capitalize()),
            _words(event.object_type, name, event.before.get(name)),
            _words(event.object_type, name, event.after.get(name)),
        )
        for name in names
        if name not in SILENT and not (name == "state" and event.object_type != "claim")
    ]


def _place(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)


def _words(object_type: str, name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if name == "state":
        return STATES.get(object_type, {}).get(value, str(value))
    if name in CHOICES:
        return CHOICES[name].get(value, str(value))
    if name in MOMENTS:
        return _moment(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, str) and len(value) == 10 and (day := _day(value)):
        return date_format(day, "j F Y")
    return str(value)


def _moment(value: str) -> str:
    """A time in the newsroom's zone."""
    at = parse_datetime(value)
    return date_format(timezone.localtime(at), "j F Y, H:i") if at else value


def _day(value: str) -> dt.date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None
