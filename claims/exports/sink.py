"""A file that is emptied while it is written, for writers that want one."""

from __future__ import annotations

import io
from typing import Any


class Sink(io.RawIOBase):
    """Takes what is written and hands it over: what was handed over is kept no longer."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._blocks.append(bytes(data))
        return len(data)

    def drained(self) -> bytes:
        """What was written since this was last asked."""
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)
