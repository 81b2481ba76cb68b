#!/usr/bin/env python
"""Factcheck's commands. Each finds the database and the broker, or starts them for its own time."""

import os
import sys
from contextlib import nullcontext

from factcheck import services

# Commands that need neither, and `run`, which looks after them itself. Asking for help needs
# neither, whatever the command.
WITHOUT_SERVICES = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "evaluate",
    "train",
    "extract",
    "findstatic",
    "help",
    "makemessages",
    "run",
    "spectacular",
    "version",
}
HELP = {"-h", "--help", "--version"}


def needs_services(arguments: list[str]) -> bool:
    """Tell whether this command line works with the database or the broker."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if HELP.intersection(arguments[1:]):
        return False
    return command not in WITHOUT_SERVICES or "--database" in arguments


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    from django.core.management import execute_from_command_line

    try:
        with services.running() if needs_services(sys.argv) else nullcontext():
            execute_from_command_line(sys.argv)
    except services.ServiceError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
