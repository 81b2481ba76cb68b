"""Where things lie: the data folder, and the folder of the sockets that belongs to it."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from factcheck.services.errors import ServiceError

PROJECT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """Return the data folder, absolute and free of links; it need not exist yet."""
    given = os.environ.get("FACTCHECK_DATA_DIR")
    return Path(os.path.realpath(Path(given).expanduser())) if given else PROJECT / ".data"


def runtime_dir() -> Path:
    """Return the folder of the sockets of this data folder.

    A socket's path may have about 100 bytes, so it can't lie in the data folder itself. The place
    depends on nothing but the data folder: a command that cron starts, with another TMPDIR and
    without XDG_RUNTIME_DIR, must find the servers of the desk.
    """
    everybodys = Path("/tmp")  # noqa: S108 - make_runtime_dir sees to it that the folder is ours
    shared = everybodys if everybodys.is_dir() else Path(tempfile.gettempdir())
    return shared / f"factcheck-{hashlib.sha256(os.fsencode(data_dir())).hexdigest()[:12]}"


def make_data_dir(*parts: str) -> Path:
    """Make the data folder, or a folder in it, readable by nobody else, and return it.

    Raises ServiceError when it can't be made. Folders above it, and one that exists already, keep
    the permissions that they have.
    """
    folder = data_dir()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in parts:
            folder /= part
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ServiceError(
            f"The data folder can't be used ({error.strerror}: {error.filename}): set "
            "FACTCHECK_DATA_DIR to a folder that you may write to."
        ) from error
    return folder


def make_runtime_dir() -> Path:
    """Make the folder of the sockets; raises ServiceError when somebody else holds its name."""
    folder = runtime_dir()
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    # The temp folder is everybody's: a folder put there by another user could listen in.
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) & 0o077 == 0
    if not private or found.st_uid != os.geteuid():
        raise ServiceError(
            f"The folder {folder} belongs to somebody else: remove it, or choose another data "
            "folder with FACTCHECK_DATA_DIR."
        )
    return folder


def check_owner() -> None:
    """Raise ServiceError when the data folder is another user's: their servers are theirs to run.

    Files that root leaves in a user's data folder would lock that user out.
    """
    folder = data_dir()
    if not folder.exists() or (owner := folder.stat().st_uid) == os.geteuid():
        return
    raise ServiceError(
        f"The data folder {folder} belongs to another user ({_user_name(owner)}): run this as "
        "that user, or choose another data folder with FACTCHECK_DATA_DIR."
    )


def _user_name(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"
