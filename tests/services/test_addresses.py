"""Addresses: one setting, in the form that each library wants."""

from pathlib import Path

import pytest
import redis
from kombu import Connection

from factcheck import services


def redis_py(url: str) -> dict[str, object]:
    return redis.ConnectionPool.from_url(services.cache_redis_url(url, db=1)).connection_kwargs


def kombu(url: str) -> dict[str, object]:
    """What Celery's transport would connect with."""
    connection = Connection(services.celery_redis_url(url, db=2))
    channel = connection.transport.Channel.__new__(connection.transport.Channel)
    channel.connection = connection.transport
    return channel._connparams()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://127.0.0.1:6379", {"host": "127.0.0.1", "port": 6379}),
        ("redis://:p%40ss@broker:6380/5", {"host": "broker", "port": 6380, "password": "p@ss"}),
        ("rediss://anna:pass@broker/5", {"host": "broker", "username": "anna"}),
        ("unix:///run/valkey.sock?db=7", {"path": "/run/valkey.sock"}),
        ("unix://:pass@/run/valkey.sock", {"path": "/run/valkey.sock", "password": "pass"}),
    ],
)
def test_cache_and_celery_read_the_same_server_and_other_numbers(url, expected):
    for found, number in ((redis_py(url), 1), (kombu(url), 2)):
        assert {key: found[key] for key in expected} == expected
        assert found["db"] == number


def test_certificates_are_checked_unless_the_address_says_otherwise():
    assert "ssl_cert_reqs=CERT_REQUIRED" in services.celery_redis_url("rediss://broker", 0)
    assert "ssl_cert_reqs=CERT_NONE" in services.celery_redis_url(
        "rediss://broker?ssl_cert_reqs=none", 0
    )


def test_another_scheme_is_refused_with_the_name_of_the_setting():
    with pytest.raises(services.ServiceError, match=r"REDIS_URL must begin with redis://"):
        services.cache_redis_url("amqp://broker", 1)


def test_settings_win_over_the_embedded_servers(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://desk@db/desk")
    monkeypatch.setenv("REDIS_URL", "redis://broker")
    assert services.database_url() == "postgresql://desk@db/desk"
    assert services.redis_url() == "redis://broker"
    with services.running():
        assert not data.exists()


def test_asking_for_the_addresses_starts_and_makes_nothing(data: Path):
    assert services.database_url().startswith("postgresql://factcheck@%2F")
    assert services.redis_url().startswith("unix:///")
    assert not data.exists()


def test_one_folder_has_one_address_by_whatever_name_it_is_called(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before = services.database_url()
    (tmp_path / "link").symlink_to(data.parent)
    monkeypatch.setenv("FACTCHECK_DATA_DIR", str(tmp_path / "link" / "data"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert services.database_url() == before
