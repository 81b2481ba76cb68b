"""From a body to its words: the text that a reader sees, and what the page says of itself.

All the words are taken, not only those of the article: whether a quoted passage stands on the page
is asked of them, and passages are quoted from tables, captions and notes as well.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass

from lxml import etree

from claims.engine.wordlist import words

from .charsets import decoded
from .metadata import Metadata

HTML = {"text/html", "application/xhtml+xml"}
PLAIN = re.compile(r"text/.+|application/(.+\+)?(json|xml)")
# Pieces in which a page is read. Between two of them the clock is looked at.
PIECE = 64 * 1024
# Browsers stop at 512. Without an end, a page of tags that are never closed takes hours.
DEEPEST = 1000

UNSEEN = words("canvas iframe noscript object script style svg template textarea title")
BLOCKS = words(
    """
    address article aside blockquote body br caption dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre
    section summary table tbody tfoot thead tr ul
    """
)
CELLS = {"td", "th"}
# What PostgreSQL or XML won't take, and lone halves of characters.
UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SPACES = re.compile(r"[^\S\n]+")
LINES = re.compile(r" ?\n[ \n]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page says; `note` is why `text` is empty, "" where it is all that there is."""

    text: str = ""
    title: str = ""
    publisher: str = ""
    published_on: dt.date | None = None
    note: str = ""


def read(body: bytes, media_type: str, content_type: str, until: float) -> Reading:
    """Read a body of this type by `until` on the monotonic clock.

    `content_type` is the header as it came, for its character set.
    """
    media_type = media_type or _guessed(body)
    if media_type in HTML:
        return _html(decoded(body, content_type), until)
    if PLAIN.fullmatch(media_type):
        text = decoded(body, content_type, may_declare=media_type.endswith("xml"))
        return Reading(text=_tidy(text))
    what = "a PDF" if media_type == "application/pdf" else "files of this sort"
    return Reading(note=f"The page is kept, but the text of {what} is not read.")


def _guessed(body: bytes) -> str:
    start = body[:512].lstrip().lower()
    if start.startswith(b"%pdf-"):
        return "application/pdf"
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    return "application/octet-stream" if b"\0" in start else "text/plain"


def _html(markup: str, until: float) -> Reading:
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=False)
    encoded = markup.encode("utf-8", "replace")
    try:
        for start in range(0, len(encoded), PIECE):
            if time.monotonic() > until:
                return Reading(note="The page is kept, but reading its text took too long.")
            parser.feed(encoded[start : start + PIECE])
        parser.close()
    except TooDeep:
        return Reading(note="The page is kept, but it is built so that its text can’t be read.")
    except etree.LxmlError:
        # Nothing at all between tags is no page to the parser.
        if encoded.strip():
            return Reading(note="The page is kept, but its text can’t be read.")
    about = reader.metadata
    return Reading(
        text=_tidy("".join(reader.pieces)),
        title=_line(about.title),
        publisher=_line(about.publisher),
        published_on=about.published_on,
    )


def _line(text: str) -> str:
    return " ".join(UNSTORABLE.sub("", text).split())


def _tidy(text: str) -> str:
    """Text without what can't be stored, and with no more white space than it needs."""
    text = UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return LINES.sub("\n", SPACES.sub(" ", text)).strip()


class TooDeep(Exception):
    """The page's elements stand in each other deeper than any honest page's."""


class _Reader:
    """Takes what the parser meets, piece by piece: no tree is built that could be too large."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.metadata = Metadata()
        self._depth = 0
        # How many elements are open whose content nobody sees.
        self._unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep
        if not self._unseen:
            self.metadata.start(tag, attributes)
        self._unseen += tag in UNSEEN
        self._separate(tag)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._unseen -= tag in UNSEEN
        self._separate(tag)
        self.metadata.end(tag)

    def data(self, text: str) -> None:
        if self._unseen:
            self.metadata.data(text)
        else:
            self.pieces.append(text)

    def comment(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass

    def _separate(self, tag: str) -> None:
        if tag in BLOCKS:
            self.pieces.append("\n")
        elif tag in CELLS:
            self.pieces.append(" ")
