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


@pytest.mark.parametrize(("name", "value"), [("DEBUG", "perhaps"), ("HSTS_SECONDS", "long")])
def test_a_value_that_cannot_be_read_stops_the_start_and_is_named(name, value):
    done = subprocess.run(
        [sys.executable, "-c", "import factcheck.settings"],
        env={**os.environ, name: value},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]
