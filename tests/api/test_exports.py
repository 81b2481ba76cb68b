"""Exports in the background, as programs ask for them."""

import pytest

from claims.exports.formats import FORMATS
from claims.models import Export, Newsroom
from claims.pipeline import exporting
from tests import make
from tests.api.conftest import Api, content, problem, validate


@pytest.fixture
def live(transactional_db, alice, bob):
    Newsroom.objects.update(address="https://facts.ledger.example")
    return make.published(alice, bob)


@pytest.fixture
def reader(alice) -> Api:
    """A key that may read what is published, and nothing else."""
    return Api(make.api_key(alice, "read_published"))


def write(number: int) -> None:
    export = exporting.take_over(number)
    assert export
    exporting.run(export)


def test_an_export_is_asked_for_watched_and_downloaded(schema, live, reader, public):
    asked = {"format": "csv", "compression": "gzip", "filters": {"rating": "Mostly true"}}
    response = reader.post("exports/", asked)
    assert response.status_code == 202
    made = response.json()
    validate(schema, "ExportOutput", made)
    assert response["Location"].endswith(f"/api/v1/exports/{made['id']}/")
    assert {name: made[name] for name in asked} == asked
    assert (made["state"], made["link"], made["sha256"]) == ("queued", None, "")
    write(made["id"])
    done = reader.get(response["Location"]).json()
    validate(schema, "ExportOutput", done)
    assert (done["state"], done["percent"], done["rows_done"]) == ("done", 100, 1)
    assert done["link"].startswith("https://facts.ledger.example/exports/")
    file = public.get(done["link"].removeprefix("https://facts.ledger.example"))
    assert len(content(file)) == done["bytes"]
    assert file["ETag"] == f'"{done["sha256"]}"'


@pytest.mark.parametrize("name", [*FORMATS, "archive"])
def test_every_format_can_be_asked_for(live, reader, name):
    assert reader.post("exports/", {"format": name}).status_code == 202
    assert Export.objects.get().format == name


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "format"),
        ({"format": "docx"}, "format"),
        ({"format": ["csv"]}, "format"),
        ({"format": "csv", "compression": "rar"}, "compression"),
        ({"format": "csv", "filters": {"colour": "red"}}, "filters.colour"),
        ({"format": "csv", "filters": {"kind": "rumour"}}, "filters.kind"),
        ({"format": "csv", "filters": {"published_to": "soon"}}, "filters.published_to"),
        ({"format": "csv", "rating": "False"}, "rating"),
        ({"format": "archive", "compression": "gzip"}, "compression"),
        ({"format": "archive", "filters": {"q": "homes"}}, "filters"),
        ({"format": "csv", "filters": ["homes"]}, "filters"),
        ({"format": "csv", "filters": "homes"}, "filters"),
        ({"format": "csv", "filters": None}, "filters"),
    ],
)
def test_what_cannot_be_written_is_refused(live, reader, asked, field):
    assert list(problem(reader.post("exports/", asked), 400)["errors"]) == [field]
    assert not Export.objects.exists()


def test_a_fourth_one_at_a_time_is_a_conflict(live, reader):
    for _ in range(3):
        reader.post("exports/", {"format": "csv"})
    assert "under way" in problem(reader.post("exports/", {"format": "csv"}), 409)["detail"]


def test_whose_key_it_is_sees_their_own_and_nobody_elses(schema, live, reader, as_bob):
    number = reader.post("exports/", {"format": "csv"}).json()["id"]
    listed = reader.get("exports/").json()
    validate(schema, "PaginatedExportOutputList", listed)
    assert [row["id"] for row in listed["results"]] == [number]
    assert as_bob.get("exports/").json()["results"] == []
    problem(as_bob.get(f"exports/{number}/"), 404)
    problem(as_bob.delete(f"exports/{number}/"), 404)


def test_deleting_one_ends_its_link(live, reader, public):
    number = reader.post("exports/", {"format": "csv"}).json()["id"]
    write(number)
    link = reader.get(f"exports/{number}/").json()["link"]
    assert reader.delete(f"exports/{number}/").status_code == 204
    problem(reader.get(f"exports/{number}/"), 404)
    problem(reader.delete(f"exports/{number}/"), 404)
    assert public.get(link.removeprefix("https://facts.ledger.example")).status_code == 410


def test_the_key_is_noted_and_its_scope_is_needed(live, alice, public, as_charlie):
    other = Api(make.api_key(alice, "read_desk", "act"))
    problem(public.post("exports/", {"format": "csv"}), 401)
    problem(public.get("exports/"), 401)
    assert "read_published" in problem(other.post("exports/", {"format": "csv"}), 403)["detail"]
    problem(as_charlie.post("exports/", {"format": "csv"}), 403)
    key = make.api_key(alice, "read_published")
    Api(key).post("exports/", {"format": "csv"})
    assert Export.objects.get().api_key.prefix == key[:12]


def test_the_list_takes_no_parameter_that_it_does_not_know(as_alice):
    assert list(problem(as_alice.get("exports/", format="json", sate="done"), 400)["errors"]) == [
        "sate"
    ]
