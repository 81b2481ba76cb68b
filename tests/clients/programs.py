"""The programs in docs/clients.md, as they stand there."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs" / "clients.md"


def program(name: str) -> str:
    """The text of a program, by the name after its language."""
    found = re.search(rf"^```\w+ {re.escape(name)}\n(.*?)^```$", DOCS.read_text(), re.M | re.S)
    assert found, f"docs/clients.md has no {name}"
    return found[1]
