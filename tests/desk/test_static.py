"""What a page loads stays small, and comes from here."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

STATIC = Path(finders.find("claims/desk.css")).parent


def size(*names: str) -> int:
    return sum(Path(finders.find(name)).stat().st_size for name in names)


def test_styles_and_scripts_stay_below_ninety_kilobytes() -> None:
    assert size("claims/desk.css", "claims/desk.js", "django_htmx/htmx-2.min.js") < 90_000


def test_fonts_stay_below_a_hundred_and_ten_kilobytes_and_bring_their_licence() -> None:
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) < 110_000
    for font in fonts:
        assert "SIL OPEN FONT LICENSE" in (
            font.with_name(f"{font.stem}-LICENSE.txt").read_text().upper()
        )


def test_the_stylesheet_fetches_nothing_from_elsewhere() -> None:
    css = (STATIC / "desk.css").read_text()
    assert re.findall(r"url\((?!\"fonts/)", css) == []
    assert "http" not in css.replace('a[href^="http"]', "")
