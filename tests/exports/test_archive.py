"""The archive: all of readers' pages in one file, with no link to a server, nor to nothing."""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from claims.exports.archive import writing
from claims.exports.archive.packing import Pack
from claims.models import Newsroom, Publication
from claims.pipeline import publication
from tests import make
from tests.public import rows

ADDRESS = "https://facts.ledger.example"


@dataclass(frozen=True)
class Kept:
    """An archive, and what there was when it was made: claims by their numbers."""

    file: zipfile.ZipFile
    plain: int
    gone: int
    promise: int
    corrected: int
    ada: int
    live: set[int]
    gone_said: str
    corrected_page: str

    @property
    def pages(self) -> dict[str, str]:
        names = [name for name in self.file.namelist() if name.endswith(".html")]
        return {name: self.file.read(name).decode() for name in names}


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Kept]:
    """One archive for all tests of this module: it takes seconds to write."""
    with django_db_blocker.unblock():
        try:
            yield _kept(tmp_path_factory.mktemp("archive") / "site.zip")
        finally:
            # As after any test that commits.
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=False)
            connection.close()


def _kept(file: Path) -> Kept:
    """Fact-checks in every state that readers may see, and one that they may not."""
    alice, bob = make.user(role="Reporter"), make.user(role="Editor")
    Newsroom.objects.update(
        name="The Daily Ledger",
        address=ADDRESS,
        methodology="See [our list](/fact-checks/) and [another site](https://other.example/), "
        "not [a slip of the keys](http://[other.example/).",
    )
    plain, gone = make.published(alice, bob), make.published(alice, bob)
    publication.retract(gone, by=bob, reason="We mixed up two years.")
    promise = rows.promise(alice, bob)
    rows.rate(promise, "stalled", by=bob)
    corrected = rows.rerated(make.published(alice, bob), by=bob)
    make.approved(alice, bob)
    make.publications_like(plain, 30)
    call_command("archive", str(file), stdout=io.StringIO())
    plain_id, gone_id, promise_id, corrected_id = (
        one.claim_id for one in (plain, gone, promise, corrected)
    )
    return Kept(
        file=zipfile.ZipFile(file),
        plain=plain_id,
        gone=gone_id,
        promise=promise_id,
        corrected=corrected_id,
        ada=plain.snapshot["claimants"][0]["id"],
        live=set(Publication.objects.live().values_list("claim_id", flat=True)),
        gone_said=gone.snapshot["summary"],
        corrected_page=Client().get(corrected.get_absolute_url()).content.decode(),
    )


