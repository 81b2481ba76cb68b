"""Keys in Google's places: ours raise the limit, others are ignored, and none is ever written."""

import logging

import pytest
from django.conf import settings as project
from django.test import Client

from claims.models import ApiKey, User
from tests import make
from tests.google.conftest import ADDRESS, refused

SECRET = "AIzaSyForeignKeyOfGoogles"


@pytest.fixture
def rates(settings):
    """Two requests a minute without a key, and three with one."""
    few = {"anon": "2/minute", "key": "3/minute"}
    settings.REST_FRAMEWORK = project.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": few}


def codes(client: Client, times: int, headers: dict[str, str] | None = None, **more: str):
    asked = {"query": "homes", **more}
    return [client.get(ADDRESS, asked, headers=headers or {}).status_code for _ in range(times)]


def test_a_key_of_ours_raises_the_limit_wherever_google_puts_it(
    client: Client, alice: User, rates
) -> None:
    for place in ("key", "X-Goog-Api-Key", "Authorization"):
        key = make.api_key(alice, "read_published")
        if place == "key":
            found = codes(client, 4, key=key)
        else:
            found = codes(client, 4, {place: f"Bearer {key}" if place != "X-Goog-Api-Key" else key})
        assert found == [200, 200, 200, 429], place
    assert ApiKey.objects.filter(last_used_at=None).count() == 0


def test_keys_of_google_are_ignored(client: Client, db: None, rates) -> None:
    assert codes(client, 1, key=SECRET) == [200]
    assert codes(client, 2, {"Authorization": "Bearer ya29.token"}) == [200, 429]


def test_who_asks_too_often_is_told_to_wait(client: Client, db: None, rates) -> None:
    codes(client, 2)
    response = client.get(ADDRESS, {"query": "homes"})
    refused(response, 429, "RESOURCE_EXHAUSTED")
    assert int(response["Retry-After"]) > 0


def test_guesses_at_keys_of_ours_count(client: Client, db: None, rates) -> None:
    assert codes(client, 3, key="fck_guessed") == [400, 400, 429]


def test_a_key_of_ours_that_has_ended_is_refused(client: Client, alice: User) -> None:
    key = make.api_key(alice, "read_published")
    ApiKey.objects.update(revoked_at=ApiKey.objects.get().created_at)
    words = refused(client.get(ADDRESS, {"query": "a", "key": key}), 400, "INVALID_ARGUMENT")
    assert words == "API key not valid. The API key “Test” was revoked."
    headers = {"Authorization": f"Bearer {key}"}
    response = client.get(ADDRESS, {"query": "a"}, headers=headers)
    refused(response, 401, "UNAUTHENTICATED")


def test_no_key_is_ever_written_to_a_log_or_an_answer(
    client: Client, alice: User, rates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = make.api_key(alice, "read_published")
    wrong = f"{ApiKey.PREFIX}wrong"
    answers = [
        client.get(path, {"query": query, "key": shown}).content.decode()
        for shown in (key, wrong, SECRET)
        for path in (ADDRESS, "/v1alpha1/pages")
        for query in ("homes", "")
    ]
    assert "Too Many Requests" in caplog.text
    for text in (*answers, caplog.text):
        for secret in (key, wrong, SECRET):
            assert secret not in text
