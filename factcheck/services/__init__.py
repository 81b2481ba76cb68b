"""The database and the broker: a setting says where they are, or they run from this data folder.

Nothing here imports Django: the settings ask this package for their addresses.

    paths, addresses, secret     what the settings need to know
    locks, processes, privileges what a well-behaved parent of servers needs
    postgres, valkey             the two embedded servers
    keeper, use                  they run while somebody uses them
    ownership, signals, children one desk a data folder, how it is stopped, what it consists of
    supervisor                   the whole desk in one command
    backup                       one file out, one file in
"""

from collections.abc import Iterator
from contextlib import contextmanager

from factcheck.services.addresses import (
    cache_redis_url,
    celery_redis_url,
    database_is_embedded,
    database_url,
    redis_is_embedded,
    redis_url,
)
from factcheck.services.errors import ServiceError
from factcheck.services.paths import data_dir
from factcheck.services.secret import secret_key

__all__ = [
    "ServiceError",
    "cache_redis_url",
    "celery_redis_url",
    "data_dir",
    "database_is_embedded",
    "database_url",
    "redis_is_embedded",
    "redis_url",
    "running",
    "secret_key",
]


@contextmanager
def running(*, durable: bool = True) -> Iterator[None]:
    """Have the database and the broker for the length of the block: see `use.running`.

    With both settings given, nothing that only Unix has is imported.
    """
    if not database_is_embedded() and not redis_is_embedded():
        yield
        return
    from factcheck.services import use

    with use.running(durable=durable):
        yield
