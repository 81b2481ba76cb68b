"""People who work on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from claims.models.notification import Notification

if TYPE_CHECKING:
    from claims.models.access import ApiKey


def everything() -> list[str]:
    """All kinds of notifications: what somebody is told of who has not chosen."""
    return list(Notification.Kind.values)


class User(AbstractUser):
    """Somebody with an account. What they may do follows from their roles (`permissions.py`)."""

    one_letter_keys = models.BooleanField(
        default=True,
        help_text="Whether single letters are keys of the desk. Some ways of typing and speaking "
        "to a computer send letters unasked.",
    )

    told_in_page = ArrayField(
        models.CharField(max_length=20, choices=Notification.Kind),
        default=everything,
        blank=True,
        help_text="What the desk’s own pages tell this person of.",
    )
    told_by_mail = ArrayField(
        models.CharField(max_length=20, choices=Notification.Kind),
        default=everything,
        blank=True,
        help_text="What this person gets e-mail about.",
    )
    # The SHA-256 of the secret in the address of this person's calendar; empty: there is none.
    calendar_sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    # Set by the API's authentication when a program acts with this person's key, so that the
    # Event names the key as well as the person.
    acting_key: ApiKey | None = None

    @property
    def name(self) -> str:
        """The name that pages and histories show."""
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """One or two letters for a small badge."""
        words = self.name.split()
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()
