"""Names and addresses: what a name stands for, and whether that is on the public web."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

Resolver = Callable[[str], list[str]]
Allowed = Callable[[str], bool]

# Listed rather than asked of `ipaddress`: its `is_global` says yes to multicast, to 6to4 and to
# whatever was assigned after the Python in use came out.
NOT_PUBLIC = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a provider's NAT; metadata of one cloud
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's own services inside a virtual machine
        "169.254.0.0/16",  # link-local, with the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; metadata of one cloud
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, retired
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
# What is given out to the public so far. Everything else is loopback, unique local, link-local,
# site-local, multicast, IPv4 in some form, or not given to anybody.
GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
NOT_PUBLIC_6 = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, retired: any IPv4 address in disguise
        "3fff::/20",  # documentation
    )
]
# Where an IPv6 network reaches the IPv4 web through a translator, names have such addresses. The
# IPv4 address is in the last 32 bits. 64:ff9b:1::/48 is for translators of one's own network.
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def system_resolver(name: str) -> list[str]:
    """All addresses of `name`. Raises OSError when there are none."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public web; False for what is none at all."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id:
            return False
        embedded = _embedded(ip)
        if embedded is None:
            return ip in GIVEN_OUT and not any(ip in network for network in NOT_PUBLIC_6)
        ip = embedded
    return not any(ip in network for network in NOT_PUBLIC)


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that traffic to `ip` really goes to."""
    if ip in TRANSLATED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped
