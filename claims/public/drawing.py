"""Draws the picture that stands for a fact-check where somebody shares it.

It is set in the pages' own serif: Latin from the desk's fonts, further alphabets from the files
beside this one. A text with letters that none of them has is left out, as half of it would say
something else; signs such as emoji that they don't have are left out alone.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from claims.public import signs

WIDTH, HEIGHT = 1200, 630
MARGIN, BAND = 76, 26
# The place of the words between rating and foot, and the sizes to try until they fit.
TOP, BOTTOM = 214, 478
SIZES = (66, 60, 54, 48, 43, 38)
LEADING = 1.24

PAPER, INK, SOFT, LINE = "#ffffff", "#1c1b18", "#5a5850", "#d9d4c8"
# As in the desk's stylesheets.
TONES = {
    "true": "#1a6738",
    "mostly_true": "#486213",
    "mixed": "#7d5200",
    "mostly_false": "#97420f",
    "false": "#9d2820",
    "neutral": "#4f4d55",
}

_OURS = Path(__file__).parent / "fonts"
_DESKS = Path(__file__).parent.parent / "static" / "claims" / "fonts"
FONTS = (
    _DESKS / "source-serif-4.woff2",
    *(
        _OURS / f"source-serif-4-{part}.woff2"
        for part in ("latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")
    ),
)
NOWHERE = "\U0010ffff"
# Categories of signs without which a word is another word: letters, marks, numbers.
ESSENTIAL = "LMN"


def draw(*, word: str, tone: str, words: str, by: str, newsroom: str) -> bytes:
    """A PNG of 1200 by 630 pixels: the rating in a `word`, the `words` that it is about, who said
    them, and the newsroom. What can't be set is left out; see above."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    colour = TONES.get(tone, TONES["neutral"])
    pen.rectangle((0, 0, BAND, HEIGHT), fill=colour)
    picture.paste(colour, (MARGIN, 84), signs.mask(tone, 88))
    _line(pen, (MARGIN + 116, 128), word, size=76, weight=700, fill=colour)
    _block(pen, settable(words))
    pen.line((MARGIN, 508, WIDTH - MARGIN, 508), fill=LINE, width=2)
    _line(pen, (MARGIN, 546), by, size=32, weight=600, fill=INK)
    _line(pen, (MARGIN, 590), newsroom, size=28, weight=400, fill=SOFT)
    file = io.BytesIO()
    # 64 colours are enough for letters on paper, and a third of the bytes.
    picture.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def settable(text: str) -> str:
    """`text` on one line without the signs that no font has; "" when it would lack letters."""
    kept = []
    for sign in " ".join(unicodedata.normalize("NFC", text).split()):
        if _font_for(sign) is not None:
            kept.append(sign)
        elif unicodedata.category(sign)[0] in ESSENTIAL:
            return ""
    return " ".join("".join(kept).split())


@cache
def _font(file: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(file, size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(4096)
def _font_for(sign: str) -> Path | None:
    """The first font that has a sign: one that hasn't shows the same box for all it lacks."""
    for file in FONTS:
        font = _font(file, 40, 400)
        if bytes(font.getmask(sign)) != bytes(font.getmask(NOWHERE)):
            return file
    return None


def _runs(text: str) -> Iterator[tuple[Path, str]]:
    """The text in pieces of one font each; spaces and marks go with what is before them."""
    file, run = FONTS[0], ""
    for sign in text:
        own = _font_for(sign) or FONTS[0]
        if run and own != file and not sign.isspace() and not unicodedata.combining(sign):
            yield file, run
            run = ""
        file, run = (own, sign) if not run else (file, run + sign)
    if run:
        yield file, run


def _length(text: str, size: int, weight: int) -> float:
    return sum(_font(file, size, weight).getlength(run) for file, run in _runs(text))


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, weight: int, fill: str
) -> None:
    x, y = at
    for file, run in _runs(text):
        font = _font(file, size, weight)
        pen.text((x, y), run, font=font, fill=fill, anchor="lm")
        x += font.getlength(run)


def _line(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    *,
    size: int,
    weight: int,
    fill: str,
) -> None:
    """One line to the right margin: set smaller, by up to a quarter, and then cut to fit."""
    text, room = settable(text), WIDTH - MARGIN - at[0]
    smallest = size * 3 // 4
    while size > smallest and _length(text, size, weight) > room:
        size -= 2
    _write(pen, at, _cut(text, size, weight, room), size, weight, fill)


def _block(pen: ImageDraw.ImageDraw, text: str) -> None:
    """The words themselves, as large as they fit between TOP and BOTTOM."""
    room = WIDTH - 2 * MARGIN
    for size in SIZES:
        most = int((BOTTOM - TOP) / (size * LEADING))
        lines = _wrap(text, size, room)
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), size, 600, room)]
    step = size * LEADING
    y = TOP + step / 2
    for line in lines:
        _write(pen, (MARGIN, y), line, size, 600, INK)
        y += step


def _wrap(text: str, size: int, room: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _length(longer, size, 600) <= room:
            lines[-1] = longer
            continue
        lines.append(word)
        while _length(lines[-1], size, 600) > room:
            fits = _fitting(lines[-1], size, 600, room)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return [line for line in lines if line]


def _cut(text: str, size: int, weight: int, room: float) -> str:
    """As much of a text as fits, with an ellipsis where something is missing."""
    if _length(text, size, weight) <= room:
        return text
    fits = _fitting(text, size, weight, room - _length("…", size, weight))
    # Not within a word, unless it is as long as the line.
    whole = text[:fits].rpartition(" ")[0] or text[:fits]
    return f"{whole.rstrip(' ,;:–—-')}…"


def _fitting(text: str, size: int, weight: int, room: float) -> int:
    """How many signs of the text fit; at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = _length(text[:middle], size, weight) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return low
