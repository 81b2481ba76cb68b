"""Requests as the API's views get them, for the type checker."""

from __future__ import annotations

from typing import NamedTuple

from rest_framework.request import Request

from claims.models import ApiKey, Newsroom, User


class Allowance(NamedTuple):
    """Of `limit` requests in `window` seconds the caller has some `remaining`, and all of them
    again in `reset` seconds. `policy` is the name of that rule."""

    policy: str
    limit: int
    window: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """As of draft-ietf-httpapi-ratelimit-headers-10, and as older clients know it."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={self.window}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.reset}',
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


class ApiRequest(Request):
    """A request of anybody, with what middleware and throttles have put there."""

    newsroom: Newsroom
    allowance: Allowance


class KeyRequest(ApiRequest):
    """A request that shows a key, on behalf of the key's owner."""

    user: User
    auth: ApiKey
