"""`manage.py benchmark …`: how fast it is, on a scratch desk of its own."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.benchmarks import paste


class Command(BaseCommand):
    help = "Measure the desk. Nothing of yours is read or changed."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        first = kinds.add_parser("paste", help="from paste to the first claim on the page")
        first.add_argument("--words", type=int, default=800)
        first.add_argument("--runs", type=int, default=11)
        first.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = paste.measure(words=options["words"], runs=options["runs"])
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name:<10}{value}")
