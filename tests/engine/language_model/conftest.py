"""A server to ask, and the engine that asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from claims.engine.choice import BuiltIn, Reading, chosen
from claims.engine.language_model.options import Options
from tests import model_server
from tests.model_server import KEY, Server

TEXT = (
    "Mayor Ada Moreno vowed to build 400 homes within two years. "
    "“We built 250 homes\nin 2024,” Moreno told reporters.\n\n"
    "Fares fell by 12 percent in 2024. The port wasn’t sold – it is the city’s.\n"
)

Read = Callable[..., Reading]


@pytest.fixture
def server() -> Iterator[Server]:
    with model_server.running() as server:
        yield server


@pytest.fixture
def options(server: Server) -> Callable[..., Options]:
    def make(**facts: Any) -> Options:
        quick = {"request_seconds": 5, "document_seconds": 8, "back_off": 0.01}
        return Options(**{"url": server.url, "model": "test/tiny-1", "key": KEY, **quick, **facts})

    return make


@pytest.fixture
def read(options: Callable[..., Options]) -> Read:
    def run(text: str = TEXT, progress: Any = None, **limits: Any) -> Reading:
        reading = chosen(options(**limits)).extract(text, None, progress)
        for candidate in reading.candidates:
            for place in candidate.occurrences:
                assert text[place.start : place.end] == place.quote
        return reading

    return run


@pytest.fixture
def fell_back(read: Read) -> Callable[..., str]:
    """Read a text that the model can't, and return why; the built-in engine's result is stored."""

    def run(text: str = TEXT, **limits: Any) -> str:
        reading = read(text, **limits)
        assert reading.version == BuiltIn.version
        assert reading.candidates == BuiltIn().extract(text).candidates
        reason, _, rest = reading.note.partition(", so ")
        assert rest == "the built-in engine read this document."
        return reason

    return run
