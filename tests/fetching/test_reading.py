"""From bytes to words, whatever the page is made of."""

import datetime as dt
import time

import pytest

from claims.fetching.charsets import decoded
from claims.fetching.reading import DEEPEST, read

PAGE = """<!DOCTYPE html><html><head><title>Rents &amp; homes | The Ledger</title>
<meta charset=utf-8><style>p { color: red }</style><script>var x = "<p>no</p>";</script></head>
<body><h1>Rents rose</h1><p>By <b>12</b> per\u00adcent,<br>says the&nbsp;office.</p>
<table><tr><td>2023</td><td>4.1</td></tr><tr><td>2024</td><td>5.2</td></tr></table>
<noscript>Switch it on</noscript><svg><title>An arrow</title><text>up</text></svg><!-- not this -->
<p>A null \x00 and a bell \x07, &#xD800; and an end</p></body></html>"""


def html(markup, content_type="text/html; charset=utf-8", seconds=60.0):
    return read(markup.encode(), "text/html", content_type, time.monotonic() + seconds)


def head(tags):
    return html(f"<html><head>{tags}</head><body><p>Text</p></body></html>")


def test_the_words_that_a_reader_sees_are_read():
    found = html(PAGE)
    assert found.text == (
        "Rents rose\nBy 12 per\u00adcent,\nsays the office.\n2023 4.1\n2024 5.2\n"
        "A null � and a bell , � and an end"
    )
    assert found.title == "Rents & homes | The Ledger"
    assert (found.publisher, found.published_on, found.note) == ("", None, "")


def test_a_page_says_what_it_is():
    found = head(
        '<meta property="og:title" content=" Rents\n rose "><title>Rents rose | Ledger</title>'
        '<meta property="og:site_name" content="The Ledger">'
        '<meta property="article:published_time" content="2024-05-03T23:30:00-07:00">'
    )
    assert (found.title, found.publisher) == ("Rents rose", "The Ledger")
    assert found.published_on == dt.date(2024, 5, 3)


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="citation_publication_date" content="2024/05/03">',
        '<meta name="DC.date" content="20240503">',
        '<meta itemprop="datePublished" content="2024-05-03">',
        '<time itemprop="datePublished" datetime="2024-05-03T10:00Z">May</time>',
        '<meta name="date" content="soon"><meta name="pubdate" content="2024-05-03 10:00">',
        '<script type="application/ld+json">[{"@type": "Thing"}, {"@graph": [{"@type": '
        '"NewsArticle", "headline": "H", "datePublished": "2024-05-03"}]}]</script>',
    ],
)
def test_the_day_of_publication_is_found(tag):
    assert head(tag).published_on == dt.date(2024, 5, 3)


@pytest.mark.parametrize("day", ["9999-01-01", "2024-02-31", "20240503123", "today", "", "-1"])
def test_a_day_that_cannot_be_is_none(day):
    assert head(f'<meta name="date" content="{day}">').published_on is None


@pytest.mark.parametrize(
    ("publisher", "name"),
    [
        ('{"@type": "Organization", "name": "The Ledger"}', "The Ledger"),
        ('[{"name": "The Ledger"}, {"name": "Wire"}]', "The Ledger"),
        ('"The Ledger"', "The Ledger"),
        ("[]", ""),
        ("7", ""),
        ('{"name": null}', ""),
        ('{"name": "Half \\ud800"}', "Half"),
    ],
)
def test_the_publisher_is_found_in_linked_data(publisher, name):
    linked = f'{{"headline": "Rents rose", "publisher": {publisher}}}'
    found = head(f'<script type="application/ld+json">{linked}</script><title>Home</title>')
    assert (found.title, found.publisher) == ("Rents rose", name)


@pytest.mark.parametrize(
    "linked",
    [
        "{",
        "[" * 100_000,
        "1" * 5000,
        "null",
        "[[[]]]",
        "9" * 600_000,
        '{"@graph": 1}',
        f"[{'0,' * 240_000}0]",
    ],
)
def test_linked_data_that_is_none_is_passed_over(linked):
    found = head(f'<script type="application/ld+json">{linked}</script><title>Home</title>')
    assert (found.title, found.text) == ("Home", "Text")


