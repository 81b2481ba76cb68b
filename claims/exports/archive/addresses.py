"""Which of readers' addresses are in the archive, and in which file each of them is."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.text import slugify

INDEX = "index.html"
# Of a list, the page that begins after a row.
AFTER = "after"


@dataclass(frozen=True, slots=True)
class _Page:
    """The folder of a page, and whether the archive has it with filters of these names."""

    folder: str
    takes: Callable[[set[str]], bool] = lambda names: not names


# By the names that the addresses have. Filters come one at a time: all of their combinations
# would be more pages than there are fact-checks.
PAGES = {
    "fact-checks": _Page(
        "fact-checks", lambda names: len(names) <= 1 and names <= {"rating", "kind", "year"}
    ),
    "fact-check": _Page("fact-checks/{claim_id}"),
    "fact-check-versions": _Page(
        "fact-checks/{claim_id}/versions", lambda names: names in (set(), {"from", "to"})
    ),
    "claimant": _Page("claimants/{claimant_id}"),
    "promises": _Page(
        "promises", lambda names: len(names) <= 1 and names <= {"claimant", "status"}
    ),
    "corrections": _Page("corrections"),
    "methodology": _Page("methodology"),
}
LISTS = ("fact-checks", "claimant", "promises", "corrections")
# Once each, whatever stands behind the question mark.
FILES = {
    "fact-check-picture": "fact-checks/{claim_id}/picture.png",
    "sitemap-checks": "sitemap-checks-{number}.xml",
}
FEEDS = {
    "fact-checks-feed": "fact-checks/feed.xml",
    "corrections-feed": "corrections/feed.xml",
    "promises-feed": "promises/feed.xml",
    "due-feed": "promises/due.xml",
    "sitemap": "sitemap.xml",
    "sitemap-pages": "sitemap-pages.xml",
}


def member(address: str) -> str | None:
    """The file of an address, which begins with a slash; None: it is not in the archive."""
    parts = urlsplit(address)
    if parts.path.startswith(settings.STATIC_URL):
        return f"static/{parts.path.removeprefix(settings.STATIC_URL)}"
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    name = found.url_name or ""
    if name in FILES:
        return FILES[name].format(**found.kwargs)
    asked = dict(parse_qsl(parts.query))
    if name in FEEDS:
        return None if asked else FEEDS[name]
    page = PAGES.get(name)
    if page is None or not page.takes(set(asked) - ({AFTER} if name in LISTS else set())):
        return None
    if name == "fact-checks" and not asked:
        return INDEX
    return f"{page.folder.format(**found.kwargs)}/{_file_name(asked)}"


def link(target: str, *, seen_from: str, fragment: str = "") -> str:
    """The relative address of one file of the archive on the page in another."""
    path = posixpath.relpath(target, posixpath.dirname(seen_from) or ".")
    return quote(path) + (f"#{fragment}" if fragment else "")


def _file_name(asked: dict[str, str]) -> str:
    if not asked:
        return INDEX
    return f"{'-'.join(f'{name}-{_word(asked[name])}' for name in sorted(asked))}.html"


def _word(value: str) -> str:
    """A value as part of a file's name: what no file system takes is told apart by its hash."""
    if value.isascii() and value.replace("_", "").isalnum() and value.islower():
        return value
    if value.isascii() and value.isdigit():
        return value
    return f"{slugify(value)[:40]}-{hashlib.sha256(value.encode()).hexdigest()[:8]}"
