"""Networks of the newsroom's own, out of the environment."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

from environs import Env, ValidationError


def named(env: Env) -> list[IPv4Network | IPv6Network]:
    """Those that webhooks may reach beside the public web."""
    given: list[str] = env.list("WEBHOOK_NETWORKS", [], validate=_check)
    return [ip_network(one) for one in given]


def _check(networks: Sequence[str]) -> None:
    """Raise environs' error, which names the variable, for what is no network."""
    for network in networks:
        try:
            ip_network(network)
        except ValueError as error:
            raise ValidationError(f"{error}. Give it as 10.1.0.0/16.") from None
