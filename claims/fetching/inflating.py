"""Unpacking what came packed, never to more than a limit: a few bytes can become any number."""

from __future__ import annotations

import contextlib
import zlib

from .refusal import Kind, Refused, too_big

# What is asked for. Others pack better, but have no way to stop in the middle.
OFFERED = "gzip, deflate"
# What is left of a piece is copied, so pieces are small.
PIECE = 64 * 1024
GZIP = zlib.MAX_WBITS | 16
ZLIB = zlib.MAX_WBITS
RAW = -zlib.MAX_WBITS
# "deflate" means zlib, but some servers send what is in it alone.
WAYS = {"gzip": (GZIP,), "x-gzip": (GZIP,), "deflate": (ZLIB, RAW)}


def inflated(body: bytes, encoding: str, most: int) -> bytes:
    """`body` unpacked, at most `most` bytes; `encoding` is the value of Content-Encoding.

    Raises Refused.
    """
    encoding = encoding.strip().lower()
    if not body or encoding in ("", "identity"):
        return body
    ways = WAYS.get(encoding)
    if ways is None:
        raise Refused(Kind.BROKEN, "The page was packed in a way that was not asked for.")
    for way in ways:
        with contextlib.suppress(zlib.error):
            return _inflated(body, way, most)
    raise Refused(Kind.BROKEN, "The page was packed in a way that can’t be unpacked.")


def _inflated(body: bytes, way: int, most: int) -> bytes:
    decoder = zlib.decompressobj(way)
    result = bytearray()
    for start in range(0, len(body), PIECE):
        result += decoder.decompress(body[start : start + PIECE], most + 1 - len(result))
        if len(result) > most:
            raise too_big(most)
    if not decoder.eof:
        raise zlib.error("its end is missing")
    return bytes(result)
