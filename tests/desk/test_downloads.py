"""Downloads: who has a link has the file, in parts if need be, until its days are over."""

import hashlib
import os

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from claims.exports import links
from claims.models import Export, Publication, User
from claims.pipeline import exporting
from tests import make


@pytest.fixture
def live(transactional_db: None, alice: User, bob: User) -> Publication:
    return make.published(alice, bob)


@pytest.fixture
def export(alice: User, live: Publication) -> Export:
    return written(exporting.ask(by=alice, format="csv", compression="gzip"))


@pytest.fixture
def content(export: Export) -> bytes:
    return exporting.path_of(export).read_bytes()


def written(export: Export) -> Export:
    taken = exporting.take_over(export.pk)
    assert taken
    exporting.run(taken)
    return Export.objects.get(pk=export.pk)


def body(response) -> bytes:
    return b"".join(response)


def test_a_link_needs_no_account(export: Export, content: bytes, client: Client) -> None:
    response = client.get(links.path(export))
    assert response.status_code == 200
    assert body(response) == content
    assert response["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in response, "it is to be kept as it is"
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Disposition"] == f'attachment; filename="{export.file_name}"'
    assert response["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize(
    ("asked", "media_type"),
    [
        ({"format": "ndjson"}, "application/x-ndjson"),
        ({"format": "parquet"}, "application/vnd.apache.parquet"),
        ({"format": "csv", "compression": "zstd"}, "application/zstd"),
        ({"format": "archive"}, "application/zip"),
    ],
)
def test_a_file_says_what_it_is(
    alice: User, live: Publication, client: Client, asked: dict[str, str], media_type: str
) -> None:
    response = client.get(links.path(written(exporting.ask(by=alice, **asked))))
    assert response["Content-Type"] == media_type
    assert body(response)


def test_a_download_goes_on_where_it_broke_off(
    export: Export, content: bytes, client: Client
) -> None:
    response = client.get(links.path(export), headers={"Range": "bytes=100-"})
    assert response.status_code == 206
    assert body(response) == content[100:]
    length = len(content)
    assert response["Content-Range"] == f"bytes 100-{length - 1}/{length}"
    assert response["Content-Length"] == str(length - 100)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=5-999999999", 5, None),
    ],
)
def test_a_part_is_as_long_as_it_was_asked_for(
    export: Export, content: bytes, client: Client, asked: str, start: int, end: int | None
) -> None:
    response = client.get(links.path(export), headers={"Range": asked})
    assert response.status_code == 206
    assert body(response) == content[start:end]


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=a-b", "bytes=0-1,4-5", "lines=0-1", ""])
def test_what_is_no_part_is_all_of_it(
    export: Export, content: bytes, client: Client, asked: str
) -> None:
    response = client.get(links.path(export), headers={"Range": asked})
    assert response.status_code == 200
    assert body(response) == content


def test_a_part_beyond_the_end_is_refused(export: Export, client: Client) -> None:
    response = client.get(links.path(export), headers={"Range": f"bytes={export.bytes}-"})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{export.bytes}"


def test_of_another_file_than_the_one_that_was_begun_all_is_given(
    export: Export, content: bytes, client: Client
) -> None:
    part = {"Range": "bytes=100-"}
    other = client.get(links.path(export), headers={**part, "If-Range": '"another"'})
    assert other.status_code == 200
    assert body(other) == content
    etag = f'"{export.sha256}"'
    same = client.get(links.path(export), headers={**part, "If-Range": etag})
    assert same.status_code == 206
    assert body(same) == content[100:]


def test_who_has_it_already_gets_nothing(export: Export, client: Client) -> None:
    etag = f'"{export.sha256}"'
    assert client.get(links.path(export), headers={"If-None-Match": etag}).status_code == 304


def test_its_head_tells_how_long_it_is(export: Export, client: Client) -> None:
    response = client.head(links.path(export))
    assert response.status_code == 200
    assert response["Content-Length"] == str(export.bytes)
    assert body(response) == b""
    assert client.post(links.path(export)).status_code == 405


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=999999999-"])
def test_a_head_has_no_parts(export: Export, client: Client, asked: str) -> None:
    response = client.head(links.path(export), headers={"Range": asked})
    assert response.status_code == 200
    assert response["Content-Length"] == str(export.bytes)
    assert "Content-Range" not in response


def test_a_link_ends_with_its_days_and_says_so(export: Export, client: Client) -> None:
    link = links.path(export)
    with time_machine.travel(export.expires_at, tick=False):
        response = client.get(link)
    assert response.status_code == 410
    assert "kept for some days only" in response.content.decode()
    with time_machine.travel(export.expires_at, tick=False):
        exporting.sweep()
        assert client.get(link).status_code == 410


def test_a_link_of_what_was_removed_says_so(export: Export, alice: User, client: Client) -> None:
    link = links.path(export)
    exporting.remove(export, by=alice)
    response = client.get(link)
    assert response.status_code == 410
    assert "has removed it" in response.content.decode()


def test_a_longer_life_of_the_row_makes_no_older_link_live_longer(
    export: Export, client: Client
) -> None:
    link, until = links.path(export), export.expires_at
    Export.objects.filter(pk=export.pk).update(expires_at=until + timezone.timedelta(days=9))
    with time_machine.travel(until, tick=False):
        assert client.get(link).status_code == 410


def test_a_file_that_went_missing_is_gone_and_no_error(export: Export, client: Client) -> None:
    os.unlink(exporting.path_of(export))  # noqa: PTH108
    assert client.get(links.path(export)).status_code == 410


def test_a_link_that_was_changed_leads_nowhere(
    export: Export, live: Publication, client: Client
) -> None:
    _, _, token, name = links.path(export).split("/")
    for changed in (
        f"/exports/{token[:-1]}/{name}",
        f"/exports/{token.replace('-', '-9', 1)}/{name}",
        f"/exports/9{token}/{name}",
        f"/exports/{token}/../{name}",
        f"/exports/{token}/{name}x",
        f"/exports/{export.pk}/{name}",
    ):
        assert client.get(changed).status_code == 404, changed
