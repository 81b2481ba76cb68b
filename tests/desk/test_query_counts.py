"""Lists take the same number of queries for ten rows as for a hundred, and stay small."""

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.desk import names, people, views
from claims.engine import Candidate
from claims.models import Claim, Claimant, SavedView, User
from claims.pipeline import matching
from tests import make
from tests.desk.conftest import Enter


@pytest.fixture(autouse=True)
def _kept_however_slow_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process keeps for some seconds is kept from one request of a test to its next."""
    monkeypatch.setattr(names, "FRESH", 3600)
    for module in (people, views):
        monkeypatch.setattr(module, "KEPT", 3600)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def claims_in_one_document(count: int) -> list[Claim]:
    text = " ".join(f"The mayor said the city built {n} homes last year." for n in range(count))
    row = make.document(text)
    candidates: list[Candidate] = [
        make.candidate(
            row, f"the city built {n} homes last year", speakers=(f"Speaker {n}",), roles=("Mayor",)
        )
        for n in range(count)
    ]
    claims = matching.store(row.extractions.get(), candidates)
    make.extracted(row)
    return claims


def growing(make_rows: Callable[[int], object], client: Client, address: str) -> int:
    make_rows(10)
    few = queries(client, address)
    make_rows(90)
    assert queries(client, address) == few
    return few


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=all",
        "?state=all&q=homes",
        "?state=all&q=Speeker",
        "?assignee=nobody",
        "?sort=due",
        "?state=open&tag=none",
        "?state=dismissed",
        "?document={document}&claimant={claimant}&q=homes",
    ],
)
def test_the_queue(alice: User, enter: Enter, query: str) -> None:
    document = claims_in_one_document(1)[0].occurrences.get().document_id
    claimant = Claimant.objects.get(name="Speaker 0").pk
    SavedView.objects.create(owner=alice, name="Homes", query="state=all&q=homes")
    address = f"/queue/{query.format(document=document, claimant=claimant)}"
    assert growing(claims_in_one_document, enter(alice), address) <= 12


def test_the_queue_when_nothing_is_kept(alice: User, enter: Enter) -> None:
    claims_in_one_document(10)
    SavedView.objects.create(owner=alice, name="Homes", query="state=all&q=homes")
    client = enter(alice)
    client.get("/queue/")
    caches["process"].clear()
    names.forget()
    with CaptureQueriesContext(connection) as captured:
        client.get("/queue/?state=all&q=homes")
    # People, names and tags, once for all who ask in the next seconds.
    assert len(captured) <= 12 + 3


def test_the_queues_html_is_small(alice: User, enter: Enter) -> None:
    claims_in_one_document(100)
    assert len(enter(alice).get("/queue/").content) < 100_000


def test_documents(alice: User, enter: Enter) -> None:
    def rows(count: int) -> None:
        author = make.user()
        for _ in range(count):
            make.claim(make.document(by=author))

    growing(rows, enter(alice), "/documents/")


def test_a_document_with_many_claims(alice: User, enter: Enter) -> None:
    client = enter(alice)
    few, many = (claims_in_one_document(n)[0].occurrences.get().document for n in (10, 100))
    assert queries(client, f"/documents/{few.pk}/") == queries(client, f"/documents/{many.pk}/")


def test_the_public_index(alice: User, bob: User, client: Client) -> None:
    def rows(count: int) -> None:
        for _ in range(count):
            make.published(alice, bob)

    rows(3)
    few = queries(client, "/fact-checks/")
    rows(9)
    assert queries(client, "/fact-checks/") == few <= 3


def test_a_claims_page_with_a_long_history(alice: User, bob: User, enter: Enter) -> None:
    client = enter(alice)
    plain, busy = make.draft(alice), make.published(alice, bob)
    assert (
        queries(client, f"/claims/{busy.claim_id}/")
        <= queries(client, f"/claims/{plain.claim_id}/") + 1
    )
