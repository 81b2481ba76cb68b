"""`manage.py ingest`: the door for files."""

import io

import pytest
from django.core.management import CommandError, call_command

from claims.models import Document

pytestmark = pytest.mark.django_db


def ingest(*arguments: str) -> tuple[str, str]:
    """What the command printed, and what it complained about."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("ingest", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_each_file_becomes_a_document_with_the_files_name(tmp_path, alice):
    for name in ("first", "second"):
        (tmp_path / f"{name}.txt").write_text(f"Prices fell by 3 percent. {name}")
    files = sorted(str(path) for path in tmp_path.iterdir())
    out, err = ingest(*files, "--published", "2025-03-05", "--by", "alice")
    assert not err
    assert out.count("Added document") == 2
    first = Document.objects.get(title="first")
    assert (str(first.published_on), first.added_by) == ("2025-03-05", alice)


def test_the_same_file_twice_is_one_document(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfPrices fell by 3 percent.\r\n")
    ingest(str(path))
    out, _ = ingest(str(path))
    assert "Already here" in out
    assert Document.objects.get().text == "Prices fell by 3 percent."


def test_a_file_that_is_refused_is_named_and_the_others_are_added(tmp_path):
    (tmp_path / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tmp_path / "good.txt").write_text("Prices fell by 3 percent.")
    files = ("binary.txt", "good.txt", "missing.txt")
    out, err = ingest(*(str(tmp_path / name) for name in files))
    assert "good" in out
    assert "binary.txt: This is not text." in err
    assert "missing.txt: No such file or directory." in err
    assert "2 of 3 files were not added" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.txt", "b.txt", "--title", "One"), "for one file"),
        (("a.txt", "--by", "nobody"), "no user “nobody”"),
        (("a.txt", "--published", "5 March"), "2026-05-31"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_explained(arguments, message):
    _, err = ingest(*arguments)
    assert message in err
