"""What goes into the archive, in its order, from one moment's state of the site."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import Exists, F, Func, JSONField, OuterRef
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from claims.exports import formats
from claims.exports.archive import styles
from claims.exports.archive.addresses import AFTER, FEEDS, member
from claims.exports.archive.packing import Pack
from claims.exports.archive.rewriting import Rewriter
from claims.exports.archive.visits import visit
from claims.exports.selection import Selection
from claims.models import Newsroom, Publication
from claims.models.publication import PublicationQuerySet
from claims.public import choices, drawing, filters, picture, sitemap

# Fact-checks that the database hands over at a time.
ROWS = 50
# What programs read, beside the pages: by format.
DATA = {
    "ndjson": "every published fact-check with all of its fields, one JSON object a line",
    "csv": "the same as a table (RFC 4180, UTF-8)",
    "datafeed": "the same as schema.org ClaimReview, in one DataFeed",
}
# Whose place the links of `_archive_browse.html` take: a form needs a server.
_SEARCH = re.compile(r'<form class="asked".*?</form>', re.DOTALL)
# How a list goes on, and which versions are compared: pages of the same address.
_ONWARD = {AFTER, "from", "to"}

Progress = Callable[[int], None]


@dataclass
class Archived:
    """What was written: pages, and of these how many fact-checks, live and retracted."""

    pages: int = 0
    live: int = 0
    retracted: int = 0


def write(
    file: BinaryIO,
    newsroom: Newsroom,
    *,
    pictures: bool = True,
    progress: Progress = lambda _: None,
) -> Archived:
    """Write the archive into `file`, which can be read once this is through.

    Drawing the `pictures` for those who share fact-checks is most of the work. `progress` is told
    after each fact-check how many there are in it. Call it `as_of_now`, or a page may lead to one
    that was not there yet.
    """
    made = timezone.localtime(timezone=newsroom.tzinfo)
    with Pack(file, made.timetuple()[:6]) as pack:
        site = _Site(pack, newsroom, made, pictures)
        site.write(progress)
    return site.count


@dataclass
class _Site:
    """One archive while it is being written."""

    pack: Pack
    newsroom: Newsroom
    made: dt.datetime
    pictures: bool
    count: Archived = field(default_factory=Archived)
    statics: set[str] = field(default_factory=set)

    def write(self, progress: Progress) -> None:
        for address in _lists(self.newsroom):
            self._pages(address)
        for publication in _fact_checks():
            self._fact_check(publication)
            progress(self.count.live)
        for name in FEEDS:
            self._file(reverse(name))
        for number in _parts_of_sitemap():
            self._file(reverse("sitemap-checks", args=[number]))
        for name in DATA:
            blocks = formats.blocks(Selection(), self.newsroom, format=name)
            self.pack.stream(_data_file(name), blocks)
        for name in sorted(self.statics):
            self.pack.add(name, styles.content(name))
        self.pack.add("README.txt", self._read_me().encode())

    def _fact_check(self, publication: Publication) -> None:
        """The pages of one claim that was ever published; of a retracted one the reason alone."""
        self._pages(publication.get_absolute_url())
        if publication.state == Publication.State.RETRACTED:
            self.count.retracted += 1
            return
        self._pages(reverse("fact-check-versions", args=[publication.claim_id]))
        if self.pictures:
            self._picture(publication)
        self.count.live += 1

    def _file(self, address: str) -> None:
        """Add what is at an address as it is."""
        answer, place = visit(self.newsroom, address), member(address)
        assert answer and place, address
        self.pack.add(place, answer.body)

    def _picture(self, publication: Publication) -> None:
        # Not by its view, which would put each of them into the cache.
        place = member(reverse("fact-check-picture", args=[publication.claim_id]))
        assert place
        drawn = drawing.draw(**picture.of(publication.snapshot, self.newsroom))
        self.pack.add(place, drawn, is_packed=True)

    def _pages(self, address: str) -> None:
        """Add a page with those that it goes on with: the rest of a list, or other comparisons."""
        waiting, known = [address], {address}
        while waiting:
            for link in self._page(waiting.pop()):
                if link not in known and _goes_on(address, link):
                    known.add(link)
                    waiting.append(link)

    def _page(self, address: str) -> list[str]:
        """Add one page; returns the addresses in the archive that it leads to."""
        answer = visit(self.newsroom, address)
        if answer is None:
            return []
        rewriter = Rewriter(address, canonical=self.newsroom.absolute, note=self._note)
        html = _SEARCH.sub(lambda _: self._browse, answer.body.decode())
        self.pack.add(rewriter.file, rewriter.rewritten(html).encode())
        self.statics |= rewriter.statics
        self.count.pages += 1
        return rewriter.links

    @cached_property
    def _browse(self) -> str:
        """Links to the lists that the form of the index would have led to."""
        return render_to_string(
            "claims/_archive_browse.html", {"choices": choices.offered(self.newsroom.time_zone)}
        )

    @cached_property
    def _note(self) -> str:
        day = date_format(self.made, "j F Y")
        return f"This is an archived copy of {day}. The site was at {self._home}."

    @property
    def _home(self) -> str:
        return self.newsroom.absolute(reverse("fact-checks"))

    def _read_me(self) -> str:
        context = {
            "newsroom": self.newsroom,
            "made": self.made,
            "count": self.count,
            "home": self._home,
            "data": [(_data_file(name), words) for name, words in DATA.items()],
        }
        return render_to_string("claims/archive.txt", context)


def _data_file(name: str) -> str:
    return f"data/verdicts{formats.FORMATS[name].suffix}"


def _lists(newsroom: Newsroom) -> Iterator[str]:
    """The addresses of all pages that aren't about one fact-check."""
    index, promises = reverse("fact-checks"), reverse("promises")
    yield from (index, promises, reverse("corrections"), reverse("methodology"))
    offered = choices.offered(newsroom.time_zone)
    for name in ("rating", "kind", "year"):
        yield from (f"{index}?{urlencode({name: one.value})}" for one in offered[name])
    yield from (f"{promises}?{urlencode({'status': one})}" for one in filters.STATUSES)
    live = Publication.objects.live()
    yield from (reverse("claimant", args=[one]) for one in _claimants(live))
    yield from (f"{promises}?claimant={one}" for one in _claimants(filters.promises(live)))


