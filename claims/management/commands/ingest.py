"""`manage.py ingest FILE…`: add texts from files."""

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models import Document, User
from claims.pipeline import intake
from claims.pipeline.changes import Conflict


class Command(BaseCommand):
    help = "Add documents from text files (UTF-8). A worker then extracts their claims."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a text file, or - for stdin")
        parser.add_argument("--title", help="for one file; the file's name when not given")
        parser.add_argument("--kind", choices=Document.Kind.values, default=Document.Kind.ARTICLE)
        parser.add_argument("--outlet", default="")
        parser.add_argument("--author", default="")
        parser.add_argument("--url", default="")
        parser.add_argument(
            "--published", type=_date, dest="published_on", metavar="YYYY-MM-DD", default=None
        )
        parser.add_argument("--by", metavar="USERNAME", help="in whose name the history says it")

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"]
        if options["title"] and len(files) > 1:
            raise CommandError("--title is for one file: leave it out, and each gets its own name.")
        by = _user(options["by"])
        names = ("kind", "outlet", "author", "url", "published_on")
        facts = {name: options[name] for name in names}
        refused = [file for file in files if not self._add(file, options["title"], by, facts)]
        if refused:
            raise CommandError(f"{len(refused)} of {len(files)} files were not added.")

    def _add(self, file: str, title: str | None, by: User | None, facts: dict[str, Any]) -> bool:
        """Add one file and say what became of it; False when it was refused."""
        try:
            document, created = intake.add_document(
                text=_read(file), title=title or Path(file).stem or "Untitled", by=by, **facts
            )
        except OSError as error:
            self.stderr.write(f"{file}: {error.strerror}.")
        except (Conflict, ValidationError) as error:
            messages = error.messages if isinstance(error, ValidationError) else [str(error)]
            self.stderr.write(f"{file}: {' '.join(messages)}")
        else:
            word = "Added" if created else "Already here:"
            self.stdout.write(f"{word} document {document.pk}, {document.title}")
            return True
        return False


def _read(file: str) -> bytes:
    """The file's bytes, one more at most than intake would take."""
    if file == "-":
        return sys.stdin.buffer.read(intake.MAX_BYTES + 1)
    with Path(file).open("rb") as stream:
        return stream.read(intake.MAX_BYTES + 1)


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{value}” is no date; write it as 2026-05-31") from None


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is no user “{username}”.") from None
