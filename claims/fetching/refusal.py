"""Why a page was not read, in words for an editor."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What stood in the way."""

    ADDRESS = "address"  # nothing of the public web
    CIRCULAR = "circular"  # a page that must not be a source
    DNS = "dns"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    BROKEN = "broken"  # an answer that breaks off, or is none
    REDIRECTS = "redirects"
    TOO_BIG = "too_big"
    TOO_SLOW = "too_slow"
    GONE = "gone"
    ERROR = "error"


FOR_GOOD = {Kind.ADDRESS, Kind.CIRCULAR, Kind.GONE, Kind.REDIRECTS, Kind.TOO_BIG}
# Request time-out, too early, too many requests.
PASSING_STATUSES = {408, 425, 429}


class Refused(Exception):
    """A page was not asked for, or reading it was stopped. The reason is one whole sentence.

    It never holds anything of what the server said. `status` is the server's, 0 where it sent
    none; `retry_after` is in seconds, None where it names no time.
    """

    def __init__(
        self, kind: Kind, reason: str, *, status: int = 0, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.status = status
        self.retry_after = retry_after

    @property
    def is_permanent(self) -> bool:
        """Whether asking again in a while is no use, as far as one can tell."""
        if self.kind == Kind.ERROR:
            return 400 <= self.status < 500 and self.status not in PASSING_STATUSES
        return self.kind in FOR_GOOD


def too_slow(seconds: float) -> Refused:
    return Refused(Kind.TOO_SLOW, f"The page was not there within {seconds:g} seconds.")


def too_big(most: int) -> Refused:
    size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most:,} bytes"
    return Refused(Kind.TOO_BIG, f"The page is larger than {size}, which is the most that is kept.")