@pytest.mark.parametrize(
    "markup",
    [
        "<b>" * 700_000 + "</x>" * 300_000,
        "<div>" * 500_000,
        "<table><tr><td>" * 100_000,
        "<svg>" * (DEEPEST + 1),
    ],
)
def test_a_page_too_deep_to_be_read_is_kept(markup):
    found = html(markup)
    assert found.text == "" and "built so" in found.note


@pytest.mark.parametrize(
    "markup",
    [
        "<b>" * (DEEPEST - 10) + "</x>" * 100_000 + "deep",
        "<!--" + "-" * 1_000_000,
        "<" * 100_000,
        "&" * 1_000_000,
        "<a " + "".join(f"a{number}=1 " for number in range(100_000)) + ">link</a>",
        "<script>" + "</scrip" * 100_000,
        "<p>" * 200_000,
        "",
        " \n",
        "\x00",
    ],
)
def test_other_odd_pages_are_read_to_their_end(markup):
    found = html(markup)
    assert "too long" not in found.note and "built so" not in found.note


def test_reading_ends_when_the_time_is_over():
    found = html(PAGE, seconds=-1)
    assert (found.text, found.note) == ("", "The page is kept, but reading its text took too long.")


@pytest.mark.parametrize("media_type", ["text/plain", "text/csv", "application/json", "text/xml"])
def test_plain_text_is_read_as_it_is(media_type):
    found = read(b"<b>Year</b>\r\n 2024,  5.2\r", media_type, media_type, time.monotonic() + 60)
    assert found.text == "<b>Year</b>\n2024, 5.2"


@pytest.mark.parametrize(
    ("body", "media_type", "note"),
    [
        (b"%PDF-1.7 words", "application/pdf", "The page is kept, but the text of a PDF is not"),
        (b"%PDF-1.7 words", "", "The page is kept, but the text of a PDF is not"),
        (b"\x89PNG", "image/png", "The page is kept, but the text of files of this sort is not"),
        (b"a\0b", "", "The page is kept, but the text of files of this sort is not"),
        (b"<html><p>words", "", ""),
        (b"words", "", ""),
    ],
)
def test_what_is_no_text_is_kept_and_the_note_says_so(body, media_type, note):
    found = read(body, media_type, media_type, time.monotonic() + 60)
    assert found.note.startswith(note)
    assert found.text == ("" if note else "words")


WORDS = "“Müller” – 5 €"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WORDS.encode(), ""),
        (WORDS.encode(), "text/html; charset=UTF-8"),
        (WORDS.encode(), "text/html; charset=no-such"),
        (WORDS.encode(), "text/html; charset=rot13"),
        (WORDS.encode(), "text/html; charset=utf-7"),
        (WORDS.encode("utf-8-sig"), "text/html; charset=latin-1"),
        (WORDS.encode("utf-16"), ""),
        (WORDS.encode("cp1252"), ""),
        (WORDS.encode("cp1252"), 'text/html; charset="ISO-8859-1"'),
        (WORDS.encode("cp1252"), "text/html; charset=us-ascii"),
        (WORDS.encode("cp1252"), "text/html;Charset = windows-1252"),
    ],
)
def test_characters_are_read_as_browsers_do(body, content_type):
    assert decoded(body, content_type) == WORDS


@pytest.mark.parametrize(
    "declaration",
    [
        b"<meta charset=windows-1251>",
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        b'<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_the_page_itself_may_say_what_it_is_in(declaration):
    body = declaration + "Цены".encode("cp1251")
    assert decoded(body).endswith("Цены")
    assert decoded(body, "text/html; charset=koi8-r").endswith("жЕМШ")
    assert not decoded(body, may_declare=False).endswith("Цены")


def test_a_page_that_says_utf_16_in_plain_letters_is_utf_8():
    assert decoded(b"<meta charset=utf-16>" + WORDS.encode()).endswith(WORDS)
