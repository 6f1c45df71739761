"""Watercolour: loose flowers in transparent washes with pooled edges and granulated pigment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, colour, palette, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, noise, smoothstep
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from PIL import Image

_PETALS = (
    palette("#e87a9a", "#f2a4b0", "#d4588a"),
    palette("#f6b45a", "#f9d07a", "#ef9a5f"),
    palette("#8a63b8", "#b08bd0", "#6c55a8"),
    palette("#4f8fc9", "#7fb3da", "#3d6fb0"),
)
_LEAVES = palette("#5e8f5a", "#86a84f", "#3f7a6b", "#9db56a")


class _Sheet:
    """Wet paper: washes multiply, as transparent pigments do."""

    def __init__(self, rng: np.random.Generator, size: int) -> None:
        self.size = size
        self.x, self.y = grid(size)
        self.picture = np.ones((size, size, 3), np.float32)
        # Shared by all washes: the paper's hollows hold the pigment, its swells turn the brush.
        self._hollows = noise(rng, self.x, self.y, 120) + 0.6 * noise(rng, self.x, self.y, 210)
        self._drift = [fractal(rng, self.x, self.y, 6, 5, 0.55) for _ in range(4)]
        self._pools = [fractal(rng, self.x, self.y, 7, 4, 0.6) for _ in range(3)]

    def part(self, x: float, y: float, reach: float) -> tuple[slice, slice]:
        """The rows and columns within `reach` of a point."""
        rows, columns = (
            slice(*(int(np.clip(at + side * reach, 0, 1) * self.size) for side in (-1, 1)))
            for at in (y, x)
        )
        return rows, columns

    def wash(
        self,
        rng: np.random.Generator,
        part: tuple[slice, slice],
        inward: Field,
        pigment: Field,
        strength: float,
        softness: float,
        wander: float = 0.016,
    ) -> None:
        """Lay a wash where `inward`, the distance inside its outline, is above 0.

        The outline is `softness` wide and strays by `wander`.
        """
        drift = self._drift[rng.integers(4)][part] * rng.choice([-1, 1])
        inward = inward + np.float32(wander) * drift
        body = smoothstep(-softness, softness, inward)
        # Water carries pigment to the drying edge.
        edge = np.exp(-np.abs(inward - softness) / np.float32(0.0035)) * body
        pool = 0.85 + 0.75 * self._pools[rng.integers(3)][part]
        grain = 1 + 0.22 * self._hollows[part]
        amount = strength * (body * np.clip(pool, 0.15, 2) * grain + 0.5 * edge)
        # Beer and Lambert: a pigment's colour raised to the amount that lies there.
        self.picture[part] *= np.maximum(pigment, 0.02) ** amount[..., None]


def _petal(x: Field, y: Field, length: float, width: float, angle: float) -> Field:
    """About the distance inside a petal that grows from the origin."""
    along = (x * np.cos(angle) + y * np.sin(angle)) / np.float32(length)
    across = (y * np.cos(angle) - x * np.sin(angle)) / np.float32(width)
    bulge = np.hypot((along - 0.55) / 0.52, across / (0.35 + 0.7 * np.clip(along, 0, 1)))
    return ((1 - bulge) * np.float32(0.5 * width)).astype(np.float32)


def _flower(
    rng: np.random.Generator, sheet: _Sheet, x: float, y: float, radius: float, shades: Field
) -> None:
    count = int(rng.integers(5, 8))
    turn = rng.uniform(0, 2 * np.pi)
    squash = rng.uniform(0.7, 1)
    part = sheet.part(x, y, 1.35 * radius)
    dx, dy = sheet.x[part] - x, (sheet.y[part] - y) / squash
    for layer, reach in ((0, 1.0), (1, 0.78), (2, 0.5)):
        for number in range(count):
            angle = turn + 2 * np.pi * (number + 0.5 * layer + rng.normal(0, 0.12)) / count
            length = radius * reach * rng.uniform(0.85, 1.15)
            inward = _petal(dx, dy, length, 0.62 * length, angle)
            pigment = shades[rng.integers(len(shades))]
            sheet.wash(rng, part, inward, pigment, 0.5 + 0.2 * layer, 0.0022)
    heart = 0.17 * radius - np.hypot(dx, dy)
    sheet.wash(rng, part, heart, colour("#6b3a2e"), 1.0, 0.006, 0.008)
    for _ in range(16):
        angle, far = rng.uniform(0, 2 * np.pi), radius * rng.uniform(0.2, 0.36)
        stamen = np.hypot(dx - far * np.cos(angle), dy - far * np.sin(angle))
        sheet.wash(rng, part, 0.0035 - stamen, colour("#4a2a2e"), 1.2, 0.0016, 0.002)


def _stem(rng: np.random.Generator, sheet: _Sheet, x: float, y: float) -> None:
    foot = x + rng.normal(0, 0.1)
    t = np.clip((sheet.y - y) / (1.05 - y), 0, 1)
    centre = x + (foot - x) * t**1.6 + 0.015 * np.sin(t * 5 + x * 9)
    inward = 0.0035 + 0.002 * t - np.abs(sheet.x - centre)
    shown = np.where(sheet.y > y, inward, -1).astype(np.float32)
    sheet.wash(rng, np.s_[:, :], shown, _LEAVES[2], 1.0, 0.0022, 0.002)
    for at in rng.uniform(0.25, 0.9, 2):
        leaf_y = y + at * (1.05 - y)
        leaf_x = x + (foot - x) * at**1.6
        length = rng.uniform(0.1, 0.19)
        part = sheet.part(leaf_x, leaf_y, 1.3 * length)
        dx, dy = sheet.x[part] - leaf_x, sheet.y[part] - leaf_y
        angle = -np.pi / 2 + rng.choice([-1, 1]) * rng.uniform(0.4, 1.1)
        for narrow in (0.3, 0.17):
            pigment = _LEAVES[rng.integers(len(_LEAVES))]
            inward = _petal(dx, dy, length, narrow * length, angle)
            sheet.wash(rng, part, inward, pigment, 0.75, 0.002, 0.008)


def _background(rng: np.random.Generator, sheet: _Sheet) -> None:
    tints = palette("#bcd8d6", "#f5d9c4", "#c9c3e2", "#f3e2a8", "#bfe0c0")
    for _ in range(9):
        x, y = rng.uniform(0, 1, 2)
        reach = rng.uniform(0.16, 0.34)
        inward = reach - np.hypot(sheet.x - x, (sheet.y - y) * rng.uniform(0.8, 1.5))
        pigment = tints[rng.integers(len(tints))]
        sheet.wash(rng, np.s_[:, :], inward, pigment, rng.uniform(0.5, 1.0), 0.05)


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 4
    sheet = _Sheet(rng, drawn)
    _background(rng, sheet)
    places: list[tuple[float, float, float]] = []
    for radius in (0.2, 0.17, 0.145, 0.12, 0.1, 0.08):
        for _ in range(60):
            x, y = rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.66)
            if all(np.hypot(x - ox, y - oy) > 0.85 * (radius + other) for ox, oy, other in places):
                places.append((x, y, radius))
                break
    for x, y, _ in places:
        _stem(rng, sheet, x, y)
    order = rng.permutation(len(_PETALS))
    for number, (x, y, radius) in enumerate(places):
        # Opaque white lifts the stems out from under a flower before its colour goes on.
        part = sheet.part(x, y, radius)
        near = np.hypot(sheet.x[part] - x, sheet.y[part] - y)
        lifted = 0.75 * smoothstep(0.9 * radius, 0.4 * radius, near)
        sheet.picture[part] = blend(sheet.picture[part], colour("#fff8f0"), lifted)
        _flower(rng, sheet, x, y, radius, _PETALS[order[number % 3]])
    _splashes(rng, sheet, _PETALS[order[0]])
    tooth = colour("#fbf7ee") * paper(rng, drawn, 0.045)[..., None]
    return to_image(sheet.picture * tooth, size)


def _splashes(rng: np.random.Generator, sheet: _Sheet, shades: Field) -> None:
    for _ in range(45):
        x, y = rng.uniform(0, 1, 2)
        radius = 0.002 + 0.007 * rng.random() ** 3
        part = sheet.part(x, y, 0.03)
        inward = radius - np.hypot(sheet.x[part] - x, sheet.y[part] - y)
        if inward.size:
            sheet.wash(rng, part, inward, shades[rng.integers(len(shades))], 0.8, 0.0015, 0.002)


STYLE = ArtStyle("watercolour", "Watercolour", draw)
