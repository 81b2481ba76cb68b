"""The signs of the ratings, drawn as `templates/claims/_sign.html` has them."""

from __future__ import annotations

from PIL import Image, ImageDraw

Points = tuple[float, ...]

# Lengths are those of the templates' 24 by 24 field.
FIELD, STROKE = 24, 2.4
# How much larger it is drawn before it is made smaller, for smooth edges.
FINE = 4

TICK: tuple[Points, ...] = ((7.5, 12.4, 10.6, 15.5, 16.6, 8.9),)
CROSS: tuple[Points, ...] = ((8.5, 8.5, 15.5, 15.5), (15.5, 8.5, 8.5, 15.5))
DASH: tuple[Points, ...] = ((8, 12, 16, 12),)
ROUND: Points = (0.8, 0.8, 23.2, 23.2)
STOP: Points = (7.9, 1, 16.1, 1, 23, 7.9, 23, 16.1, 16.1, 23, 7.9, 23, 1, 16.1, 1, 7.9)


def mask(tone: str, size: int) -> Image.Image:
    """The sign of a tone as a mask of `size` pixels, through which a colour is laid on."""
    return _Sign(size * FINE).draw(tone).resize((size, size), Image.Resampling.LANCZOS)


class _Sign:
    def __init__(self, size: int) -> None:
        self.scale = size / FIELD
        self.width = round(STROKE * self.scale)
        self.image = Image.new("L", (size, size))
        self.pen = ImageDraw.Draw(self.image)

    def draw(self, tone: str) -> Image.Image:
        if tone == "true":
            self.pen.ellipse(self.at(ROUND), fill=255)
            self.strokes(TICK, fill=0)
        elif tone == "false":
            self.pen.polygon(self.at(STOP), fill=255)
            self.strokes(CROSS, fill=0)
        elif tone in ("mostly_true", "mixed", "mostly_false"):
            self.pen.ellipse(self.at(ROUND), outline=255, width=self.width)
            self.inside(tone)
        else:
            box = self.at((1.3, 1.3, 22.7, 22.7))
            self.pen.rounded_rectangle(box, 4 * self.scale, outline=255, width=self.width)
            self.strokes(DASH)
        return self.image

    def inside(self, tone: str) -> None:
        if tone == "mixed":
            self.pen.pieslice(self.at((2, 2, 22, 22)), -90, 90, fill=255)
        else:
            self.strokes(TICK if tone == "mostly_true" else CROSS)

    def strokes(self, lines: tuple[Points, ...], fill: int = 255) -> None:
        """Lines with round ends."""
        half = STROKE / 2
        for line in lines:
            self.pen.line(self.at(line), fill=fill, width=self.width, joint="curve")
            for x, y in (line[:2], line[-2:]):
                self.pen.ellipse(self.at((x - half, y - half, x + half, y + half)), fill=fill)

    def at(self, points: Points) -> list[float]:
        return [point * self.scale for point in points]
