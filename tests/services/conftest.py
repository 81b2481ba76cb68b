"""Data folders that no other test uses."""

from pathlib import Path

import pytest


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
