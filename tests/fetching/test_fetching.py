"""A page from a server that behaves."""

import gzip
import hashlib
import zlib
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from claims.fetching import Kind, NotModified, stands_in
from tests.web_server import leads_to, sends

BODY = b"<html><head><title>Rents</title></head><body><p>Rents rose by 5 percent.</p></body></html>"


def records(warc):
    return [
        {
            "type": record.rec_type,
            "url": record.rec_headers["WARC-Target-URI"],
            "address": record.rec_headers["WARC-IP-Address"],
            "status": record.http_headers.statusline,
            "headers": record.http_headers,
            "body": record.content_stream().read(),
        }
        for record in ArchiveIterator(BytesIO(warc), check_digests="raise")
    ]


def answer(page):
    return records(page.warc)[-2]


def test_a_page_is_read(server, web):
    server.pages["/rents?year=2024"] = sends(
        BODY, Content_Type="text/html; charset=utf-8", ETag='"v1"', Last_Modified="yesterday"
    )
    page = web.read("/rents?year=2024#top")
    assert page.url == web.url("/rents?year=2024#top")
    assert page.final_url == web.url("/rents?year=2024")
    assert (page.status, page.content_type, page.title) == (200, "text/html", "Rents")
    assert (page.publisher, page.published_on, page.note) == ("news.example", None, "")
    assert stands_in("rents rose by 5 percent", page.text)
    assert page.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (page.etag, page.last_modified) == ('"v1"', "yesterday")


def test_the_server_is_asked_politely_and_told_nothing_more_than_it_needs(server, web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    server.pages["/"] = leads_to("/page")
    server.pages["/page"] = sends(BODY, Set_Cookie="a=b")
    web.read("/")
    for request in server.requests:
        headers = {name.lower(): value for name, value in request.headers.items()}
        assert headers.pop("host") == f"news.example:{server.port}"
        assert headers.pop("user-agent") == "Factcheck tests"
        assert headers.keys() == {"accept", "accept-encoding", "connection"}


def test_the_archived_copy_has_every_hop_as_it_went_over_the_wire(server, web):
    server.pages["/old"] = leads_to("/new", 301)
    packed = gzip.compress(BODY)
    server.pages["/new"] = sends(packed, Content_Encoding="gzip", X_Odd="\u00e9; a=b")
    page = web.read("/old")
    moved, asked, answered, asked_again = records(page.warc)
    assert [record["type"] for record in (moved, asked)] == ["response", "request"]
    assert (asked["url"], asked["status"]) == (web.url("/old"), "/old HTTP/1.1")
    assert (moved["status"], moved["headers"]["Location"]) == ("301 Moved Permanently", "/new")
    assert asked_again["headers"]["Host"] == f"news.example:{server.port}"
    assert (answered["url"], answered["address"]) == (page.final_url, "127.0.0.1")
    assert answered["body"] == BODY
    assert answered["headers"]["Content-Encoding"] == "gzip"
    assert packed in b"".join(
        record.raw_stream.read()
        for record in ArchiveIterator(BytesIO(page.warc))
        if record.rec_type == "response"
    )


def test_what_came_in_pieces_is_kept_whole(server, web):
    def in_pieces(request):
        request.begin(Transfer_Encoding="chunked", Content_Type="text/html")
        request.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY))

    server.pages["/"] = in_pieces
    page = web.read()
    assert page.title == "Rents"
    assert answer(page)["body"] == BODY


def test_a_packed_page_is_told_by_what_is_in_it(server, web):
    server.pages["/plain"] = sends(BODY)
    server.pages["/packed"] = sends(zlib.compress(BODY), Content_Encoding="deflate")
    assert web.read("/plain").sha256 == web.read("/packed").sha256


@pytest.mark.parametrize("charset", ["latin-1", "windows-1252"])
def test_the_header_says_what_the_page_is_in(server, web, charset):
    server.pages["/"] = sends(
        "<p>Größe</p>".encode(charset), Content_Type=f"text/html; charset={charset}"
    )
    assert web.read().text == "Größe"


def test_a_pdf_is_kept(server, web):
    server.pages["/"] = sends(b"%PDF-1.7 ...", Content_Type="application/pdf")
    page = web.read()
    assert (page.text, page.title, page.content_type) == ("", "", "application/pdf")
    assert "text of a PDF is not read" in page.note
    assert answer(page)["body"] == b"%PDF-1.7 ..."


def test_a_page_that_has_not_changed_is_not_sent_again(server, web):
    def says_so(request):
        same = request.headers["If-None-Match"] == '"v1"'
        request.send(b"" if same else BODY, 304 if same else 200, ETag='"v1"')

    server.pages["/"] = says_so
    etag = web.read().etag
    again = web.fetch("/", etag=etag, last_modified="Fri, 01 Mar 2024 10:00:00 GMT")
    assert isinstance(again, NotModified) and again.final_url == web.url("/")
    assert server.requests[-1].headers["If-Modified-Since"] == "Fri, 01 Mar 2024 10:00:00 GMT"
    assert web.read(etag='"v2"').text


def test_marks_of_a_version_that_are_none_are_neither_kept_nor_sent(server, web):
    server.pages["/"] = sends(BODY, ETag="\u00e9", Last_Modified="x" * 300)
    page = web.read(etag="a\r\nX-Injected: 1", last_modified="\u00e9")
    assert (page.etag, page.last_modified) == ("", "")
    assert "If-None-Match" not in server.requests[0].headers
    assert "X-Injected" not in server.requests[0].headers


def test_not_modified_without_having_asked_is_an_error(server, web):
    server.pages["/"] = sends(b"", 304)
    assert web.refused().kind == Kind.ERROR


def test_redirects_are_followed_as_links_on_the_page(server, web):
    server.pages["/a/b"] = leads_to("../c d?e=ü", 307)
    server.pages["/c%20d?e=%C3%BC"] = leads_to(f"//www.other.example:{server.port}/", 308)
    server.pages["/"] = sends(BODY)
    page = web.read("/a/b")
    assert page.final_url == web.url("/", host="www.other.example")
    assert page.publisher == "other.example"
    assert web.looked_up == ["news.example", "news.example", "www.other.example"]


def test_a_dead_address_leads_to_the_next_one(server, web):
    web.names["news.example"] = [["::1", "127.0.0.1"]]
    server.pages["/"] = sends(BODY)
    page = web.read(allowed=lambda address: True)
    assert answer(page)["address"] == "127.0.0.1"
