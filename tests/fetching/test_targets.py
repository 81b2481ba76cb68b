"""Which links may be followed at all, before any name is looked up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.fetching import WEB_PORTS, Kind, Refused
from claims.fetching.targets import NAME, parse


def target(url):
    return parse(url, WEB_PORTS)


@pytest.mark.parametrize(
    ("url", "read_as"),
    [
        ("http://news.example", "http://news.example/"),
        ("HTTPS://News.Example:443/A?b=C#part", "https://news.example/A?b=C"),
        ("http://news.example:443/", "http://news.example:443/"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://bücher.example/ü?ü", "https://xn--bcher-kva.example/%C3%BC?%C3%BC"),
        ("https://news.example/%2e%20|", "https://news.example/%2e%20|"),
        ("https://news.example//a//b", "https://news.example//a//b"),
        ("https://news.example?q=1", "https://news.example/?q=1"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("http://[2A00:0:0::1]/", "http://[2a00::1]/"),
        ("http://１２７．０．０．１/", "http://127.0.0.1/"),
        ("http://①②⑦.0.0.1/", "http://127.0.0.1/"),
        ("http://ⓛocalhost/", "http://localhost/"),
        ("http://localhost./", "http://localhost/"),
        ("http://under_score.example/", "http://under_score.example/"),
    ],
)
def test_a_link_is_read_in_one_way(url, read_as):
    assert target(url).url == read_as
    assert target(read_as).url == read_as


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example",
        "//news.example/",
        "ftp://news.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "javascript:alert(1)",
        "http:///path",
        "http://user@news.example/",
        "http://user:secret@news.example/",
        "http://news.example@127.0.0.1/",
        "http://@news.example/",
        "http://news.example:22/",
        "http://news.example:8080/",
        "http://news.example:0/",
        "http://news.example:99999/",
        "http://news.example:x/",
        "http://127.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://127.0.0.0x1/",
        "http://127.0.0.1.2/",
        "http://０ｘ７ｆ.1/",
        "http://127.0.0.01/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[news.example]/",
        "http://news..example/",
        "http://.news.example/",
        "http://-/..",
        "http://news.example../",
        "http://news example/",
        "http://news.example/a b",
        "http://news.example/\r\nHost: other.example",
        "http://news.example/\ta",
        "http://news.example\\@127.0.0.1/",
        "http://news.example/\x00",
        "http://a／b.example/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://news.example/" + "a" * 5000,
        "http://%31%32%37.0.0.1/",
    ],
)
def test_other_links_are_refused(url):
    with pytest.raises(Refused) as caught:
        target(url)
    assert caught.value.kind == Kind.ADDRESS and caught.value.is_permanent


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://a.example/"]))
def test_any_text_is_a_plain_link_or_refused(text, start):
    try:
        found = target(start + text)
    except Refused:
        return
    assert found.url.isascii() and " " not in found.url
    assert found.is_address or NAME.fullmatch(found.host)
