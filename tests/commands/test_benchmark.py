"""`manage.py benchmark extract`: that it measures what it is given."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def test_it_tells_words_and_seconds_of_the_files_given(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("“Rents rose by 4 percent in 2024,” Ann Marsh said.")
    out = StringIO()
    call_command("benchmark", "extract", str(path), json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert (found["documents"], found["words"]) == (1, 10)
    assert found["seconds_a_document"] < found["cold_start_s"] + 1
    assert found["peak_mb"] > 50


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.txt"):
        call_command("benchmark", "extract", str(tmp_path / "nowhere.txt"))
