"""`manage.py demo`: fill an empty database with a demo newsroom."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims import demo
from factcheck import services


class Command(BaseCommand):
    help = "Create a demo newsroom on an empty database, and print its accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address", default="http://127.0.0.1:8000", help="where readers reach the site"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kept = services.data_dir() / "demo_password"
        if demo.is_empty():
            password = demo.new_password()
            demo.create(password=password, address=options["address"])
            _keep(kept, password)
        elif not kept.exists():
            raise CommandError("This database is in use; a demo newsroom needs an empty one.")
        self.stdout.write(f"Demo accounts, all with the password {kept.read_text()}:")
        for username, first, last, role in demo.PEOPLE:
            self.stdout.write(f"  {username:<8}{first} {last}, {role.lower()}")


def _keep(path: Path, password: str) -> None:
    """Keep the password where only the desk's owner reads it, so that every start can name it."""
    path.touch(mode=0o600)
    path.write_text(password)
