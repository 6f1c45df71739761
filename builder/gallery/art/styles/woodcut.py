"""Woodcut: a low sun over furrowed hills, cut into a plank in long tapering gouges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import blend, colour, palette, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, hash_noise, noise, smoothstep
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from PIL import Image


_TINTS = palette("#e2572f", "#f0b43a", "#f4ead0", "#3a8fa8")
"""What each hill is printed in below the black, the farthest first."""


def _gouges(
    rng: np.random.Generator, across: Field, along: Field, light: Field, stroke: float
) -> Field:
    """Cuts one unit of `across` apart; each is about `stroke` long, tapers, and widens with light.

    Gives the clearance from the cut's edge: above 0 is cut away (paper), below is ink.
    """
    line = np.floor(across)
    position = along / np.float32(stroke) + 3 * hash_noise(rng, line.astype(np.int64))
    cut = np.floor(position).astype(np.int64)
    taper = np.sqrt(np.abs(np.sin(np.pi * (position - cut))))
    width = light * taper * (0.8 + 0.4 * hash_noise(rng, line.astype(np.int64), cut))
    return width - 2 * np.abs(across - line - 0.5)


def _sky(rng: np.random.Generator, x: Field, y: Field, sun: tuple[float, float]) -> Field:
    dx, dy = x - sun[0], y - sun[1]
    distance = np.hypot(dx, dy)
    angle = np.arctan2(dy, dx) / np.float32(2 * np.pi) + 0.5
    # Rings of rays: each ring outwards has more of them, so their width stays about the same.
    ring = np.clip(np.floor(np.log2(np.maximum(distance, 0.05) / 0.14) * 1.6), 0, 6)
    rays = np.float32(22) * 2 ** (ring / 1.6)
    light = 1.1 - 0.7 * smoothstep(0.1, 0.9, distance) + 0.25 * fractal(rng, x, y, 4)
    wobble = 0.25 * noise(rng, x, y, 18)
    return _gouges(rng, angle * np.round(rays) + wobble, distance, light, 0.2)


def _hill(
    rng: np.random.Generator, x: Field, y: Field, ridge: Field, sun_x: float, nearness: float
) -> Field:
    depth = y - ridge
    slope = np.float32(rng.uniform(-0.9, 0.9))
    lines = 20 - 6 * nearness
    bend = 0.04 * fractal(rng, x, y, 3)
    across = (depth * (1 + 0.5 * nearness) + slope * (x - 0.5) * (0.2 + depth) + bend) * lines
    facing = smoothstep(0.55, 0.0, np.abs(x - sun_x))
    light = 0.38 + 0.45 * facing + 0.3 * smoothstep(0.14, 0.0, depth) - 0.2 * nearness
    light = light + 0.35 * fractal(rng, x, y, 5)
    # A rim of paper along the ridge parts each hill from what lies behind it.
    rim = np.where(depth < 0.006 + 0.003 * nearness, 1.0, -1.0)
    return np.maximum(_gouges(rng, across, x, light, 0.26), rim).astype(np.float32)


def _cypress(rng: np.random.Generator, x: Field, y: Field, foot: tuple[float, float]) -> Field:
    """Height above the outline of a tree: above 0 inside."""
    height = rng.uniform(0.24, 0.4)
    up = (foot[1] - y) / height
    flame = 0.16 * height * np.sqrt(np.clip(np.sin(np.pi * np.clip(up, 0, 1) ** 0.62), 0, 1))
    edge = flame + 0.012 * fractal(rng, x * 2, y, 22) * (up < 0.98)
    return np.where((up > 0) & (up < 1), edge - np.abs(x - foot[0]), -1).astype(np.float32)


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = size + size // 2
    x, y = grid(drawn)
    x = x + 0.004 * noise(rng, x, y, 30)
    y = y + 0.004 * noise(rng, x, y, 30)
    sun = (rng.uniform(0.3, 0.7), rng.uniform(0.26, 0.38))
    radius = rng.uniform(0.1, 0.135)
    cut = _sky(rng, x, y, sun)
    from_sun = np.hypot(x - sun[0], y - sun[1])
    cut[from_sun < radius + 0.012] = 1
    hills = 4
    owner = np.full(x.shape, -1)
    land = np.zeros(x.shape, bool)
    for number in range(hills):
        nearness = number / (hills - 1)
        base = 0.47 + 0.36 * nearness**1.1
        offset = np.float32(rng.uniform(0, 50))
        ridge = base + 0.11 * fractal(rng, x + offset, np.zeros_like(x) + 0.5, 2.2, 3)
        inside = y > ridge
        cut[inside] = _hill(rng, x[inside], y[inside], ridge[inside], sun[0], nearness)
        land |= inside
        owner[inside] = number
        if number in (1, 2):
            for _ in range(3):
                foot = (rng.uniform(0.06, 0.94), base + 0.1)
                tree = _cypress(rng, x, y, foot)
                side = np.float32(np.sign(sun[0] - foot[0]))
                lit = smoothstep(-0.02, 0.03, (x - foot[0]) * side) * 0.75
                leaves = _gouges(rng, (y + 2 * np.abs(x - foot[0])) * 24, x, lit, 0.11)
                cut = np.where(tree > 0.0045, leaves, np.where(tree > -0.004, 1, cut))
                land |= tree > 0
    # The plank's grain shows where ink was thin, and the roller skips here and there.
    grain = noise(rng, x * 0.7 + 0.1 * y, y, 160) + 0.6 * fractal(rng, x * 9, y * 70, 2, 3)
    cut = cut + 0.22 * noise(rng, x, y, 90) + 0.5 * smoothstep(0.62, 1.1, grain)
    frame = np.maximum(np.abs(x - 0.5), np.abs(y - 0.5)) + 0.003 * noise(rng, x, y, 40)
    cut = np.where(frame > 0.462, -1, cut)
    cut = np.where(frame > 0.482, 1, cut)
    sheet = colour("#efe2c4") * paper(rng, drawn, 0.06)[..., None]
    tint = smoothstep(0.8, 0.15, from_sun)[..., None]
    warm = np.where((land | (frame > 0.462))[..., None], 0, tint)
    sheet = sheet * (1 + warm * (colour("#f2b04a") - 1))
    disc = (from_sun < radius) & ~land
    rubbed = 0.9 + 0.1 * smoothstep(0.5, -0.4, grain)
    sheet = blend(sheet, colour("#c8371f"), disc * rubbed)
    for number in range(hills):
        sheet = blend(sheet, _TINTS[number], 0.85 * (owner == number) * rubbed)
    inked = smoothstep(0.06, -0.06, cut) * (0.93 + 0.07 * smoothstep(0.7, -0.2, grain))
    return to_image(blend(sheet, colour("#191512"), inked), size)


STYLE = ArtStyle("woodcut", "Woodcut", draw)
