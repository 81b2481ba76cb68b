"""The cache, which the desk can do without for a while."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# A server that is away is told of once in so many seconds, not at each request.
QUIET = 60.0


class Cache(RedisCache):
    """Redis; while its server is away nothing is found in it, and nothing is kept.

    So sessions come from the database, who has a claim open isn't told, and requests aren't
    counted. Whatever must not be lost doesn't belong here.
    """

    _told = 0.0

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError as error:
            return self._without(error, default)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        try:
            return super().get_many(keys, version)
        except RedisError as error:
            return self._without(error, {})

    def set(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().set(*args, **kwargs)
        except RedisError as error:
            return self._without(error, None)

    def delete(self, key: Any, version: Any = None) -> Any:
        try:
            return super().delete(key, version)
        except RedisError as error:
            return self._without(error, False)

    def _without(self, error: RedisError, answer: Any) -> Any:
        if time.monotonic() - Cache._told > QUIET or not Cache._told:
            Cache._told = time.monotonic()
            logger.warning("The cache is away, and is done without: %s", error)
        return answer
