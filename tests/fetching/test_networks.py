"""What is on the public web, and what only looks like it."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.fetching import is_public


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.255.255",
        "100.128.0.0",
        "2606:2800:220:1:248:1893:25c8:1946",
        "2a00:1450:4001:80e::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ],
)
def test_the_public_web_may_be_read(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.19.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:2800:220:1::1%1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_nothing_else_may(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["", "localhost", "127.1", "0x7f.0.0.1", "8.8.8.8 ", "[::1]"])
def test_what_is_no_address_is_not_public(address):
    assert not is_public(address)


@given(st.ip_addresses())
def test_what_python_takes_for_private_is_never_public(address):
    if address.is_private or address.is_loopback or address.is_reserved or address.is_multicast:
        embedded = getattr(address, "ipv4_mapped", None)
        if embedded is None and address not in ipaddress.ip_network("64:ff9b::/96"):
            assert not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_an_address_within_another_is_judged_by_itself(address):
    assert is_public(f"::ffff:{address}") == is_public(str(address))
    assert is_public(f"64:ff9b::{address}") == is_public(str(address))
