"""Links, taken apart: who is asked, for what, and whether a link may be followed at all."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx
import idna

from .refusal import Kind, Refused

LONGEST = 2000
DEFAULT_PORTS = {"http": 80, "https": 443}
LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"(?=.{{1,253}}$)({LABEL}\.)*{LABEL}")
# What systems take for an IPv4 address: 127.1, 2130706433, 0x7f.1, 0177.0.0.1. As in browsers, the
# last part decides.
NUMERIC = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")


@dataclass(frozen=True, slots=True)
class Target:
    """A link that may be followed, as far as one can tell without looking up its name.

    `host` is a name in ASCII or an IP address, in lower case; `path` has the query with it.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """What goes into the Host header."""
        return self._with_port(self.host)

    @property
    def is_address(self) -> bool:
        return ":" in self.host or NUMERIC.fullmatch(self.host) is not None

    def at(self, address: str) -> str:
        """The same link with an IP address in place of the host."""
        return f"{self.scheme}://{self._with_port(address)}{self.path}"

    def _with_port(self, host: str) -> str:
        host = f"[{host}]" if ":" in host else host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str, ports: Collection[int]) -> Target:
    """Take a link apart. Raises Refused when it is no address of a web page."""
    _check_length(url)
    if any(character <= " " or character in "\x7f\\" for character in url):
        raise _refused("The link has characters in it that no link may have.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("The link is not a valid web address.") from None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise _refused("Only links that begin with http:// or https:// are read.")
    if "@" in parts.netloc:
        raise _refused("Links with a user name in them are not read.")
    port = DEFAULT_PORTS[scheme] if port is None else port
    if port not in ports:
        raise _refused("Only the usual ports of the web, 80 and 443, are asked.")
    target = Target(scheme, _host(parts), port, _path(parts))
    _check_length(target.url)
    return target


def _check_length(url: str) -> None:
    if len(url) > LONGEST:
        raise _refused(f"The link is longer than {LONGEST} characters.")


def _path(parts: SplitResult) -> str:
    """Path and query as they are asked for: in ASCII."""
    query = f"?{parts.query}" if parts.query else ""
    try:
        return httpx.URL(f"http://site{parts.path}{query}").raw_path.decode("ascii")
    except httpx.InvalidURL:
        raise _refused("The link is not a valid web address.") from None


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").removesuffix(".")
    if ":" in name:
        return _ipv6(name)
    if not name.isascii():
        name = _in_ascii(name)
    if NUMERIC.fullmatch(name):
        return _ipv4(name)
    if not NAME.fullmatch(name):
        raise _refused("The link has no valid name of a site in it.")
    return name


def _ipv6(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        raise _refused("The link has no valid name of a site in it.") from None
    if address.scope_id:
        raise _refused("The link leads into a network of its own, not to the public web.")
    return str(address)


def _ipv4(host: str) -> str:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        raise _refused("The link has an IP address in an unusual form, as no site has.") from None


def _in_ascii(name: str) -> str:
    """An international name as the look-up wants it; full-width letters become plain ones."""
    try:
        return idna.encode(name, uts46=True).decode("ascii").lower().removesuffix(".")
    except (idna.IDNAError, UnicodeError):
        raise _refused("The link has no valid name of a site in it.") from None


def _refused(reason: str) -> Refused:
    return Refused(Kind.ADDRESS, reason)
