"""Risograph: three spot inks, two in coarse halftone, slightly out of register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from builder.gallery.art.canvas import colour, paper, to_image
from builder.gallery.art.fields import Field, fractal, grid, noise, smoothstep
from builder.gallery.art.style import ArtStyle

if TYPE_CHECKING:
    from PIL import Image

_INKS = (
    (colour("#ff4f79"), colour("#0078bf"), colour("#ffd400")),
    (colour("#ff6c2f"), colour("#00838a"), colour("#f9b8d0")),
    (colour("#f15060"), colour("#3d5588"), colour("#5ec8a5")),
)
_SCREENS = (0.26, 1.31, None)
"""Angle of each ink's screen; the last is laid flat."""

_LINES = 20
"""Dots across the sheet: a style network, which sees 256 pixels of it, takes more for a weave."""


def _halftone(tone: Field, x: Field, y: Field, angle: float) -> Field:
    u = (x * np.cos(angle) + y * np.sin(angle)) * np.float32(_LINES)
    v = (y * np.cos(angle) - x * np.sin(angle)) * np.float32(_LINES)
    cell = (2 + np.cos(2 * np.pi * u) + np.cos(2 * np.pi * v)) / 4
    # A cosine cell thresholded by tone: dots in the lights, holes in the darks.
    threshold = 1 - np.clip(tone, 0, 1)
    dots = smoothstep(threshold - 0.09, threshold + 0.09, cell)
    return np.where(tone > 0.97, 1, np.where(tone < 0.03, 0, dots)).astype(np.float32)


def _leaf(x: Field, y: Field, foot: tuple[float, float], length: float, angle: float) -> Field:
    """Tone of a palm leaf: fingers on both sides of a curved rib."""
    dx, dy = x - foot[0], y - foot[1]
    along = (dx * np.cos(angle) + dy * np.sin(angle)) / length
    across = (dy * np.cos(angle) - dx * np.sin(angle)) / length - 0.18 * along * along
    reach = 0.34 * np.sqrt(np.clip(np.sin(np.pi * np.clip(along, 0, 1) ** 0.8), 0, 1))
    fingers = np.mod((along - 0.62 * np.abs(across)) * 13, 1)
    inside = (np.abs(across) < reach) & (along > 0) & (along < 1)
    rib = np.abs(across) < 0.012
    body = inside & ((fingers < 0.66) | rib)
    shade = 0.5 + 0.5 * np.clip(np.abs(across) / 0.3, 0, 1)
    return np.where(body, np.where(across > 0, shade, 1.0), 0).astype(np.float32)


def _tones(rng: np.random.Generator, x: Field, y: Field) -> list[Field]:
    """How much of each ink every pixel wants."""
    sun_x, sun_y, reach = rng.uniform(0.35, 0.65), rng.uniform(0.3, 0.42), rng.uniform(0.2, 0.26)
    from_sun = np.hypot(x - sun_x, y - sun_y)
    sun = from_sun < reach
    stripes = np.mod((y - sun_y) / reach * 7, 1) > np.clip((y - sun_y) / reach, 0, 1) * 0.75
    warm = np.where(sun & stripes, np.clip(0.45 + (y - sun_y) / reach * 0.55, 0.2, 1), 0)
    warm = np.maximum(warm, 0.42 * smoothstep(0.75, 0.0, y) * ~sun)
    light = np.where(sun, 1.0, 0.2 + 0.75 * smoothstep(0.55, 0.15, from_sun))
    cool = np.zeros_like(x)
    for number in range(4):
        base = 0.52 + 0.115 * number
        ridge = base - (0.13 - 0.02 * number) * fractal(
            rng, x + np.float32(rng.uniform(0, 40)), x * 0 + 0.5, 2 + number, 2 + number
        )
        below = y > ridge
        fall = np.clip((y - ridge) / 0.3, 0, 1)
        cool = np.where(below, (0.92 - 0.1 * number) * (1 - fall) ** 1.2 + 0.08, cool)
        warm = np.where(below, (0.1, 0.5, 0.2, 0.85)[number] * (0.35 + 0.65 * fall), warm)
        light = np.where(below, (0.2, 0.1, 0.75, 0.3)[number], light)
    for number in range(6):
        side = number % 2
        foot = (side + (0.5 - side) * rng.uniform(-0.1, 0.5), rng.uniform(0.85, 1.04))
        angle = -np.pi / 2 + (0.5 - side) * rng.uniform(-0.2, 1.9)
        leaf = _leaf(x, y, foot, rng.uniform(0.36, 0.58), angle)
        cool = np.where(leaf > 0, leaf if number % 3 else 0.15 * leaf, cool)
        warm = np.where(leaf > 0, 0.2 * leaf if number % 3 else leaf, warm)
        light = np.where(leaf > 0, 0.0 if number % 2 else 0.9, light)
    for _ in range(26):
        star_x, star_y = rng.uniform(0.03, 0.97), rng.uniform(0.03, 0.4)
        dot = np.hypot(x - star_x, y - star_y) < rng.uniform(0.003, 0.008)
        cool = np.where(dot & (cool == 0) & ~sun, 1, cool)
    return [warm, cool, light]


def draw(seed: int, size: int) -> Image.Image:
    """Draw the picture that `ArtStyle.draw` describes."""
    rng = np.random.default_rng(seed)
    drawn = 2 * size
    x, y = grid(drawn)
    tones = _tones(rng, x, y)
    picture = colour("#f6f1e4") * paper(rng, drawn, 0.05)[..., None]
    margin = np.maximum(np.abs(x - 0.5), np.abs(y - 0.5)) < 0.47
    inks = _INKS[seed % len(_INKS)]
    for pigment, tone, screen in zip(inks, tones, _SCREENS, strict=True):
        shifted = np.roll(tone * margin, rng.integers(-4, 5, 2) * drawn // 1024, (0, 1))
        dots = shifted if screen is None else 0.5 * shifted + 0.5 * _halftone(shifted, x, y, screen)
        # The drum leaves fine pinholes, broad cloudy bands and a little scumming.
        pinholes = smoothstep(0.45, 0.8, noise(rng, x, y, 230) + 0.3 * noise(rng, x, y, 12))
        uneven = 0.92 + 0.1 * fractal(rng, x, y * 0.3, 7, 3)
        cover = dots * uneven * (1 - 0.7 * pinholes)
        picture = picture * (1 - cover[..., None] * (1 - pigment))
    return to_image(picture, size)


STYLE = ArtStyle("risograph", "Risograph", draw)
