"""Servers that misbehave are refused or bounded, and the reason is a sentence for an editor."""

import errno
import gzip
import socket
import ssl
import threading
import time
import tracemalloc

import pytest

from claims.fetching import WEB_PORTS, Kind, Limits, connection, is_public
from tests import web_server
from tests.web_server import CERTIFICATE, LIMITS, leads_to, packed_zeros, says, sends

PAGE = sends(b"<p>Rents rose.</p>")
# Ten gigabytes in ten megabytes in less than the limit.
BOMB = gzip.compress(packed_zeros(10_000))
BRIEF = Limits(seconds=0.4, body_bytes=200_000)


# Addresses


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "0x7f.1",
        "2130706433",
        "127.1",
        "１２７．０．０．１",
        "localhost",
        "localhost.",
        "ⓛocalhost",
        "intern.example",
        "bücher.example",
        "user@127.0.0.1",
    ],
)
def test_a_redirect_into_the_own_network_is_not_followed(server, web, host):
    for name in ("localhost", "intern.example", "xn--bcher-kva.example"):
        web.names[name] = [["127.0.0.1"]]
    web.trusted_hops = 1
    server.pages["/"] = leads_to(f"http://{host}:{server.port}/secret")
    server.pages["/secret"] = PAGE
    refused = web.refused()
    assert refused.kind == Kind.ADDRESS and refused.is_permanent
    assert server.paths == ["/"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://news.example/", "http://x:22/"])
def test_a_redirect_out_of_the_web_is_not_followed(server, web, location):
    server.pages["/"] = leads_to(location)
    assert web.refused().kind == Kind.ADDRESS


@pytest.mark.parametrize("others", [["93.184.216.34", "10.0.0.1"], ["::1", "93.184.216.34"]])
def test_one_private_address_spoils_a_name(server, web, others):
    web.names["news.example"] = [others]
    assert web.refused().kind == Kind.ADDRESS
    assert server.requests == []


def test_only_the_address_that_was_checked_is_connected_to(server, web):
    """A name that stands for something else a moment later: nobody asks it again."""
    web.names["news.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    server.pages["/"] = PAGE
    assert web.read().text == "Rents rose."
    assert (web.looked_up, web.checked) == (["news.example"], ["127.0.0.1"])


def test_a_name_is_checked_again_for_every_redirect(server, web):
    web.names["news.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    server.pages["/"] = leads_to("/again")
    assert web.refused().kind == Kind.ADDRESS
    assert server.paths == ["/"]
    assert web.checked == ["127.0.0.1", "10.0.0.1"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "news.example"])
def test_by_the_rule_of_the_desk_this_machine_is_never_asked(server, web, host):
    assert web.refused(web.url(host=host), allowed=is_public).kind == Kind.ADDRESS
    assert server.requests == []


def test_by_the_ports_of_the_desk_no_others_are_asked(server, web):
    assert web.refused(ports=WEB_PORTS).kind == Kind.ADDRESS
    assert server.requests == [] and web.looked_up == []


def test_a_page_that_must_not_be_a_source_is_not_reached_by_a_redirect_either(server, web):
    server.pages["/"] = leads_to("/ours")
    refused = web.refused(refuse=lambda url: "That is our own page." if "/ours" in url else "")
    assert (refused.kind, refused.reason) == (Kind.CIRCULAR, "That is our own page.")
    assert server.paths == ["/"]


# Names and connections


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "There is no site of this name."),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "The site’s name could not be looked up."),
        (OSError(errno.EIO, "x"), "The site’s name could not be looked up."),
        (UnicodeError("x"), "The site’s name could not be looked up."),
    ],
)
def test_a_name_that_is_not_found(web, problem, reason):
    def resolve(name):
        raise problem

    refused = web.refused(resolve=resolve)
    assert (refused.kind, refused.reason) == (Kind.DNS, reason)
    assert not refused.is_permanent


