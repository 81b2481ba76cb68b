"""Calendars: the secret address under which somebody's calendar program reads the desk's days.

The secret is shown once, when it is made, and has 256 random bits; stored is its SHA-256. A new one
ends the old one.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import transaction

from claims.models import User
from claims.pipeline.changes import record, take


@transaction.atomic
def make(person: User, *, by: User) -> str:
    """Give somebody a new secret address, and return the secret."""
    locked = take(person, refusal="This account is gone.")
    secret = secrets.token_urlsafe(32)
    _set(locked, digest(secret))
    record(locked, action="user.calendar_made", by=by)
    return secret


@transaction.atomic
def remove(person: User, *, by: User) -> None:
    """Have nobody read the desk's days by this person's address any more."""
    locked = take(person, refusal="This account is gone.")
    if locked.calendar_sha256:
        _set(locked, "")
        record(locked, action="user.calendar_removed", by=by)


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _set(person: User, value: str) -> None:
    person.calendar_sha256 = value
    person.save(update_fields=["calendar_sha256"])
