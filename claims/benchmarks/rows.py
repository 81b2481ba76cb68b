"""Files of JSON objects, one a line, with errors that name the line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class BadRow(ValueError):
    """A line that can't be used; says which and why."""

    def __init__(self, path: Path, number: int, why: str) -> None:
        super().__init__(f"{path}, line {number}: {why}.")


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object with the number of its line, from 1; blank lines are skipped."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, _object(path, number, line)


def _object(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadRow(path, number, "this is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise BadRow(path, number, f"this is not JSON ({error})") from None
    if not isinstance(row, dict):
        raise BadRow(path, number, "this is JSON, but no object")
    return row
