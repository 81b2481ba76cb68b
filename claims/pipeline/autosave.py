"""Autosave: what somebody types into a form is kept until they send or discard it.

It is theirs alone and no part of the record, so there is no Event of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.models import Autosave, User

MAX_CHARACTERS = 600_000
# What nobody came back to for so long is not waited for any more.
KEPT_DAYS = 90
_PLACE = re.compile(r"[-a-z0-9_]{1,60}", re.IGNORECASE)


def keep(*, by: User, place: str, content: Mapping[str, str]) -> Autosave:
    """Keep the fields of the form that `place` names, instead of what was kept of it before.

    Raises ValidationError when they are no texts by name, or too long.
    """
    if not _PLACE.fullmatch(place):
        raise ValidationError({"place": "There is no such form."})
    if not all(isinstance(one, str) for pair in content.items() for one in pair):
        raise ValidationError({"content": "A draft has texts by the names of their fields."})
    length = sum(len(name) + len(value) for name, value in content.items())
    if length > MAX_CHARACTERS:
        message = (
            f"A draft of more than {MAX_CHARACTERS:,} characters isn’t kept. Save what you have."
        )
        raise ValidationError({"content": message})
    row = Autosave(
        user=by,
        place=place,
        content={_storable(name): _storable(value) for name, value in content.items()},
    )
    # One statement: two tabs that send the same form at once end with one row.
    [row] = Autosave.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "place"],
        update_fields=["content", "saved_at"],
    )
    return row


def forget(*, by: User, place: str) -> None:
    """Drop what was kept of a form, if anything was."""
    Autosave.objects.filter(user=by, place=place).delete()


def sweep() -> int:
    """Drop what nobody has gone on with for `KEPT_DAYS`. Returns how much that was."""
    before = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    return Autosave.objects.filter(saved_at__lt=before).delete()[0]


def _storable(text: str) -> str:
    """`text` without what PostgreSQL can't keep: half a character that was cut, and NUL."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
