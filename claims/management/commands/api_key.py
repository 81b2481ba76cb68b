"""`manage.py api_key`: make an API key where there is no page to make it on."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.models import Scope, User
from claims.pipeline import keys


class Command(BaseCommand):
    help = "Makes an API key and prints it, alone, on standard output. It can't be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="What uses the key, such as “Website”.")
        parser.add_argument("--owner", required=True, help="User name; the key acts for them.")
        parser.add_argument(
            "--scope", action="append", required=True, choices=Scope.values, dest="scopes"
        )
        parser.add_argument("--days", type=int, help="How long it is good; for ever if not given.")
        parser.add_argument(
            "--per-minute", type=int, help="Requests a minute; as for any key if not given."
        )

    def handle(self, **options: Any) -> None:
        owner = User.objects.filter(username=options["owner"]).first()
        if owner is None:
            raise CommandError(f"Nobody here has the user name “{options['owner']}”.")
        try:
            key, clear = keys.create_key(
                by=None,
                owner=owner,
                name=options["name"],
                scopes=options["scopes"],
                expires_at=_in_days(options["days"]),
                per_minute=options["per_minute"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stderr.write(f"{key} acts for {owner.name}. Keep it now: it is shown only this once.")
        self.stdout.write(clear)


def _in_days(days: int | None) -> dt.datetime | None:
    try:
        return None if days is None else timezone.now() + dt.timedelta(days=days)
    except OverflowError as error:
        raise CommandError("--days is too far in the future.") from error
