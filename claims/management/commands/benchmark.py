"""`manage.py benchmark …`: how fast it is; what needs a desk has a scratch one of its own."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Measure the desk. Nothing of yours is read or changed."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        first = kinds.add_parser("paste", help="from paste to the first claim on the page")
        first.add_argument("--words", type=int, default=800)
        first.add_argument("--runs", type=int, default=11)
        second = kinds.add_parser("extract", help="the engine alone, on your own text files")
        second.add_argument("files", nargs="+", type=Path, metavar="FILE")
        for kind in (first, second):
            kind.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = _measure(options)
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name:<22}{value}")


def _measure(options: dict[str, Any]) -> dict[str, Any]:
    """What was asked for; imported only then, so that a cold start is one."""
    if options["kind"] == "paste":
        from claims.benchmarks import paste

        return paste.measure(words=options["words"], runs=options["runs"])
    from claims.benchmarks import extract

    try:
        return extract.measure(options["files"])
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Can't read it: {error}") from error
