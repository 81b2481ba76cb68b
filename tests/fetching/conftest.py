"""The web as these tests see it."""

from collections.abc import Iterator

import pytest

from tests import web_server
from tests.web_server import Server, Web


@pytest.fixture
def server() -> Iterator[Server]:
    with web_server.running() as server:
        yield server


@pytest.fixture
def web(server: Server) -> Web:
    return Web(server)
