"""`manage.py run`: the whole desk in one command."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from factcheck import services
from factcheck.services import supervisor
from factcheck.services.paths import make_data_dir


class Command(BaseCommand):
    help = (
        "Runs Factcheck: database and broker where no setting names one, web, worker and beat. "
        "Ctrl-C stops all of it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        cores = os.cpu_count() or 1
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=_port, default=os.environ.get("PORT") or "8000")
        parser.add_argument(
            "--demo", action="store_true", default=None, help="Make the demo newsroom."
        )
        parser.add_argument("--no-demo", dest="demo", action="store_false")
        parser.add_argument("--web-processes", type=int, default=2)
        parser.add_argument(
            "--worker-processes", type=int, default=max(1, min(4, cores)), metavar="N"
        )

    def handle(self, **options: Any) -> None:
        chosen = supervisor.Options(
            host=options["host"],
            port=options["port"],
            web_processes=options["web_processes"],
            worker_processes=options["worker_processes"],
            host_header=_a_name_that_django_answers_to(),
        )
        demo = _from_environment() if options["demo"] is None else options["demo"]
        supervisor.run(chosen, prepare=lambda: _prepare(demo, chosen.address))


def _prepare(demo: bool | None, address: str) -> None:
    migrations = MigrationExecutor(connection)
    if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    if _wants_demo(demo):
        call_command("demo", address=address)
    connections.close_all()


def _wants_demo(demo: bool | None) -> bool:
    """Decide once for a data folder: "no" is remembered until somebody says "yes".

    Unasked, only an embedded database without any account gets a demo, never one that was given.
    Where there is one already, the command tells its accounts again.
    """
    refused = make_data_dir() / "no-demo"
    if demo is None:
        if refused.exists() or not services.database_is_embedded():
            return False
        is_demo = (services.data_dir() / "demo_password").exists()
        return is_demo or not get_user_model().objects.exists()
    if demo:
        refused.unlink(missing_ok=True)
    else:
        refused.touch()
    return demo


def _from_environment() -> bool | None:
    word = os.environ.get("FACTCHECK_DEMO", "")
    if word not in ("", "0", "1"):
        raise CommandError("FACTCHECK_DEMO must be 1 (make the demo newsroom) or 0 (don't).")
    return word == "1" if word else None


def _a_name_that_django_answers_to() -> str:
    for name in settings.ALLOWED_HOSTS:
        if name != "*":
            return name.lstrip(".")
    return "localhost"


def _port(word: str) -> int:
    if not word.isdigit() or not 0 < int(word) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {word!r}.")
    return int(word)
