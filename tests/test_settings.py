"""Settings: each is documented, and one that can't be read stops the start and is named."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""(?:env\.\w+\(|environ\.get\(|environ\[)\s*["']([A-Z][A-Z0-9_]+)["']""")


def variables() -> set[str]:
    """The names of the environment variables that the product reads."""
    files = [*ROOT.glob("factcheck/**/*.py"), *ROOT.glob("claims/**/*.py")]
    return {name for file in files for name in READ.findall(file.read_text())}


def test_every_variable_is_in_the_operations_guide():
    guide = (ROOT / "docs" / "operations.md").read_text()
    missing = {name for name in variables() if f"`{name}`" not in guide}
    assert not missing
    assert len(variables()) > 15, "the pattern that finds them has gone blind"


def start(name: str = "LANGUAGE_MODEL", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import factcheck.settings as s; print(s.{name})"],
        env={**os.environ, **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEBUG", "perhaps"), ("HSTS_SECONDS", "long"), ("WEBHOOK_NETWORKS", "10.1.0.0/99")],
)
def test_a_value_that_cannot_be_read_stops_the_start_and_is_named(name, value):
    done = start(**{name: value})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


MODEL = "FACTCHECK_LANGUAGE_MODEL"
SET = {f"{MODEL}_URL": "http://127.0.0.1:9/v1", f"{MODEL}_NAME": "m", f"{MODEL}_KEY": "sk-secret"}


def test_a_language_model_is_off_until_an_address_is_set_and_its_key_is_never_shown():
    assert start(**{**SET, f"{MODEL}_URL": ""}).stdout == "None\n"
    done = start(**SET, EXTRACTION_SOFT_SECONDS="60")
    assert "document_seconds=30" in done.stdout, "half the worker's time at the most"
    assert "sk-secret" not in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "ftp://models.example"),
        ("URL", "https://anna:sk-secret@models.example/v1"),
        ("NAME", ""),
        ("KEY", "sk-secret\nX: y"),
        ("TOKENS", "0"),
        ("CHARACTERS", "many"),
        ("REQUEST_SECONDS", "0"),
        ("DOCUMENT_SECONDS", "301"),
    ],
)
def test_a_language_model_that_is_half_set_stops_the_start_without_showing_the_key(name, value):
    done = start(**{**SET, f"{MODEL}_{name}": value})
    assert done.returncode != 0
    assert f"{MODEL}_{name}" in done.stderr.splitlines()[-1]
    assert "sk-secret" not in done.stderr


@pytest.mark.parametrize(
    "url", ["mail.example", "smtp:", "file:mail", "file://mail/x", "imap://u:s3cret@mail.example"]
)
def test_an_address_for_mail_that_cannot_be_read_is_refused(url):
    done = start(EMAIL_URL=url)
    assert done.returncode != 0
    assert "EMAIL_URL" in done.stderr.splitlines()[-1]
    assert "s3cret" not in done.stderr


@pytest.mark.parametrize(
    ("url", "name", "value"),
    [
        ("file:///var/mail/desk", "EMAIL_FILE_PATH", "/var/mail/desk"),
        ("submission://desk:p%40ss@mail.example", "EMAIL_HOST_PASSWORD", "p@ss"),
        ("submission://desk:p%40ss@mail.example", "EMAIL_USE_TLS", "True"),
        ("smtp://mail.example:465?ssl=1", "EMAIL_USE_SSL", "True"),
        ("", "EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"),
    ],
)
def test_mail_goes_where_the_address_says(url, name, value):
    assert start(name, **({"EMAIL_URL": url} if url else {})).stdout.strip() == value
