"""The desk's days as iCalendar (RFC 5545), for calendar programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from claims.desk.agenda import Entry
from claims.models import Newsroom

# How often calendar programs are asked to look for changes.
EVERY = dt.timedelta(hours=1)


def calendar(entries: Iterable[Entry], newsroom: Newsroom) -> bytes:
    """All entries, each under a name of its own that stays the same when its day moves."""
    found = Calendar()
    found.add("prodid", "-//Factcheck//Calendar//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", f"Factcheck · {newsroom.name}")
    found.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    for entry in entries:
        found.add_component(_event(entry, newsroom))
    return found.to_ical()


def _event(entry: Entry, newsroom: Newsroom) -> Event:
    """A whole day, but for what goes out at a time. It blocks nobody's time."""
    event = Event()
    host = urlsplit(newsroom.address).hostname or "factcheck"
    address = newsroom.absolute(entry.claim.get_absolute_url())
    note = f" ({entry.note})" if entry.note else ""
    event.add("uid", f"{entry.kind}-{entry.claim.pk}@{host}")
    event.add("dtstamp", entry.changed.astimezone(dt.UTC))
    event.add("last-modified", entry.changed.astimezone(dt.UTC))
    event.add("dtstart", entry.at.astimezone(dt.UTC) if entry.at else entry.on)
    event.add("summary", f"{entry.label}: {entry.claim.statement}{note}")
    event.add("description", address)
    event.add("url", address)
    event.add("categories", [entry.label])
    event.add("transp", "TRANSPARENT")
    return event
