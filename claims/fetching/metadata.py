"""What a page says of itself: its title, who publishes it, and since when."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

# How much of a title or a piece of JSON-LD is looked at, in characters, and of any one value.
MOST = 500_000
LONGEST = 2000

TITLES = ("og:title", "citation_title", "dcterms.title", "dc.title", "twitter:title")
PUBLISHERS = ("og:site_name", "citation_publisher", "dcterms.publisher", "dc.publisher")
DATES = (
    "article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "pubdate",
    "publishdate",
    "date",
)
DATE = re.compile(r"\s*(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d)")


class Metadata:
    """Collects while a page is read; its properties are for when the page is at its end."""

    def __init__(self) -> None:
        self._named: dict[str, str] = {}
        self._title: list[str] = []
        self._linked: list[list[str]] = []
        self._into: list[str] | None = None
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._length = 0
        if tag == "meta":
            self._keep(attributes, "content")
        elif tag == "time":
            self._keep(attributes, "datetime")
        elif tag == "title" and not self._title:
            self._into = self._title
        elif tag == "script" and attributes.get("type", "").lower() == "application/ld+json":
            self._into = []
            self._linked.append(self._into)

    def end(self, tag: str) -> None:
        if tag in ("title", "script"):
            self._into = None

    def data(self, text: str) -> None:
        if self._into is None:
            return
        self._length += len(text)
        if self._length <= MOST:
            self._into.append(text)

    @property
    def title(self) -> str:
        return self._first(TITLES) or self._of_article("headline") or "".join(self._title)

    @property
    def publisher(self) -> str:
        return self._first(PUBLISHERS) or self._of_article("publisher")

    @property
    def published_on(self) -> dt.date | None:
        named = [self._named.get(name, "") for name in DATES]
        for value in (*named, self._of_article("datePublished")):
            if day := _day(value):
                return day
        return None

    def _keep(self, attributes: dict[str, str], value: str) -> None:
        for kind in ("property", "name", "itemprop"):
            name = attributes.get(kind, "").strip().lower()
            if name and attributes.get(value):
                self._named.setdefault(name, attributes[value][:LONGEST])

    def _first(self, names: tuple[str, ...]) -> str:
        return next((self._named[name] for name in names if name in self._named), "")

    def _of_article(self, name: str) -> str:
        """A value of the first thing in the JSON-LD that has a headline or a date."""
        for thing in self._things():
            if "headline" in thing or "datePublished" in thing:
                return _text(thing.get(name))
        return ""

    def _things(self) -> Iterator[dict[str, Any]]:
        for pieces in self._linked:
            with contextlib.suppress(ValueError, RecursionError):
                waiting = [json.loads("".join(pieces))]
                while waiting:
                    thing = waiting.pop()
                    if isinstance(thing, list):
                        waiting.extend(reversed(thing))
                    elif isinstance(thing, dict):
                        yield thing
                        waiting.append(thing.get("@graph"))


def _text(value: Any) -> str:
    """A JSON-LD value in words: of an organisation its name, of several the first."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name")
    return value[:LONGEST] if isinstance(value, str) else ""


def _day(value: str) -> dt.date | None:
    """The day at the start of a date; None for what is none or can't be yet."""
    found = DATE.match(value)
    if not found:
        return None
    try:
        day = dt.date(*map(int, found.groups()))
    except ValueError:
        return None
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    return day if day <= tomorrow else None
