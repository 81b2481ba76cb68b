"""`manage.py extract`: one JSON object a line, no database."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from claims.engine.candidate import Candidate, Kind, Occurrence
from claims.engine.detail.details import Day, Details, Due, Figure, Precision
from claims.engine.language_model.options import Options
from claims.management.commands.extract import Command, as_text
from tests import model_server

KEYS = [
    "statement", "quote", "start", "end", "speaker", "speakers", "roles",
    "reported_by", "kinds", "score", "reasons", "occurrences", "details",
]  # fmt: skip
STORY = (
    "\ufeff\r\nFares fell by 12 percent in 2030.\r\n\r\n"
    "Ann Marsh vowed to sell the port by 2031.\r\n"
)


def run(path: Path | str, style: str = "json", engine: str = "rules") -> str:
    out = io.StringIO()
    command = Command(stdout=out, stderr=out)
    command.handle(file=str(path), published=None, format=style, engine=engine)
    return out.getvalue()


def test_each_line_is_a_candidate_with_offsets_into_the_canonical_text(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_bytes(STORY.encode())
    rows = [json.loads(line) for line in run(file).splitlines()]
    text = "Fares fell by 12 percent in 2030.\n\nAnn Marsh vowed to sell the port by 2031."
    assert [row["quote"] for row in rows] == [
        "Fares fell by 12 percent in 2030.",
        "sell the port by 2031",
    ]
    for row in rows:
        assert list(row) == KEYS
        assert text[row["start"] : row["end"]] == row["quote"]
        assert Details.from_json(row["details"]).as_json() == row["details"]
        assert row["occurrences"][0] == {"start": row["start"], "end": row["end"]}


def test_the_format_for_people_names_speaker_and_reasons(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    shown = run(file, "text")
    assert "Ann Marsh will sell the port by 2031." in shown
    assert "the article itself" in shown


def test_the_format_for_people_tells_chain_roles_and_details() -> None:
    shown = as_text(
        Candidate(
            statement="They will open 12,000 berths by 2031.",
            occurrences=(Occurrence(5, 30, "open 12,000 berths by 2031"),),
            speakers=("Ann Marsh", "Bo Ek"),
            roles=("Mayor", ""),
            reported_by="Lena Sorn",
            kinds=(Kind.PROMISE,),
            score=0.9,
            reasons=("a promise",),
            details=Details(
                figures=(Figure(10, 23, "12,000 berths", Decimal("1.2E+4"), "berths"),),
                days=(Day(27, 31, "2031", dt.date(2031, 1, 1), None, Precision.YEAR),),
                places=("Port Ellery",),
                organisations=("Harbour Trust",),
                due=Due(24, 31, "by 2031", dt.date(2031, 12, 31), "", ""),
                unresolved=("They",),
            ),
        )
    )
    assert "Ann Marsh, Mayor and Bo Ek, as reported by Lena Sorn · promise" in shown
    assert (
        "due 2031-12-31 (“by 2031”); “12,000 berths” = 12000 berths; "
        "“2031” = 2031-01-01 to … (year); places: Port Ellery; "
        "organisations: Harbour Trust; unresolved: They"
    ) in shown


@pytest.mark.parametrize(("content", "said"), [(b"\xff\xfe", "not UTF-8"), (None, "Can't read")])
def test_a_file_that_cannot_be_read_is_told_so(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "story.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(file)


def test_the_language_model_reads_when_it_is_asked_for(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    with model_server.running() as server:
        server.behave(model_server.gives(model_server.claim("Fares fell by 12 percent in 2030.")))
        settings.LANGUAGE_MODEL = Options(server.url, "tiny")
        assert json.loads(run(file, engine="language-model"))["start"] == 0
        server.behave(model_server.fails(401))
        *rows, note = run(file, engine="language-model").splitlines()
    assert len(rows) == 2
    assert "the built-in engine read this document." in note


def test_a_language_model_that_is_not_set_cannot_be_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    with pytest.raises(CommandError, match="FACTCHECK_LANGUAGE_MODEL_URL"):
        run(file, engine="language-model")
