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
