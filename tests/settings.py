"""The settings of the tests: the real ones, on servers of this test run's own.

Two runs at the same time don't meet: the data folder carries the number of the process that began
the run. Processes that a test starts inherit it. Set FACTCHECK_TEST_DATA_DIR to choose the folder,
and DATABASE_URL or REDIS_URL to test on servers of yours.
"""

import os
from pathlib import Path

_OWN = Path(__file__).resolve().parent.parent / ".data" / "test" / str(os.getpid())
_BASE = Path(os.environ.setdefault("FACTCHECK_TEST_DATA_DIR", str(_OWN)))
# Of tests that run side by side, too, each process has servers of its own. Never the data folder of
# a desk, even when the shell names one.
os.environ["FACTCHECK_DATA_DIR"] = str(_BASE / os.environ.get("PYTEST_XDIST_WORKER", ""))
os.environ["SECRET_KEY"] = "only for tests, and long enough that no check of Django's complains"
# No test asks the language model of the shell that runs it.
os.environ.pop("FACTCHECK_LANGUAGE_MODEL_URL", None)

from factcheck.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A live server's threads would keep theirs past the end of the test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405

# Each client of a test has middleware of its own, which would list all static files again.
WHITENOISE_AUTOREFRESH = True
