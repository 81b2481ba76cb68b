"""Limits: by key or by address, and none when nobody can count."""

import pytest
from django.conf import settings as project
from django.core.cache import cache

from tests import make
from tests.api.conftest import Api, problem


@pytest.fixture
def rates(settings):
    """Two requests a minute for everybody."""
    few = {"anon": "2/minute", "key": "2/minute"}
    settings.REST_FRAMEWORK = project.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": few}


def test_the_third_of_two_requests_is_told_to_wait(public, rates, time_machine):
    time_machine.move_to("2024-05-04T12:00:20Z", tick=False)
    remaining = [public.get("verdicts/")["RateLimit-Remaining"] for _ in range(2)]
    response = public.get("verdicts/")
    assert problem(response, 429)["type"] == "urn:factcheck:problem:too-many-requests"
    assert (remaining, response["Retry-After"]) == (["1", "0"], "41")
    time_machine.move_to("2024-05-04T12:01:01Z", tick=False)
    assert public.get("verdicts/").status_code == 200


def test_each_key_has_a_limit_of_its_own(alice, rates):
    one, two = (Api(make.api_key(alice, "read_desk")) for _ in range(2))
    assert [one.get("claims/").status_code for _ in range(3)] == [200, 200, 429]
    assert two.get("claims/").status_code == 200


def test_a_key_may_have_a_limit_of_its_own(alice, rates):
    wide = Api(make.api_key(alice, "read_desk", per_minute=4))
    assert [wide.get("claims/").status_code for _ in range(5)] == [200] * 4 + [429]
    narrow = Api(make.api_key(alice, "read_desk", per_minute=1))
    assert [narrow.get("claims/").status_code for _ in range(2)] == [200, 429]


def test_what_is_left_is_told_in_the_words_of_the_standard(public, alice, rates, time_machine):
    time_machine.move_to("2024-05-04T12:00:20Z", tick=False)
    response = public.get("verdicts/")
    assert response["RateLimit-Policy"] == '"address";q=2;w=60'
    assert response["RateLimit"] == '"address";r=1;t=41'
    assert response["RateLimit-Limit"] == "2"
    response = Api(make.api_key(alice, "read_desk", per_minute=9)).get("claims/")
    assert response["RateLimit-Policy"] == '"key";q=9;w=60'
    assert response["RateLimit"] == '"key";r=8;t=41'


@pytest.mark.parametrize(
    ("path", "key", "code"),
    [
        ("verdicts/?format=xml", "", 400),
        ("verdicts/", "fck_guessed", 401),
        ("claims/", "", 401),
        ("/api/v1/nothing/", "", 404),
        ("/api/schema/?format=xml", "", 400),
        ("verdicts/?key=fck_shown", "", 400),
    ],
)
def test_refusals_count_and_tell_what_is_left(db, rates, path, key, code):
    api = Api(key)
    first, second, third = (api.get(path) for _ in range(3))
    assert [first.status_code, second.status_code] == [code, code]
    assert [first["RateLimit-Remaining"], second["RateLimit-Remaining"]] == ["1", "0"]
    assert problem(third, 429)["type"] == "urn:factcheck:problem:too-many-requests"
    assert third["RateLimit-Policy"] == '"address";q=2;w=60'


def test_a_refusal_of_a_good_key_counts_as_that_keys(alice, rates):
    api = Api(make.api_key(alice, "read_published"))
    assert [api.get("claims/").status_code for _ in range(3)] == [403, 403, 429]
    assert Api().get("verdicts/").status_code == 200


def test_an_address_that_a_caller_makes_up_is_not_believed(public, rates):
    codes = []
    for number in range(3):
        public.headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        codes.append(public.get("verdicts/").status_code)
    assert codes == [200, 200, 429]


def test_behind_a_proxy_callers_are_told_apart_by_what_the_proxy_adds(public, rates, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    codes = []
    for made_up, real in (("1.1.1.1", "a"), ("2.2.2.2", "a"), ("3.3.3.3", "a"), ("1.1.1.1", "b")):
        public.headers = {"X-Forwarded-For": f"{made_up}, {real}"}
        codes.append(public.get("verdicts/").status_code)
    assert codes == [200, 200, 429, 200]


def test_readers_are_answered_when_redis_is_away(public, as_alice, rates, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": project.CACHES["default"]["BACKEND"],
            "LOCATION": "unix:///nowhere/at/all",
        }
    }
    with pytest.raises(Exception, match="connecting to"):
        cache.incr("anything")
    assert [public.get("verdicts/").status_code for _ in range(3)] == [200] * 3
    assert as_alice.get("claims/").status_code == 200
    assert public.get("/api/schema/").status_code == 200
