"""What was done, in a sentence, with the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from claims.desk.forms import ActionForm

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


def refused(request: HttpRequest, words: str, form: ActionForm) -> None:
    """Say that something was not done, and why."""
    reasons = [str(error) for errors in form.errors.values() for error in errors]
    messages.error(request, " ".join([words, form.conflict, *reasons]).strip())


def undo_of(message: Message) -> Undo | None:
    mark, _, rest = (message.extra_tags or "").partition(":")
    name, _, value = rest.partition(":")
    return Undo(name, value) if mark == MARK and value else None
