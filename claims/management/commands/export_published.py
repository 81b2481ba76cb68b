"""`manage.py export_published FOLDER|FILE`: what is published, as files, as the API gives it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.exports.files import whole
from claims.exports.formats import COMPRESSIONS, FORMATS, blocks
from claims.exports.moment import as_of_now
from claims.exports.selection import Selection
from claims.management.files import refuse_to_overwrite
from claims.models import Newsroom

# The filters as options, in the order in which the help shows them.
FILTERS = {
    "q": "words that statement, summary or claimant have",
    "claimant": "a claimant’s name, as it was published",
    "claimant-id": "a claimant’s number",
    "rating": "a rating’s label, as it was published",
    "kind": "a kind of claim, such as statistic or promise",
    "promise-status": "how a promise stands, such as kept",
    "corrected": "true or false: whether it was ever corrected",
    "stale": "true or false: whether it waits for another look",
    "published-from": "the first day of its last change, YYYY-MM-DD",
    "published-to": "the last day of its last change, YYYY-MM-DD",
}


class Command(BaseCommand):
    help = (
        "Writes what is published to a file, or in several formats into a folder, each as of one "
        "moment and in the same bytes as the API. A file is there when it is whole. Ends with 1 "
        "when something went wrong, with 3 when a file is there already."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "place", help="A file, or a folder: one that exists or a name that ends in a slash."
        )
        parser.add_argument(
            "--format",
            action="append",
            choices=FORMATS,
            default=[],
            dest="formats",
            help="May be repeated for a folder, where without it all are written. Of a file, "
            "without it, the one that its name ends in.",
        )
        parser.add_argument("--compression", choices=COMPRESSIONS, default="")
        parser.add_argument("--force", action="store_true", help="Replace files that are there.")
        group = parser.add_argument_group("filters", "Without any: all that is published.")
        for name, words in FILTERS.items():
            group.add_argument(f"--{name}", metavar="VALUE", help=f"Only: {words}.")

    def handle(self, *, place: str, force: bool, **options: Any) -> None:
        selection = _selection(options)
        files = _files(place, options["formats"], options["compression"])
        refuse_to_overwrite((file for file, _, _ in files), force=force)
        newsroom = Newsroom.current()
        for file, name, compression in files:
            with whole(file) as opened, as_of_now():
                rows = selection.rows().count()
                opened.writelines(blocks(selection, newsroom, format=name, compression=compression))
            noun = "verdict" if rows == 1 else "verdicts"
            self.stdout.write(f"{file}: {rows:,} {noun}, {file.stat().st_size:,} bytes")


def _selection(options: dict[str, Any]) -> Selection:
    names = [name.replace("-", "_") for name in FILTERS]
    try:
        return Selection.of({name: options[name] for name in names if options[name] is not None})
    except ValueError as error:
        raise CommandError(f"A filter can’t be read: {error}") from error


def _files(place: str, names: list[str], compression: str) -> list[tuple[Path, str, str]]:
    """What to write: each file with its format and compression."""
    path = Path(place)
    if path.is_dir() or place.endswith("/"):
        path.mkdir(parents=True, exist_ok=True)
        ending = COMPRESSIONS.get(compression, "")
        return [
            (path / f"verdicts{FORMATS[name].suffix}{ending}", name, compression)
            for name in dict.fromkeys(names or FORMATS)
        ]
    if len(names) > 1:
        raise CommandError("Several formats need a folder: a name that ends in a slash.")
    if not compression:
        compression = _by_ending(place, COMPRESSIONS.items())
    plain = place.removesuffix(COMPRESSIONS.get(compression, ""))
    by_ending = _by_ending(plain, ((name, one.suffix) for name, one in FORMATS.items()))
    name = names[0] if names else by_ending
    if not name:
        endings = ", ".join(one.suffix for one in FORMATS.values())
        raise CommandError(f"Say which --format, or let the name end in one of: {endings}.")
    return [(path, name, compression)]


def _by_ending(place: str, endings: Iterable[tuple[str, str]]) -> str:
    """The name whose ending `place` has, the longest of several; "" for none."""
    fitting = [(len(ending), name) for name, ending in endings if place.endswith(ending)]
    return max(fitting, default=(0, ""))[1]
