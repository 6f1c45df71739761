"""Wave print: seigaiha seas in Prussian blue under a shaded sky, pulled from cherry wood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, colour, gradient, palette, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, hash_noise, noise, smoothstep
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from PIL import Image

_CREAM, _OUTLINE, _SUN = colour("#f1e6cf"), colour("#14213d"), colour("#c8402e")
_SEA = palette("#17325f", "#245a94", "#4f8fb8", "#9cc4cc", "#17325f", "#2f6ea5")


def _scales(
    rng: np.random.Generator, x: Field, y: Field, count: float
) -> tuple[Field, Field, Field]:
    """The overlapping fans of the wave pattern.

    Gives, for each pixel, its distance from its fan's centre (1 at the rim), a random number a
    fan, and the angle round the centre.
    """
    u, v = x * np.float32(count), y * np.float32(count * 3.4)
    distance = np.full(x.shape, 9, np.float32)
    chance, angle = np.zeros_like(distance), np.zeros_like(distance)
    # A fan hides those of the rows above it, so the lowest that covers a pixel wins.
    lowest = np.floor(v).astype(np.int64) + 4
    salt = int(rng.integers(2**32))
    for up in range(5):
        row = lowest - up
        shift = 0.5 * (row % 2)
        column = np.round(u - shift)
        dx, dy = (u - shift - column) * 2, (v - row) * np.float32(2 / 3.4)
        reach = np.hypot(dx, dy)
        free = (distance > 1) & (reach < 1)
        distance = np.where(free, reach, distance)
        drawn = hash_noise(np.random.default_rng(salt), row, column.astype(np.int64))
        chance = np.where(free, drawn, chance)
        angle = np.where(free, np.arctan2(dy, dx), angle)
    return distance, chance, angle


def _sea(rng: np.random.Generator, x: Field, y: Field, count: float) -> Field:
    distance, chance, angle = _scales(rng, x, y, count)
    rings = 5
    place = distance * rings
    within = place - np.floor(place)
    shade = np.mod(np.floor(place) / 6 + np.floor(chance * 3) / 6, 1)
    ground = gradient(_SEA, np.clip(shade + 0.03 * noise(rng, x, y, 60), 0, 1))
    ground = blend(ground, _CREAM, smoothstep(0.3, 0.22, np.abs(within - 0.62)))
    fine = np.abs(np.mod(place * 4, 1) - 0.5)
    carved = smoothstep(0.2, 0.1, fine) * (chance > 0.62) * (within < 0.35)
    ground = blend(ground, _CREAM, 0.8 * carved)
    # Some fans break into foam: a scalloped, spotted rim.
    foam = distance + 0.055 * np.abs(np.sin(angle * 9)) > 0.93
    ground = blend(ground, _CREAM, foam * (chance > 0.45))
    spots = np.hypot(np.mod(angle * 7, 1) - 0.5, (distance - 0.78) * 9)
    ground = blend(ground, _CREAM, smoothstep(0.3, 0.2, spots) * (chance > 0.8))
    return blend(ground, _OUTLINE, smoothstep(0.955, 0.985, distance))


def _sky(rng: np.random.Generator, x: Field, y: Field) -> Field:
    tones = palette("#27568f", "#8fb6c4", "#ecdcbb", "#f0c79a", "#e79a78")
    sky = gradient(tones, np.clip(y / 0.42 + 0.02 * noise(rng, x, y * 6, 20), 0, 1))
    sun_x, sun_y = rng.uniform(0.25, 0.75), rng.uniform(0.17, 0.24)
    disc = smoothstep(0.1, 0.097, np.hypot(x - sun_x, y - sun_y))
    shading = 1 - 0.22 * smoothstep(sun_y, sun_y - 0.11, y)
    sky = blend(sky, _SUN, disc * shading)
    for number in range(5):
        middle = 0.06 + 0.065 * number + rng.uniform(-0.015, 0.015)
        start, length = rng.uniform(-0.25, 0.7), rng.uniform(0.3, 0.55)
        half = 0.012 + 0.006 * (number % 2)
        outside = np.hypot(np.maximum(np.abs(x - start - length / 2) - length / 2, 0), y - middle)
        sky = blend(sky, _CREAM, smoothstep(half + 0.0012, half, outside))
        rim = smoothstep(0.0024, 0.0012, np.abs(outside - half))
        sky = blend(sky, _OUTLINE, 0.75 * rim)
    return sky


def _peak(rng: np.random.Generator, picture: Field, x: Field, y: Field, foot: float) -> Field:
    top_x, top = rng.uniform(0.2, 0.8), foot - rng.uniform(0.19, 0.25)
    flank = np.abs(x - top_x) + 0.004 * noise(rng, x, y, 30)
    outline = top + 1.05 * np.maximum(flank - 0.022, 0) ** 0.84 * 0.72
    inside = smoothstep(-0.0012, 0.0012, y - outline)
    body = gradient(palette("#2e4a78", "#5f86a8", "#a9bfb8"), (y - top) / (foot - top))
    ragged = y - outline - 0.05 * (0.6 + np.abs(noise(rng, x, y * 0.4, 34))) + 0.1 * (outline - top)
    body = blend(body, _CREAM, smoothstep(0.002, -0.002, ragged - 0.02))
    picture = blend(picture, body, inside)
    return blend(picture, _OUTLINE, smoothstep(0.003, 0.0015, np.abs(y - outline)))


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 2
    x, y = grid(drawn)
    picture = _peak(rng, _sky(rng, x, y), x, y, 0.42)
    swells = 4
    for number in range(swells):
        nearness = number / (swells - 1)
        phase, waves = rng.random(), 2.6 - 1.3 * nearness
        roll = np.sin(2 * np.pi * (waves * x + phase))
        crest = 0.4 + 0.43 * nearness**1.15 - (0.012 + 0.035 * nearness) * roll
        below = y - crest
        inside = below > 0
        # Only the rows that the swell can reach are worked on.
        rows = np.s_[int(crest.min() * drawn) :]
        lifted = y[rows] + 0.03 * roll[rows] * nearness
        sea = _sea(rng, x[rows], lifted, (9, 7, 5, 4)[number])
        # Bokashi: the printer wipes the block so that each swell darkens towards its crest.
        wiped = smoothstep(0.15, 0.0, below[rows]) * (0.55 - 0.2 * nearness)
        sea = blend(sea, _SEA[0], wiped)
        picture[rows] = np.where(inside[rows][..., None], sea, picture[rows])
        picture = blend(picture, _CREAM, smoothstep(0.011, 0.009, np.abs(below - 0.007)))
        picture = blend(picture, _OUTLINE, smoothstep(0.0032, 0.002, np.abs(below + 0.004)))
    grain = np.sin(2 * np.pi * (y * 46 + 2.2 * fractal(rng, x * 0.5, y * 2, 3, 3)))
    picture = picture * (1 + 0.03 * grain + 0.04 * fractal(rng, x * 0.4, y * 9, 12, 3))[..., None]
    sheet = paper(rng, drawn, 0.05)[..., None]
    margin = np.maximum(np.abs(x - 0.5), np.abs(y - 0.5)) + 0.0015 * noise(rng, x, y, 50)
    picture = blend(picture, _OUTLINE, smoothstep(0.475, 0.478, margin))
    picture = blend(picture, _CREAM, smoothstep(0.482, 0.484, margin))
    return to_image(picture * sheet, size)


STYLE = ArtStyle("waves", "Wave print", draw)
