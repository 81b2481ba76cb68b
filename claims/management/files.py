"""What commands that write files have in common."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError


def refuse_to_overwrite(paths: Iterable[Path], *, force: bool) -> None:
    """Raise CommandError, which ends a command with 3, when one of these files is there."""
    for path in paths:
        if path.exists() and not force:
            raise CommandError(f"{path} is there already: --force replaces it.", returncode=3)
