"""A language model reads where one is set, and the row says who read and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from claims.engine import VERSION
from claims.engine.language_model.options import Options
from claims.models import Claim, Event, Extraction
from claims.pipeline import extraction
from tests import make, model_server
from tests.model_server import Server, claim, fails, gives

pytestmark = pytest.mark.django_db

TEXT = "Mayor Ada Moreno said the city had built 250 homes in 2024. Fares fell by 12 percent."


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with model_server.running() as server:
        settings.LANGUAGE_MODEL = Options(server.url, "maker/a-model-with-a-name-" + "x" * 60)
        yield server


@pytest.fixture
def read_by_worker() -> Callable[[], Extraction]:
    def run() -> Extraction:
        row = extraction.take_over(make.document(TEXT).extractions.get().pk)
        assert row
        assert row.engine_version.startswith("language-model-1:a-model-with-a-name-")
        extraction.run(row)
        row.refresh_from_db()
        return row

    return run


def page(alice, row: Extraction) -> str:
    desk = Client()
    desk.force_login(alice)
    return desk.get(f"/documents/{row.document_id}/").content.decode()


def test_what_the_model_found_is_stored_under_its_name(server, read_by_worker, alice):
    speakers = [{"name": "Ada Moreno", "role": "Mayor"}]
    server.behave(gives(claim("the city had built 250 homes in 2024", speakers=speakers)))
    row = read_by_worker()
    assert (row.state, row.note, row.claims_found, row.percent) == ("done", "", 1, 100)
    assert len(row.engine_version) == 50
    found = Claim.objects.for_list().get()
    occurrence = found.occurrences.get()
    assert TEXT[occurrence.start : occurrence.end] == "the city had built 250 homes in 2024"
    assert (occurrence.speaker, occurrence.role) == ("Ada Moreno", "Mayor")
    assert 'class="alert plain note"' not in page(alice, row)


def test_why_the_built_in_engine_read_it_is_stored_and_shown(server, read_by_worker, alice):
    server.behave(fails(401))
    row = read_by_worker()
    assert row.state == "done"
    assert row.engine_version == VERSION
    assert row.claims_found > 0
    assert row.note == (
        "The language model answered with an error (status 401: the key was refused), "
        "so the built-in engine read this document."
    )
    html = page(alice, row)
    assert row.note in html
    event = Event.objects.get(action="extraction.done")
    assert (event.note, event.after["engine_version"]) == (row.note, VERSION)


def test_what_the_model_had_to_leave_out_is_stored_and_shown(server, read_by_worker, alice):
    server.behave(gives(claim("Fares fell by 12 percent"), claim("Rents fell by half")))
    row = read_by_worker()
    assert row.note.startswith("1 of the 2 claims that the language model gave")
    assert row.note in page(alice, row)


def test_without_a_model_the_built_in_engine_reads_and_nothing_needs_a_note():
    row = extraction.take_over(make.document(TEXT).extractions.get().pk)
    assert row
    extraction.run(row)
    row.refresh_from_db()
    assert (row.engine_version, row.note) == (VERSION, "")