def test_a_name_without_addresses(web):
    web.names["news.example"] = [[]]
    assert web.refused().kind == Kind.DNS


def test_a_look_up_that_hangs(web):
    over = threading.Event()
    refused = web.refused(resolve=lambda name: over.wait(60) and [], limits=BRIEF)
    over.set()
    assert refused.kind == Kind.TOO_SLOW
    assert refused.reason == "The page was not there within 0.4 seconds."


def test_nobody_listens(web):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    refused = web.refused(f"http://news.example:{port}/", ports={port})
    assert (refused.kind, refused.is_permanent) == (Kind.UNREACHABLE, False)


def test_somebody_listens_and_says_nothing(web):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for scheme in ("http", "https"):
            url = f"{scheme}://news.example:{port}/"
            assert web.refused(url, ports={port}, limits=BRIEF).kind == Kind.TOO_SLOW


def test_a_certificate_that_nobody_vouches_for(server, web):
    server.secure()
    refused = web.refused(web.url(scheme="https"))
    assert (refused.kind, refused.is_permanent) == (Kind.TLS, False)
    assert "certificate" in refused.reason
    assert server.requests == []


@pytest.fixture
def trusted(monkeypatch):
    """The certificate of news.example is one that the authorities know."""
    context = ssl.create_default_context(cafile=CERTIFICATE)
    monkeypatch.setattr(connection, "tls_context", lambda: context)


def test_the_certificate_is_the_names_though_an_address_is_asked(server, web, trusted):
    server.secure()
    server.pages["/"] = PAGE
    assert web.read(web.url(scheme="https")).text == "Rents rose."
    assert server.names_asked_for == ["news.example"]


def test_an_address_that_says_nothing_leaves_time_for_the_next(server, web, trusted):
    server.secure()
    server.pages["/"] = PAGE
    web.names["news.example"] = [["::1", "127.0.0.1"]]
    try:
        silent = socket.create_server(("::1", server.port), family=socket.AF_INET6)
    except OSError:
        pytest.skip("This machine has no IPv6.")
    with silent:
        url = web.url(scheme="https")
        page = web.read(url, allowed=lambda address: True, limits=Limits(seconds=1.5))
    assert page.text == "Rents rose."


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_a_certificate_of_another_name(server, web, trusted, host):
    server.secure()
    assert web.refused(web.url(host=host, scheme="https")).kind == Kind.TLS
    assert server.requests == []


def test_no_tls_where_it_should_be(server, web):
    assert web.refused(web.url(scheme="https")).kind == Kind.TLS


# Answers


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x00\x01\x02\x03" * 100,
        b"220 mail.example ESMTP\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad header\r\n\r\n",
    ],
)
def test_what_answers_speaks_no_http(server, web, raw):
    server.pages["/"] = says(raw)
    refused = web.refused()
    assert (refused.kind, refused.is_permanent) == (Kind.BROKEN, False)
    assert refused.reason == "What came back is not the answer of a web server."


def test_the_connection_breaks_off(server, web):
    server.pages["/"] = web_server.breaks_off
    server.pages["/short"] = sends(b"Half of it", Content_Length="1000")
    for path in ("/", "/short"):
        refused = web.refused(path)
        assert (refused.kind, refused.is_permanent) == (Kind.BROKEN, False)
        assert "broke off" in refused.reason


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone(server, web, status):
    server.pages["/"] = sends(b"Sorry", status)
    refused = web.refused()
    assert (refused.kind, refused.status, refused.is_permanent) == (Kind.GONE, status, True)


