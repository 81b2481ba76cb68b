"""A real worker reads the pages of sources, by the rules that hold for a desk."""

import pytest

from claims.models import Source
from claims.pipeline import sources
from tests import make
from tests.worker import wait_for

pytestmark = pytest.mark.processes


def test_a_worker_looks_at_what_an_editor_cites_and_never_at_its_own_machine(start_worker, alice):
    draft = make.draft(alice)
    draft.sources.all().delete()
    sources.add(draft, by=alice, url="http://127.0.0.1/", title="Ours")
    start_worker()
    wait_for(Source.objects.filter(fetch_state="failed").exists, what="the page to be refused")
    source = Source.objects.get()
    assert source.fetch_problem == (
        "The link leads to an address that is not on the public web, so it is not read."
    )
    assert source.fetch_at is None
