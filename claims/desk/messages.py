"""What was done, in a sentence, with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.desk.forms import ActionForm
from claims.models import Claim, DismissalReason
from claims.pipeline import triage

# Carried in the message's tags, which are the only place that Django's messages have for it.
MARK = "undo"


@dataclass(frozen=True)
class Undo:
    """The field of the form that takes the act back: `event` or `batch`, and its number."""

    name: str
    value: str


def done(request: HttpRequest, words: str, **undo: Any) -> None:
    """Say what was done. `event` or `batch` is what takes it back."""
    tags = [f"{MARK}:{name}:{value}" for name, value in undo.items() if value]
    messages.success(request, words, extra_tags=" ".join(tags))


def in_words(given: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody gave a form, by field, as a sentence about it says it."""
    words = dict(given)
    if "reason" in words:
        words["reason"] = DismissalReason(words["reason"]).label.lower()
    if "to" in words:
        words["to"] = words["to"].name
    if "until" in words:
        words["until"] = date_format(words["until"], "j F Y")
    if "add" in words:
        words["add"] = " and ".join(f"“{tag}”" for tag in triage.tags(words["add"]))
    return words | {name: _link(value) for name, value in words.items() if isinstance(value, Claim)}


def _link(row: Claim) -> SafeString:
    return format_html('<a href="{}">“{}”</a>', row.get_absolute_url(), row.statement)


def refused(request: HttpRequest, words: str, form: ActionForm) -> None:
    """Say that something was not done, and why."""
    reasons = [str(error) for errors in form.errors.values() for error in errors]
    messages.error(request, " ".join([words, form.conflict, *reasons]).strip())


def undo_of(message: Message) -> Undo | None:
    mark, _, rest = (message.extra_tags or "").partition(":")
    name, _, value = rest.partition(":")
    return Undo(name, value) if mark == MARK and value else None
