"""`manage.py backup FILE`: the whole database in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from factcheck import services
from factcheck.services import backup


class Command(BaseCommand):
    help = "Writes the whole database to one file. The desk may run meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        backup.dump(file)
        self.stdout.write(f"The database is in {file} ({file.stat().st_size / 1e6:.1f} MB).")
        key = services.data_dir() / "secret_key"
        if key.exists():
            self.stdout.write(f"Keep a copy of {key} with it, or everybody has to log in again.")
