"""`manage.py extract FILE`: the claims in a text file, without a database."""

from __future__ import annotations

import datetime
import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.engine import Candidate, canonical
from claims.engine.choice import Engine, chosen
from claims.engine.detail.details import Details


class Command(BaseCommand):
    help = "Print the candidates for claims in a UTF-8 text file, one JSON object a line."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--published", type=_day, help="the day it came out, YYYY-MM-DD")
        parser.add_argument("--format", choices=("json", "text"), default="json")
        parser.add_argument(
            "--engine",
            choices=("rules", "language-model"),
            default="rules",
            help="the built-in engine, or the language model that the settings name",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        text = canonical(_read(options["file"]))
        show = as_json if options["format"] == "json" else as_text
        reading = _engine(options["engine"]).extract(text, published=options["published"])
        for candidate in reading.candidates:
            self.stdout.write(show(candidate))
        if reading.note:
            self.stderr.write(reading.note)


def _engine(name: str) -> Engine:
    if name == "rules":
        return chosen(None)
    if settings.LANGUAGE_MODEL is None:
        raise CommandError("No language model is set: FACTCHECK_LANGUAGE_MODEL_URL is missing.")
    return chosen(settings.LANGUAGE_MODEL)


def as_json(candidate: Candidate) -> str:
    row = {
        "statement": candidate.statement,
        "quote": candidate.quote,
        "start": candidate.start,
        "end": candidate.end,
        "speaker": candidate.speaker,
        "speakers": list(candidate.speakers),
        "roles": list(candidate.roles),
        "reported_by": candidate.reported_by,
        "kinds": [str(kind) for kind in candidate.kinds],
        "score": candidate.score,
        "reasons": list(candidate.reasons),
        "occurrences": [{"start": one.start, "end": one.end} for one in candidate.occurrences],
        "details": candidate.details.as_json(),
    }
    return json.dumps(row, ensure_ascii=False)


def as_text(candidate: Candidate) -> str:
    return "\n".join(_lines(candidate))


def _lines(candidate: Candidate) -> Iterator[str]:
    yield f"{candidate.score:.2f}  {candidate.statement}"
    via = f", as reported by {candidate.reported_by}" if candidate.reported_by else ""
    yield f"      {_speakers(candidate)}{via} · {', '.join(candidate.kinds)}"
    yield f"      {'; '.join(candidate.reasons)}"
    if found := "; ".join(_found(candidate.details)):
        yield f"      {found}"
    for one in candidate.occurrences:
        yield f"      {one.start}–{one.end}: “{' '.join(one.quote.split())}”"
    yield ""


def _speakers(candidate: Candidate) -> str:
    people = zip(candidate.speakers, candidate.roles, strict=True)
    named = [f"{name}, {role}" if role else name for name, role in people]
    return " and ".join(named) or "the article itself"


def _found(details: Details) -> Iterator[str]:
    """What is filled of the details, each with its words in the text."""
    if due := details.due:
        yield f"due {due.on or 'on a date not known'} (“{due.quote}”)"
    for figure in details.figures:
        yield f"“{figure.quote}” = {figure.digits} {figure.unit}".rstrip()
    for day in details.days:
        yield f"“{day.quote}” = {day.first or '…'} to {day.last or '…'} ({day.precision})"
    if details.places:
        yield f"places: {', '.join(details.places)}"
    if details.organisations:
        yield f"organisations: {', '.join(details.organisations)}"
    if details.unresolved:
        yield f"unresolved: {', '.join(details.unresolved)}"


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"Can't read {name}: {error.strerror or error}.") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        shown = "Standard input" if name == "-" else name
        raise CommandError(f"{shown} is not UTF-8 text (byte {error.start}).") from error


def _day(value: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ArgumentTypeError(f"{value!r} is not a day written YYYY-MM-DD") from None
