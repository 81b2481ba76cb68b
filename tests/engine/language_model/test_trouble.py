"""Whatever a server does, the text is read, in time, and the note says what went wrong."""

from __future__ import annotations

import gzip
import json
import logging
import signal
import time

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from claims.engine.choice import chosen
from claims.engine.language_model import conversation
from claims.engine.language_model.client import ask
from claims.engine.language_model.failure import Unusable
from claims.engine.language_model.options import Options
from tests import model_server
from tests.engine.language_model.conftest import TEXT
from tests.model_server import KEY, claim, fails, gives, says, sends

FARES = claim("Fares fell by 12 percent in 2024.")
GOOD = json.dumps({"claims": [FARES]})


def test_json_in_a_fence_or_after_thoughts_is_read(read, server):
    for content in (f"```json\n{GOOD}\n```", f"``` {GOOD}```", f"<think>{{Hm}}</think>\n{GOOD}"):
        server.behave(says(content))
        assert [one.quote for one in read().candidates] == [FARES["quote"]]


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (sends(b"<html>Welcome</html>"), "answer was not JSON"),
        (sends(b"\xff\xfe\x00"), "answer was not JSON"),
        (sends(b"[" * 100_000), "answer was not JSON"),
        (says("Here are the claims: none."), "answer was not JSON"),
        (says(GOOD[:-5], ended="length"), "answer was cut off, as it grew too long"),
        (says("  "), "gave no answer"),
        (sends(b'{"error": "overloaded"}'), "server did not answer in the agreed form"),
        (sends(b"[]"), "server did not answer in the agreed form"),
        (says("[]"), "agreed form (no list of claims)"),
        (says('{"claims": {}}'), "agreed form (no list of claims)"),
        (says('{"claims": ["x"]}'), "agreed form (a claim that is none)"),
        (gives({**FARES, "quote": 5}), "agreed form (“quote” is missing or no text)"),
        (gives({"quote": "x"}), "agreed form (a claim without its kinds)"),
        (gives({**FARES, "speakers": "Ada"}), "agreed form (speakers that are no list)"),
        (gives({**FARES, "speakers": ["Ada"]}), "agreed form (a speaker without a name)"),
        (gives(*[FARES] * 201), "gave more than 200 claims at once"),
        (fails(401), "answered with an error (status 401: the key was refused)"),
        (fails(404), "answered with an error (status 404: no such address or model)"),
        (fails(400), "answered with an error (status 400)"),
        (fails(418), "answered with an error (status 418)"),
        (fails(500), "answered with an error (status 500)"),
        (fails(302, Location="/elsewhere"), "address leads elsewhere (status 302), which"),
        (model_server.breaks_off, "could not be reached (the connection broke off)"),
        (
            sends(gzip.compress(GOOD.encode()), Content_Encoding="gzip"),
            "answer was compressed, which was not asked for",
        ),
    ],
)
def test_an_answer_that_is_of_no_use_hands_the_text_to_the_built_in_engine(
    fell_back, server, behaviour, reason
):
    server.behave(behaviour)
    told = fell_back()
    assert told.startswith("The language model")
    assert reason in told


def test_nobody_at_the_address(fell_back, server):
    server.server_close()
    assert fell_back() == "The language model could not be reached (connection refused)"


@pytest.mark.parametrize(
    ("host", "why"), [("long" * 20, "its name is not known"), ("xn--", "its address is not valid")]
)
def test_a_name_that_leads_nowhere(fell_back, host, why):
    reason = fell_back(url=f"http://{host}.example/v1")
    assert reason == f"The language model could not be reached ({why})"


def test_a_server_that_speaks_no_tls(fell_back, server):
    reason = fell_back(url=server.url.replace("http:", "https:"))
    assert reason == "The language model could not be reached (no secure connection)"


def test_a_server_without_schemas_is_asked_more_plainly_and_from_then_on(read, server):
    def plain(request) -> None:
        (fails(400) if "response_format" in request.asked else gives(FARES))(request)

    server.behave(plain)
    assert read(f"{TEXT}\n{TEXT}", window=len(TEXT) + 1).candidates
    assert ["response_format" in request.asked for request in server.requests] == [
        True, True, False, False,
    ]  # fmt: skip


def test_a_server_that_knows_only_the_newer_limit_keeps_the_schema(read, server):
    def newer(request) -> None:
        (fails(400) if "max_tokens" in request.asked else gives(FARES))(request)

    server.behave(newer)
    assert read().version.startswith("language-model")
    assert server.requests[-1].asked["max_completion_tokens"] == 4000
    assert "response_format" in server.requests[-1].asked


@pytest.mark.parametrize("limit", ["max_tokens", "max_completion_tokens"])
def test_a_server_without_schemas_is_told_how_long_the_answer_may_be(read, server, limit):
    def plain(request) -> None:
        knows = set(request.asked) == {"model", "messages", limit}
        (gives(FARES) if knows else fails(422))(request)

    server.behave(plain)
    assert read().note == ""
    assert server.requests[-1].asked[limit] == 4000


def test_no_server_is_asked_without_a_limit(fell_back, server):
    server.behave(fails(400))
    fell_back()
    assert all(
        request.asked.keys() & {"max_tokens", "max_completion_tokens"}
        for request in server.requests
    )


