"""Web addresses: whether two of them name the same page, and which may be told something."""

import ipaddress
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

from claims.fetching import is_public

# What is said to an administrator of an address that may not be told anything.
NOT_TOLD = (
    "This leads to no address of the public web. Networks of your own are named in the setting "
    "WEBHOOK_NETWORKS."
)
TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


def page(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Host, path and query of a page, without what doesn't change which page it is.

    Left out: scheme, `www.`, default port, fragment, trailing slash, order of the query, and the
    parameters with which newsletters and networks follow their readers.
    """
    parts = urlsplit(url.strip())
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(TRACKING)
    )
    return host(url), parts.path.rstrip("/"), tuple(query)


def host(url: str) -> str:
    """The host of an address, in lower case, without `www.`, last dot and default port."""
    parts = urlsplit(url.strip())
    name = (parts.hostname or "").removesuffix(".").removeprefix("www.")
    default = {"http": 80, "https": 443}.get(parts.scheme)
    try:
        port = parts.port
    except ValueError:  # Beyond 65535: the address of nothing, and nothing is the same as it.
        return parts.netloc
    return name if port in (None, default) else f"{name}:{port}"


def may_be_told(address: str) -> bool:
    """Whether webhooks may reach an IP address: on the public web, or in a network of one's own
    that the settings name."""
    if is_public(address):
        return True
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in settings.WEBHOOK_NETWORKS)
