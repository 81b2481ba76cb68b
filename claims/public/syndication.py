"""Atom, RSS 2.0 and JSON Feed 1.1: one feed in the three forms that readers' programs know."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape

ATOM = "http://www.w3.org/2005/Atom"
# Entries that were taken back: RFC 6721.
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"

# What no XML document can hold.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed. `id` stays the same when it changes; all words are plain text."""

    id: str
    address: str
    title: str
    summary: str
    published: dt.datetime
    updated: dt.datetime
    language: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed. `id` is the same on all its pages, and `next_page` "" on the last.

    `gone` are ids of entries that were taken back, and when.
    """

    id: str
    title: str
    page: str
    address: str
    next_page: str
    language: str
    author: str
    author_address: str
    updated: dt.datetime
    entries: list[Entry]
    gone: list[tuple[str, dt.datetime]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Form:
    """One of the forms: what a page calls it, its media type, and what writes it."""

    label: str
    media_type: str
    write: Callable[[Feed], bytes]


class _Atom(Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        attributes = super().root_attributes()
        return attributes | {"xmlns:at": TOMBSTONES} if self.feed["gone"] else attributes

    def latest_post_date(self) -> dt.datetime:
        return self.feed["updated"]

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["next_page"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next_page"]})

    def write_items(self, handler: Any) -> None:
        for ref, when in self.feed["gone"]:
            attributes = {"ref": ref, "when": rfc3339_date(when)}
            handler.addQuickElement("at:deleted-entry", "", attributes)
        super().write_items(handler)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}


class _Rss(Rss201rev2Feed):
    def latest_post_date(self) -> dt.datetime:
        return self.feed["updated"]

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["next_page"]:
            link = {"rel": "next", "href": self.feed["next_page"]}
            handler.addQuickElement("atom:link", "", link)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        # RSS itself has no word for it, and knows Atom's.
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


def _atom(feed: Feed) -> bytes:
    return _xml(_Atom, feed)


def _rss(feed: Feed) -> bytes:
    return _xml(_Rss, feed)


def _xml(form: type[SyndicationFeed], feed: Feed) -> bytes:
    made = form(
        title=writable(feed.title),
        link=feed.page,
        description=writable(feed.title),
        language=feed.language,
        author_name=writable(feed.author),
        author_link=feed.author_address,
        feed_url=feed.address,
        feed_guid=feed.id,
        next_page=feed.next_page,
        updated=feed.updated,
        gone=feed.gone,
    )
    for entry in feed.entries:
        made.add_item(
            title=writable(entry.title),
            link=entry.address,
            # Both forms take it for HTML.
            description=escape(writable(entry.summary)),
            unique_id=entry.id,
            unique_id_is_permalink=entry.id == entry.address,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[writable(tag) for tag in entry.tags],
            language=entry.language,
        )
    out = io.BytesIO()
    made.write(out, "utf-8")
    return out.getvalue()


def _json(feed: Feed) -> bytes:
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "next_url": feed.next_page,
        "language": feed.language,
        "authors": [{"name": feed.author, "url": feed.author_address}],
        "items": [_item(entry) for entry in feed.entries],
    }
    # An empty list of items says something, and the empty address of no next page doesn't.
    return orjson.dumps({name: value for name, value in said.items() if value != ""})


def _item(entry: Entry) -> dict[str, Any]:
    said = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "content_text": entry.summary,
        "image": entry.picture,
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
        "tags": entry.tags,
        "language": entry.language,
    }
    return {name: value for name, value in said.items() if value or name == "content_text"}


def writable(text: str) -> str:
    """The text without the signs that no XML document can hold."""
    return _UNWRITABLE.sub("", text)


# The first is what one gets who asks for none.
FORMS = {
    "atom": Form("Atom", "application/atom+xml", _atom),
    "rss": Form("RSS", "application/rss+xml", _rss),
    "json": Form("JSON Feed", "application/feed+json", _json),
}


def address(base: str, query: str, form: str = "atom") -> str:
    """The address of a feed in one of `FORMS`; `query` are its filters."""
    words = "&".join(part for part in (query, "" if form == "atom" else f"format={form}") if part)
    return f"{base}?{words}" if words else base
