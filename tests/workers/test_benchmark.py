"""`manage.py benchmark`: it runs on a scratch desk and leaves nothing behind."""

import io
import json

import psycopg
import pytest
from django.core.management import call_command

from factcheck import services

pytestmark = pytest.mark.processes


@pytest.mark.usefixtures("embedded_services")
def test_the_time_from_paste_to_the_first_claim_is_measured_on_a_desk_of_its_own():
    out = io.StringIO()
    call_command("benchmark", "paste", "--words", "100", "--runs", "1", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert found["words"] == 100
    assert 0 < found["median_s"] == found["max_s"]
    with psycopg.connect(services.database_url()) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname ~ 'benchmark'")
        assert left.fetchall() == []


@pytest.mark.usefixtures("embedded_services")
def test_exports_are_measured_against_copy_and_a_plain_serializer():
    out = io.StringIO()
    call_command("benchmark", "export", "--verdicts", "300", "--runs", "1", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert found["verdicts"] == 300
    ways = ("copy", "ndjson", "copy_csv", "csv", "plain")
    rates = {way: found[f"{way}_rows_s"] for way in ways}
    assert min(rates.values()) > 0
    for ratio, above, below in (
        ("ndjson_of_copy", "ndjson", "copy"),
        ("csv_of_copy", "csv", "copy_csv"),
        ("ndjson_over_drf", "ndjson", "plain"),
    ):
        assert found[ratio] == pytest.approx(rates[above] / rates[below], rel=0.05, abs=0.06)
    assert 0 < found["idle_mb"] <= found["peak_mb"]
    with psycopg.connect(services.database_url()) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname ~ 'benchmark'")
        assert left.fetchall() == []


@pytest.mark.usefixtures("embedded_services")
def test_the_queues_pages_are_measured_in_a_newsroom_of_the_size_asked_for():
    out = io.StringIO()
    options = ("--claims", "300", "--runs", "1", "--json")
    call_command("benchmark", "queue", *options, stdout=out)
    found = json.loads(out.getvalue())
    assert found["claims"] == 300
    assert 0 < found["median_ms"] <= found["p95_ms"]
    assert 0 < found["queries"] <= 15
    assert 0 < found["page_bytes"] < 100_000
    labels = [row["page"] for row in found["pages"]]
    assert len(labels) == len(set(labels)) > 50
    assert {"view: New", "search: a name with a slip", "order: Due first, middle page"} < {*labels}
    with psycopg.connect(services.database_url()) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname ~ 'benchmark'")
        assert left.fetchall() == []
