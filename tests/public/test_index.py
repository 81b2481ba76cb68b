"""Lists of fact-checks: what is asked for is found, said in words, and nothing else is."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from claims.engine.candidate import Kind
from claims.models import Claimant, Publication, User
from claims.pipeline import publication
from claims.public import index
from tests import make
from tests.public import rows
from tests.public.conftest import Rows


def found(client: Client, address: str) -> list[int]:
    html = client.get(address).content.decode()
    return [int(pk) for pk in re.findall(r'class="title" href="/fact-checks/(\d+)/"', html)]


def ada(row: Publication) -> int:
    return row.snapshot["claimants"][0]["id"]


@pytest.fixture
def checks(alice: User, bob: User) -> list[Publication]:
    """A statistic by Ada, rated mostly true; an event by Ben, rated false; a promise by Ada."""
    event = make.checking(alice, kinds=(Kind.EVENT,), speakers=("Ben Ode",))
    return [
        make.published(alice, bob),
        rows.rerated(make.published(alice, bob, event), by=bob),
        rows.promise(alice, bob),
    ]


def test_each_filter_finds_what_it_says(client: Client, bob: User, checks) -> None:
    statistic, event, promise = (row.claim_id for row in checks)
    year = timezone.localdate().year
    for query, expected in (
        (f"claimant={ada(checks[0])}", [promise, statistic]),
        ("rating=False", [event]),
        ("kind=promise", [promise]),
        ("status=unrated", [promise]),
        ("status=kept", []),
        (f"year={year}", [promise, event, statistic]),
        (f"year={year - 1}", []),
        (f"claimant={ada(checks[0])}&kind=statistic&q=homes", [statistic]),
        (
            "kind=nonsense&status=nonsense&claimant=x&year=12345&rating=",
            [promise, event, statistic],
        ),
    ):
        assert found(client, f"/fact-checks/?{query}") == expected, query
    rows.rate(checks[2], "kept", by=bob)
    assert found(client, "/fact-checks/?status=kept") == [promise]
    assert found(client, "/fact-checks/?status=unrated") == []


@pytest.mark.django_db
def test_every_choice_of_a_promises_status_is_in_words(client: Client) -> None:
    html = client.get("/fact-checks/").content.decode()
    assert '<option value="unrated">Not yet rated</option>' in html


def test_what_is_asked_for_is_said_and_can_be_left_out(client: Client, checks) -> None:
    pk = ada(checks[0])
    html = client.get(f"/fact-checks/?q=homes&rating=False&claimant={pk}").content.decode()
    for words in ("“homes”", "rated False", "by Ada Moreno"):
        assert words in html, words
    assert f'href="/fact-checks/?q=homes&amp;claimant={pk}"' in html
    assert '<option value="False" selected>' in html


def test_the_menus_offer_what_is_published_and_nothing_else(
    newsroom: Rows, client: Client, bob: User
) -> None:
    html = client.get("/fact-checks/").content.decode()
    assert '<option value="Mostly true">' in html
    assert "Ada Moreno</option>" in html
    assert '<option value="False">' not in html
    publication.retract(newsroom.live, by=bob, reason="Wrong year.")
    html = client.get("/fact-checks/").content.decode()
    assert "Mostly true" not in html
    assert "Ada Moreno" not in html


def test_filters_stay_from_page_to_page(
    client: Client, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "SIZE", 1)
    first, second = make.published(alice, bob), make.published(alice, bob)
    rows.promise(alice, bob)
    html = client.get("/fact-checks/?kind=statistic").content.decode()
    (address,) = re.findall(r'href="([^"]*after=[^"]*)"', html)
    assert found(client, "/fact-checks/?kind=statistic") == [second.claim_id]
    assert found(client, address.replace("&amp;", "&")) == [first.claim_id]


def test_a_claimants_page_tells_what_was_found_of_them(client: Client, checks) -> None:
    statistic, _, promise = checks
    pk = ada(statistic)
    html = client.get(f"/claimants/{pk}/").content.decode()
    assert "<h1>Ada Moreno</h1>" in html
    assert found(client, f"/claimants/{pk}/") == [promise.claim_id, statistic.claim_id]
    assert re.search(r"Mostly true</span>\s*</dt><dd><span[^>]*></span>2</dd>", html)
    assert f'href="/claimants/{pk}/"' in client.get(statistic.get_absolute_url()).content.decode()


def test_a_claimant_is_called_as_they_were_last_published(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    Claimant.objects.update(name="Ada Moreno-Ruiz")
    assert "<h1>Ada Moreno</h1>" in client.get(f"/claimants/{ada(row)}/").content.decode()
    make.published(alice, bob, make.checking(alice, speakers=("Ada Moreno-Ruiz",)))
    assert "<h1>Ada Moreno-Ruiz</h1>" in client.get(f"/claimants/{ada(row)}/").content.decode()


def test_of_whom_nothing_is_published_there_is_no_page(
    newsroom: Rows, client: Client, bob: User
) -> None:
    pk = ada(newsroom.live)
    other = make.claim(speakers=("Nobody Yet",)).claimants.get()
    assert client.get(f"/claimants/{other.pk}/").status_code == 404
    publication.retract(newsroom.live, by=bob, reason="Wrong year.")
    assert client.get(f"/claimants/{pk}/").status_code == 404
