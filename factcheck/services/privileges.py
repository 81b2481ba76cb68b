"""PostgreSQL refuses to run as root; this finds another user for it without moving anything.

Nothing is copied and no folder's permissions are widened, so it works for a clone inside a private
home folder, and in a container whose volume is the data folder.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from factcheck.services.errors import ServiceError

NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """Who a server runs as: the words before its command, and the user who owns its files."""

    prefix: tuple[str, ...]
    owner: int


# Gives up root for good and keeps one right of it, to pass through folders closed to others.
# no_setuid_fixup: without it access(2), which PostgreSQL's programs use to find each other,
# answers as if that right were not there. Changing the user clears the death signal that the
# parent asked for, so setpriv asks again.
_ANOTHER_USER = Identity(
    (
        "setpriv",
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "--no-new-privs",
        "--securebits=+no_setuid_fixup",
        "--bounding-set=-all,+dac_override",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--pdeathsig=INT",
        "--",
    ),
    NOBODY,
)
# For containers that took these rights from root: root's files seen as another user's. It can't
# pass through a folder that is private to somebody else than root.
_USER_NAMESPACE = Identity(
    ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"), 0
)
AS_ROOT = (_ANOTHER_USER, _USER_NAMESPACE)


def server_identity(program: Path, ways: tuple[Identity, ...] = AS_ROOT) -> Identity:
    """Return how to run this program here: as oneself, or for root in the first way that works.

    Raises ServiceError when root has no way.
    """
    if os.geteuid() != 0:
        return Identity((), os.geteuid())
    for way in ways:
        if shutil.which(way.prefix[0]) and _works(way, program):
            return way
    raise ServiceError(
        "PostgreSQL refuses to run as root and this machine offers no way round it: start "
        "Factcheck as an ordinary user, or set DATABASE_URL to a server of yours."
    )


def _works(way: Identity, program: Path) -> bool:
    tried = subprocess.run([*way.prefix, program, "--version"], capture_output=True, check=False)
    return tried.returncode == 0
