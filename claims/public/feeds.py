"""Atom feeds: what was published and what was corrected, the latest first."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed
from django.utils.html import escape

from claims.models import Correction, Newsroom, Publication
from claims.templatetags.public import correction_kind

SIZE = 50

# What no XML document can hold.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NewsroomFeed(Feed):
    """A feed of the newsroom's, in its words and under its address."""

    feed_type = Atom1Feed
    page: str
    feed: str
    named: str

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Newsroom:
        return Newsroom.current()

    def title(self, newsroom: Newsroom) -> str:
        return f"{self.named} by {newsroom.name}"

    def link(self, newsroom: Newsroom) -> str:
        return newsroom.absolute(reverse(self.page))

    def feed_url(self, newsroom: Newsroom) -> str:
        return newsroom.absolute(reverse(self.feed))

    def author_name(self, newsroom: Newsroom) -> str:
        return newsroom.name

    def get_feed(self, obj: Newsroom, request: HttpRequest) -> SyndicationFeed:
        feed = super().get_feed(obj, request)
        # Of all that is said of a feed Django takes this alone from no method.
        feed.feed["language"] = obj.language
        return feed


class FactChecks(NewsroomFeed):
    """Each fact-check as it is now: one that was corrected is there again, as updated."""

    page, feed, named = "fact-checks", "fact-checks-feed", "Fact-checks"

    def items(self, newsroom: Newsroom) -> list[Publication]:
        rows = list(Publication.objects.live().newest_first()[:SIZE])
        for row in rows:
            row.address = newsroom.absolute(row.get_absolute_url())  # type: ignore[attr-defined]
        return rows

    def item_title(self, item: Any) -> str:
        rating = item.snapshot["rating"]
        label = f"{rating['label']}: " if rating else ""
        return _writable(f"{label}{item.snapshot['statement']}")

    def item_description(self, item: Any) -> str:
        entries = [one for one in item.snapshot.get("corrections", []) if one["what"]]
        told = f" Corrected: {entries[-1]['what']}" if entries else ""
        return _as_html(f"{item.snapshot['summary']}{told}")

    def item_link(self, item: Any) -> str:
        return item.address

    def item_pubdate(self, item: Publication) -> dt.datetime:
        first = parse_datetime(item.snapshot.get("first_published_at") or "")
        return first or item.published_at

    def item_updateddate(self, item: Publication) -> dt.datetime:
        return item.published_at


class Corrections(NewsroomFeed):
    """The log of corrections and retractions."""

    page, feed, named = "corrections", "corrections-feed", "Corrections"

    def items(self, newsroom: Newsroom) -> list[Correction]:
        rows = list(Correction.objects.out().select_related("corrects")[:SIZE])
        for row in rows:
            address = newsroom.absolute(row.corrects.get_absolute_url())
            row.address = address  # type: ignore[attr-defined]
        return rows

    def item_title(self, item: Any) -> str:
        return _writable(f"{correction_kind(item.kind)}: {item.corrects.snapshot['statement']}")

    def item_description(self, item: Any) -> str:
        return _as_html(f"{item.what} {item.why}".strip())

    def item_link(self, item: Any) -> str:
        return item.address

    def item_guid(self, item: Any) -> str:
        return f"{item.address}#correction-{item.pk}"

    def item_pubdate(self, item: Correction) -> dt.datetime | None:
        return item.at

    item_updateddate = item_pubdate


def _as_html(text: str) -> str:
    """A summary, which Django sends as HTML whatever it is; titles are plain text."""
    return escape(_writable(text))


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
