"""Google's own Python client, which is told another address and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from googleapiclient.discovery import build, build_from_document
from googleapiclient.errors import HttpError
from pytest_django.live_server_helper import LiveServer

from claims.models import Newsroom, User
from tests import make
from tests.google.conftest import urls


@pytest.fixture
def google(transactional_db: None, live_server: LiveServer) -> Any:
    with build(
        "factchecktools",
        "v1alpha1",
        developerKey="AIzaSyForeignKeyOfGoogles",
        client_options={"api_endpoint": live_server.url},
        static_discovery=True,
    ) as service:
        yield service


def test_it_searches(google: Any, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    answer = google.claims().search(query="homes", languageCode="en-US", maxAgeDays=2).execute()
    (claim,) = answer["claims"]
    assert claim["text"] == row.snapshot["statement"]
    assert claim["claimReview"][0]["textualRating"] == "Mostly true"
    site = google.claims().search(reviewPublisherSiteFilter="127.0.0.1").execute()
    assert urls(site) == urls(answer)
    assert google.claims().search(query="zebra").execute() == {}


def test_it_walks_from_page_to_page(google: Any, alice: User, bob: User) -> None:
    first = make.published(alice, bob)
    known = [row.get_absolute_url() for row in (first, *make.publications_like(first, 6))][::-1]
    request = google.claims().search(query="homes", pageSize=2, offset=1, fields="*")
    found: list[str] = []
    pages = 0
    while request is not None:
        answer = request.execute()
        found += urls(answer)
        pages += 1
        request = google.claims().search_next(request, answer)
    assert found == [Newsroom.current().absolute(path) for path in known[1:]]
    assert pages == 3


def test_it_raises_what_it_knows(google: Any) -> None:
    with pytest.raises(HttpError) as caught:
        google.claims().search().execute()
    assert caught.value.status_code == 400
    assert caught.value.reason == "Give a query, a reviewPublisherSiteFilter, or both."
    with pytest.raises(HttpError) as caught:
        google.pages().list().execute()
    assert caught.value.status_code == 404


def test_our_own_description_makes_the_same_methods(
    live_server: LiveServer, transactional_db: None, client: Client, alice: User, bob: User
) -> None:
    Newsroom.objects.update(address=live_server.url)
    make.published(alice, bob)
    response = client.get("/$discovery/rest?version=v1alpha1")
    with build_from_document(response.json()) as service:
        answer = service.claims().search(query="homes", pageSize=1).execute()
    assert urls(answer)[0].startswith(live_server.url)
    assert client.get("/$discovery/rest?version=v1").status_code == 404
