"""What is packed is unpacked up to a limit and never further."""

import gzip
import tracemalloc
import zlib

import pytest

from claims.fetching import Kind, Refused
from claims.fetching.inflating import inflated
from tests.web_server import packed_zeros

TEXT = b"Fares fell by 12 percent. " * 50
RAW_DEFLATE = zlib.compress(TEXT, wbits=-zlib.MAX_WBITS)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT, mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0), " X-GZIP "),
        (zlib.compress(TEXT), "deflate"),
        (RAW_DEFLATE, "deflate"),
    ],
)
def test_what_servers_send_is_unpacked(body, encoding):
    assert inflated(body, encoding, most=len(TEXT)) == TEXT


@pytest.mark.parametrize("wbits", [zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_a_bomb_of_ten_gigabytes_costs_no_more_than_the_limit(wbits):
    encoding = "gzip" if wbits > zlib.MAX_WBITS else "deflate"
    bomb = packed_zeros(10_000, wbits)
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as caught:
            inflated(bomb, encoding, most=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert caught.value.kind == Kind.TOO_BIG
    assert "1 MB" in caught.value.reason


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "gzip;q=1", "\u00e9"])
def test_what_was_not_asked_for_is_left_packed(encoding):
    with pytest.raises(Refused, match="not asked for") as caught:
        inflated(gzip.compress(gzip.compress(TEXT, mtime=0)), encoding, most=10_000)
    assert caught.value.kind == Kind.BROKEN


@pytest.mark.parametrize("body", [b"<html>", gzip.compress(TEXT, mtime=0)[:-9], b"\x1f\x8b"])
def test_what_is_broken_is_refused(body):
    with pytest.raises(Refused, match="unpacked"):
        inflated(body, "gzip", most=10_000)