@pytest.mark.parametrize(
    ("status", "permanent", "words"),
    [
        (400, True, "status 400)"),
        (401, True, "log-in"),
        (403, True, "programs"),
        (408, False, "status 408)"),
        (429, False, "too often"),
        (451, True, "legal"),
        (500, False, "status 500)"),
        (503, False, "status 503)"),
        (300, False, "status 300)"),
        (302, False, "status 302)"),
    ],
)
def test_an_error(server, web, status, permanent, words):
    server.pages["/"] = sends(b"<b>Call 555-1234</b>", status)
    refused = web.refused()
    assert (refused.kind, refused.status) == (Kind.ERROR, status)
    assert refused.is_permanent == permanent
    assert words in refused.reason and "555" not in refused.reason


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("9" * 400, 30 * 24 * 3600),
        ("Thu, 01 Jan 2015 00:00:00 GMT", 0),
        ("Thu, 01 Jan 2099 00:00:00 GMT", 30 * 24 * 3600),
        ("-5", None),
        ("soon", None),
        ("²", None),
        ("", None),
    ],
)
def test_when_to_come_back(server, web, header, seconds):
    server.pages["/"] = sends(b"", 429, Retry_After=header)
    assert web.refused().retry_after == seconds


# Without an end


@pytest.mark.parametrize(
    ("links", "words"),
    [
        ({"/": "/"}, "circle"),
        ({"/": "/a", "/a": "/b", "/b": "/a"}, "circle"),
        ({"/": "/0", **{f"/{n}": f"/{n + 1}" for n in range(9)}}, "after 5 redirects"),
    ],
)
def test_redirects_without_an_end(server, web, links, words):
    server.pages.update({path: leads_to(link) for path, link in links.items()})
    refused = web.refused()
    assert (refused.kind, refused.is_permanent) == (Kind.REDIRECTS, True)
    assert words in refused.reason
    assert len(server.requests) <= LIMITS.redirects + 1


def test_as_many_redirects_as_allowed(server, web):
    server.pages.update({"/": leads_to("/1"), "/5": PAGE})
    server.pages.update({f"/{n}": leads_to(f"/{n + 1}") for n in range(1, 5)})
    assert web.read().final_url == web.url("/5")


@pytest.mark.parametrize(
    "behaviour",
    [
        web_server.promises_ten_gigabytes,
        web_server.lies_about_ten_gigabytes,
        web_server.gives_no_length,
        web_server.sends_pieces_without_end,
        sends(packed_zeros(180), Content_Encoding="gzip"),
        sends(b"x" * 200_001),
    ],
)
def test_a_body_without_an_end_costs_little(server, web, behaviour):
    server.pages["/"] = behaviour
    connection.tls_context()
    tracemalloc.start()
    try:
        refused = web.refused()
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
    assert (refused.kind, refused.is_permanent) == (Kind.TOO_BIG, True)
    assert "larger than 200,000 bytes" in refused.reason


def test_a_bomb_within_a_bomb(server, web):
    server.pages["/"] = sends(BOMB, Content_Encoding="gzip, gzip")
    assert len(BOMB) < LIMITS.body_bytes
    server.pages["/once"] = sends(BOMB, Content_Encoding="gzip")
    assert web.refused().kind == Kind.BROKEN
    assert web.refused("/once").kind == Kind.TOO_BIG


def test_headers_without_an_end(server, web):
    server.pages["/"] = web_server.sends_headers_without_end
    assert web.refused().kind == Kind.BROKEN


@pytest.mark.parametrize("drips", [web_server.drips_headers, web_server.drips_body])
def test_a_server_that_sends_a_byte_now_and_then(server, web, drips):
    server.pages["/"] = drips
    refused = web.refused(limits=BRIEF)
    assert (refused.kind, refused.is_permanent) == (Kind.TOO_SLOW, False)


def test_the_time_is_for_all_redirects_together(server, web):
    def slowly(request):
        time.sleep(0.15)
        request.send(b"", 302, Location=request.path + "x")

    server.pages.update({"/" + "x" * n: slowly for n in range(20)})
    refused = web.refused(limits=Limits(seconds=0.5, redirects=20))
    assert refused.kind == Kind.TOO_SLOW
    assert len(server.requests) < 20
