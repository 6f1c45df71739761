"""Constructivist poster: wedges, circles and bars in red and black on rough newsprint."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from builder.gallery.art.canvas import blend, colour, paper, to_array, to_image
from builder.gallery.art.fields import Field, fractal, grid, noise, smoothstep
from builder.gallery.art.style import ArtStyle

_RED, _BLACK = colour("#d2301c"), colour("#1a1817")
_GREY, _OCHRE, _BLUE = colour("#8e877a"), colour("#e2a52b"), colour("#2b4a63")


class _Plate:
    """One printing plate, drawn in unit coordinates turned by the poster's diagonal."""

    def __init__(self, size: int, angle: float) -> None:
        self._size, self._angle = size, angle
        self._image = Image.new("L", (size, size), 0)
        self._brush = ImageDraw.Draw(self._image)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        cos, sin = np.cos(self._angle), np.sin(self._angle)
        dx, dy = x - 0.5, y - 0.5
        half = self._size / 2
        return half + self._size * (dx * cos - dy * sin), half + self._size * (dx * sin + dy * cos)

    def polygon(self, *points: tuple[float, float], tone: int = 255) -> None:
        self._brush.polygon([self._at(*point) for point in points], fill=tone)

    def bar(self, x: float, y: float, length: float, width: float, tone: int = 255) -> None:
        ends = ((x, y), (x + length, y), (x + length, y + width), (x, y + width))
        self.polygon(*ends, tone=tone)

    def disc(self, x: float, y: float, radius: float, tone: int = 255) -> None:
        (left, top), reach = self._at(x, y), radius * self._size
        self._brush.ellipse((left - reach, top - reach, left + reach, top + reach), fill=tone)

    def ring(self, x: float, y: float, radius: float, width: float, arc: tuple[int, int]) -> None:
        (left, top), reach = self._at(x, y), radius * self._size
        box = (left - reach, top - reach, left + reach, top + reach)
        self._brush.arc(box, *arc, fill=255, width=max(1, round(width * self._size)))

    def cover(self) -> Field:
        return to_array(self._image)


def _halftone(tone: Field, x: Field, y: Field, angle: float, lines: float) -> Field:
    """Round dots whose area follows `tone`."""
    u = (x * np.cos(angle) + y * np.sin(angle)) * np.float32(lines)
    v = (y * np.cos(angle) - x * np.sin(angle)) * np.float32(lines)
    from_dot = np.hypot(u - np.round(u), v - np.round(v))
    reach = np.sqrt(np.clip(tone, 0, 1)) * np.float32(0.72)
    return smoothstep(reach + 0.06, reach - 0.06, from_dot)


def _plates(rng: np.random.Generator, size: int) -> dict[str, Field]:
    angle = rng.choice([-1, 1]) * rng.uniform(0.38, 0.72)
    names = ("ochre", "grey", "blue", "red", "black", "paper")
    plates = {name: _Plate(size, angle) for name in names}
    centre_x, centre_y = rng.uniform(0.52, 0.68), rng.uniform(0.4, 0.56)
    radius = rng.uniform(0.24, 0.31)
    plates["ochre"].polygon((-0.4, 0.72), (1.4, 0.56), (1.4, 0.66), (-0.4, 1.0))
    plates["grey"].bar(-0.4, 0.12, 1.8, 0.085)
    plates["grey"].disc(centre_x - 0.36, centre_y + 0.33, 0.12)
    plates["blue"].bar(rng.uniform(0.7, 0.8), -0.4, 0.1, 1.9)
    plates["black"].disc(centre_x, centre_y, radius)
    plates["paper"].disc(centre_x, centre_y, radius * 0.66)
    for number in range(6):
        gap = 0.05 + 0.021 * number
        arc = (int(rng.integers(0, 360)), 0)
        arc = (arc[0], arc[0] + int(rng.integers(70, 230)))
        plates["black"].ring(centre_x, centre_y, radius + gap, 0.0045 + 0.004 * (number % 3), arc)
    tip = (centre_x + 0.04, centre_y + rng.uniform(-0.03, 0.03))
    plates["red"].polygon((-0.35, centre_y - 0.27), tip, (-0.35, centre_y + 0.2))
    plates["red"].disc(centre_x + 0.27, centre_y - 0.3, 0.075)
    plates["red"].bar(-0.4, 0.9, 1.8, 0.035)
    for number in range(7):
        width = 0.006 + 0.005 * (number % 3)
        start, length = rng.uniform(-0.4, 0.3), rng.uniform(0.3, 0.9)
        plates["black"].bar(start, 0.79 + 0.028 * number, length, width)
    for number in range(10):
        tall = 0.05 + 0.05 * ((number * 7) % 4)
        plates["black"].bar(0.02 + 0.034 * number, 0.02 - tall / 2, 0.013, tall)
    for number in range(5):
        left, top = rng.uniform(0.0, 0.9), rng.uniform(0.05, 0.85)
        side = rng.uniform(0.018, 0.05)
        plates[("red", "black", "ochre")[number % 3]].bar(left, top, side, side)
    plates["black"].bar(centre_x + 0.13, -0.4, 0.014, 1.9)
    return {name: plate.cover() for name, plate in plates.items()}


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = 2 * size
    x, y = grid(drawn)
    plates = _plates(rng, drawn)
    sheet = colour("#ece0c6") * paper(rng, drawn, 0.07)[..., None]
    tone = smoothstep(0.95, 0.1, x * 0.6 + y * 0.5 + 0.3 * fractal(rng, x, y, 2, 2)) * 0.75
    dots = _halftone(tone, x, y, 0.6, 78)
    # Rollers leave ink uneven, type leaves it speckled with bare paper.
    worn = fractal(rng, x, y, 9, 5, 0.75)
    speckle = smoothstep(0.5, 0.85, noise(rng, x, y, 140) + 0.5 * worn)
    ink = (0.96 - 0.1 * smoothstep(0.0, 0.9, worn)) * (1 - 0.75 * speckle)
    layers = (
        (_OCHRE, plates["ochre"] * (0.25 + 0.75 * dots)),
        (_GREY, plates["grey"] * (0.35 + 0.65 * dots)),
        (_BLUE, plates["blue"] * np.maximum(0.55, dots)),
        (_BLACK, plates["black"] * (1 - plates["paper"])),
        (_BLACK, plates["paper"] * _halftone(tone * 0.7, x, y, 0.2, 62)),
    )
    picture = sheet
    for pigment, cover in layers:
        picture = blend(picture, pigment, cover * ink)
    shift = max(1, drawn // 340)
    # The red plate printed a little low and to the left.
    red = np.pad(plates["red"], shift, mode="edge")[:drawn, 2 * shift :] * ink
    overprint = _RED * (0.35 + 0.65 * picture / np.maximum(sheet, 0.2))
    return to_image(blend(picture, np.minimum(overprint, _RED), red * 0.97), size)


STYLE = ArtStyle("constructivist", "Constructivist poster", draw)
