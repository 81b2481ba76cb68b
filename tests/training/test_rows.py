"""Labelled sentences: what is read, what is refused, what the project's own ones are like."""

from __future__ import annotations

import json
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.benchmarks import checkworthiness
from claims.training.rows import LABELS, OWN, BadRows, plain, read, without


def write(folder: Path, *rows: object) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def test_rows_come_with_their_label_and_document(tmp_path: Path) -> None:
    path = write(tmp_path, {"text": "Rents rose.", "label3": "CFS", "doc": "2004-01-01"})
    (row,) = read(path)
    assert (row.text, LABELS[row.label], row.doc) == ("Rents rose.", "CFS", "2004-01-01")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: not JSON"),
        ('{"label3": "CFS"}', "line 2: wants an object"),
        ('{"text": "x", "label3": "YES"}', "row 2: “label3”"),
    ],
)
def test_a_bad_row_is_named_by_its_place(tmp_path: Path, line: str, said: str) -> None:
    path = write(tmp_path, {"text": "Rents rose.", "label3": "CFS"}, line)
    with pytest.raises(BadRows, match=said):
        read(path)


def test_held_out_sentences_are_left_out_whatever_their_case_and_spaces(tmp_path: Path) -> None:
    rows = read(write(tmp_path, *({"text": text, "label3": "NFS"} for text in ("A b", "c"))))
    assert [row.text for row in without(rows, ["a  B "])] == ["c"]


def test_the_projects_own_sentences_are_of_all_labels_and_none_stands_twice() -> None:
    rows = [row for path in OWN.glob("*.jsonl") for row in read(path)]
    assert len(rows) >= 500
    assert all(count >= 50 for count in Counter(row.label for row in rows).values())
    assert len({plain(row.text) for row in rows}) == len(rows)


def test_measuring_counts_what_it_says_it_counts(tmp_path: Path) -> None:
    texts = {
        "Unemployment rose from 6 to 9 percent in two years.": 1,
        "Thank you all so much.": 0,
        "She voted against the bill three times.": 1,
        "Good evening and welcome.": 1,
    }
    rows = [{"text": text, "label": label, "doc": "d"} for text, label in texts.items()]
    out = tmp_path / "scores.jsonl"
    found = checkworthiness.measure(write(tmp_path, *rows), out)
    assert found["rows"] == 4
    assert found["f1"] == 0.8  # two found, none wrong, one missed
    assert 0.8 < found["average_precision"] == found["map"] <= 1
    assert len(out.read_text().splitlines()) == 4


@pytest.mark.skipif(find_spec("torch") is not None, reason="the packages are installed")
def test_training_without_its_packages_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Training needs more"):
        call_command("train", "checkworthiness", "rows.jsonl", encoder=tmp_path)
