"""Who reads exports from the database: what is streamed is in no list of captured queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg


@contextmanager
def streamed() -> Iterator[list[str]]:
    """The statements that are streamed in here, in a list that grows."""
    statements: list[str] = []
    stream = psycopg.ClientCursor.stream

    def listening(self: Any, statement: str, *arguments: Any, **options: Any) -> Iterator[Any]:
        statements.append(statement)
        return stream(self, statement, *arguments, **options)

    with patch.object(psycopg.ClientCursor, "stream", listening):
        yield statements
