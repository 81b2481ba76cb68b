"""What pages load: their styles with the fonts inside, and their icon."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from django.contrib.staticfiles import finders

_FONT = re.compile(r'url\("(fonts/[^"]+\.woff2)"\)')


def content(name: str) -> bytes:
    """A file that pages load, by its name in the archive.

    Fonts are part of the style: of pages that lie on a disk, browsers take them from no other file.
    """
    found = finders.find(name.removeprefix("static/"))
    assert isinstance(found, str), name
    file = Path(found)
    if file.suffix != ".css":
        return file.read_bytes()
    return _FONT.sub(lambda match: _inside(file.parent / match[1]), file.read_text()).encode()


def _inside(font: Path) -> str:
    return f'url("data:font/woff2;base64,{base64.b64encode(font.read_bytes()).decode()}")'
