"""Compression of what is streamed: block in, block out."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

# Measured on articles: more than twice as fast as zlib’s own choice, and 5 % larger.
GZIP_LEVEL = 4

# Names, and what they add to a file's name.
COMPRESSIONS = {"gzip": ".gz", "zstd": ".zst"}


def compressed(blocks: Iterable[bytes], compression: str) -> Iterator[bytes]:
    """`blocks` as one gzip or zstd file; as they are when `compression` is empty."""
    return _WAYS[compression](blocks)


def _gzip(blocks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(GZIP_LEVEL, wbits=zlib.MAX_WBITS | 16)
    for block in blocks:
        if packed := packer.compress(block):
            yield packed
    yield packer.flush()


def _zstd(blocks: Iterable[bytes]) -> Iterator[bytes]:
    from pyarrow import CompressedOutputStream

    from claims.exports.sink import Sink

    sink = Sink()
    with CompressedOutputStream(sink, "zstd") as packer:
        for block in blocks:
            packer.write(block)
            if packed := sink.drained():
                yield packed
    yield sink.drained()


_WAYS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "": iter,
    "gzip": _gzip,
    "zstd": _zstd,
}
