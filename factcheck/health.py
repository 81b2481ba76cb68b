"""`/healthz`: this process answers. `/readyz`: so does everything that it needs."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse

from factcheck.celery import app

WORKER_SECONDS = 1.0


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and at least one worker answer; 503 until then.

    The body has a word for each: "ok", or what is wrong.
    """
    broker = _outcome(_ask_broker)
    checks = {
        "database": _outcome(_ask_database),
        "broker": broker,
        "worker": _outcome(_ask_worker) if broker == "ok" else "unknown: the broker is away",
    }
    ready = all(outcome == "ok" for outcome in checks.values())
    response = JsonResponse(
        {"status": "ok" if ready else "unavailable", **checks}, status=200 if ready else 503
    )
    # Django logs every 503 as an error; a desk that is starting is none.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _outcome(check: Callable[[], None]) -> str:
    """ "ok", or the name of the error: its text may hold addresses and passwords."""
    try:
        check()
    except Exception as error:
        return f"failed: {type(error).__name__}"
    return "ok"


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with app.connection_for_read(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=0, timeout=2)
        broker.default_channel.client.ping()  # type: ignore[attr-defined]


def _ask_worker() -> None:
    # A connection of its own: one out of the pool may be from before the broker's last restart.
    with app.connection_for_write(connect_timeout=2) as broker:
        if not app.control.ping(timeout=WORKER_SECONDS, limit=1, connection=broker):
            raise TimeoutError
