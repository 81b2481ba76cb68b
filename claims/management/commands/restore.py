"""`manage.py restore FILE`: the database of a backup in place of the one there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand

from factcheck import services
from factcheck.services import backup


class Command(BaseCommand):
    help = "Puts a backup's database in place of the one there: all of it, or nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="Do it even if the database is not empty."
        )

    def handle(self, *, file: Path, replace: bool, **options: Any) -> None:
        backup.restore(file, replace=replace)
        cache.clear()
        # The accounts that it names are gone.
        (services.data_dir() / "demo_password").unlink(missing_ok=True)
        self.stdout.write(f"The database of {file} is in place: start the desk with `make run`.")
