"""Signed links: who has the link of an export has its file, until the day that is in it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from claims.models import Export

# Raised when links are made otherwise: all earlier ones end then.
_SALT = "claims.exports.links.1"


class Ticket(NamedTuple):
    """What a link says: whose file it leads to, and until when."""

    export_id: int
    until: dt.datetime

    @property
    def is_over(self) -> bool:
        return self.until <= timezone.now()


def path(export: Export) -> str:
    """Where the file of an export is handed out; it begins with a slash."""
    assert export.expires_at
    words = f"{export.pk}-{int(export.expires_at.timestamp())}"
    return reverse("export-file", args=[_signer().sign(words), export.file_name])


def read(token: str) -> Ticket | None:
    """What the token of a link says; None when it is none of ours."""
    try:
        export_id, _, until = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    return Ticket(int(export_id), dt.datetime.fromtimestamp(int(until), dt.UTC))


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
