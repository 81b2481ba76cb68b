"""The secret key: a setting, or made once."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from factcheck import services
from tests.services.desk import PROJECT, environment


def test_the_setting_is_taken_and_no_file_is_made(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert services.secret_key() == "given"
    assert not data.exists()


def test_a_key_is_made_once_and_only_its_owner_can_read_it(data: Path):
    key = services.secret_key()
    assert len(key) >= 50
    assert services.secret_key() == key
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert [path.name for path in data.iterdir()] == ["secret_key"]


def test_processes_that_start_together_get_the_same_key(data: Path):
    ask = "from factcheck.services.secret import secret_key; print(secret_key())"

    def in_a_process(_: int) -> str:
        return subprocess.check_output(
            [sys.executable, "-c", ask], cwd=PROJECT, env=environment(data), text=True
        )

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(in_a_process, range(6)))) == 1


def test_an_empty_key_is_refused_and_not_replaced(data: Path):
    data.mkdir(parents=True)
    (data / "secret_key").touch()
    with pytest.raises(services.ServiceError, match="is empty"):
        services.secret_key()
