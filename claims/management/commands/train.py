"""`manage.py train checkworthiness …`: make the check-worthiness model again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.engine.weighing import worth


class Command(BaseCommand):
    help = "Train the model that tells which sentences are worth checking."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        one = kinds.add_parser("checkworthiness", help="needs the packages of the extra “train”")
        one.add_argument("rows", nargs="+", type=Path, help="JSONL with text, label3 and doc")
        one.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
        one.add_argument("--out", type=Path, default=worth.FOLDER)
        one.add_argument("--hold-out", type=Path, nargs="*", default=[], help="never trained on")
        one.add_argument("--until", type=int, help="train to this year; the rest calibrates")
        one.add_argument("--own", action="store_true", help="train on the project's sentences too")
        one.add_argument("--calibration", type=Path, help="the card whose calibration to take over")
        one.add_argument("--epochs", type=float, default=2)
        one.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from claims.training import checkworthiness
            from claims.training.rows import BadRows
        except ImportError as error:
            raise CommandError(
                f"{error}. Training needs more: pip install '.[train]' (docs/engine.md)."
            ) from error
        wanted = checkworthiness.Plan(
            **{name: options[name] for name in checkworthiness.Plan.__dataclass_fields__}
        )
        try:
            found = checkworthiness.train(wanted, say=self.stdout.write)
        except BadRows as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {options['out'] / worth.WEIGHTS}: {asdict(found)}")