def _claimants(rows: PublicationQuerySet) -> list[str]:
    """The ids of those whom these publications name."""
    people = Func(
        KeyTransform("claimants", "snapshot"),
        function="jsonb_array_elements",
        output_field=JSONField(),
    )
    found = rows.order_by().values_list(KeyTextTransform("id", people), flat=True).distinct()
    return [one for one in found if one]


def _fact_checks() -> Iterator[Publication]:
    """The last publication of each claim that has one, live or retracted."""
    later = Publication.objects.filter(claim=OuterRef("claim"), number__gt=OuterRef("number"))
    rows = Publication.objects.exclude(state=Publication.State.SUPERSEDED)
    return rows.filter(~Exists(later)).newest_first().iterator(chunk_size=ROWS)


def _parts_of_sitemap() -> list[int]:
    """The numbers of the parts that have a fact-check."""
    part = Publication.objects.live().order_by().annotate(part=F("claim_id") / sitemap.SIZE)
    return list(part.values_list("part", flat=True).distinct())


def _goes_on(address: str, link: str) -> bool:
    """Whether a link leads on from a page of this address: further down, or to a comparison."""
    here, there = urlsplit(address), urlsplit(link)
    asked = dict(parse_qsl(there.query))
    return (
        there.path == here.path
        and bool(asked.keys() & _ONWARD)
        and {name: value for name, value in asked.items() if name not in _ONWARD}
        == dict(parse_qsl(here.query))
    )
