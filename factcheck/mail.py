"""Where e-mail goes: Django's settings from one address, or a refusal that names the variable."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, ValidationError

# How an address may begin, and what that is.
WAYS = ("console", "file", "smtp", "submission", "dummy", "memory")
TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
# A mail server that is silent for so many seconds is away.
TIMEOUT = 20


def options(env: Env, folder: Path) -> dict[str, Any]:
    """Django's EMAIL_… settings. Without an address each message is a file in `folder`."""
    if not env.str("EMAIL_URL", ""):
        return {"EMAIL_BACKEND": TO_FILES, "EMAIL_FILE_PATH": str(folder)}
    url = env.str("EMAIL_URL", validate=_check)
    found: dict[str, Any] = env.dj_email_url("EMAIL_URL")
    if url.startswith("file:"):
        found["EMAIL_FILE_PATH"] = urlsplit(url).path
    return found | {"EMAIL_TIMEOUT": found["EMAIL_TIMEOUT"] or TIMEOUT}


def _check(url: str) -> None:
    """Raise environs' error for what is no address of mail. It never shows a password."""
    parts = urlsplit(url)
    if parts.scheme not in WAYS:
        raise ValidationError(f"It has to begin with one of {', '.join(WAYS)} and a colon.")
    if parts.scheme == "file" and (parts.netloc or not parts.path.startswith("/")):
        raise ValidationError("A folder is given in full: file:///var/mail/factcheck")
    if parts.scheme in ("smtp", "submission") and not parts.hostname:
        raise ValidationError("It has to name a server: submission://user:password@mail.example")
