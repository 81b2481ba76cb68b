"""What comes back from the web, and how much of it is taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one page may cost."""

    # All of it: looking up names, redirects, headers and body that drip.
    seconds: float = 20.0
    # Of the body, as it is sent and again when it is unpacked.
    body_bytes: int = 5_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read.

    `note` is "" when `text` is all the words of the page. Otherwise `text` is "", and the note is a
    sentence for editors that says why: the page is kept, but nobody can tell what stands in it.
    Strings have no control characters and no length that one could rely on.
    """

    url: str
    final_url: str
    status: int
    fetched_at: dt.datetime
    # In lower case and without parameters: "text/html". "" when the server gives none.
    content_type: str
    title: str
    publisher: str
    published_on: dt.date | None
    text: str
    # Of the unpacked body, in hexadecimal.
    sha256: str
    # Requests and answers of every hop as they went over the wire, WARC 1.1, gzip.
    warc: bytes
    # What to give to the next `fetch` of this page, at most 100 characters; "" when there is none.
    etag: str
    last_modified: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was when it was read last."""

    url: str
    final_url: str
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to a message."""

    status: int
    # The beginning of it, as it was sent.
    body: bytes
    # Seconds that it wants to be left alone for, None where it names no time.
    retry_after: float | None