class Links(HTMLParser):
    """What a page refers to: each address with its tag and relation."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        for name in ("href", "src", "action", "srcset", "poster", "data"):
            if name in given:
                self.found.append((tag, given.get("rel") or "", given[name] or ""))


def test_every_page_that_readers_have_is_in_it(kept: Kept) -> None:
    names = set(kept.file.namelist())
    assert {
        "README.txt",
        "index.html",
        "corrections/index.html",
        "methodology/index.html",
        "promises/index.html",
        "promises/status-stalled.html",
        f"promises/claimant-{kept.ada}.html",
        f"claimants/{kept.ada}/index.html",
        "fact-checks/feed.xml",
        "corrections/feed.xml",
        "promises/due.xml",
        "sitemap.xml",
        "sitemap-pages.xml",
        "sitemap-checks-0.xml",
        f"fact-checks/{kept.plain}/index.html",
        f"fact-checks/{kept.plain}/picture.png",
        f"fact-checks/{kept.promise}/versions/index.html",
        f"fact-checks/{kept.corrected}/versions/from-1-to-2.html",
        f"fact-checks/{kept.gone}/index.html",
        "data/verdicts.ndjson",
        "data/verdicts.csv",
        "static/claims/desk.css",
        "static/claims/favicon.svg",
    } <= names
    assert f"fact-checks/{kept.gone}/picture.png" not in names
    assert f"fact-checks/{kept.gone}/versions/index.html" not in names
    assert len(names) == len(kept.file.namelist())
    assert kept.file.testzip() is None


def test_its_fact_checks_are_the_published_set_and_those_that_were_retracted(kept: Kept) -> None:
    found = {
        int(match[1])
        for name in kept.file.namelist()
        if (match := re.fullmatch(r"fact-checks/(\d+)/index\.html", name))
    }
    assert found == kept.live | {kept.gone}
    lines = kept.file.read("data/verdicts.ndjson").splitlines()
    assert {orjson.loads(line)["id"] for line in lines} == kept.live
    table = csv.DictReader(io.StringIO(kept.file.read("data/verdicts.csv").decode()))
    assert {int(row["id"]) for row in table} == kept.live


def test_lists_go_on_until_everything_was_in_one(kept: Kept) -> None:
    listed: set[int] = set()
    for name, html in kept.pages.items():
        if name == "index.html" or name.startswith("fact-checks/after-"):
            found = re.findall(r'<a class="title" href="[^"]*?(\d+)/index\.html"', html)
            listed |= {int(number) for number in found}
    assert listed == kept.live
    assert len(listed) > 30, "a page of the index has them all"


def test_a_retracted_one_says_why_and_nothing_else(kept: Kept) -> None:
    html = kept.pages[f"fact-checks/{kept.gone}/index.html"]
    assert "We mixed up two years." in html
    assert kept.gone_said not in html


def test_every_link_leads_into_the_archive_or_to_another_site(kept: Kept) -> None:
    names = set(kept.file.namelist())
    for name, html in kept.pages.items():
        for tag, relation, address in Links(html).found:
            parts = urlsplit(address)
            if parts.scheme:
                assert tag == "a" or relation == "canonical", (name, address)
                continue
            assert not address.startswith("/"), (name, address)
            path = posixpath.join(posixpath.dirname(name), unquote(parts.path))
            assert not parts.path or posixpath.normpath(path) in names, (name, address)


def test_no_address_but_a_canonical_one_leads_to_the_server(kept: Kept) -> None:
    """And those that people wrote into their texts: they point to the site that was."""
    for name, html in kept.pages.items():
        assert "127.0.0.1" not in html, name
        for tag, relation, address in Links(html).found:
            if address.startswith(ADDRESS):
                assert (tag, relation) in (("link", "canonical"), ("a", "noopener nofollow")), name
    method = kept.pages["methodology/index.html"]
    assert f'href="{ADDRESS}/fact-checks/"' in method
    assert 'href="https://other.example/"' in method


def test_what_is_no_address_at_all_is_no_link(kept: Kept) -> None:
    """One slip in one text must not keep the whole site from its archive."""
    method = kept.pages["methodology/index.html"]
    assert re.search(r"<a (?![^>]*href)[^>]*>a slip of the keys</a>", method)


def test_nothing_in_it_needs_a_server_or_a_script(kept: Kept) -> None:
    for name, html in kept.pages.items():
        assert not Links(html).tags & {"form", "input", "button", "select", "iframe", "textarea"}, (
            name
        )
        assert not re.search(r"<script(?! type=.application/ld)", html), name
        assert "hx-" not in html, name
        assert "data-needs-server" not in html, name
        assert "Embed this" not in html, name


def test_a_page_has_the_words_that_readers_had_and_a_notice(kept: Kept) -> None:
    ours = _words(kept.pages[f"fact-checks/{kept.corrected}/index.html"])
    [notice] = [words for words in ours if "archived copy" in words]
    ours.remove(notice)
    # How to put it on other pages is for as long as there is a server.
    theirs = re.sub(
        r"<details [^>]*data-needs-server>.*?</details>", "", kept.corrected_page, flags=re.S
    )
    assert ours == _words(theirs)


def _words(html: str) -> list[str]:
    found: list[str] = []

    class Text(HTMLParser):
        def handle_data(self, data: str) -> None:
            if data.strip():
                found.append(data.strip())

    Text().feed(html)
    return found


def test_styles_bring_their_fonts_as_browsers_load_none_from_a_disk(kept: Kept) -> None:
    css = kept.file.read("static/claims/desk.css").decode()
    assert css.count("data:font/woff2;base64,") == 2
    assert 'url("fonts/' not in css


def test_it_says_what_it_is_and_when_it_was_made(kept: Kept) -> None:
    text = kept.file.read("README.txt").decode()
    assert text.startswith("The Daily Ledger: fact-checks\n")
    assert f"{ADDRESS}/fact-checks/" in text
    assert f"{len(kept.live)} fact-checks, 1 retracted one with the reason" in text
    assert "{" not in text
    assert max(len(line) for line in text.splitlines()) <= 110


def test_lists_by_rating_kind_year_and_person_stand_in_for_the_search(kept: Kept) -> None:
    links = [address for _, _, address in Links(kept.pages["index.html"]).found]
    for begin in ("fact-checks/rating-", "fact-checks/kind-", "fact-checks/year-", "claimants/"):
        assert any(address.startswith(begin) for address in links), begin


def test_what_is_published_while_it_is_written_is_in_none_of_its_pages(
    transactional_db, tmp_path, monkeypatch, alice, bob
):
    make.published(alice, bob)
    write = writing._Site._fact_check
    late: list[Publication] = []

    def publishing(self, row):
        if not late:
            late.append(_elsewhere(lambda: make.published(alice, bob)))
        write(self, row)

    monkeypatch.setattr(writing._Site, "_fact_check", publishing)
    call_command("archive", str(tmp_path / "site.zip"), "--no-pictures", stdout=io.StringIO())
    archive = zipfile.ZipFile(tmp_path / "site.zip")
    assert f"fact-checks/{late[0].claim_id}/index.html" not in archive.namelist()
    lines = archive.read("data/verdicts.ndjson").splitlines()
    assert late[0].claim_id not in {orjson.loads(line)["id"] for line in lines}


def _elsewhere(work: Callable[[], Publication]) -> Publication:
    """What `work` gives, done on a connection of its own."""

    def run() -> Publication:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_a_file_that_is_there_is_not_replaced_unless_asked(db, tmp_path):
    file = tmp_path / "site.zip"
    file.write_bytes(b"an older one")
    with pytest.raises(CommandError, match="--force") as refused:
        call_command("archive", str(file))
    assert refused.value.returncode == 3
    assert file.read_bytes() == b"an older one"


def test_the_directory_of_a_large_archive_is_not_in_memory(tmp_path):
    """And its end is as any other's."""
    number = 70_000
    with (tmp_path / "large.zip").open("wb") as file, Pack(file, (2026, 11, 28, 9, 0, 0)) as pack:
        for name in range(number):
            pack.add(f"{name}.txt", b"x")
        assert not list.__len__(pack._zip.filelist)
        assert not pack._zip.NameToInfo
    with zipfile.ZipFile(tmp_path / "large.zip") as archive:
        assert len(archive.namelist()) == number
        assert archive.read(f"{number - 1}.txt") == b"x"
