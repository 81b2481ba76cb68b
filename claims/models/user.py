"""People who work on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models

if TYPE_CHECKING:
    from claims.models.access import ApiKey


class User(AbstractUser):
    """Somebody with an account. What they may do follows from their roles (`permissions.py`)."""

    one_letter_keys = models.BooleanField(
        default=True,
        help_text="Whether single letters are keys of the desk. Some ways of typing and speaking "
        "to a computer send letters unasked.",
    )

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
