"""Requests as the API's views get them, for the type checker."""

from __future__ import annotations

from typing import NamedTuple

from rest_framework.request import Request

from claims.models import ApiKey, Newsroom, User


class Allowance(NamedTuple):
    """How many requests the caller may still make, and in how many seconds it may make all."""

    limit: int
    remaining: int
    reset: int


class ApiRequest(Request):
    """A request of anybody, with what middleware and throttles have put there."""

    newsroom: Newsroom
    allowance: Allowance


class KeyRequest(ApiRequest):
    """A request that shows a key, on behalf of the key's owner."""

    user: User
    auth: ApiKey
