"""Intake: a text comes in, is checked, brought into canonical form, hashed and frozen."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.engine.text.canonical import canonical
from claims.models import Document, Newsroom, Publication, User
from claims.models.document import MAX_CHARACTERS
from claims.pipeline import extraction
from claims.pipeline.changes import Conflict, change, check_fields, record, require, take

# Four bytes a character at most in UTF-8: what is longer can't be within the limit.
MAX_BYTES = 4 * MAX_CHARACTERS + 16


def add_document(
    *,
    text: str | bytes,
    title: str,
    by: User | None,
    kind: str = Document.Kind.ARTICLE,
    outlet: str = "",
    author: str = "",
    url: str = "",
    published_on: dt.date | None = None,
    embargo_until: dt.datetime | None = None,
) -> tuple[Document, bool]:
    """Store a text and queue its extraction; or find the document that has this text already.

    Returns the document and whether it is new. Of many who bring the same text in the same
    second one makes the document and the others are given it.

    Raises ValidationError with a message for each field that can't be taken, and Conflict when
    the text is here but hidden by moderation. Nothing is stored then.
    """
    facts: dict[str, Any] = {
        "kind": kind,
        "title": title.strip(),
        "outlet": outlet.strip(),
        "author": author.strip(),
        "url": url.strip(),
        "published_on": published_on,
        "embargo_until": embargo_until,
    }
    text, errors = _text(text)
    if errors := _field_errors(facts) | errors:
        raise ValidationError(errors)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    try:
        with transaction.atomic():
            document = Document.objects.create(**facts, text=text, sha256=sha256, added_by=by)
            given = {name: value for name, value in facts.items() if value}
            record(document, action="document.added", by=by, after=given)
            extraction.queue(document, by=by)
    except IntegrityError:
        return _already_here(sha256), False
    return document, True


def _text(raw: str | bytes) -> tuple[str, dict[str, str]]:
    """The canonical text, and what is wrong with it; an unusable text comes back empty."""
    try:
        if len(raw) > MAX_BYTES:
            raise ValidationError(_too_long(len(raw)))
        text = canonical(raw.decode("utf-8") if isinstance(raw, bytes) else raw)
        text.encode("utf-8")
    except UnicodeError:
        return "", {"text": "This is not text. Save it as plain text in UTF-8 and try again."}
    except ValidationError as error:
        return "", {"text": str(error.message)}
    return _bounded(text)


def _bounded(text: str) -> tuple[str, dict[str, str]]:
    if "\0" in text:
        return "", {
            "text": "This is not text: it has NUL bytes in it, as programs and pictures do. "
            "Save it as plain text and try again."
        }
    if len(text) > MAX_CHARACTERS:
        return "", {"text": _too_long(len(text))}
    if not any(character.isalnum() for character in text):
        return "", {"text": "The text is empty. Paste the words of the document."}
    return text, {}


def _too_long(length: int) -> str:
    return (
        f"The text has {length:,} characters; the limit is {MAX_CHARACTERS:,}. "
        "Split it and add the parts one by one."
    )


def _field_errors(facts: dict[str, Any]) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    try:
        check_fields(Document, **facts)
    except ValidationError as error:
        errors = dict(error.message_dict)
    if not facts["title"]:
        errors["title"] = "Give the document a title."
    published_on = facts["published_on"]
    if isinstance(published_on, dt.date) and published_on > Newsroom.current().today():
        errors["published_on"] = (
            f"The date {published_on:%Y-%m-%d} is in the future. When was the document published?"
        )
    return errors


def _already_here(sha256: str) -> Document:
    document = Document.objects.get(sha256=sha256)
    if document.is_hidden:
        raise Conflict(
            "This text was added before and an administrator has hidden it: "
            f"{document.hidden_reason}"
        )
    return document


@transaction.atomic
def set_embargo(document: Document, *, by: User, until: dt.datetime | None) -> None:
    """Say until when nothing may be published that rests on a document; None: there is no embargo.

    What is scheduled for an earlier time is held back then. Raises ValidationError for a time that
    has passed.
    """
    locked = take(document, hidden_at=None, refusal="This document is hidden.")
    if until and until <= timezone.now():
        raise ValidationError({"until": "Choose a time to come, or leave it empty."})
    action = "document.embargoed" if until else "document.released"
    change(locked, action=action, by=by, embargo_until=until)


@transaction.atomic
def hide_document(document: Document, *, by: User, reason: str) -> list[Publication]:
    """Take a document and its claims off the desk, search, feeds and API at once.

    Returns the live publications that rest on it: they stay until someone retracts them.
    """
    reason = require(reason, "reason", "Say why the document is hidden.")
    locked = take(document, hidden_at=None, refusal="This document is hidden already.")
    check_fields(Document, hidden_reason=reason)
    change(
        locked,
        action="document.hidden",
        by=by,
        note=reason,
        hidden_at=timezone.now(),
        hidden_by=by,
        hidden_reason=reason,
    )
    return list(
        Publication.objects.live()
        .filter(claim__occurrences__document=locked)
        .select_related("claim")
        .distinct()
        .newest_first()
    )


@transaction.atomic
def restore_document(document: Document, *, by: User) -> None:
    """Bring a hidden document and its claims back."""
    locked = take(document, hidden_at__isnull=False, refusal="This document is not hidden.")
    change(
        locked, action="document.restored", by=by, hidden_at=None, hidden_by=None, hidden_reason=""
    )
