"""From bytes to characters, as browsers do it: a mark, the header, the page's own word, a guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.ASCII | re.IGNORECASE)
META = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
# How far into a page browsers look for its own word.
LOOKED_AT = 1024
# Pages in Latin 1 are in windows-1252, say browsers, and so are those of ASCII.
READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
# Python knows more, some of which are no character sets at all or slow on hostile bytes.
KNOWN = re.compile(
    r"utf-8|utf-16(-le|-be)?|cp(125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-(roman|cyrillic)"
    r"|gb18030|big5(hkscs)?|euc_(jp|kr)|shift_jis|iso2022_jp|tis-620"
)


def decoded(body: bytes, content_type: str = "", *, may_declare: bool = True) -> str:
    """The characters of `body`; what can't be read becomes U+FFFD.

    `content_type` is the header with its parameters. `may_declare`: whether the page itself may
    say what it is in, as HTML and XML do.
    """
    for mark, charset in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    for label in _declared(body, content_type, may_declare):
        if charset := _known(label):
            return body.decode(charset, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _declared(body: bytes, content_type: str, may_declare: bool) -> Iterator[str]:
    if header := HEADER.search(content_type):
        yield header[1]
    start = body[:LOOKED_AT]
    for pattern in (XML, META) if may_declare else ():
        if found := pattern.search(start):
            label = found[1].decode("ascii", "replace")
            # Whoever could read this declaration wasn't reading UTF-16.
            yield "utf-8" if label.lower().startswith("utf-16") else label


def _known(label: str) -> str:
    """Python's name of the character set that browsers take for this label; "" for none."""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    name = READ_AS.get(name, name)
    return name if KNOWN.fullmatch(name) else ""
