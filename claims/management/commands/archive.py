"""`manage.py archive FILE.zip`: the readers' site in one file that outlives the server."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from claims.exports import archive
from claims.exports.files import whole
from claims.exports.moment import as_of_now
from claims.management.files import refuse_to_overwrite
from claims.models import Newsroom, Publication

# Fact-checks between two signs of life, where somebody is looking.
TELL_EVERY = 100


class Command(BaseCommand):
    help = (
        "Writes all pages that readers have into one ZIP file, which opens from a disk without a "
        "server: fact-checks with their versions and pictures, lists, corrections, and the data."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="Replace a file that is there.")

        parser.add_argument(
            "--no-pictures",
            action="store_false",
            dest="pictures",
            help="Leave out the pictures for those who share a fact-check: most of the time.",
        )

    def handle(self, *, file: Path, force: bool, pictures: bool, **options: Any) -> None:
        refuse_to_overwrite([file], force=force)
        with whole(file) as zipped, as_of_now():
            total = Publication.objects.live().count()
            newsroom, tell = Newsroom.current(), self._teller(total)
            done = archive.write(zipped, newsroom, pictures=pictures, progress=tell)
        size = file.stat().st_size / 1e6
        self.stdout.write(
            f"{done.live:,} fact-checks and {done.retracted:,} retracted ones, "
            f"{done.pages:,} pages: {file} ({size:.1f} MB)."
        )

    def _teller(self, total: int) -> archive.Progress:
        def tell(done: int) -> None:
            if sys.stderr.isatty() and (done % TELL_EVERY == 0 or done == total):
                self.stderr.write(f"\r{done:,} of {total:,}", ending="" if done < total else "\n")

        return tell
