"""Where the database and the broker answer: the setting, or else the embedded server's socket."""

import os
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from factcheck.services.errors import ServiceError
from factcheck.services.paths import runtime_dir

DATABASE = "factcheck"
ROLE = "factcheck"
ADMIN_ROLE = "postgres"


def database_is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def redis_is_embedded() -> bool:
    return not os.environ.get("REDIS_URL")


def database_url() -> str:
    """Return DATABASE_URL, or the address of the embedded server of this data folder."""
    embedded = f"postgresql://{ROLE}@{quote(str(runtime_dir()), safe='')}/{DATABASE}"
    return os.environ.get("DATABASE_URL") or embedded


def redis_url() -> str:
    """Return REDIS_URL, or the address of the embedded broker of this data folder."""
    return os.environ.get("REDIS_URL") or f"unix://{valkey_socket()}"


def valkey_socket() -> str:
    return str(runtime_dir() / "valkey.sock")


def celery_redis_url(url: str, db: int) -> str:
    """Return the address in Celery's form, with this database number in place of any other.

    Raises ServiceError when it isn't a redis://, rediss:// or unix:// address.
    """
    scheme, host, path, query = _parts(url)
    if scheme == "unix":
        # kombu keeps the path for the socket, so the number travels as a parameter.
        return _joined("redis+socket", host, path, {**query, "virtual_host": str(db)})
    if scheme == "rediss":
        # kombu doesn't check certificates unless it is told to.
        required = {"required": "CERT_REQUIRED", "optional": "CERT_OPTIONAL", "none": "CERT_NONE"}
        given = query.get("ssl_cert_reqs", "required")
        query["ssl_cert_reqs"] = required.get(given, given)
    return _joined(scheme, host, f"/{db}", query)


def cache_redis_url(url: str, db: int) -> str:
    """Return the address in the form of redis-py, with this database number in place of any other.

    Raises ServiceError when it isn't a redis://, rediss:// or unix:// address.
    """
    scheme, host, path, query = _parts(url)
    if scheme == "unix":
        return _joined(scheme, host, path, {**query, "db": str(db)})
    return _joined(scheme, host, f"/{db}", query)


def _parts(url: str) -> tuple[str, str, str, dict[str, str]]:
    found = urlsplit(url)
    if found.scheme not in ("redis", "rediss", "unix"):
        raise ServiceError(
            "REDIS_URL must begin with redis://, rediss:// or unix://, for example "
            "redis://127.0.0.1:6379."
        )
    query = dict(parse_qsl(found.query))
    query.pop("db", None)
    return found.scheme, found.netloc, found.path, query


def _joined(scheme: str, host: str, path: str, query: dict[str, str]) -> str:
    # Not urlunsplit: it writes unix:/path for a socket, which redis-py refuses.
    return f"{scheme}://{host}{path}" + (f"?{urlencode(query)}" if query else "")
