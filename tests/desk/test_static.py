"""What a page loads stays small, and comes from here."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from claims.models import User
from tests.desk.conftest import Enter, Newsroom

STATIC = Path(finders.find("claims/desk.css")).parent


LOADED = re.compile(r'(?:<script src|rel="stylesheet" href)="/static/([^"]+)"')


@pytest.mark.parametrize("page", ["queue", "claim", "document", "verdict", "fact-check", "exports"])
def test_styles_and_scripts_of_a_page_stay_below_ninety_kilobytes(
    bob: User, enter: Enter, newsroom: Newsroom, page: str
) -> None:
    addresses = {
        "queue": "/queue/",
        "claim": newsroom.new.get_absolute_url(),
        "document": newsroom.document.get_absolute_url(),
        "verdict": newsroom.submitted.get_absolute_url(),
        "fact-check": newsroom.live.get_absolute_url(),
        "exports": "/exports/",
    }
    html = enter(bob).get(addresses[page]).content.decode()
    names = LOADED.findall(html)
    assert names
    assert sum(Path(finders.find(name)).stat().st_size for name in names) < 90_000


def test_fonts_stay_below_a_hundred_and_ten_kilobytes_and_bring_their_licence() -> None:
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) < 110_000
    for font in fonts:
        assert "SIL OPEN FONT LICENSE" in (
            font.with_name(f"{font.stem}-LICENSE.txt").read_text().upper()
        )


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.css")))
def test_stylesheets_fetch_nothing_from_elsewhere(name: str) -> None:
    css = (STATIC / name).read_text()
    assert re.findall(r"url\((?!\"fonts/)", css) == []
    assert "http" not in css.replace('a[href^="http"]', "")
