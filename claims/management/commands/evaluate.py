"""`manage.py evaluate …`: how good the engine is, on rows that people have labelled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Measure the engine on labelled rows, one JSON object a line. No database is needed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        quotes = kinds.add_parser("quotes", help="find quotes and speakers, and tell how fast")
        quotes.add_argument("file", type=Path, help="documents: doc, text")
        quotes.add_argument("--out", type=Path, required=True, help="where the predictions go")
        worth = kinds.add_parser("checkworthiness", help="how well sentences are ranked")
        worth.add_argument("file", type=Path, help="sentences: doc, line, speaker, text, label")
        worth.add_argument("--scores", type=Path, help="where each sentence's score goes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = _measure(options)
        except OSError as error:
            raise CommandError(f"Can't use {error.filename}: {error.strerror}.") from error
        except ValueError as error:  # a bad row, which tells its line
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found))


def _measure(options: dict[str, Any]) -> dict[str, Any]:
    """What was asked for; imported only then, since each brings its own libraries."""
    if options["kind"] == "quotes":
        from claims.benchmarks import quotes

        return quotes.measure(options["file"], out=options["out"])
    from claims.benchmarks import checkworthiness

    return checkworthiness.measure(options["file"], scores=options["scores"])
