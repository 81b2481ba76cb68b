"""Which server is asked, and what one text may cost. Nothing here shows or logs the key."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Options:
    """A server with an OpenAI-compatible API, and the limits. Raises ValueError if they're wrong.

    `url` is the address up to the version, such as “https://models.example/v1”.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    request_seconds: float = 60  # one request, from the connection to the answer's last byte
    document_seconds: float = 240  # all requests about a text, pauses and repeats included
    characters: int = 60_000  # of the longest text that is sent at all
    tokens: int = 100_000  # of all requests and answers about a text
    window: int = 6_000  # characters of the text in one request
    answer_tokens: int = 4_000
    answer_bytes: int = 1_000_000
    attempts: int = 3
    back_off: float = 1.0  # seconds before the second attempt; twice as many before the third

    def __post_init__(self) -> None:
        check_url(self.url)
        check_key(self.key)
        if not self.model.strip():
            raise ValueError("The model needs a name.")
        limits = (self.request_seconds, self.document_seconds, self.characters, self.tokens)
        if min(limits) <= 0:
            raise ValueError("A limit has to be more than 0.")

    @property
    def address(self) -> str:
        return f"{self.url.rstrip('/')}/chat/completions"


def check_url(url: str) -> None:
    """Raise ValueError unless `url` is a plain http(s) address, without a secret in it."""
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("Not an address.")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("Not an address that begins with http:// or https://.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("No name, password, “?” or “#” may be in the address.")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("Its port is no number.") from None


def check_key(key: str) -> None:
    """Raise ValueError, without the key in it, where a header could not hold the key."""
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("A key has printable ASCII characters only, and no space.")