@pytest.mark.parametrize(
    "trouble",
    [fails(429, Retry_After="0"), fails(500), fails(503), model_server.breaks_off],
)
def test_what_may_pass_is_tried_again(read, server, trouble):
    server.behave(trouble, trouble, gives(FARES))
    assert read().note == ""
    assert len(server.requests) == 3


def test_the_server_says_how_long_to_wait(read, server):
    server.behave(fails(429, Retry_After="1"), gives(FARES))
    begun = time.monotonic()
    assert read().note == ""
    assert time.monotonic() - begun > 0.9


def test_nobody_waits_past_the_time_that_a_document_may_take(fell_back, server):
    server.behave(fails(429, Retry_After="3600"), gives(FARES))
    assert fell_back() == (
        "The language model answered with an error (status 429: too many requests)"
    )
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_will_not_pass_is_not_tried_again(fell_back, server, status):
    server.behave(fails(status))
    fell_back()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "slow",
    [model_server.hangs, model_server.drips_headers, model_server.drips_the_body],
)
def test_a_request_ends_in_time_however_the_server_holds_on(options, server, slow):
    server.behave(slow)
    begun = time.monotonic()
    with pytest.raises(Unusable, match=r"did not answer within 0\.2 seconds"):
        ask(options(request_seconds=0.2), b"{}", begun + 5)
    assert time.monotonic() - begun < 1
    assert len(server.requests) == 1, "a slow server is not asked again"


def test_all_requests_of_a_document_together_end_in_time(fell_back, server):
    def slowly(request) -> None:
        request.server.over.wait(0.15)
        gives(FARES)(request)

    server.behave(slowly)
    reason = fell_back(TEXT * 20, window=400, document_seconds=0.4)
    assert reason == (
        "The language model took longer than the 0.4 seconds that a document may take"
    )
    assert len(server.requests) <= 3


def test_what_stops_the_worker_goes_through_a_request_that_hangs(read, server):
    def stop(*_: object) -> None:
        raise SoftTimeLimitExceeded

    server.behave(model_server.hangs)
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(SoftTimeLimitExceeded):
            read()
    finally:
        signal.signal(signal.SIGALRM, before)


def test_an_answer_without_an_end_is_read_to_the_limit_only(fell_back, server):
    server.behave(model_server.never_ends)
    assert fell_back() == "The language model's answer was too long"


def test_a_redirect_is_not_followed(fell_back, server):
    with model_server.running() as other:
        other.behave(gives(FARES))
        server.behave(fails(307, Location=f"{other.url}/chat/completions"))
        fell_back()
        assert other.requests == []


def test_a_proxy_of_the_environment_does_not_see_what_is_not_encrypted(read, server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.behave(gives(FARES))
    assert read().note == ""


def test_a_text_that_is_too_long_is_not_sent(fell_back, server):
    assert fell_back(characters=100) == (
        f"This document has {len(TEXT)} characters, more than the 100 that may be sent to the "
        "language model"
    )
    assert server.requests == []


@pytest.mark.parametrize("tokens", [700, None])
def test_tokens_are_counted_over_all_requests_of_a_document(fell_back, server, tokens):
    server.behave(gives(FARES, tokens=tokens))
    reason = fell_back(TEXT * 20, window=400, tokens=1500)
    assert reason == (
        "The language model would need more than the 1,500 tokens that a document may cost"
    )
    assert 1 <= len(server.requests) <= 3
    limits = [request.asked["max_tokens"] for request in server.requests]
    assert limits == sorted(limits, reverse=True)
    assert limits[0] < 1500


def test_one_answer_that_costs_more_than_allowed_is_the_last(fell_back, server):
    server.behave(gives(FARES, tokens=2_000_000))
    assert "100,000 tokens" in fell_back(TEXT * 20, window=400)
    assert len(server.requests) == 1


def test_too_little_left_to_ask(fell_back, server):
    assert "10 tokens" in fell_back(tokens=10)
    assert server.requests == []
    assert conversation.SHORTEST_ANSWER > 10


def test_the_key_appears_nowhere(options, server, caplog):
    caplog.set_level(logging.DEBUG)
    server.behave(fails(401))
    reading = chosen(options()).extract(TEXT)
    with pytest.raises(Unusable) as caught:
        ask(options(), b"{}", time.monotonic() + 1)
    assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}", "but where it belongs"
    assert "status 401" in caplog.text
    for shown in (caplog.text, reading.note, str(caught.getrepr(showlocals=False))):
        assert KEY not in shown
    assert KEY not in f"{caught.value!r}{options()!r}{caught.value.__cause__}"


def test_a_key_that_no_header_can_hold_is_refused_without_being_shown():
    for key in (f"{KEY}\n", f"{KEY} x", f"{KEY}é"):
        with pytest.raises(ValueError, match="printable") as caught:
            Options("http://127.0.0.1/v1", "m", key)
        assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "", "models.example/v1", "ftp://models.example", "http://", "http://a b/v1",
        "https://name:word@models.example/v1", "https://models.example/v1?key=x",
        "https://models.example:port/v1", "https://models.example/\n",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match=r".") as caught:
        Options(url, "m")
    assert "word" not in str(caught.value).replace("password", "")


@pytest.mark.parametrize("limit", [{"request_seconds": 0}, {"tokens": 0}, {"model": " "}])
def test_a_limit_of_nothing_and_a_model_without_a_name_are_refused(options, limit):
    with pytest.raises(ValueError, match=r"more than 0|needs a name"):
        options(**limit)
