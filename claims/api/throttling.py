"""How many requests a caller may make, by key or, without one, by address."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from claims.api.requests import Allowance, ApiRequest
from claims.models import ApiKey

if TYPE_CHECKING:
    # REST framework's views import this module, by the name in the settings.
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


SECONDS = {"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60}


class _RateThrottle(BaseThrottle):
    """Count requests in windows of fixed length, with one atomic increment each.

    With Redis away it lets everybody through: readers go on reading, and what a key may do is
    decided by the database. `request.allowance` is for the headers of the answer.
    """

    scope: str
    policy: str
    reset = 0

    def ident(self, request: Request) -> str | None:
        """Whose requests are counted together; None: not this throttle's business."""
        raise NotImplementedError

    def rate(self, request: Request) -> str:
        """“120/minute”; empty: as many as they like."""
        return str(api_settings.DEFAULT_THROTTLE_RATES[self.scope] or "")

    def allow_request(self, request: Request, view: APIView) -> bool:
        ident = self.ident(request)
        rate = self.rate(request)
        if ident is None or not rate:
            return True
        limit, seconds = _parsed(rate)
        now = time.time()
        self.reset = int(seconds - now % seconds) + 1
        count = _count(f"throttle:{self.scope}:{ident}:{int(now // seconds)}", seconds)
        allowance = Allowance(self.policy, limit, seconds, max(0, limit - count), self.reset)
        cast(ApiRequest, request).allowance = allowance
        return count <= limit

    def wait(self) -> float:
        return self.reset


class AddressRateThrottle(_RateThrottle):
    """Callers without a key, by address."""

    scope = "anon"
    policy = "address"

    def ident(self, request: Request) -> str | None:
        return None if request.auth else _address(request)


class ApiKeyRateThrottle(_RateThrottle):
    """Callers with a key, by key, whatever address they come from."""

    scope = "key"
    policy = "key"

    def rate(self, request: Request) -> str:
        """The key's own, where it has one."""
        own = request.auth.per_minute if isinstance(request.auth, ApiKey) else None
        return f"{own}/minute" if own else super().rate(request)

    def ident(self, request: Request) -> str | None:
        return str(request.auth.pk) if request.auth else None


def _parsed(rate: str) -> tuple[int, int]:
    """“120/minute”: how many requests, in how many seconds."""
    number, period = rate.split("/")
    return int(number), SECONDS[period[0]]


def _address(request: Request) -> str:
    """The caller's address. What a caller writes into X-Forwarded-For itself doesn't count.

    NUM_PROXIES says how many proxies of ours add to that header; where it isn't set, HTTPS=1
    stands for one.
    """
    proxies = api_settings.NUM_PROXIES
    if proxies is None:
        proxies = 1 if settings.SECURE_PROXY_SSL_HEADER else 0
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if proxies and forwarded != [""]:
        return forwarded[-min(proxies, len(forwarded))].strip()
    return request.META.get("REMOTE_ADDR", "")


def _count(name: str, seconds: int) -> int:
    try:
        cache.add(name, 0, timeout=seconds)
        return cache.incr(name)
    except (RedisError, ValueError) as error:
        # ValueError: the window ended between the two.
        logger.warning("Requests are not counted: %s.", type(error).__name__)
        return 0
