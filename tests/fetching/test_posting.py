"""A message posted to an address: by the rules that hold for pages, and never twice."""

import pytest

from claims.fetching import Answer, Kind, Refused, post
from tests import web_server
from tests.web_server import leads_to, says, sends

MESSAGE = '{"type":"webhook.ping","data":{"webhook":"Café"}}'.encode()


@pytest.fixture
def deliver(web):
    def run(url: str = "/hook", **options) -> Answer:
        rules = {"resolve": web.resolve, "allowed": web.allowed, "seconds": 5.0}
        url = url if "//" in url else web.url(url)
        return post(url, MESSAGE, headers={"X-Id": "7"}, **{**rules, **options})

    return run


def test_a_message_arrives_as_it_was_given_and_the_answer_comes_back(server, deliver):
    server.pages["/hook?a=b"] = sends(b"Thanks.", 202, Retry_After="7")
    answer = deliver("/hook?a=b")
    assert answer == Answer(202, b"Thanks.", 7.0)
    (request,) = server.requests
    assert (request.command, request.message) == ("POST", MESSAGE)
    assert request.headers["X-Id"] == "7"
    assert request.headers["Host"] == f"news.example:{server.port}"


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_redirect_is_answered_and_not_followed(server, deliver, status):
    server.pages["/hook"] = leads_to("/elsewhere", status)
    assert deliver().status == status
    assert server.paths == ["/hook"]


def test_the_body_of_an_error_comes_back_too(server, deliver):
    server.pages["/hook"] = sends(b"No such site.", 404)
    assert deliver() == Answer(404, b"No such site.", None)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1"])
def test_nothing_is_posted_to_an_inner_address_whatever_name_it_has(server, web, deliver, address):
    web.trusted_hops = 0
    web.names["news.example"] = [[address]]
    with pytest.raises(Refused) as refused:
        deliver()
    assert refused.value.kind == Kind.ADDRESS
    assert server.requests == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_asked(server, web, deliver):
    web.names["news.example"] = [[web_server.HERE], ["10.0.0.1"]]
    server.pages["/hook"] = sends(b"")
    assert deliver().status == 200
    assert web.looked_up == ["news.example"]


def test_a_port_of_mail_is_not_told_anything(deliver):
    with pytest.raises(Refused) as refused:
        deliver("http://news.example:25/")
    assert refused.value.kind == Kind.ADDRESS


@pytest.mark.parametrize(
    "behave",
    [web_server.lies_about_ten_gigabytes, web_server.gives_no_length],
)
def test_of_a_body_without_end_the_beginning_is_read(server, deliver, behave):
    server.pages["/hook"] = behave
    answer = deliver()
    assert answer.status == 200
    assert 0 < len(answer.body) <= 64 * 1024


@pytest.mark.parametrize("behave", [web_server.drips_body, web_server.breaks_off])
def test_a_success_whose_body_is_never_whole_is_a_success(server, deliver, behave):
    server.pages["/hook"] = behave
    answer = deliver(seconds=1.0)
    assert answer.status == 200


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (web_server.drips_headers, Kind.TOO_SLOW),
        (says(b"SSH-2.0-OpenSSH_9.6\r\n"), Kind.BROKEN),
        (lambda request: None, Kind.BROKEN),
    ],
)
def test_what_gives_no_status_is_refused_with_a_sentence(server, deliver, behave, kind):
    server.pages["/hook"] = behave
    with pytest.raises(Refused) as refused:
        deliver(seconds=1.0)
    assert refused.value.kind == kind
    assert refused.value.reason.endswith(".")
    assert len(server.requests) == 1
