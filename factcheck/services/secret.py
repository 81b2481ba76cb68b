"""The key that signs sessions and links: the setting, or one made once for this data folder."""

import os
import secrets
from pathlib import Path

from factcheck.services.errors import ServiceError
from factcheck.services.paths import data_dir, make_data_dir


def secret_key() -> str:
    """Return SECRET_KEY, or the key of this data folder, made when it is first asked for.

    Raises ServiceError when the file can't be read or made, or is empty.
    """
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = data_dir() / "secret_key"
    try:
        if not path.exists():
            make_data_dir()
            _write_once(path, secrets.token_urlsafe(50))
        key = path.read_text().strip()
    except OSError as error:
        raise ServiceError(
            f"The secret key {path} can't be read ({error.strerror}): run this as the user that "
            "the desk runs as, or set SECRET_KEY."
        ) from error
    if not key:
        raise ServiceError(
            f"The secret key {path} is empty: put it back from a backup, or delete it."
        )
    return key


def _write_once(path: Path, content: str) -> None:
    """Put the file there whole, unless another process was first: then its content stands."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
