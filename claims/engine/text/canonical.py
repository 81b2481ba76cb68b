"""The one form in which a text is stored and to which every offset refers."""

from __future__ import annotations

BYTE_ORDER_MARK = "\ufeff"


def canonical(text: str) -> str:
    """Byte-order mark off, line ends to `\\n`, outer white space off; nothing else changes.

    Applying it twice gives the same as applying it once.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    start = 0
    while start < len(lines) and (lines[start].isspace() or lines[start] == BYTE_ORDER_MARK):
        start += 1
    return lines[start:]
