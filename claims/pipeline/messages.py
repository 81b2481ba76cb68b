"""Messages: workers are told that there may be work. What there is to do is said by rows."""

from __future__ import annotations

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_on_commit(task: str, *arguments: object) -> None:
    """Have a worker run a task of `claims.tasks` once this transaction is through.

    With the broker away nothing is lost: the rows are stored all the same, and the sweep of their
    kind sends another message when it is back.
    """

    def wake() -> None:
        from claims import tasks

        try:
            getattr(tasks, task).delay(*arguments)
        except OperationalError as error:
            words = " ".join(map(str, (task, *arguments)))
            logger.warning("No message for %s; the sweep sends another: %s", words, error)

    transaction.on_commit(wake, robust=True)
