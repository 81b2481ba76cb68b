"""`manage.py newsroom`: shows what the newsroom is called and where, and sets it."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims.models import Newsroom, Scale
from claims.pipeline import newsroom

OPTIONS = {
    "name": "as pages, exports and ClaimReview give it",
    "address": "where readers reach this site, such as https://factcheck.example.org",
    "language": "of what is published: en, de, pt-BR",
    "time_zone": "such as Europe/Berlin",
    "scale": "the name of the scale that editors rate on",
}


class Command(BaseCommand):
    help = "Shows the newsroom's name, address, language, time zone and scale, and sets them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, words in OPTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=words)

    def handle(self, **options: Any) -> None:
        given = {name: options[name] for name in OPTIONS if options[name] is not None}
        if "scale" in given:
            given["scale"] = _scale(given["scale"])
        if given:
            try:
                newsroom.edit(Newsroom.current(), by=None, **given)
            except ValidationError as error:
                raise CommandError(_lines(error)) from error
        for name in OPTIONS:
            value = getattr(Newsroom.current(), name)
            self.stdout.write(f"{name.replace('_', ' ').capitalize() + ':':<11}{value or 'none'}")


def _scale(name: str) -> Scale:
    scale = Scale.objects.filter(name__iexact=name.strip()).first()
    if scale is None:
        names = ", ".join(f"“{known}”" for known in Scale.objects.values_list("name", flat=True))
        raise CommandError(f"There is no scale “{name}”. There are: {names}.")
    return scale


def _lines(error: ValidationError) -> str:
    return "\n".join(
        f"--{name.replace('_', '-')}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    )
