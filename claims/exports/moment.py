"""One moment's state of everything, for what takes a while to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def as_of_now() -> Iterator[None]:
    """A transaction that reads: all of its queries see what was published when it began.

    Must be the outermost one. It writes nothing, and holds up nobody who does.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
