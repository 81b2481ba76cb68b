"""A page with its links made for a folder on a disk, and without what needs a server."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from claims.exports.archive.addresses import link, member

Attributes = dict[str, str | None]

# What can't work without a server, from its first tag to its last; templates mark more of it.
_NEEDS_A_SERVER = {"form", "iframe"}
_MARK = "data-needs-server"
# What a page loads or refers to in its head and has in the archive, or goes without.
_KEPT_RELATIONS = {"stylesheet", "icon", "alternate"}


class Rewriter(HTMLParser):
    """Reads one page and writes it again: every other sign of it stays as it was.

    `links` has the addresses of the page's links into the archive, and `statics` the files that
    it loads, by their names in the archive.
    """

    def __init__(self, address: str, *, canonical: Callable[[str], str], note: str) -> None:
        super().__init__(convert_charrefs=False)
        self.address = address
        self.file = member(address) or ""
        self.canonical = canonical
        self.note = note
        self.links: list[str] = []
        self.statics: set[str] = set()
        self._out: list[str] = []
        # What is being left out, and how many of its kind are open in it.
        self._dropping, self._depth = "", 0

    def rewritten(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self._out)

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if self._dropping:
            self._depth += tag == self._dropping
            return
        if tag in _NEEDS_A_SERVER or _MARK in found:
            self._dropping, self._depth = tag, 1
            return
        changed = self._changed(tag, found)
        if changed is None:
            return
        self._write(self.get_starttag_text() or "" if changed == found else _written(tag, changed))
        if tag == "footer" and "colophon" in (found.get("class") or ""):
            self._write(f"<p>{escape(self.note)}</p>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of a drawing: what ends in the same sign refers to nothing."""
        self._write(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._write(f"</{tag}>")
        if tag == self._dropping:
            self._depth -= 1
            if not self._depth:
                self._dropping = ""

    def _changed(self, tag: str, attributes: Attributes) -> Attributes | None:
        """The attributes of a tag as the archive has them; None: it goes without the tag."""
        if tag == "link":
            return self._head_link(attributes)
        if tag == "a" and "href" in attributes:
            return self._link(attributes)
        if "src" in attributes:
            return self._loaded(attributes, "src")
        return attributes

    def _head_link(self, attributes: Attributes) -> Attributes | None:
        relation = attributes.get("rel") or ""
        if relation not in _KEPT_RELATIONS:
            return attributes if relation == "canonical" else None
        return self._loaded(attributes, "href")

    def _loaded(self, attributes: Attributes, name: str) -> Attributes | None:
        address = urljoin(self.address, attributes[name] or "")
        target = None if urlsplit(address).netloc else member(address)
        if target is None:
            return None
        if target.startswith("static/"):
            self.statics.add(target)
        return {**attributes, name: link(target, seen_from=self.file)}

    def _link(self, attributes: Attributes) -> Attributes:
        href = attributes["href"] or ""
        try:
            address = urljoin(self.address, href)
            parts = urlsplit(address)
        except ValueError:
            # Somebody wrote it into a text, and it is no address at all: “http://[”.
            return _unlinked(attributes)
        if parts.scheme or parts.netloc or href.startswith("#"):
            return attributes
        if "nofollow" in (attributes.get("rel") or ""):
            # Somebody wrote it into a text: nobody knows what it leads to.
            return {**attributes, "href": self.canonical(address)}
        target = member(address)
        if target is None:
            return _unlinked(attributes)
        self.links.append(address.partition("#")[0])
        return {
            **attributes,
            "href": link(target, seen_from=self.file, fragment=parts.fragment),
        }

    # Everything else, as it comes

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    def _write(self, text: str) -> None:
        if not self._dropping:
            self._out.append(text)


def _unlinked(attributes: Attributes) -> Attributes:
    return {name: value for name, value in attributes.items() if name != "href"}


def _written(tag: str, attributes: Attributes) -> str:
    words = (
        name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()
    )
    return f"<{' '.join([tag, *words])}>"
