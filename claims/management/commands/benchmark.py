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
        third = kinds.add_parser("queue", help="the queue's pages, with many claims")
        third.add_argument("--claims", type=int, default=100_000)
        third.add_argument("--runs", type=int, default=7)
        fourth = kinds.add_parser("export", help="the published verdicts, as fast as they go out")
        fourth.add_argument("--verdicts", type=int, default=100_000)
        fourth.add_argument("--runs", type=int, default=5)
        for kind in (first, second, third, fourth):
            kind.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = _measure(options)
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            pages = found.pop("pages", ())
            for name, value in found.items():
                self.stdout.write(f"{name:<22}{value}")
            for row in pages:
                self.stdout.write(
                    f"{row['page']:<60}{row['median_ms']:>8} ms{row['p95_ms']:>8} ms"
                    f"{row['queries']:>4} queries{row['bytes']:>8} bytes"
                )


def _measure(options: dict[str, Any]) -> dict[str, Any]:
    """What was asked for; imported only then, so that a cold start is one."""
    if options["kind"] == "paste":
        from claims.benchmarks import paste

        return paste.measure(words=options["words"], runs=options["runs"])
    if options["kind"] == "queue":
        from claims.benchmarks import queue

        return queue.measure(claims=options["claims"], runs=options["runs"])
    if options["kind"] == "export":
        from claims.benchmarks import export

        return export.measure(verdicts=options["verdicts"], runs=options["runs"])
    from claims.benchmarks import extract

    try:
        return extract.measure(options["files"])
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Can't read it: {error}") from error
