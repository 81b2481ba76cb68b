"""The cache of the desk: Redis, and nothing at all while Redis is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends import redis
from redis.exceptions import ConnectionError as Away
from redis.exceptions import TimeoutError as Slow

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# Every page asks the cache: one line in so many seconds says enough.
QUIET_SECONDS = 60


class RedisCache(redis.RedisCache):
    """Django's cache in Redis, which finds and keeps nothing while its server is away.

    What is kept here can be read from the database or done without for a while. Only `incr`
    raises: whoever counts has to know that nobody does.
    """

    _quiet_until = 0.0

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, super().get, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        # Keys may come as what can be read only once.
        return self._or({}, super().get_many, list(keys), version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._or(False, super().has_key, key, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().set, key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().add, key, value, *args, **kwargs)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().touch, key, *args, **kwargs)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._or(False, super().delete, key, version)

    def _or(self, without: Answer, ask: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
        """What the server answers, and `without` where there is none."""
        try:
            return ask(*args, **kwargs)
        except (Away, Slow) as error:
            self._tell(error)
            return without

    def _tell(self, error: Exception) -> None:
        now = time.monotonic()
        # Of the class, as each thread has a cache of its own.
        if now >= RedisCache._quiet_until:
            RedisCache._quiet_until = now + QUIET_SECONDS
            logger.warning("The cache is away, so nothing is kept: %s.", type(error).__name__)
