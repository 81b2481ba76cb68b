"""Data folders that no other test uses."""

import shutil
from pathlib import Path

import pytest

from factcheck import services


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was used before: making a database is most of what a first start costs."""
    folder = tmp_path_factory.mktemp("made") / "data"
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        environment.delenv("REDIS_URL", raising=False)
        environment.setenv("FACTCHECK_DATA_DIR", str(folder))
        with services.running(durable=False):
            pass
    return folder


@pytest.fixture
def used_data(data: Path, made_once: Path) -> Path:
    """The folder `data`, of a desk that was started and stopped before."""
    shutil.copytree(made_once / "postgres", data / "postgres")
    data.chmod(0o700)
    return data


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder that is not there yet, chosen as a newsroom chooses it.

    It lies in a folder of mode 0700, as pytest's folders do, and its path is too long for a socket.
    """
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    folder = tmp_path / ("long " * 20).strip() / "data"
    monkeypatch.setenv("FACTCHECK_DATA_DIR", str(folder))
    return folder
