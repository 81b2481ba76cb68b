"""The Celery application: what `celery -A factcheck worker` and `beat` run."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import celeryd_after_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_after_setup.connect
def keep_tasks_when_the_broker_goes(**_: Any) -> None:
    """Silence Celery's question, at each lost connection, whether tasks shall be cancelled then.

    They shall not: they write to the database, and whether their work counts is decided there.
    Celery sets its own filter when it sets up logging, so ours has to come after that.
    """
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)
